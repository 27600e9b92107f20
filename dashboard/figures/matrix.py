"""Matrix: the same ties as a table of cells, a row and a column for each body, the weight printed in each cell."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from dashboard.figures.bodies import Body, Strengths, Tie, number, sectors_of, shortened, text_width
from dashboard.figures.ring import LOOKS
from dashboard.style import COLOURS, Theme, template

LARGEST_CELL, SMALLEST_CELL = 34, 22
"""Pixels of a cell: between these it shrinks to the room; the smallest still holds a number."""
LABEL = 14
SMALL = 13
LONGEST = 178
SHADES = {"thin": "leaf", "middle": "lattice", "thick": "ink"}
"""The ground of a cell; the number in it is in ink, on ink in the colour of paper."""


def matrix(
    bodies: Sequence[Body],
    ties: Sequence[Tie],
    strengths: Strengths,
    *,
    directed: bool = False,
    room: float = 420,
    theme: Theme = "light",
) -> go.Figure:
    """The figure for bodies in the order of the ring: row and column of a pair meet in its cell.

    An undirected tie stands on both sides of the diagonal, a directed one in the row of the body it comes from.
    Cells shrink to `room` pixels, never to where a number would not fit: what the figure takes is its layout's `meta`.
    """
    colours, n = COLOURS[theme], len(bodies)
    longest = min(LONGEST, room * 0.4, max(text_width(body.label, LABEL) for body in bodies)) + 10
    cell = max(SMALLEST_CELL, min(LARGEST_CELL, int((room - longest - 2) / n)))
    size = LABEL if cell > 26 else SMALL
    names = [_label(body, longest - 10, size, colours) for body in bodies]
    side = round(n * cell + longest + 2)
    axis: dict[str, Any] = {"tickvals": list(range(n)), "ticktext": names, "tickfont": {"size": size}}
    layout = {
        "template": template(theme),
        "height": side,
        "width": side,
        "meta": side,
        "margin": {"l": round(longest), "r": 2, "t": round(longest), "b": 2},
        "annotations": _corner(size, colours) if directed else [],
        "xaxis": {**axis, "range": [-0.5, n - 0.5], "side": "top", "tickangle": -90, "ticklabelstandoff": 4},
        "yaxis": {**axis, "range": [n - 0.5, -0.5], "ticklabelstandoff": 6},
    }
    cells = _cells(ties, directed=directed)
    traces = [
        _ground(n, cells, strengths, colours),
        *_rules(n, [end for _, _, end in sectors_of(bodies)], colours),
        *_numbers(cells, strengths, size, colours),
    ]
    return go.Figure(traces, layout)


def _label(body: Body, room: float, size: float, colours: dict[str, str]) -> str:
    text = shortened(body.label, room, size)
    return f'<span style="color:{colours["ink" if body.is_there else "ink_3"]}">{text}</span>'


def _corner(size: float, colours: dict[str, str]) -> list[dict[str, Any]]:
    """Which way to read: from the body of a row to that of a column."""
    return [
        {"text": "from ↓   to →", "x": 0, "y": 1, "xref": "paper", "yref": "paper", "xanchor": "right",
         "yanchor": "bottom", "xshift": -4, "yshift": 4, "font": {"size": size - 1, "color": colours["ink_3"]}}
    ]  # fmt: skip


def _cells(ties: Sequence[Tie], *, directed: bool) -> dict[tuple[int, int], float | None]:
    """The weight of each tie by its row and column."""
    cells = {(tie.start, tie.end): tie.weight for tie in ties}
    return cells if directed else cells | {(end, start): weight for (start, end), weight in cells.items()}


def _ground(
    n: int, cells: dict[tuple[int, int], float | None], strengths: Strengths, colours: dict[str, str]
) -> go.Heatmap:
    """The shade of each cell; the diagonal has the colour of the bands."""
    looks = LOOKS[strengths.number]
    shades = ["band", *(SHADES[look] for look in looks)]
    ground: list[list[int | None]] = [[0 if row == column else None for column in range(n)] for row in range(n)]
    for (row, column), weight in cells.items():
        ground[row][column] = 1 + strengths.of(weight)
    last = len(shades)
    scale = [
        (part / last, colours[shade]) for place, shade in enumerate(shades) for part in (place, place + 1)
    ]  # steps, not a gradient
    return go.Heatmap(
        z=ground, colorscale=scale, zmin=-0.5, zmax=last - 0.5, showscale=False, xgap=1, ygap=1, name="cells"
    )


def _rules(n: int, ends: Sequence[int], colours: dict[str, str]) -> list[go.Scatter]:
    """A hairline round every cell, and a firmer one round every sector."""
    drawn = [("grid", range(n + 1), "hair"), ("sectors", [0, *ends], "ink_3")]
    return [
        go.Scatter(
            x=[x for place in places for x in (-0.5, n - 0.5, None, place - 0.5, place - 0.5, None)],
            y=[y for place in places for y in (place - 0.5, place - 0.5, None, -0.5, n - 0.5, None)],
            mode="lines",
            line={"width": 1, "color": colours[colour]},
            cliponaxis=False,
            name=name,
        )
        for name, places, colour in drawn
    ]


def _numbers(
    cells: dict[tuple[int, int], float | None], strengths: Strengths, size: float, colours: dict[str, str]
) -> list[go.Scatter]:
    """The weights, in ink, and in the colour of paper where the cell is ink."""
    looks = LOOKS[strengths.number]
    strong = {place for place, weight in cells.items() if looks[strengths.of(weight)] == "thick"}
    drawn = [("numbers", [place for place in cells if place not in strong], "ink"),
             ("strong numbers", sorted(strong), "paper")]  # fmt: skip
    return [
        go.Scatter(
            x=[column for _, column in places],
            y=[row for row, _ in places],
            mode="text",
            text=[f"<b>{number(cells[place])}</b>" if place in strong else number(cells[place]) for place in places],
            textfont={"size": size, "color": colours[colour]},
            name=name,
        )
        for name, places, colour in drawn
        if places
    ]
