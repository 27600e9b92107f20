"""Rows: the lines of a chart of counts, and the room they take; shared by the chart and the buttons over it."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap
from typing import Literal

import polars as pl

from dashboard.style import Mark

WIDE_STEP, STACKED_STEP = 32, 44
"""Pixels from row to row: values beside the lattice, or labels above it."""

MOST_TICKS = 14
LARGEST_LATTICE = 40
STACKED_AXIS = 40
"""Pixels of the axis where labels stand above their lattice."""
LONG_HEADING = 70
"""Characters of a heading that fits on two lines of the smallest phone."""

Kind = Literal["heading", "code", "group", "note"]


@dataclass(frozen=True)
class Cell:
    """A count of `n` people that lies from `least` to `most`, and how it is said; all None where it is not shown.

    `low` to `high` is the interval of its share, or None.
    """

    least: int | None
    most: int | None
    n: int | None
    says: str
    low: float | None = None
    high: float | None = None

    @property
    def is_exact(self) -> bool:
        """Whether the count itself is told."""
        return self.least is not None and self.least == self.most

    @property
    def short(self) -> str:
        """What is said, without the n where only a range is told."""
        return self.says if self.is_exact else self.says.removesuffix(f" of {self.n}")

    @property
    def shortest(self) -> str:
        """What is said under a heading that gives the n: "7/12"."""
        return f"{self.least}/{self.n}" if self.says == f"{self.least} of {self.n}" else self.short


@dataclass(frozen=True)
class Row:
    """A line of the chart: a heading, a code (with a cell for each group), one group of the code above it, or a note.

    `mark` is what the people counted in it, or under it, are drawn as.
    """

    kind: Kind
    text: str
    code: str = ""
    cells: tuple[Cell, ...] = ()
    mark: Mark = "leaders"


def arrange(frame: pl.DataFrame, *, stacked: bool) -> list[Row]:
    """The lines of the chart, from rows of (heading, code, name, label, least, most, says, n) in the order to be drawn.

    `stacked` puts each group of a code on a line of its own, under the code's name. Where the frame has it, `mark` is
    the mark of a code, and `heading_mark` of a heading; `low` and `high` are drawn as the interval. A row without a
    code is a note.
    """
    rows: list[Row] = []
    above: object = None
    for (heading, code, name), cells in frame.group_by(["heading", "code", "name"], maintain_order=True):
        mark, heading_mark = _mark(cells, "mark"), _mark(cells, "heading_mark")
        if heading is not None and heading != above:
            rows.append(Row("heading", str(heading), mark=heading_mark))
        above = heading
        spans = [name for name in ("low", "high") if name in cells.columns]
        counts = tuple(Cell(*cell) for cell in cells.select("least", "most", "n", "says", *spans).iter_rows())
        if code is None:
            rows.append(Row("note", str(name)))
        elif stacked and len(counts) > 1:
            rows.append(Row("code", str(name), str(code), mark=mark))
            rows += [
                Row("group", label, str(code), (cell,), mark)
                for label, cell in zip(cells["label"], counts, strict=True)
            ]
        else:
            rows.append(Row("code", str(name), str(code), counts, mark))
    return rows


def _mark(cells: pl.DataFrame, column: str) -> Mark:
    mark: Mark = cells[column][0] if column in cells.columns else "leaders"
    return mark


def height(rows: Sequence[Row], *, stacked: bool, groups: Sequence[str] = ()) -> int:
    """Pixels the chart is high."""
    return top(rows, stacked=stacked, groups=groups) + len(rows) * step(stacked=stacked) + 4


def top(rows: Sequence[Row], *, stacked: bool, groups: Sequence[str] = ()) -> int:
    """Pixels above the first row: the axis, and the names of the groups over their panels.

    Where labels stand above their lattice, more of them before one that reaches up to the axis.
    """
    if stacked:
        is_low = any(row.kind == "heading" and len(row.text) <= LONG_HEADING for row in rows[:1])
        return STACKED_AXIS if is_low else STACKED_AXIS + 16
    lines = max((wrapped(group).count("<br>") + 1 for group in groups), default=0)
    return 26 + (18 * (lines + 1) if len(groups) > 1 else 0)


def step(*, stacked: bool) -> int:
    """Pixels from row to row."""
    return STACKED_STEP if stacked else WIDE_STEP


def wrapped(label: str, width: int = 13, lines: int = 5) -> str:
    """The label in at most `lines` lines of about `width` characters; what does not fit becomes an ellipsis."""
    return "<br>".join(
        escape(line, quote=False) for line in wrap(label, width, max_lines=lines, placeholder=" …") or [""]
    )


def ticks(n: int) -> list[int]:
    """Whole numbers to print on an axis of `n` people: all of them while they fit, always both ends."""
    every = next(width for width in (1, 2, 5, 10, 20, 50, 100, 200, 500, 10**9) if n / width <= MOST_TICKS)
    return [*range(0, n - every // 2, every), n] if n else [0]


def places(n: int) -> list[int]:
    """Whole numbers of people to mark as possible: every one of them, or where they are too many the axis's."""
    return list(range(n + 1)) if n <= LARGEST_LATTICE else ticks(n)
