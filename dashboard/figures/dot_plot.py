"""Dot plot: people counted on a lattice of every whole number that could have occurred; a range as a hatched band."""

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from typing import Any

import plotly.graph_objects as go
import polars as pl

from dashboard.figures.bodies import lines_of, short_names, text_width
from dashboard.figures.dot_marks import bands, dots, intervals, lattice
from dashboard.figures.rows import STACKED_AXIS, STACKED_STEP, Row, arrange, height, ticks, top, wrapped
from dashboard.style import COLOURS, GLYPHS, Theme, mark_colour, template

LABEL, VALUE = 240, 92
"""Pixels at the left for labels and at the right for the last values, where there is room beside the lattice."""

PANEL_GAP, WIDE_PANEL_GAP = 84, 116
"""Pixels from the end of one group's lattice to the start of the next: its values stand there, in words or figures."""

ROOM = 780
"""Pixels that panels share at the least on a page 1280 pixels wide."""

FIGURES = len("100/100")
"""Characters of the longest value that is not in words."""

MOST_GROUPS = 12


def dot_plot(
    frame: pl.DataFrame,
    *,
    stacked: bool = False,
    room: int = ROOM,
    theme: Theme = "light",
    with_intervals: bool = False,
) -> go.Figure:
    """The figure for rows of (label, heading, code, name, least, most, says, n): one mark for each code and group.

    A count that is told is a dot, one that is told as a range a hatched band over it; what is not shown has neither.
    A column `mark` makes triangles of the dots of barriers and enablers. `with_intervals` draws a pale bar from the
    column `low` to `high`.

    With several groups each has a panel of its own, one person the same width in all of them, in at least `room`
    pixels; `stacked` puts them under one another instead, and labels above their lattice.
    """
    colours = COLOURS[theme]
    rows = _with_short_groups(arrange(frame, stacked=stacked))
    groups = frame.group_by("label", maintain_order=True).agg(pl.col("n").max().fill_null(0))
    names = groups["label"].to_list()
    counts = [int(n) for n in groups["n"]]
    sizes = [max(counts, default=0)] if stacked or len(names) < 2 else counts
    is_worded = any(len(cell.shortest) > FIGURES for row in rows for cell in row.cells)
    starts, end = _panels(sizes, room, WIDE_PANEL_GAP if is_worded else PANEL_GAP)
    above = top(rows, stacked=stacked, groups=names)
    spare = (above - STACKED_AXIS) / STACKED_STEP if stacked else 0
    figure = go.Figure(layout={"template": template(theme)})
    figure.update_layout(
        height=height(rows, stacked=stacked, groups=names),
        barmode="overlay",
        margin={
            "l": 8 if stacked else LABEL,
            "r": 10 if stacked else VALUE,
            "t": STACKED_AXIS if stacked else above,
            "b": 4,
        },
        annotations=[
            *_texts(rows, starts, sizes, stacked=stacked, room=room, colours=colours),
            *(_heads(groups, starts, sizes, colours) if len(sizes) > 1 else ()),
        ],
    )
    printed = [(start + x, x) for start, n in zip(starts, sizes, strict=True) for x in _ticks(n, alone=len(sizes) == 1)]
    figure.update_xaxes(
        range=[-0.2, end + 0.2], side="top", tickvals=[at for at, _ in printed], ticktext=[str(x) for _, x in printed]
    )
    figure.update_yaxes(range=[len(rows) - 0.5, -0.5 - spare], visible=False)
    marked = [(y, row) for y, row in enumerate(rows) if row.cells]
    figure.add_traces(
        [
            lattice(marked, starts, colours),
            *(intervals(marked, starts, colours, stacked=stacked) if with_intervals else ()),
            *bands(marked, starts, colours, stacked=stacked),
            dots(marked, starts, colours),
        ]
    )
    return figure


def _panels(sizes: Sequence[int], room: int, gap: int) -> tuple[list[float], float]:
    """Where each panel starts on the shared axis, in people, and where the last one ends."""
    if len(sizes) < 2:
        return [0.0], float(max(sizes, default=0) or 1)
    person = max((room - gap * (len(sizes) - 1)) / max(sum(sizes), 1), 1)
    starts, at = [], 0.0
    for size in sizes:
        starts.append(at)
        at += size + gap / person
    return starts, at - gap / person


def _ticks(n: int, *, alone: bool) -> list[int]:
    """Whole numbers to print on an axis of `n` people: all of them while they fit, always both ends."""
    if not alone:
        return [0, n] if n else [0]
    return ticks(n)


def _texts(
    rows: Sequence[Row],
    starts: Sequence[float],
    sizes: Sequence[int],
    *,
    stacked: bool,
    room: int,
    colours: dict[str, str],
) -> list[dict[str, Any]]:
    """Labels at the left, values at the end of each lattice (or above it, where stacked)."""
    texts = []
    for y, row in enumerate(rows):
        text = _label(row, colours, stacked=stacked, room=room)
        left = -8 if stacked else -LABEL
        indent = INDENT if row.kind == "group" else 0
        lift = _lift(row, text.count("<br>") + 1, stacked=stacked)
        shade = colours[SHADES[row.kind]]
        texts.append(
            _text(text, 0, y, xref="x domain", xanchor="left", xshift=left + indent - 2, yshift=lift,
                  align="left", font={"size": 14, "color": shade})
        )  # fmt: skip
        for start, size, cell in zip(starts, sizes, row.cells, strict=False):
            value = cell.short if len(sizes) == 1 else cell.shortest
            place = (
                {"xref": "x domain", "xanchor": "right", "xshift": 10} if stacked else {"xanchor": "left", "xshift": 14}
            )
            shade = colours["ink" if cell.is_exact else "ink_2"]
            up = _lift(row, 1, stacked=stacked)
            texts.append(
                _text(value, 1 if stacked else start + size, y, yshift=up, font={"size": 14, "color": shade}, **place)
            )
    return texts


def _with_short_groups(rows: Sequence[Row]) -> list[Row]:
    """The rows, the groups without the words that all of them share where one is longer than its line."""
    names = list(dict.fromkeys(row.text for row in rows if row.kind == "group"))
    if all(text_width(row.text, LABEL_SIZE) <= _room(row) for row in rows if row.kind == "group"):
        return list(rows)
    short = dict(zip(names, short_names(names), strict=True))
    return [replace(row, text=short[row.text]) if row.kind == "group" else row for row in rows]


def _lift(row: Row, lines: int, *, stacked: bool) -> int:
    """Pixels that a label of so many lines stands above the middle of its row."""
    if row.kind == "heading":
        return (0, 4, 9)[lines - 1] if stacked else -6 if lines == 1 else 0
    if not stacked:
        return 0
    if row.kind == "note":
        return 6
    return (18, 24)[lines - 1] if row.cells else -8


SHADES = {"heading": "ink", "code": "ink", "group": "ink_2", "note": "ink_3"}
"""The colour of the label of each kind of row."""

BESIDE, NOTE, HEADING = (33, 2), (42, 2), (37, 3)
"""Characters and lines of a label beside its lattice, and of a note and of a heading on the smallest phone."""

LABEL_SIZE = 14

INDENT = 14
"""Pixels that the name of a group stands to the right of that of its code."""

LETTER = 7.4
"""Pixels of a letter of a heading, on average and no fewer."""

STACKED_ROOM = 278
"""Pixels that a label and its value share on the smallest phone, where they stand above the lattice."""


def _label(row: Row, colours: dict[str, str], *, stacked: bool, room: int) -> str:
    """What stands at the left of a row; before a heading, the shape of what stands under it."""
    if row.kind in ("code", "group"):
        return _above(row) if stacked else wrapped(row.text, *BESIDE)
    if row.kind == "note" and stacked:
        return wrapped(row.text, *NOTE)
    words = wrapped(row.text, *(HEADING if stacked else (int((LABEL + room) / LETTER), 2)))
    if row.kind == "note":
        return words
    glyph = GLYPHS[row.mark]
    shape = f'<span style="color:{mark_colour(colours, row.mark)}">{glyph}</span> ' if glyph else ""
    return f"{shape}<b>{words}</b>"


def _above(row: Row) -> str:
    """A label above its lattice: on two lines if need be, but on one where another line is close above it."""
    is_close = row.kind == "group" or not row.cells
    return "<br>".join(
        escape(line, quote=False) for line in lines_of(row.text, _room(row), LABEL_SIZE, 1 if is_close else 2)
    )


def _room(row: Row) -> float:
    """Pixels that the value leaves to a label above its lattice."""
    value = max((text_width(cell.short, LABEL_SIZE) + 12 for cell in row.cells), default=0)
    return STACKED_ROOM - value - (INDENT if row.kind == "group" else 0)


def _heads(
    groups: pl.DataFrame, starts: Sequence[float], sizes: Sequence[int], colours: dict[str, str]
) -> list[dict[str, Any]]:
    """The name of each group and its n over its panel."""
    heads = []
    for label, start, n in zip(groups["label"], starts, sizes, strict=True):
        name = f'{wrapped(label)}<br><span style="color:{colours["ink_3"]}">n = {n}</span>'
        heads.append(
            _text(name, start, 1, yref="paper", xanchor="left", yanchor="bottom", align="left", xshift=-8, yshift=24,
                  font={"size": 13})
        )  # fmt: skip
    return heads


def _text(text: str, x: float, y: float, **place: Any) -> dict[str, Any]:
    return {"text": text, "x": x, "y": y, "showarrow": False, "yanchor": "middle", **place}
