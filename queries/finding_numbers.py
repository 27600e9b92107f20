"""The numbers that findings rest on, as an audience may have them, from the questions that every page asks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from queries.bands import NOT_SHOWN
from queries.comparison import comparison
from queries.disclosure import Gate
from queries.selection import Level, Selection
from queries.structure import structure
from queries.themes import stage_change, theme_prevalence
from queries.tie_metrics import said, tie_metric
from queries.wording import with_unit

PLACEHOLDERS: Mapping[str, tuple[str, ...]] = {
    "total": ("count", "n"),
    "change": ("before", "after", "n"),
    "indicator": ("value", "rank", "n"),
    "tie_metric": ("value",),
    "none": (),
}
"""For each measure the numbers it has, as a headline and an expectation call them."""


@dataclass(frozen=True)
class Told:
    """A count of people as it is told: from `least` to `most` of `n` (all None where it is not), `says` in words.

    `when` is the stage it is of, or "" for any.
    """

    least: int | None
    most: int | None
    n: int | None
    says: str
    when: str = ""


@dataclass(frozen=True)
class Numbers:
    """The numbers of one measure of one subject: counts of people, or a figure in words.

    `words` are what may stand for each placeholder: none at all where the number is not told. `exact` are the values
    themselves, by the same names, for analysts alone.
    """

    counts: tuple[Told, ...] = ()
    figure: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    exact: Mapping[str, float] = field(default_factory=dict)


Asked = tuple[str, str, str | None]
"""A measure, its subject, and for a code its level."""


def numbers(gate: Gate, asked: Iterable[Asked]) -> dict[tuple[str, str], Numbers]:
    """The numbers of each measure and subject that the audience may have; a subject without any is not there."""
    wanted: dict[str, dict[str, str | None]] = {}
    for measure, subject, level in asked:
        wanted.setdefault(measure, {})[subject] = level
    found: dict[tuple[str, str], Numbers] = {}
    for measure, answer in (("total", _totals), ("change", _changes)):
        for level in sorted({level for level in wanted.get(measure, {}).values() if level}):
            found |= {(measure, code): each for code, each in answer(gate, Level(level)).items()}
    for measure, figures in (("indicator", _indicators), ("tie_metric", _ties)):
        if measure in wanted:
            found |= {(measure, subject): each for subject, each in figures(gate, wanted[measure]).items()}
    return found


def _totals(gate: Gate, level: Level) -> dict[str, Numbers]:
    rows = theme_prevalence(gate, Selection(level=level)).rows(named=True)
    return {row["code"]: _of_people(gate, row, {"count": ("", "respondents", "")}) for row in rows}


def _changes(gate: Gate, level: Level) -> dict[str, Numbers]:
    rows = stage_change(gate, Selection(level=level)).rows(named=True)
    return {
        row["code"]: _of_people(
            gate,
            row,
            {"before": ("before_", "before", row["first_label"]), "after": ("after_", "after", row["last_label"])},
        )
        for row in rows
    }


def _of_people(gate: Gate, row: Mapping[str, Any], parts: Mapping[str, tuple[str, str, str]]) -> Numbers:
    """Counts of people from a row; `parts` give for each placeholder a prefix, the exact column, and the stage."""
    counts: list[Told] = []
    words: dict[str, str] = {}
    exact: dict[str, float] = {}
    for name, (prefix, column, when) in parts.items():
        says = row[f"{prefix}says"]
        counts.append(Told(row[f"{prefix}least"], row[f"{prefix}most"], row["n"], says, when))
        if says != NOT_SHOWN:
            words |= {name: says.removesuffix(f" of {row['n']}"), "n": str(row["n"])}
        if gate.terms.is_restricted:
            exact[name] = row[column]
    exact |= {"n": row["n"]} if exact else {}
    return Numbers(tuple(counts), words=words, exact=exact)


def _indicators(gate: Gate, subjects: Iterable[str]) -> dict[str, Numbers]:
    """Figures of place-based networks; a subject names one of several as indicator@network."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in comparison(gate).iter_rows(named=True):
        rows.setdefault(row["indicator"], []).append(row)
        rows.setdefault(f"{row['indicator']}@{row['network']}", []).append(row)
    return {
        subject: _figure(gate, rows[subject][0])
        for subject in subjects
        if len(rows.get(subject, ())) == 1 and rows[subject][0]["low"] is not None
    }


def _figure(gate: Gate, row: Mapping[str, Any]) -> Numbers:
    value = row["says"] or with_unit(row["value"], row["unit"])
    words, exact = {"value": value, "n": str(row["of"])}, {}
    if row["rank"] is not None:
        words["rank"] = row["rank_says"]
    if gate.terms.is_restricted:
        exact = {name: row[column] for name, column in (("value", "value"), ("rank", "rank"), ("n", "of"))}
    held = {name: number for name, number in exact.items() if number is not None}
    return Numbers(figure="; ".join([value, *([words["rank"]] if "rank" in words else [])]), words=words, exact=held)


def _ties(gate: Gate, subjects: Iterable[str]) -> dict[str, Numbers]:
    rows = structure(gate).rows(named=True)
    found = {}
    for subject in subjects:
        named = tie_metric(subject)
        row = named.chosen(rows) if named else None
        if named and row and row.get(named.metric) is not None:
            value, figure = said(named.metric, row)
            exact = {"value": row[named.metric]} if gate.terms.is_restricted else {}
            found[subject] = Numbers(figure=figure, words={"value": value}, exact=exact)
    return found
