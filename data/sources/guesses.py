"""Guesses of what a table is: which of the study's tables, and which of its columns each heading stands for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

import dataframely as dy
import polars as pl

from data.sources.cells import NOTHING, words_of
from data.sources.heading_words import KEY_WORDS, likeness, plain
from data.sources.headings import columns_of
from data.sources.numbers import number, other_decimal
from data.sources.parts import Known
from data.sources.periods import period
from data.tables import TABLES, references

SURE = 80
"""From this score a column is given; below it, down to POSSIBLE, it is given as a comment."""

POSSIBLE = 62

SAMPLE = 400
"""Different values of a column that are looked at."""

LONGEST_WORD = 60

YES_NO = {"yes": "true", "no": "false", "y": "true", "n": "false", "1": "true", "0": "false", "x": "true"}

USUALLY_CONSTANT = {"coder", "round", "status", "polarity", "start", "end", "directed", "year", "source", "stage"}
"""Columns that files of another shape do without."""


RARE = ("reporting", "evidence", "lens", "eligible_pool", "findings")
"""Tables that hardly come from elsewhere, so that a likeness in part tells nothing."""


@dataclass(frozen=True)
class Column:
    """One column of ours and the heading it may stand under: how sure that is, from 0 to 100, and why."""

    name: str
    heading: str
    score: float
    reasons: tuple[str, ...]

    @property
    def sure(self) -> bool:
        """Whether it may be given without asking."""
        return self.score >= SURE


@dataclass(frozen=True)
class Guess:
    """A table of the study's that a file may be, how well it fits from 0 to about 1, and its columns, best first."""

    table: str
    fit: float
    columns: tuple[Column, ...] = field(default=())

    def heading(self, name: str) -> str | None:
        """The heading under which a column of ours is surely found."""
        return next((column.heading for column in self.columns if column.name == name and column.sure), None)

    def without(self, headings: Sequence[str]) -> "Guess":
        """The guess without what it says of some headings."""
        return replace(self, columns=tuple(column for column in self.columns if column.heading not in headings))


def values_of(cells: pl.DataFrame, heading: str) -> list[str]:
    """Some of the different values of a column, without those that say that there is nothing."""
    texts = cells[heading].drop_nulls().str.strip_chars().unique(maintain_order=True)
    return [text for text in texts if text and text.casefold() not in NOTHING][:SAMPLE]


def guesses(cells: pl.DataFrame, known: Known, names: Sequence[str]) -> list[Guess]:
    """Every table of the study's that a table may be, the likeliest first. `names` are those of the file and sheet."""
    headings = [heading for heading in cells.columns if heading != "row"]
    values = {heading: values_of(cells, heading) for heading in headings}
    there = _Values(values, known)
    found = [_guess(table, headings, there, names) for table in TABLES]
    return sorted(found, key=lambda guess: -guess.fit)


def _guess(table: str, headings: Sequence[str], values: "_Values", names: Sequence[str]) -> Guess:
    pairs = [
        column
        for heading in headings
        for name in columns_of(table)
        if (column := _column(table, name, heading, values)).score >= POSSIBLE
    ]
    chosen: dict[str, Column] = {}
    taken: set[str] = set()
    for column in sorted(pairs, key=lambda column: -column.score):
        if column.name not in chosen and column.heading not in taken:
            chosen[column.name] = column
            taken.add(column.heading)
    _key_and_name(table, headings, chosen)
    needed = {name for name, kind in TABLES[table].columns().items() if not kind.nullable} - USUALLY_CONSTANT
    needed |= {"text"} if table == "codings" and "start" not in chosen else set()
    precision = sum(column.score for column in chosen.values()) / 100 / max(len(headings), 1)
    recall = sum(chosen[name].score / 100 for name in needed if name in chosen) / max(len(needed), 1)
    if table == "codings" and not {"text", "interview"} & set(chosen):
        recall /= 2
    if table in RARE and recall < 0.9:
        return Guess(table, 0)
    titled = max(likeness(name, table) for name in names) / 1000 if names else 0
    ordered = sorted(chosen.values(), key=lambda column: headings.index(column.heading))
    return Guess(table, (precision + recall) / 2 + titled, tuple(ordered))


def _key_and_name(table: str, headings: Sequence[str], chosen: dict[str, Column]) -> None:
    """Where “code” and “code ID” stand side by side, the one with the ID is the key and the other the name."""
    key = TABLES[table].primary_key()
    found = chosen.get(key[0]) if len(key) == 1 else None
    if found and "name" in TABLES[table].columns() and "name" not in chosen:
        with_key = [f"{plain(found.heading)} {word}" for word in KEY_WORDS]
        other = next((heading for heading in headings if plain(heading) in with_key), None)
        taken = next((name for name, column in chosen.items() if column.heading == other), None)
        if other and (taken is None or chosen[taken].score < found.score):
            chosen.pop(taken or "", None)
            reason = f"the key of what “{found.heading}” names"
            chosen["name"] = replace(found, name="name", reasons=(f"“{other}” is its key",))
            chosen[key[0]] = replace(found, heading=other, reasons=(reason,))


def _column(table: str, name: str, heading: str, values: "_Values") -> Column:
    alike = likeness(heading, name)
    reasons = [_said(alike, name)] if alike >= POSSIBLE else []
    share, why = values.share(table, name, heading)
    score = alike
    if share is not None:
        tells = why.endswith("of the study")
        if tells and share >= 0.6:
            score = max(score, 55 + 40 * share)
        score = score if share >= 0.5 else score * 0.6
        reasons += [why] if share >= 0.5 else []
    return Column(name, heading, score, tuple(reason for reason in reasons if reason))


def _said(alike: float, name: str) -> str:
    if alike == 100:
        return "the heading is ours"
    return "the heading is a usual word for it" if alike > 90 else f"the heading is like {plain(name)}"


class _Values:
    """The values of a file's columns, and how many of them can stand in each of ours."""

    def __init__(self, values: Mapping[str, list[str]], known: Known) -> None:
        self._values = values
        self._known = {
            table: {plain_text for pair in names.items() for text in pair if (plain_text := _folded(text))}
            for table, names in known.names.items()
        }
        self._known["interviews"] = self._known.get("interviews", set()) | {_folded(key) for key in known.transcripts}
        self._shares: dict[tuple[str, object], tuple[float | None, str]] = {}

    def share(self, table: str, name: str, heading: str) -> tuple[float | None, str]:
        """The share of a column's values that can stand in ours, and that in words; None where any can."""
        kind, target = _kinds(table).get(name, (None, None))
        asked: object = target or name if target or kind is None else (words_of(kind) or kind.dtype)
        if (heading, asked) not in self._shares:
            self._shares[heading, asked] = self._judged(target, name, kind, self._values[heading])
        return self._shares[heading, asked]

    def _judged(
        self, target: str | None, name: str, kind: dy.Column | None, values: Sequence[str]
    ) -> tuple[float | None, str]:
        if target:
            there = self._known.get(target)
            found = [text for text in values if _folded(text) in (there or ())]
            return _counted(values, found, f"{target} of the study") if there and values else (None, "")
        if name == "period" and values:
            return _counted(values, [text for text in values if period(text) or text.isdecimal()], "periods")
        if not values or kind is None or (not words_of(kind) and kind.dtype == pl.String):
            return None, ""
        return _counted(values, list(filter(tests(kind), values)), _kind(kind))


@cache
def _kinds(table: str) -> dict[str, tuple[dy.Column, str | None]]:
    """Each column of a table, and the table whose keys it holds."""
    targets = references(table)
    return {name: (column, targets.get(name)) for name, column in TABLES[table].columns().items()}


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _counted(values: Sequence[str], fitting: Sequence[str], what: str) -> tuple[float, str]:
    return len(fitting) / len(values), f"{len(fitting)} of {len(values)} values are {what}"


def tests(column: dy.Column) -> Callable[[str], bool]:
    """Whether a value can stand in a column of ours, maybe written another way."""
    words, kind = words_of(column), column.dtype
    if words:
        return lambda text: our_word(words, text) is not None
    if kind.is_numeric():
        return lambda text: number(text) is not None or other_decimal(text, ".")
    return lambda text: period(text[:10]) is not None


def our_word(words: tuple[str, ...], text: str) -> str | None:
    """Our word for a value that says it in other letters; None where it is none of ours."""
    if len(text) > LONGEST_WORD:
        return None
    said = plain(text)
    yes_no = YES_NO.get(said) if words == ("true", "false") else None
    return _spelt(words).get(said.replace(" ", "")) or yes_no


@lru_cache(maxsize=64)
def _spelt(words: tuple[str, ...]) -> dict[str, str]:
    return {plain(word).replace(" ", ""): word for word in words}


def _kind(column: dy.Column) -> str:
    if words_of(column):
        return "words that may stand there"
    return "dates" if column.dtype in (pl.Date, pl.Datetime) else "numbers"
