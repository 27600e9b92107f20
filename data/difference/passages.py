"""Passages gained, lost and re-coded between two states of a study."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

import polars as pl

from data.difference.codings import PLACE, PlacedCodings
from data.difference.tables import ValueChange, differing, snippet, value_changes
from data.study import Study

KEY = ("interview", "start", "end", "code", "coder", "round")
"""The key of a coding."""

NATURE = ("round", "status", "polarity", "coded_at")
"""What a coding says besides who marked what, and where."""

_Row = Mapping[str, Any]


@dataclass(frozen=True, order=True)
class Passage:
    """A coding, and the beginning of the words it marks; none of a person who took back what they said."""

    interview: str
    start: int
    end: int
    code: str
    coder: str
    round: int
    words: str


@dataclass(frozen=True)
class PassageChange:
    """A passage before and after, with what else is not as it was: its round, status, polarity or time."""

    before: Passage
    after: Passage
    values: tuple[ValueChange, ...] = ()


@dataclass(frozen=True)
class PassageChanges:
    """Every passage that is not as it was, in one of six ways, and how many are `unchanged`.

    `gained` and `lost` have no counterpart. A passage that is `recoded` has another code in the same place by the same
    coder; one with another `extent` the same code by the same coder, and the shorter lies at least by half within the
    longer. One `changed` has other values besides its key; of one `reworded` the transcript has other words now. A
    passage that only moved with its transcript, or whose code has a new key, is unchanged.
    """

    gained: tuple[Passage, ...]
    lost: tuple[Passage, ...]
    recoded: tuple[PassageChange, ...]
    extent: tuple[PassageChange, ...]
    changed: tuple[PassageChange, ...]
    reworded: tuple[PassageChange, ...]
    unchanged: int

    def __bool__(self) -> bool:
        return any((self.gained, self.lost, self.recoded, self.extent, self.changed, self.reworded))

    def counts_by(self, column: str) -> dict[str, dict[str, int]]:
        """For each code, coder or interview how many passages changed in which way, the most changed first.

        A passage that is re-coded counts with the code it has now, and as "recoded_from" with the one it had.
        """
        told: dict[str, dict[str, int]] = {}
        for key, way in self._ways(column):
            counts = told.setdefault(key, {})
            counts[way] = counts.get(way, 0) + 1
        return dict(sorted(told.items(), key=lambda item: (-sum(item[1].values()), item[0])))

    def _ways(self, column: str) -> Iterator[tuple[str, str]]:
        for way in ("gained", "lost"):
            yield from ((getattr(passage, column), way) for passage in getattr(self, way))
        for way in ("recoded", "extent", "changed", "reworded"):
            yield from ((getattr(change.after, column), way) for change in getattr(self, way))
        if column == "code":
            yield from ((change.before.code, "recoded_from") for change in self.recoded)


def passage_changes(codings: PlacedCodings, before: Study, after: Study, renamed: Mapping[str, str]) -> PassageChanges:
    """What became of every passage; `renamed` gives the key that a code has now for the one it had."""
    old = codings.before.with_columns(pl.col("code").replace(renamed).alias("code_now"))
    new = codings.after.with_columns(pl.col("code").alias("code_now"))
    same, old, new = _paired(old, new, ("interview", "coder", *PLACE, "code_now", "round"))
    other_round, old, new = _paired(old, new, ("interview", "coder", *PLACE, "code_now"))
    recoded, old, new = _paired(old, new, ("interview", "coder", *PLACE))
    extent, old, new = _overlapping(old, new)
    kept = pl.concat([same, other_round])
    tell = _Teller(before, after)
    edited = [each.interview for each in codings.transcripts.changed]
    changed, reworded = tell.changed(kept), tell.reworded(kept, edited)
    return PassageChanges(
        gained=tell.gained(new),
        lost=tell.lost(old),
        recoded=tell.pairs(recoded),
        extent=tell.pairs(extent),
        changed=changed,
        reworded=reworded,
        unchanged=kept.height - len({each.after for each in (*changed, *reworded)}),
    )


def _paired(old: pl.DataFrame, new: pl.DataFrame, on: Iterable[str]) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Rows that agree on the columns `on`, one to one in the order of their keys; and the rows left on either side."""
    turn = pl.int_range(pl.len()).over(*on).alias("turn")
    one, other = (frame.sort(KEY).with_columns(turn) for frame in (old, new))
    pairs = one.join(other, on=[*on, "turn"], suffix="_after", coalesce=False)
    return (
        pairs,
        old.join(pairs, on="row", how="anti"),
        new.join(pairs, left_on="row", right_on="row_after", how="anti"),
    )


def _overlapping(old: pl.DataFrame, new: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Rows of one interview, coder and code whose places share at least half of the shorter; and those left."""
    who = ("interview", "coder", "code_now")
    shared = old.select(who).join(new.select(who), on=who, how="semi").unique()
    sides = [_by_who(frame.join(shared, on=who, how="semi"), who) for frame in (old, new)]
    met = [pair for key in sides[0].keys() & sides[1].keys() for pair in _meeting(sides[0][key], sides[1][key])]
    rows = pl.DataFrame(met, {"row": pl.UInt32, "row_after": pl.UInt32}, orient="row")
    joined = rows.join(old, on="row").join(new.rename({name: f"{name}_after" for name in new.columns}), on="row_after")
    return (
        joined.sort(KEY),
        old.join(rows, on="row", how="anti"),
        new.join(rows, left_on="row", right_on="row_after", how="anti"),
    )


_Place = tuple[int, int, int]
"""Start, end and row."""


def _by_who(rows: pl.DataFrame, who: tuple[str, ...]) -> dict[tuple[str, ...], list[_Place]]:
    placed = rows.drop_nulls(PLACE).sort(*who, *PLACE, *KEY).select(*who, *PLACE, "row").iter_rows()
    return {key: [row[3:] for row in found] for key, found in groupby(placed, key=itemgetter(0, 1, 2))}


def _meeting(old: list[_Place], new: list[_Place]) -> Iterator[tuple[int, int]]:
    """The rows of places that meet, going through both lists once; it comes out the same from either side."""
    one = other = 0
    while one < len(old) and other < len(new):
        (start, end, row), (start_after, end_after, row_after) = old[one], new[other]
        overlap = min(end, end_after) - max(start, start_after)
        meets = overlap > 0 and overlap * 2 >= min(end - start, end_after - start_after)
        if meets:
            yield row, row_after
        one += meets or end <= end_after
        other += meets or end_after <= end


class _Teller:
    """Turns rows into passages with the beginning of their words."""

    def __init__(self, before: Study, after: Study) -> None:
        self._before, self._after = before.transcripts, after.transcripts
        self._silent = {*before.unsaid, *after.unsaid}

    def lost(self, rows: pl.DataFrame) -> tuple[Passage, ...]:
        return tuple(self._passage(row, self._before) for row in rows.sort(KEY).iter_rows(named=True))

    def gained(self, rows: pl.DataFrame) -> tuple[Passage, ...]:
        return tuple(self._passage(row, self._after) for row in rows.sort(KEY).iter_rows(named=True))

    def pairs(self, rows: pl.DataFrame) -> tuple[PassageChange, ...]:
        return tuple(self._pair(row) for row in rows.sort(KEY).iter_rows(named=True))

    def changed(self, rows: pl.DataFrame) -> tuple[PassageChange, ...]:
        found = differing(rows, NATURE).sort(KEY).iter_rows(named=True)
        return tuple(self._pair(row, value_changes("codings", row, NATURE)) for row in found)

    def reworded(self, rows: pl.DataFrame, interviews: Collection[str]) -> tuple[PassageChange, ...]:
        found = rows.filter(pl.col("interview").is_in(list(interviews))).sort(KEY)
        return tuple(self._pair(row) for row in found.iter_rows(named=True) if self._is_reworded(row))

    def _is_reworded(self, row: _Row) -> bool:
        old = self._before[row["interview"]][row["start"] : row["end"]]
        new = self._after[row["interview"]][row["start_after"] : row["end_after"]]
        return old.split() != new.split()

    def _pair(self, row: _Row, values: tuple[ValueChange, ...] = ()) -> PassageChange:
        return PassageChange(self._passage(row, self._before), self._passage(row, self._after, "_after"), values)

    def _passage(self, row: _Row, transcripts: Mapping[str, str], side: str = "") -> Passage:
        interview, start, end, code, coder, round_ = (row[f"{name}{side}"] for name in KEY)
        text = "" if interview in self._silent else transcripts.get(interview, "")
        return Passage(interview, start, end, code, coder, round_, snippet(text[start:end]))
