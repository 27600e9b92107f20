"""The plate: a chart with its finding above it, its table behind it, and its data a click away."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
from dash import dcc, html
from dash.development.base_component import Component


def code_button(code: str, **more: Any) -> html.Button:
    """A button that opens the evidence for a code: the browser acts on its data-code."""
    return html.Button(type="button", **{"data-code": code, "aria-pressed": "false"}, **more)


def plate(
    name: str, title: str, measure: str, chart: Component | None, table: Component, *, note: str = "", csv: str
) -> html.Figure:
    """A figure with its apparatus, told from others on its page by `name`; without a chart only the table stands.

    The browser shows the chart or the table, and keeps to what was chosen on every page.
    """
    toggle = html.Button(
        [html.Span("Show table", className="cp-if-chart"), html.Span("Show chart", className="cp-if-table")],
        type="button",
        className="cp-toggle",
        **{"aria-pressed": "false"},
    )
    return html.Figure(
        [
            html.Figcaption([html.H2(title, className="cp-finding-title"), html.P(measure, className="cp-measure")]),
            *([html.Div(chart, className="cp-if-chart cp-drawn")] if chart else []),
            html.Div(table, className="cp-scroll" if chart is None else "cp-scroll cp-if-table", tabIndex=0,
                     role="region", **{"aria-label": f"Table: {title}"}),
            *([html.P(note, className="cp-note mt-1 mb-0")] if note else []),
            html.Div(
                [html.Span([toggle] if chart else []), html.Span(html.A("Data (CSV)", href=csv, className="cp-csv"))],
                className="cp-tools",
            ),
        ],
        className="cp-plate",
        id=f"plate-{name}",
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
    height = {"height": f"{figure.layout.height}px"}
    graph = dcc.Graph(
        figure=figure, config={"staticPlot": True, "displayModeBar": False}, responsive=True, style=height
    )
    return html.Div(
        [
            html.Div(graph, role="img", style=height, **{"aria-label": description}),
            html.Div(buttons, className="cp-chart-rows", role="group", **{"aria-label": "Rows of the chart"}),
        ],
        className="cp-chart",
    )
