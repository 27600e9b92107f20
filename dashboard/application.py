"""The application: pages registered, and the few callbacks that stand between an address and what is shown."""

from collections.abc import Iterable, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import dash
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from dashboard.address import known_to, query_string, selection_from
from dashboard.components.evidence import PAGE, evidence
from dashboard.components.layout import title
from dashboard.components.plate import CHART, TABLE, TOGGLE
from dashboard.controls import LEVEL, SPLIT, control_id, filter_bar, options, selection_of
from dashboard.page import Display, Edition, Page
from dashboard.pages.themes import leadership_or_themes
from dashboard.shell import INDEX, links, shell
from queries.database import Database
from queries.passages import passages
from queries.selection import FIELDS, Dimension, Level, Selection
from queries.study import overview
from queries.themes import codebook, theme_prevalence

CONTROLS = {
    **{dimension.value: Input(control_id(dimension), "value") for dimension in FIELDS},
    SPLIT: Input(SPLIT, "value"),
    LEVEL: Input(LEVEL, "value"),
}
REMEMBERED = 256
"""Views kept: a release never changes, so neither does what a selection shows of it."""

DROPPED = "This link names something that this release does not have. That part was left out."


def create_app(database: Database, release: str) -> Dash:
    """The Dash application for one release; `release` is its number and date, as every page states them."""
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
    edition = Edition(overview(database), release)
    pages = {page.path: page for page in (leadership_or_themes(database),)}
    for path, page in pages.items():
        dash.register_page(
            page.name,
            path=path,
            title=f"{page.name} · {edition.study.title} · Commonplace",
            layout=partial(page_layout, page, database),
        )
    dash.register_page(
        "not_found_404", path="/_not-found", title="No such page · Commonplace", layout=no_page(pages.values())
    )
    app.layout = shell(list(pages.values()), edition, dash.page_container)
    _register_view(app, database, edition, pages)
    _register_address(app, pages)
    _register_evidence(app, database, edition)
    _register_browser(app)
    return app


def no_page(pages: Iterable[Page]) -> Component:
    """What stands at an address that is no page."""
    ways = [html.P(dcc.Link(page.name, href=page.path)) for page in pages]
    return html.Div(
        [title("There is no page at this address"), html.Div([html.Div(), html.Div(ways)], className="cp-row")]
    )


def page_layout(page: Page, database: Database, /, **query: Any) -> Component:
    """A page as its address describes it: the question, the controls set, and the places that callbacks fill."""
    selection, dropped = selection_from(query, known_to(database))
    return html.Div(
        [
            title(page.question),
            html.Div([html.Div(), filter_bar(database, selection)], className="cp-row"),
            html.Div([html.Div(), html.P(DROPPED, role="status", className="cp-small cp-dropped")], className="cp-row")
            if dropped
            else html.Div(),
            html.Div(id="view"),
            dcc.Store(id="page", data=page.path),
            dcc.Store(id="chosen", data={"code": selection.code, "page": 0}),
        ]
    )


def _register_view(app: Dash, database: Database, edition: Edition, pages: Mapping[str, Page]) -> None:
    """THE view callback: whatever is chosen, the page's one function draws all of it anew."""

    @app.callback(
        output={
            "view": Output("view", "children"),
            "options": [Output(control_id(dimension), "options") for dimension in FIELDS],
        },
        inputs={"controls": CONTROLS, "display": Input("display", "data")},
        state={"path": State("page", "data"), "show_table": State("show-table", "data")},
    )
    def draw(controls: dict[str, str], display: dict[str, Any] | None, path: str, show_table: bool) -> Any:
        if display is None:
            return {"view": no_update, "options": [no_update] * len(FIELDS)}
        return remembered(path, _selection(controls), Display(**display, show_table=bool(show_table)))

    @lru_cache(maxsize=REMEMBERED)
    def remembered(path: str, selection: Selection, display: Display) -> dict[str, Any]:
        page = pages[path]
        return {
            "view": page.view(page, database, edition, selection, display),
            "options": [options(database, selection.filters, dimension) for dimension in FIELDS],
        }


def _register_address(app: Dash, pages: Mapping[str, Page]) -> None:
    """The address bar and the links between pages mirror what is chosen; nothing runs because of them."""

    @app.callback(
        output={"search": Output("address", "search"), "sections": Output("sections", "children")},
        inputs={"controls": CONTROLS, "chosen": Input("chosen", "data")},
        state={"written": State("address", "search"), "path": State("page", "data")},
    )
    def mirror(controls: dict[str, str], chosen: dict[str, Any], written: str, path: str) -> Any:
        selection = _selection(controls, chosen["code"])
        query = query_string(selection)
        sections = links(list(pages.values()), path, query_string(_selection(controls)))
        return {"search": no_update if query == (written or "") else query, "sections": sections}


def _register_evidence(app: Dash, database: Database, edition: Edition) -> None:
    """What the browser has chosen opens the words behind it; the chart is not drawn again."""

    @app.callback(
        Output("evidence-body", "children"),
        inputs={"controls": CONTROLS, "chosen": Input("chosen", "data")},
    )
    def show(controls: dict[str, str], chosen: dict[str, Any]) -> Any:
        selection = _selection(controls, chosen["code"])
        row = next(iter(codebook(database).filter(code=selection.code).rows(named=True)), None)
        if row is None:
            return []
        branch = Selection(selection.filters, Dimension.WHOLE, Level(row["level"]))
        counts = theme_prevalence(database, branch, domains=[selection.code]).filter(code=selection.code)
        counted = counts.select("respondents", "counter_only", "n").row(0) if counts.height else (0, 0, 0)
        found = passages(database, selection, selection.code, limit=PAGE, offset=PAGE * chosen["page"])
        study = edition.study
        return evidence(row, counted, people=study.people(2), coders=study.coders, passages=found, page=chosen["page"])


def _register_browser(app: Dash) -> None:
    """What the browser does by itself: see dashboard/assets/commonplace.js."""
    app.clientside_callback(
        ClientsideFunction("commonplace", "display"), Output("display", "data"), Input("address", "pathname")
    )
    app.clientside_callback(
        ClientsideFunction("commonplace", "toggleTable"),
        Output(CHART, "hidden"),
        Output(TABLE, "hidden"),
        Output(TOGGLE, "children"),
        Output(TOGGLE, "aria-pressed"),
        Output("show-table", "data"),
        Input(TOGGLE, "n_clicks"),
        State("show-table", "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("commonplace", "showEvidence"),
        Output("evidence", "hidden"),
        Input("evidence-body", "children"),
        Input("view", "children"),
        State("chosen", "data"),
    )


def _selection(controls: Mapping[str, str], code: str = "") -> Selection:
    filters = {dimension: controls[dimension.value] for dimension in FIELDS}
    return selection_of(filters, controls[SPLIT], controls[LEVEL], code)
