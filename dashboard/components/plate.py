"""The plate: a chart with its finding above it, its table behind it, and its data a click away."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
from dash import dcc, html
from dash.development.base_component import Component

CHART, TABLE, TOGGLE = "chart", "table", "table-toggle"


def code_button(code: str, **more: Any) -> html.Button:
    """A button that opens the evidence for a code: the browser acts on its data-code."""
    return html.Button(type="button", **{"data-code": code, "aria-pressed": "false"}, **more)


def plate(
    title: str,
    measure: str,
    chart: Component | None,
    table: Component,
    *,
    note: str = "",
    csv: str,
    show_table: bool,
) -> html.Figure:
    """A figure with its apparatus; without a chart only the table stands."""
    showing = show_table or chart is None
    toggle = html.Button(
        "Show chart" if showing else "Show table",
        id=TOGGLE, type="button", hidden=chart is None, **{"aria-pressed": str(showing).lower()},
    )  # fmt: skip
    return html.Figure(
        [
            html.Figcaption([html.H2(title, id="finding"), html.P(measure, className="cp-measure", id="measure")]),
            html.Div(chart, id=CHART, hidden=showing),
            html.Div(table, id=TABLE, hidden=not showing, className="cp-scroll", tabIndex=0, role="region",
                     **{"aria-label": "Table"}),
            html.P(note, className="cp-note mt-1 mb-0", hidden=not note),
            html.Div(
                [html.Span(toggle), html.Span(html.A("Data (CSV)", href=csv, id="csv"))], className="cp-tools"
            ),
        ],
        className="cp-plate",
    )  # fmt: skip


def chart_with_rows(figure: go.Figure, description: str, rows: Sequence[tuple[str, str, int, int]]) -> html.Div:
    """A chart under a column of buttons: for each (code, what the row says, pixels from the top, pixels high).

    The chart is one picture to a screen reader; the buttons say its numbers and open their evidence.
    """
    buttons = [
        code_button(
            code,
            className="cp-chart-row",
            style={"top": f"{top}px", "height": f"{height}px"},
            **{"aria-label": says},
        )
        for code, says, top, height in rows
    ]  # fmt: skip
    graph = dcc.Graph(figure=figure, config={"staticPlot": True, "displayModeBar": False}, responsive=True,
                      style={"height": f"{figure.layout.height}px"})  # fmt: skip
    return html.Div(
        [
            html.Div(graph, role="img", **{"aria-label": description}),
            html.Div(buttons, className="cp-chart-rows", role="group", **{"aria-label": "Rows of the chart"}),
        ],
        className="cp-chart",
    )
