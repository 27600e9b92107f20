"""Rows: the lines of a chart of counts, and the room they take; shared by the chart and the buttons over it."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap
from typing import Literal

import polars as pl

WIDE_STEP, STACKED_STEP = 32, 44
"""Pixels from row to row: values beside the lattice, or labels above it."""


Kind = Literal["heading", "code", "group"]


@dataclass(frozen=True)
class Cell:
    """A count of `n` people that lies from `least` to `most`, and how it is said; all None where it is not shown."""

    least: int | None
    most: int | None
    n: int | None
    says: str

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
    """A line of the chart: a heading, a code (with a cell for each group), or one group of the code above it."""

    kind: Kind
    text: str
    code: str = ""
    cells: tuple[Cell, ...] = ()


def arrange(frame: pl.DataFrame, *, stacked: bool) -> list[Row]:
    """The lines of the chart, from rows of (heading, code, name, label, least, most, says, n) in the order to be drawn.

    `stacked` puts each group of a code on a line of its own, under the code's name.
    """
    rows: list[Row] = []
    above: object = None
    for (heading, code, name), cells in frame.group_by(["heading", "code", "name"], maintain_order=True):
        if heading is not None and heading != above:
            rows.append(Row("heading", str(heading)))
        above = heading
        counts = tuple(Cell(*cell) for cell in cells.select("least", "most", "n", "says").iter_rows())
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
    lines = max((wrapped(group).count("<br>") + 1 for group in groups), default=0) if not stacked else 0
    return (40 if stacked else 26) + (18 * (lines + 1) if len(groups) > 1 and not stacked else 0)


def step(*, stacked: bool) -> int:
    """Pixels from row to row."""
    return STACKED_STEP if stacked else WIDE_STEP


def wrapped(label: str, width: int = 13, lines: int = 5) -> str:
    """The label in at most `lines` lines of about `width` characters; what does not fit becomes an ellipsis."""
    return "<br>".join(
        escape(line, quote=False) for line in wrap(label, width, max_lines=lines, placeholder=" …") or [""]
    )
