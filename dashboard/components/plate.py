"""The plate: a chart with its finding above it, its table behind it, and its data a click away."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
from dash import dcc, html
from dash.development.base_component import Component


def evidence_button(kind: str, key: str, **more: Any) -> html.Button:
    """A button that opens the evidence for a code, an indicator or a finding: the browser acts on its data-KIND."""
    return html.Button(type="button", **{f"data-{kind}": key, "aria-pressed": "false"}, **more)


def plate(
    name: str,
    title: str,
    measure: str,
    chart: Component | None,
    table: Component,
    *,
    note: str = "",
    csv: str = "",
    has_image: bool = True,
) -> html.Figure:
    """A figure with its apparatus, told from others on its page by `name`; without a chart only the table stands.

    The browser shows the chart or the table, and keeps to what was chosen on every page. `csv` is the address of its
    data. `has_image` where its chart is drawn by Plotly, so that the browser can make a picture of it.
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
                [
                    html.Span([toggle] if chart else []),
                    html.Span(
                        [
                            *([_image()] if chart and has_image else []),
                            *([html.A("Data (CSV)", href=csv, className="cp-csv")] if csv else []),
                        ]
                    ),
                ],
                className="cp-tools",
            ),
        ],
        className="cp-plate",
        id=f"plate-{name}",
    )  # fmt: skip


def picture(figure: go.Figure, description: str) -> html.Div:
    """A chart that is one picture to a screen reader: `description` says what it shows, the table says the numbers."""
    height = {"height": f"{figure.layout.height}px"}
    graph = dcc.Graph(
        figure=figure, config={"staticPlot": True, "displayModeBar": False}, responsive=True, style=height
    )
    return html.Div(graph, role="img", style=height, **{"aria-label": description})


def _image() -> html.Button:
    return html.Button("Image (PNG)", type="button", className="cp-image")


def chart_with_rows(
    figure: go.Figure, description: str, rows: Sequence[tuple[str, str, int, int]], *, kind: str = "code"
) -> html.Div:
    """A chart under a column of buttons: for each (key, what the row says, pixels from the top, pixels high).

    `kind` is what the keys are of: code, indicator or finding.

    The chart is one picture to a screen reader; the buttons say its numbers and open their evidence.
    """
    buttons = [
        evidence_button(
            kind,
            key,
            className="cp-chart-row",
            style={"top": f"{top}px", "height": f"{height}px"},
            **{"aria-label": says},
        )
        for key, says, top, height in rows
    ]
    return html.Div(
        [
            picture(figure, description),
            html.Div(buttons, className="cp-chart-rows", role="group", **{"aria-label": "Rows of the chart"}),
        ],
        className="cp-chart",
    )
