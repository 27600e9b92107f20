"""Guesses of what a table is: which of the study's tables, and which of its columns each heading stands for."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache

import dataframely as dy
import polars as pl

from data.sources.cells import NOTHING, words_of
from data.sources.guess import POSSIBLE, Column, Guess, key_and_name, names_of_people
from data.sources.heading_words import ALIKE, likeness, plain
from data.sources.headings import columns_of
from data.sources.numbers import number, other_decimal
from data.sources.parts import Known
from data.sources.periods import period
from data.tables import TABLES, references

SAMPLE = 400
"""Different values of a column that are looked at."""

LONGEST_WORD = 60

YES_NO = {"yes": "true", "no": "false", "y": "true", "n": "false", "1": "true", "0": "false", "x": "true"}

USUALLY_CONSTANT = {"coder", "round", "status", "polarity", "start", "end", "directed", "year", "source", "stage"}
"""Columns that files of another shape do without."""


MOST_WORDS = 8
"""Different words of a column that may be other words for ours."""

RARE = ("reporting", "evidence", "lens", "eligible_pool", "findings")
"""Tables that hardly come from elsewhere, so that a likeness in part tells nothing."""


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
    key_and_name(table, headings, chosen)
    names_of_people(table, headings, chosen)
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


def _column(table: str, name: str, heading: str, values: "_Values") -> Column:
    alike = likeness(heading, name)
    reasons = [_said(alike, name)] if alike >= POSSIBLE else []
    share, why = values.share(table, name, heading)
    score = alike
    if share is not None:
        tells = why.endswith("of the study")
        if tells and share >= 0.5:
            score = max(score, 55 + 40 * share)
        if share < 0.5:
            few = 0 < len(values.of(heading)) <= MOST_WORDS
            score = POSSIBLE if alike >= ALIKE and few and _has_words(table, name) else score * 0.6
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

    def of(self, heading: str) -> list[str]:
        """Some of the different values of a column."""
        return self._values[heading]

    def share(self, table: str, name: str, heading: str) -> tuple[float | None, str]:
        """The share of a column's values that can stand in ours, and that in words; None where any can."""
        kind, target = _kinds(table).get(name, (None, None))
        if TABLES[table].primary_key() == [name]:
            return self._of_its_own(table, heading)
        asked: object = target or name if target or kind is None else (words_of(kind) or kind.dtype)
        if (heading, asked) not in self._shares:
            self._shares[heading, asked] = self._judged(target, name, kind, self._values[heading])
        return self._shares[heading, asked]

    def _of_its_own(self, table: str, heading: str) -> tuple[float | None, str]:
        """As `share`, for the key of the table itself: values that it has tell much, and new ones nothing."""
        there, values = self._known.get(table, set()), self._values[heading]
        found = [text for text in values if _folded(text) in there]
        return _counted(values, found, f"{table} of the study") if 2 * len(found) >= len(values) > 0 else (None, "")

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


def _has_words(table: str, name: str) -> bool:
    kind = TABLES[table].columns().get(name)
    return kind is not None and bool(words_of(kind))


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
