"""What hinders and what carries, in words: a title and an answer that rest on nothing but what is told."""

from dataclasses import dataclass

import polars as pl

from dashboard.components.words import listed, number
from dashboard.style import Mark
from queries.selection import Level

MOST_NAMED = 3
"""Rows that are named; more are counted."""


@dataclass(frozen=True)
class Wording:
    """How one side is spoken of: one of it with its article, several, and what one and several do to people."""

    article: str
    one: str
    several: str
    does: str
    do: str


WORDINGS: dict[Mark, Wording] = {
    "barrier": Wording("a", "barrier", "barriers", "holds {} back", "hold {} back"),
    "enabler": Wording("an", "enabler", "enablers", "carries {}", "carry {}"),
}


def finding_of_sides(whole: pl.DataFrame, people: str) -> str:
    """The title: what is voiced most on each side, from rows of (mark, name, least, most, n, says)."""
    told = whole.drop_nulls("least")
    if told.is_empty():
        return f"These {people} are too few for any number to be shown"
    said = [_leading(rows, WORDINGS[mark]) for (mark,), rows in told.group_by(["mark"], maintain_order=True)]
    return _capital("; ".join(said))


def answer_of_sides(whole: pl.DataFrame, people: str, *, more: int, level: Level) -> str:
    """The page's answer in one sentence, from the same rows; `more` are told as change only. "" for too few."""
    told = whole.drop_nulls("least")
    if told.is_empty():
        return ""
    said, who = [], people
    for (mark,), rows in told.group_by(["mark"], maintain_order=True):
        said.append(_does(rows, WORDINGS[mark], who))
        who = "them" if people in said[-1] else people
    told_as_change = f"{level.value} is" if more == 1 else f"{level.value}s are"
    rest = [f"{number(more)} more {told_as_change} told only as change between stages"] if more else []
    return f"{_capital('; '.join([*said, *rest]))}."


def _leading(rows: pl.DataFrame, wording: Wording) -> str:
    """One side of the title: "Financial pressure leads the barriers with 9 of 12"."""
    top = _ranks(rows)[0]
    names, says = top["name"].to_list(), top["says"][0]
    if top["least"][0] == 0:
        return _silent(rows, wording)
    if rows.height == 1:
        return f"{names[0]} is voiced by {says}"
    if len(names) == 1:
        return f"{names[0]} leads the {wording.several} with {says}"
    if len(names) == rows.height:
        return f"each of the {number(len(names))} {wording.several} is voiced by {says}"
    if len(names) == 2:
        return f"{listed(names)} lead the {wording.several} with {says} each"
    return f"{number(len(names))} {wording.several} share the lead with {says} each"


def _does(rows: pl.DataFrame, wording: Wording, who: str) -> str:
    """One side of the answer: "Financial pressure and Silo working hold leaders back"."""
    ranks = _ranks(rows)
    if ranks[0]["least"][0] == 0:
        return _silent(rows, wording)
    names = ranks[0]["name"].to_list()
    if len(names) > MOST_NAMED:
        each = f"{number(len(names))} {wording.several}, each voiced by {ranks[0]['says'][0]}, "
        return each + wording.do.format(who)
    for rank in ranks[1:]:
        if len(names) + rank.height > MOST_NAMED or rank["least"][0] == 0:
            break
        names += rank["name"].to_list()
    return f"{listed(names)} {(wording.does if len(names) == 1 else wording.do).format(who)}"


def _silent(rows: pl.DataFrame, wording: Wording) -> str:
    """What is said of a side on which nothing is certain to be voiced."""
    most, n = int(max(rows["most"].to_list())), int(rows["n"][0])
    if most == 0:
        return f"no one voiced {wording.article} {wording.one}"
    return f"no {wording.one} is voiced by more than {most} of {n}"


def _ranks(rows: pl.DataFrame) -> list[pl.DataFrame]:
    """The rows that are told alike together, those of the most people first."""
    ordered = rows.sort("least", "most", "name", descending=[True, True, False])
    return [rank for _, rank in ordered.group_by(["least", "most"], maintain_order=True)]


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
