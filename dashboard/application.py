"""The application: pages registered, and the few callbacks that stand between an address and what is shown."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import dash
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component
from plotly.io.json import to_json_plotly

from dashboard.access import visitor
from dashboard.address import EVIDENCE, query_string, selection_from
from dashboard.components.layout import skeleton, title
from dashboard.controls import CHOICES, LEVEL, SPLIT, choices_of, control_id, filter_bar, options, selection_of
from dashboard.desk import Desk
from dashboard.evidence_panel import evidence_for
from dashboard.page import Display, Page
from dashboard.shell import INDEX, links, shell
from dashboard.view_log import note_view
from queries.audience import Audience
from queries.disclosure import Gate
from queries.selection import FIELDS, Selection

CONTROLS = {
    **{dimension.value: Input(control_id(dimension), "value") for dimension in FIELDS},
    SPLIT: Input(SPLIT, "value"),
    LEVEL: Input(LEVEL, "value"),
    **{name: Input(name, "value") for name in CHOICES},
}
REMEMBERED = 256
"""Views kept: a release never changes, so neither does what a selection shows of it."""

DROPPED = "This link names something that is not shown here. That part was left out."


def create_app(desk: Desk) -> Dash:
    """The Dash application for the release whose desk this is."""
    app = Dash(
        "commonplace",
        assets_folder=str(Path(__file__).parent / "assets"),
        external_stylesheets=["/bootstrap/bootstrap.min.css"],
        index_string=INDEX,
        use_pages=True,
        pages_folder="",
        title="Commonplace",
        update_title="",
        add_log_handler=False,
        enable_mcp=False,
        suppress_callback_exceptions=True,
    )
    dash.page_registry.clear()
    study = desk.edition_for(Audience.ANALYST).study
    for path, page in desk.pages.items():
        dash.register_page(
            page.name,
            path=path,
            title=f"{page.name} · {study.title} · Commonplace",
            layout=partial(page_layout, page, desk),
        )
    dash.register_page(
        "not_found_404", path="/_not-found", title="No such page · Commonplace", layout=no_page(desk.pages.values())
    )
    app.layout = lambda: shell(list(desk.pages.values()), desk.edition, visitor(), dash.page_container)
    app.validation_layout = html.Div()
    _register_view(app, desk)
    _register_address(app, desk)
    _register_evidence(app, desk)
    _register_browser(app)
    return app


def no_page(pages: Iterable[Page]) -> Component:
    """What stands at an address that is no page."""
    ways = [html.P(dcc.Link(page.name, href=page.path)) for page in pages]
    return html.Div(
        [title("There is no page at this address"), html.Div([html.Div(), html.Div(ways)], className="cp-row")]
    )


def page_layout(page: Page, desk: Desk, /, **query: Any) -> Component:
    """A page as its address describes it: the question, the controls set, and the places that callbacks fill."""
    gate = desk.gate
    selection, dropped = selection_from(query, desk.is_known, page.choices(gate))
    evidence = {name: getattr(selection, name) for name in EVIDENCE}
    return html.Div(
        [
            title(page.question),
            html.Div([html.Div(), filter_bar(page, gate, selection)], className="cp-row"),
            html.Div([html.Div(), html.P(DROPPED, role="status", className="cp-small cp-dropped")], className="cp-row")
            if dropped
            else html.Div(),
            html.Div(skeleton(), id="view"),
            dcc.Store(id="page", data=page.path),
            dcc.Store(id="chosen", data={**evidence, "page": 0}),
        ]
    )


def _register_view(app: Dash, desk: Desk) -> None:
    """THE view callback: whatever is chosen, the page's one function draws all of it anew."""

    @app.callback(
        output={
            "view": Output("view", "children"),
            "options": [Output(control_id(dimension), "options") for dimension in FIELDS],
        },
        inputs={"controls": CONTROLS, "display": Input("display", "data")},
        state={"path": State("page", "data")},
    )
    def draw(controls: dict[str, str], display: dict[str, Any] | None, path: str) -> Any:
        if display is None or path not in desk.pages:
            return {"view": no_update, "options": [no_update] * len(FIELDS)}
        gate = desk.gate
        selection = _selection(desk, gate, path, controls)
        note_view(visitor(), path, query_string(selection), desk.edition.study.release)
        asked = selection if desk.pages[path].counts_people else Selection(choices=selection.choices)
        view, offered = json.loads(remembered(gate.audience, path, asked, Display(**display)))
        return {"view": view, "options": offered or [no_update] * len(FIELDS)}

    @lru_cache(maxsize=REMEMBERED)
    def remembered(audience: Audience, path: str, selection: Selection, display: Display) -> str:
        page, gate = desk.pages[path], desk.gates[audience]
        view = page.view(page, gate, desk.edition_for(audience), selection, display)
        dimensions = FIELDS if page.counts_people else ()
        return _as_sent([view, [options(gate, selection.filters, dimension) for dimension in dimensions]])


def _register_address(app: Dash, desk: Desk) -> None:
    """The address bar and the links between pages mirror what is chosen; nothing runs because of them."""

    @app.callback(
        output={"search": Output("address", "search"), "sections": Output("sections", "children")},
        inputs={"controls": CONTROLS, "chosen": Input("chosen", "data")},
        state={"written": State("address", "search"), "path": State("page", "data")},
    )
    def mirror(controls: dict[str, str], chosen: dict[str, Any], written: str, path: str) -> Any:
        gate = desk.gate
        selection = _selection(desk, gate, path, controls, chosen)
        query = query_string(selection)
        elsewhere = replace(selection.without_evidence, choices=())
        sections = links(list(desk.pages.values()), path, query_string(elsewhere))
        return {"search": no_update if query == (written or "") else query, "sections": sections}


def _register_evidence(app: Dash, desk: Desk) -> None:
    """What the browser has chosen opens the words behind it; the chart is not drawn again."""

    @app.callback(
        Output("evidence-body", "children"),
        inputs={"controls": CONTROLS, "chosen": Input("chosen", "data")},
        state={"path": State("page", "data")},
    )
    def show(controls: dict[str, str], chosen: dict[str, Any], path: str) -> Any:
        gate = desk.gate
        selection = _selection(desk, gate, path, controls, chosen)
        if selection != selection.without_evidence:
            note_view(visitor(), path, query_string(selection), desk.edition.study.release)
        return json.loads(remembered(gate.audience, selection, chosen["page"]))

    @lru_cache(maxsize=REMEMBERED)
    def remembered(audience: Audience, selection: Selection, page: int) -> str:
        return _as_sent(evidence_for(desk.gates[audience], desk.edition_for(audience), selection, page))


def _register_browser(app: Dash) -> None:
    """What the browser does by itself: see dashboard/assets/commonplace.js."""
    app.clientside_callback(
        ClientsideFunction("commonplace", "display"), Output("display", "data"), Input("address", "pathname")
    )
    app.clientside_callback(
        ClientsideFunction("commonplace", "showEvidence"),
        Output("evidence", "hidden"),
        Input("evidence-body", "children"),
        Input("view", "children"),
        State("chosen", "data"),
    )


def _as_sent(shown: list[Any]) -> str:
    """What is shown as the text it is sent as: far smaller to keep than components, and quicker to send again."""
    text: str = to_json_plotly(shown)
    return text


def _selection(
    desk: Desk, gate: Gate, path: str, controls: Mapping[str, str], chosen: Mapping[str, Any] | None = None
) -> Selection:
    """What the audience may have of what the controls of a page stand at, with the evidence that is open."""
    filters = {dimension: controls[dimension.value] for dimension in FIELDS}
    page = desk.pages.get(path)
    choices = choices_of(page, gate, [controls[name] for name in CHOICES]) if page else ()
    evidence = {name: chosen[name] for name in EVIDENCE} if chosen else {}
    return gate.narrow(replace(selection_of(filters, controls[SPLIT], controls[LEVEL]), choices=choices, **evidence))
