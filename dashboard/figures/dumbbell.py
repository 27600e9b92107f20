"""Dumbbell: the same people on two occasions, an open dot joined to a filled one; a range is a hatched band."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
import polars as pl

from dashboard.figures.paired_rows import ABOVE, CHARACTER, NARROW_ROOM, Line, lines
from dashboard.figures.rows import Cell, places, ticks
from dashboard.style import COLOURS, Theme, leaders_mark, template, withheld_mark

LABEL = 240
"""Pixels at the left for labels, where there is room beside the lattice."""

AXIS = 30
LANE = 9
"""Pixels by which the occasions stand above and below the middle of a row in which both are told as ranges."""

BAND_ENDS = 0.18
"""How far a band reaches past its end, in people."""

BAND, LANE_BAND = 14, 11
"""Pixels a band is high."""


def dumbbell(
    change: pl.DataFrame, *, stacked: bool = False, room: int = NARROW_ROOM, theme: Theme = "light"
) -> go.Figure:
    """The figure for rows as `lines` takes them, in the order to be drawn.

    A number that is told is a dot on its whole number, open on the first occasion and filled on the last; a range is a
    hatched band from its least to its most. The line between them ends where a band begins. Where both are ranges each
    has a lattice of its own, its occasion's dot before it. What is not shown has no mark.
    """
    colours = COLOURS[theme]
    drawn = lines(change, stacked=stacked, room=room)
    n = max((end.n or 0 for line in drawn for end in line.ends or ()), default=0)
    high = sum(line.height for line in drawn)
    before = max(1.0, n * 0.08) if any(line.has_lanes for line in drawn) else 0.2
    figure = go.Figure(layout={"template": template(theme)})
    value = round(max((len(line.value) for line in drawn), default=0) * CHARACTER) + 18
    figure.update_layout(
        height=AXIS + high + 4,
        barmode="overlay",
        margin={"l": 8 if stacked else LABEL, "r": 10 if stacked else value, "t": AXIS, "b": 4},
        annotations=[text for line in drawn for text in _texts(line, n, stacked=stacked, colours=colours)],
    )  # fmt: skip
    numbers = ticks(n) if n else []
    figure.update_xaxes(
        range=[-before, max(n, 1) + 0.2], side="top", tickvals=numbers, ticktext=[str(number) for number in numbers]
    )
    figure.update_yaxes(range=[high, 0], visible=False)
    figure.add_traces(
        [_lattice(drawn, colours), *_bands(drawn, colours), _joins(drawn, colours), *_dots(drawn, before, colours)]
    )
    return figure


def _marks(drawn: Sequence[Line]) -> list[tuple[Line, tuple[Cell, Cell], tuple[int, int]]]:
    """The lines with something told of both ends, and how far down each end stands."""
    return [
        (line, line.ends, (line.middle - LANE, line.middle + LANE) if line.has_lanes else (line.middle, line.middle))
        for line in drawn
        if line.ends and all(end.least is not None for end in line.ends)
    ]


def _lattice(drawn: Sequence[Line], colours: dict[str, str]) -> go.Scatter:
    """Every whole number of people that could have occurred, as small dots."""
    dots = [
        (place, y)
        for _, ends, ys in _marks(drawn)
        for y in dict.fromkeys(ys)
        for place in places(ends[0].n or 0)
    ]  # fmt: skip
    return go.Scatter(
        x=[x for x, _ in dots],
        y=[y for _, y in dots],
        mode="markers",
        marker={"size": 3, "color": colours["lattice"]},
        cliponaxis=False,
        name="lattice",
    )


def _bands(drawn: Sequence[Line], colours: dict[str, str]) -> list[go.Bar]:
    """What is told as a range: one hatched bar each, from its least to its most."""
    told = [
        (end.least or 0, end.most or 0, y, LANE_BAND if line.has_lanes else BAND)
        for line, ends, ys in _marks(drawn)
        for end, y in zip(ends, ys, strict=True)
        if not end.is_exact
    ]
    if not told:
        return []
    return [
        go.Bar(
            orientation="h",
            y=[y for _, _, y, _ in told],
            base=[least - BAND_ENDS for least, _, _, _ in told],
            x=[most - least + 2 * BAND_ENDS for least, most, _, _ in told],
            width=[high for *_, high in told],
            marker=withheld_mark(colours),
            name="ranges",
        )
    ]


def _joins(drawn: Sequence[Line], colours: dict[str, str]) -> go.Scatter:
    """From the first occasion to the last, where they lie apart."""
    xs: list[float | None] = []
    ys: list[int | None] = []
    for _, (before, after), (high, low) in _marks(drawn):
        span = _between(before, after)
        if span:
            xs += [*span, None]
            ys += [high, low, None]
    return go.Scatter(
        x=xs, y=ys, mode="lines", line={"width": 2, "color": colours["ink"]}, cliponaxis=False, name="moves"
    )


def _between(before: Cell, after: Cell) -> tuple[float, float] | None:
    """Where the line between two ends starts and stops, in people; None where they meet."""
    starts, stops = _edges(before), _edges(after)
    if stops[0] > starts[1]:
        return starts[1], stops[0]
    return (starts[0], stops[1]) if stops[1] < starts[0] else None


def _edges(end: Cell) -> tuple[float, float]:
    reach = 0 if end.is_exact else BAND_ENDS
    return (end.least or 0) - reach, (end.most or 0) + reach


def _dots(drawn: Sequence[Line], before: float, colours: dict[str, str]) -> list[go.Scatter]:
    """The open dots and the filled ones; one that did not move is a filled dot in an open ring.

    Where both ends are ranges the dots stand before the lattice, and say which occasion is which.
    """
    opened: list[tuple[float, int, int]] = []
    filled: list[tuple[float, int, int]] = []
    for line, (first, last), (high, low) in _marks(drawn):
        if line.has_lanes:
            opened.append((-before * 0.75, high, 8))
            filled.append((-before * 0.75, low, 8))
        if first.is_exact:
            opened.append((first.least or 0, high, 21 if first.least == last.least and last.is_exact else 12))
        if last.is_exact:
            filled.append((last.least or 0, low, 13))
    ring = {"symbol": "circle", "color": colours["paper"], "line": {"width": 2, "color": colours["ink"]}}
    return [_scatter(opened, ring, "first"), _scatter(filled, leaders_mark(colours), "last")]


def _scatter(dots: Sequence[tuple[float, int, int]], marker: dict[str, Any], name: str) -> go.Scatter:
    return go.Scatter(
        x=[x for x, _, _ in dots],
        y=[y for _, y, _ in dots],
        mode="markers",
        marker=marker | {"size": [size for *_, size in dots], "opacity": 1},
        cliponaxis=False,
        name=name,
    )


def _texts(line: Line, n: int, *, stacked: bool, colours: dict[str, str]) -> list[dict[str, Any]]:
    """The label at the left and the value at the right; above the lattice, where stacked."""
    left = -10 if stacked else -LABEL - 2
    label = {"xref": "x domain", "x": 0, "xanchor": "left", "xshift": left, "align": "left", "showarrow": False}
    if line.ends is None:
        return [{"text": f"<b>{line.text}</b>", "y": line.middle, "yanchor": "middle", **label}]
    is_exact = all(end.is_exact for end in line.ends)
    value = {"text": line.value, "xref": "x domain", "x": 1, "showarrow": False,
             "font": {"size": 14, "color": colours["ink" if is_exact else "ink_2"]}}  # fmt: skip
    if stacked:
        return [
            {"text": line.text, "y": line.top + ABOVE, "yanchor": "top", **label},
            {"y": line.top + ABOVE, "yanchor": "top", "xanchor": "right", "xshift": 10, **value},
        ]
    return [
        {"text": line.text, "y": line.middle, "yanchor": "middle", **label},
        {"y": line.middle, "yanchor": "middle", "xanchor": "left", "xshift": 14, **value},
    ]
