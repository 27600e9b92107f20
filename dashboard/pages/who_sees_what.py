"""Who sees what: the policy that every answer passes, as it is carried out."""

from dash import html
from dash.development.base_component import Component

from dashboard.components.layout import entry
from dashboard.page import Display, Edition, Page
from queries.audience import Audience
from queries.disclosure import Gate
from queries.policy import ANALYSTS_ONLY, POLICY, promise
from queries.selection import Selection

HEADS = {Audience.LEADER: "Leaders", Audience.PRESENTATION: "A conference", Audience.ANALYST: "Analysts"}


def view(page: Page, gate: Gate, edition: Edition, selection: Selection, display: Display) -> Component:
    """The promise in a sentence, and the policy row by row."""
    rows = [
        html.Tr(
            [
                html.Th(row.about, scope="row"),
                *(html.Td(getattr(row, audience.value), **{"data-label": head}) for audience, head in HEADS.items()),
            ]
        )
        for row in (*POLICY, ANALYSTS_ONLY)
    ]
    head = html.Thead(html.Tr([html.Th("What", scope="col"), *(html.Th(name, scope="col") for name in HEADS.values())]))
    table = html.Table(
        [html.Caption("What each audience is given", className="visually-hidden"), head, html.Tbody(rows)],
        className="table align-top cp-policy",
    )
    asides = html.Div(
        [
            html.P("The same rules hold for every page, file, chart, spoken text and error message."),
            html.P("They treat each code by itself, and cannot judge whether a turn of phrase gives its speaker away; "
                   "a second reader clears wording for that."),
        ],
        className="cp-note cp-asides",
    )  # fmt: skip
    return html.Div(
        [
            html.P(promise(gate.terms), className="cp-lede", id="lede"),
            entry([html.Span("Disclosure", className="cp-head"), asides], [table]),
        ]
    )


page = Page("/who-sees-what", "Who sees what", "Who may see what, and why?", (), view, counts_people=False)
