"""Paired rows: the lines of a chart of two occasions, and the room they take; shared by it and the buttons over it."""

from dataclasses import dataclass

import polars as pl

from dashboard.figures.rows import Cell, wrapped

NARROW_ROOM = 278
"""Pixels that a label and its value share on the smallest phone, where they stand above the lattice."""

CHARACTER = 6.9
"""Pixels a character takes on average, generously."""

ABOVE, TEXT_LINE, PLAIN, LANES, HEADING, LEAST = 5, 18, 22, 38, 32, 34
"""Pixels high: what a label stands clear of the row above it, a line of text, a lattice, a lattice for each occasion,
a heading, and the lowest row whose label stands beside its lattice."""


@dataclass(frozen=True)
class Line:
    """A line of the chart, `top` pixels below its axis and `height` high: a heading without `ends`, or a code."""

    text: str
    code: str
    ends: tuple[Cell, Cell] | None
    value: str
    top: int
    height: int
    middle: int
    """Pixels from the axis to the middle of the lattice; of a heading to that of its text."""

    @property
    def has_lanes(self) -> bool:
        """Whether both ends are told as ranges, so that each has a lattice of its own, the first above the last."""
        return self.ends is not None and _are_ranges(self.ends)


def lines(change: pl.DataFrame, *, stacked: bool, room: int = NARROW_ROOM) -> list[Line]:
    """The lines for rows of (heading, code, name, before_least … before_says, after_least … after_says, n).

    `stacked` puts labels and values above the lattice, in `room` pixels; else they stand beside it. Headings are there
    where there are several.
    """
    found: list[Line] = []
    above, at = object(), 0
    is_grouped = change["heading"].n_unique() > 1
    for row in change.iter_rows(named=True):
        if is_grouped and row["heading"] is not None and row["heading"] != above:
            found.append(Line(wrapped(row["heading"], 40, 1), "", None, "", at, HEADING, at + HEADING - 13))
            at += HEADING
        above = row["heading"]
        ends = tuple(Cell(row[f"{end}_least"], row[f"{end}_most"], row["n"], row[f"{end}_says"])
                     for end in ("before", "after"))  # fmt: skip
        found.append(_line(row["name"], row["code"], (ends[0], ends[1]), at, room if stacked else 0))
        at += found[-1].height
    return found


def _line(name: str, code: str, ends: tuple[Cell, Cell], at: int, room: int) -> Line:
    value = _value(*ends, with_n=not room)
    width = int((room - len(value) * CHARACTER - 12) / CHARACTER) if room else 33
    text = wrapped(name, max(width, 10), 2)
    label = TEXT_LINE * (text.count("<br>") + 1)
    lattice = LANES if _are_ranges(ends) else PLAIN
    if room:
        return Line(text, code, ends, value, at, ABOVE + label + lattice, at + ABOVE + label + lattice // 2)
    height = max(LEAST, label, lattice + 4)
    return Line(text, code, ends, value, at, height, at + height // 2)


def _are_ranges(ends: tuple[Cell, Cell]) -> bool:
    return all(end.least is not None and not end.is_exact for end in ends)


def _value(before: Cell, after: Cell, *, with_n: bool) -> str:
    """Both ends in words: "4 → 7 of 10", "2 or fewer → 7"; `with_n` where there is room for it beside ranges too."""
    if before.least is None or after.least is None:
        return after.says
    of = f" of {after.n}"
    short = f"{before.says.removesuffix(of)} → {after.says.removesuffix(of)}"
    return short + of if with_n or (before.is_exact and after.is_exact) else short
