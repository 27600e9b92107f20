"""The marks of a dot plot: the lattice, the counts on it, ranges and intervals; each a trace over all rows and groups.

Every function takes the rows that have counts, with their place, and where the panel of each group starts, in people.
"""

from collections.abc import Sequence

import plotly.graph_objects as go

from dashboard.figures.rows import Row, places
from dashboard.style import SHAPES, leaders_mark, mark_colour, withheld_mark

BAND_ENDS = 0.18
"""How far a band reaches past its end, in people."""

BAND_WIDTH, STACKED_BAND_WIDTH = 0.44, 0.26
"""How much of its row a band fills."""

INTERVAL_WIDTH, STACKED_INTERVAL_WIDTH = 0.2, 0.14
"""How much of its row an interval fills."""

TRIANGLE = 15
"""Pixels of a mark that is not a dot."""


def lattice(marked: Sequence[tuple[int, Row]], starts: Sequence[float], colours: dict[str, str]) -> go.Scatter:
    """Every whole number of people that could have occurred, as small dots."""
    xs, ys = [], []
    for y, row in marked:
        for start, cell in zip(starts, row.cells, strict=False):
            if cell.n is None:
                continue
            possible = places(cell.n)
            xs += [start + place for place in possible]
            ys += [y] * len(possible)
    return go.Scatter(x=xs, y=ys, mode="markers", marker={"size": 3, "color": colours["lattice"]}, cliponaxis=False)


def bands(
    marked: Sequence[tuple[int, Row]], starts: Sequence[float], colours: dict[str, str], *, stacked: bool
) -> list[go.Bar]:
    """What is told as a range: one hatched bar each, from its least to its most."""
    told = [
        (start + cell.least, cell.most - cell.least, y)
        for y, row in marked
        for start, cell in zip(starts, row.cells, strict=False)
        if cell.least is not None and cell.most is not None and not cell.is_exact
    ]
    if not told:
        return []
    return [
        go.Bar(
            orientation="h",
            y=[y for _, _, y in told],
            base=[at - BAND_ENDS for at, _, _ in told],
            x=[long + 2 * BAND_ENDS for _, long, _ in told],
            width=STACKED_BAND_WIDTH if stacked else BAND_WIDTH,
            marker=withheld_mark(colours),
            name="ranges",
        )
    ]


def intervals(
    marked: Sequence[tuple[int, Row]], starts: Sequence[float], colours: dict[str, str], *, stacked: bool
) -> list[go.Bar]:
    """The interval of each count that has one, as a pale bar in people, in the colour of its mark."""
    spans = [
        (start + cell.low * cell.n, (cell.high - cell.low) * cell.n, y, mark_colour(colours, row.mark))
        for y, row in marked
        for start, cell in zip(starts, row.cells, strict=False)
        if cell.low is not None and cell.high is not None and cell.n is not None
    ]
    if not spans:
        return []
    return [
        go.Bar(
            orientation="h",
            y=[y for _, _, y, _ in spans],
            base=[at for at, _, _, _ in spans],
            x=[long for _, long, _, _ in spans],
            width=STACKED_INTERVAL_WIDTH if stacked else INTERVAL_WIDTH,
            marker={"color": [colour for *_, colour in spans], "opacity": 0.22, "line": {"width": 0}},
            name="intervals",
        )
    ]


def dots(marked: Sequence[tuple[int, Row]], starts: Sequence[float], colours: dict[str, str]) -> go.Scatter:
    """Every count that is told, as the mark of its row."""
    counted = [
        (start + cell.least, y, row.mark)
        for y, row in marked
        for start, cell in zip(starts, row.cells, strict=False)
        if cell.least is not None and cell.is_exact
    ]
    mark = leaders_mark(colours)
    if any(row.mark != "leaders" for _, row in marked):
        mark |= {
            "symbol": [SHAPES[kind] for _, _, kind in counted],
            "color": [mark_colour(colours, kind) for _, _, kind in counted],
            "size": [mark["size"] if kind == "leaders" else TRIANGLE for _, _, kind in counted],
            "opacity": 1,
        }
    return go.Scatter(
        x=[x for x, _, _ in counted],
        y=[y for _, y, _ in counted],
        mode="markers",
        marker=mark,
        cliponaxis=False,
        name="people",
    )
