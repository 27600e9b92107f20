"""Dot plot: people counted on a lattice of every whole number that could have occurred."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap
from typing import Any, Literal

import plotly.graph_objects as go
import polars as pl

from dashboard.style import COLOURS, Theme, leaders_mark, template

LABEL, VALUE = 240, 92
"""Pixels at the left for labels and at the right for the last values, where there is room beside the lattice."""

WIDE_STEP, STACKED_STEP = 32, 44
"""Pixels from row to row: values beside the lattice, or labels above it."""

PANEL_GAP = 84
"""Pixels from the end of one group's lattice to the start of the next: its values stand there."""

ROOM = 780
"""Pixels that panels share at the least on a page 1280 pixels wide."""

MOST_GROUPS = 12
LARGEST_LATTICE = 40

Kind = Literal["heading", "code", "group"]


@dataclass(frozen=True)
class Cell:
    """A count of people of `n`; None where the row itself is only a label."""

    count: int
    n: int


@dataclass(frozen=True)
class Row:
    """A line of the chart: a heading, a code (with a cell for each group), or one group of the code above it."""

    kind: Kind
    text: str
    code: str = ""
    cells: tuple[Cell, ...] = ()


def arrange(frame: pl.DataFrame, *, stacked: bool) -> list[Row]:
    """The lines of the chart, from rows of (heading, code, name, label, respondents, n) in the order to be drawn.

    `stacked` puts each group of a code on a line of its own, under the code's name.
    """
    rows: list[Row] = []
    above: object = None
    for (heading, code, name), cells in frame.group_by(["heading", "code", "name"], maintain_order=True):
        if heading is not None and heading != above:
            rows.append(Row("heading", str(heading)))
        above = heading
        counts = tuple(Cell(count, n) for count, n in cells.select("respondents", "n").iter_rows())
        if stacked and len(counts) > 1:
            rows.append(Row("code", str(name), str(code)))
            rows += [
                Row("group", label, str(code), (cell,)) for label, cell in zip(cells["label"], counts, strict=True)
            ]
        else:
            rows.append(Row("code", str(name), str(code), counts))
    return rows


def height(rows: Sequence[Row], *, stacked: bool, groups: Sequence[str] = ()) -> int:
    """Pixels the chart is high."""
    return top(stacked=stacked, groups=groups) + len(rows) * step(stacked=stacked) + 4


def top(*, stacked: bool, groups: Sequence[str] = ()) -> int:
    """Pixels above the first row: the axis, and the names of the groups over their panels."""
    lines = max((_wrapped(group).count("<br>") + 1 for group in groups), default=0) if not stacked else 0
    return (40 if stacked else 26) + (18 * (lines + 1) if len(groups) > 1 and not stacked else 0)


def step(*, stacked: bool) -> int:
    """Pixels from row to row."""
    return STACKED_STEP if stacked else WIDE_STEP


def dot_plot(frame: pl.DataFrame, *, stacked: bool = False, room: int = ROOM, theme: Theme = "light") -> go.Figure:
    """The figure for rows of (label, heading, code, name, respondents, n): one dot for each code and group.

    With several groups each has a panel of its own, one person the same width in all of them, in at least `room`
    pixels; `stacked` puts them under one another instead, and labels above their lattice.
    """
    colours = COLOURS[theme]
    rows = arrange(frame, stacked=stacked)
    groups = frame.select("label", "n").unique(maintain_order=True)
    names = groups["label"].to_list()
    counts = [int(n) for n in groups["n"]]
    sizes = [max(counts, default=0)] if stacked or len(names) < 2 else counts
    starts, end = _panels(sizes, room)
    figure = go.Figure()
    figure.update_layout(
        template=template(theme),
        height=height(rows, stacked=stacked, groups=names),
        margin={
            "l": 8 if stacked else LABEL,
            "r": 10 if stacked else VALUE,
            "t": top(stacked=stacked, groups=names),
            "b": 4,
        },
        annotations=[
            *_texts(rows, starts, sizes, stacked=stacked, colours=colours),
            *(_heads(groups, starts, sizes, colours) if len(sizes) > 1 else ()),
        ],
    )
    ticks = [(start + x, x) for start, n in zip(starts, sizes, strict=True) for x in _ticks(n, alone=len(sizes) == 1)]
    figure.update_xaxes(
        range=[-0.2, end + 0.2], side="top", tickvals=[at for at, _ in ticks], ticktext=[str(x) for _, x in ticks]
    )
    figure.update_yaxes(range=[len(rows) - 0.5, -0.5], visible=False)
    marked = [(y, row) for y, row in enumerate(rows) if row.cells]
    figure.add_traces([_lattice(marked, starts, colours), _dots(marked, starts, colours)])
    return figure


def _panels(sizes: Sequence[int], room: int) -> tuple[list[float], float]:
    """Where each panel starts on the shared axis, in people, and where the last one ends."""
    if len(sizes) < 2:
        return [0.0], float(max(sizes, default=0) or 1)
    person = max((room - PANEL_GAP * (len(sizes) - 1)) / max(sum(sizes), 1), 1)
    starts, at = [], 0.0
    for size in sizes:
        starts.append(at)
        at += size + PANEL_GAP / person
    return starts, at - PANEL_GAP / person


def _ticks(n: int, *, alone: bool) -> list[int]:
    """Whole numbers to print on an axis of `n` people: all of them while they fit, always both ends."""
    if not alone:
        return [0, n] if n else [0]
    every = next(width for width in (1, 2, 5, 10, 20, 50, 100, 200, 500, 10**9) if n / width <= 14)
    return [*range(0, n - every // 2, every), n] if n else [0]


def _lattice(marked: Sequence[tuple[int, Row]], starts: Sequence[float], colours: dict[str, str]) -> go.Scatter:
    """Every whole number of people that could have occurred, as small dots."""
    xs, ys = [], []
    for y, row in marked:
        for start, cell in zip(starts, row.cells, strict=False):
            places = range(cell.n + 1) if cell.n <= LARGEST_LATTICE else _ticks(cell.n, alone=True)
            xs += [start + place for place in places]
            ys += [y] * len(places)
    return go.Scatter(x=xs, y=ys, mode="markers", marker={"size": 3, "color": colours["lattice"]}, cliponaxis=False)


def _dots(marked: Sequence[tuple[int, Row]], starts: Sequence[float], colours: dict[str, str]) -> go.Scatter:
    counted = [(start + cell.count, y) for y, row in marked for start, cell in zip(starts, row.cells, strict=False)]
    return go.Scatter(
        x=[x for x, _ in counted],
        y=[y for _, y in counted],
        mode="markers",
        marker=leaders_mark(colours),
        cliponaxis=False,
        name="people",
    )


def _texts(
    rows: Sequence[Row], starts: Sequence[float], sizes: Sequence[int], *, stacked: bool, colours: dict[str, str]
) -> list[dict[str, Any]]:
    """Labels at the left, values at the end of each lattice (or above it, where stacked)."""
    texts = []
    for y, row in enumerate(rows):
        words = _wrapped(row.text, *((40, 1) if stacked else (33, 2)))
        text = f"<b>{words}</b>" if row.kind == "heading" else words
        left = -8 if stacked else -LABEL
        indent = 14 if row.kind == "group" else 0
        lift = 18 if row.cells else -8 if row.kind == "code" else 0
        lift = lift if stacked else -6 if row.kind == "heading" else 0
        shade = colours["ink_2" if row.kind == "group" else "ink"]
        texts.append(
            _text(text, 0, y, xref="x domain", xanchor="left", xshift=left + indent - 2, yshift=lift,
                  font={"size": 14, "color": shade})
        )  # fmt: skip
        for start, size, cell in zip(starts, sizes, row.cells, strict=False):
            value = f"{cell.count} of {cell.n}" if len(sizes) == 1 else f"{cell.count}/{cell.n}"
            place = (
                {"xref": "x domain", "xanchor": "right", "xshift": 10} if stacked else {"xanchor": "left", "xshift": 14}
            )
            texts.append(_text(value, 1 if stacked else start + size, y, yshift=lift, **place))
    return texts


def _heads(
    groups: pl.DataFrame, starts: Sequence[float], sizes: Sequence[int], colours: dict[str, str]
) -> list[dict[str, Any]]:
    """The name of each group and its n over its panel."""
    heads = []
    for label, start, n in zip(groups["label"], starts, sizes, strict=True):
        name = f'{_wrapped(label)}<br><span style="color:{colours["ink_3"]}">n = {n}</span>'
        heads.append(
            _text(name, start, 1, yref="paper", xanchor="left", yanchor="bottom", align="left", xshift=-8, yshift=24,
                  font={"size": 13})
        )  # fmt: skip
    return heads


def _wrapped(label: str, width: int = 13, lines: int = 5) -> str:
    """The label in at most `lines` lines of about `width` characters; what does not fit becomes an ellipsis."""
    return "<br>".join(
        escape(line, quote=False) for line in wrap(label, width, max_lines=lines, placeholder=" …") or [""]
    )


def _text(text: str, x: float, y: float, **place: Any) -> dict[str, Any]:
    return {"text": text, "x": x, "y": y, "showarrow": False, "yanchor": "middle", **place}
