"""The shell around every page: masthead, dateline, the stamp, the sheet and its margin."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.access import Visitor
from dashboard.page import Edition, Page
from queries.audience import Audience
from queries.study import Overview

STAMPS = {
    "synthetic": "Synthetic data: no real person or body",
    "pseudonymised": "Pseudonymised: handle with care",
    "identifiable": "Identifiable people: in confidence",
}
INDEX = """<!DOCTYPE html>
<html lang="en-GB" data-bs-theme="light">
<head>
    {%metas%}
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>{%title%}</title>
    {%favicon%}
    <link rel="preload" href="/assets/fonts/newsreader-latin-opsz-normal.woff2" as="font" type="font/woff2" crossorigin>
    <link rel="preload" href="/assets/fonts/source-sans-3-latin-wght-normal.woff2" as="font" type="font/woff2"
        crossorigin>
    {%css%}
</head>
<body>
    {%app_entry%}
    <noscript>Commonplace draws its pages with JavaScript, which this browser has turned off.</noscript>
    {%config%}
    {%scripts%}
    {%renderer%}
</body>
</html>
"""
RESTRICTED = "Restricted: exact counts"
VIEWS = {
    Audience.LEADER: "Leader view",
    Audience.PRESENTATION: "Presentation view",
    Audience.ANALYST: "Analyst view",
}


def shell(pages: Sequence[Page], edition: Edition, reader: Visitor, content: Component) -> Component:
    """The whole document as `reader` gets it; `content` is where the router puts the page."""
    return html.Div(
        [
            html.A("Skip to content", href="#main", className="cp-skip"),
            html.Div(
                [_masthead(pages, reader), _dateline(edition, reader), html.Main(content, id="main", tabIndex=-1)],
                className="cp-sheet",
            ),
            html.Aside(
                [
                    html.Button("Close", id="evidence-close", type="button", className="btn btn-cp"),
                    html.Div(id="evidence-body"),
                ],
                id="evidence",
                hidden=True,
                **{"aria-label": "Evidence"},
            ),
            dcc.Store(id="display"),
            dcc.Location(id="address", refresh=False),
        ]
    )


def file_stamp(study: Overview, release: str, audience: Audience) -> str:
    """What every row of a file says of where it is from, for whom, and whether its people are real."""
    view = RESTRICTED if audience == Audience.ANALYST else VIEWS[audience]
    return "; ".join(
        [study.title, release, *(part[:1].lower() + part[1:] for part in (view, STAMPS[study.data_status]))]
    )


def links(pages: Sequence[Page], here: str, query: str = "") -> list[Component]:
    """Links to the sections, keeping the selection."""
    return [
        html.Span(dcc.Link(page.name, href=page.path + query), **{"aria-current": "page"} if page.path == here else {})
        for page in pages
    ]


def _masthead(pages: Sequence[Page], reader: Visitor) -> Component:
    home = pages[0].path
    return html.Header(
        [
            dcc.Link([html.Span(className="cp-logo"), html.Span("Home", className="visually-hidden")], href=home),
            html.Div(
                [
                    dcc.Link("Commonplace", href=home, className="cp-wordmark"),
                    html.Button(
                        "Menu",
                        id="menu",
                        type="button",
                        className="btn btn-cp",
                        **{"aria-expanded": "false", "aria-controls": "sections"},
                    ),
                    html.Nav(links(pages, home), id="sections", className="cp-nav", **{"aria-label": "Sections"}),
                    _audience(reader),
                    html.Button(
                        "Projector", id="projector", type="button", className="btn btn-cp", **{"aria-pressed": "false"}
                    ),
                ],
                className="cp-bar",
            ),
        ],
        className="cp-row cp-masthead",
    )


def _audience(reader: Visitor) -> Component:
    """Which view this is; a way to the others for those who may choose."""
    if not reader.may_choose:
        return html.Span(VIEWS[reader.audience], className="cp-audience")
    others = [
        html.A(
            name,
            href=f"/as/{audience.value}",
            className="cp-view",
            **{"aria-current": "true"} if audience == reader.audience else {},
        )
        for audience, name in VIEWS.items()
    ]
    return html.Details(
        [html.Summary(VIEWS[reader.audience], className="btn btn-cp"), html.Div(others, className="cp-views")],
        className="cp-audience",
    )


def _dateline(edition: Edition, reader: Visitor) -> Component:
    study = edition.study
    facts = [
        ", ".join(study.networks) or study.title,
        *([f"{study.respondents} {study.people(study.respondents)}"] if study.respondents else []),
        *([f"{study.interviews} interviews", ", ".join(study.stages)] if study.interviews else []),
        edition.release,
    ]
    stamps = [html.Span(STAMPS[study.data_status], className="cp-stamp")]
    if reader.audience == Audience.ANALYST:
        stamps = [html.Span(RESTRICTED, className="cp-stamp cp-restricted"), *stamps]
    return html.Section(
        html.Div(
            [
                html.Div(),
                html.Div(
                    [
                        html.Span(" · ".join(facts)),
                        html.Span(stamps, className="cp-stamps"),
                    ],
                    className="cp-dateline",
                ),
            ],
            className="cp-row",
        ),
        **{"aria-label": "Study and release"},
    )
