"""What the numbers say, in words: titles that state the finding and change with it, and how it was measured."""

from collections.abc import Mapping, Sequence

import polars as pl

from dashboard.components.words import counted, listed
from queries.bands import NOT_SHOWN
from queries.selection import FIELDS, Dimension, Filters, Level
from queries.study import Overview

COMPARABLE = 5
"""The smallest group that a title compares with another."""

GROUPS = {
    Dimension.STAGE: "stages",
    Dimension.NETWORK: "networks",
    Dimension.ORGANISATION: "organisations",
    Dimension.SECTOR_GROUP: "sector groups",
    Dimension.ROLE_GROUP: "role groups",
}
ROWS = {level: level.value for level in Level}

Labels = Mapping[Dimension, Mapping[str, str]]
"""The name to show for each value of each dimension."""


def finding(frame: pl.DataFrame, dimension: Dimension, level: Level, people: str) -> str:
    """The title: what rows of (label, name, least, most, says, n) show, in one sentence.

    Groups of five people or more are compared by the row that parts them most; of smaller ones it is only said in
    how many a row is heard. It rests on nothing but the bands, so it says nothing that they withhold.
    """
    told = frame.drop_nulls("least")
    if told.is_empty():
        return f"These {people} are too few for any number to be shown"
    if told["most"].max() == 0:
        return f"No one voiced any of these {ROWS[level]}s"
    if told["label"].n_unique() < 2:
        return _most_voiced(told, level, people)
    comparable = told.filter(pl.col("n") >= COMPARABLE)
    if comparable["label"].n_unique() < 2:
        return _most_heard(told, dimension, level)
    return _parted(comparable, dimension, level)


def summary(whole: pl.DataFrame, level: Level, people: str) -> str:
    """The page's answer: how the rows of (least, most, says, n) spread, counted over the people asked."""
    told = whole.drop_nulls("least")
    if told.is_empty():
        return ""
    n = int(told["n"][0])
    half = told.filter(pl.col("least") * 2 >= pl.col("n")).height
    if told.filter(pl.col("least") * 2 < pl.col("n"), pl.col("most") * 2 >= pl.col("n")).height:
        return _in_words(told, level, n, people)
    silent = told.filter(pl.col("most") == 0).height
    rows = counted(told.height, ROWS[level])
    voiced = f"voiced by at least half of the {n} {people}" if n > 1 else f"voiced by the one {people}"
    tail = f"; {silent} {'was' if silent == 1 else 'were'} voiced by no one" if silent else ""
    if half == told.height:
        return f"{'The one' if half == 1 else 'Each of the'} {rows if half > 1 else ROWS[level]} was {voiced}."
    return f"Of {rows}, {half or 'none'} {'was' if half in (0, 1) else 'were'} {voiced}{tail}."


def says(told: str, people: str) -> str:
    """A released count of people as a phrase: "7 of 12 leaders"."""
    return told if told == NOT_SHOWN else f"{told} {people}"


def legend(frame: pl.DataFrame) -> str:
    """What the words of the bands mean: "Nearly all: 10 or more of 12. Some: 3 to 9 of 12."; "" for none."""
    bands = frame.drop_nulls("least").filter(pl.col("least") < pl.col("most"))
    words = bands.filter(~pl.col("says").str.contains(r"^\d")).sort("least", descending=True)
    meanings = dict(zip(words["says"], words.select("least", "most", "n").iter_rows(), strict=True))
    return " ".join(
        f"{said[:1].upper()}{said[1:].removesuffix(f' of {held[2]}')}: {span(*held)}."
        for said, held in meanings.items()
    )


def measure(
    study: Overview,
    release: str,
    *,
    level: Level,
    n: int | None,
    filters: Filters,
    dimension: Dimension,
    labels: Labels,
) -> str:
    """The line under the title: what is counted, who was asked, n, at which stage, from which release."""
    people = study.people(2)
    asked = f"{study.respondents} interviewed"
    unread = study.respondents - study.respondents_read
    asked += f", {unread} not yet read" if unread else ""
    stages = [labels[Dimension.STAGE][stage] for stage in filters.stages] or study.stages
    when = " and ".join(stages) if dimension == Dimension.STAGE or len(stages) == 1 else f"{_either(stages)}"
    of = filtered(filters, labels)
    return " · ".join(
        [
            f"{people.capitalize()} who voiced each {ROWS[level]} at least once",
            f"{asked}{f', of them {of}' if of else ''}",
            *([f"n = {n}"] if n is not None else []),
            when,
            release,
        ]
    )


def told_as_change(rows: int, level: Level, *, beside: bool = False) -> str:
    """Where the rest is, for a page whose rows are told on two bases: `beside` them, or below."""
    more = f"{rows} more {ROWS[level]} is" if rows == 1 else f"{rows} more {ROWS[level]}s are"
    return f"{more} told only as change between stages, {'at right' if beside else 'below'}."


def filtered(filters: Filters, labels: Labels) -> str:
    """The filters as words, stage apart: "Northmere Hospitals or Northmere Mental Health; senior clinical"."""
    return "; ".join(
        " or ".join(labels[dimension][value] for value in filters.values(dimension))
        for dimension in FIELDS
        if dimension != Dimension.STAGE and filters.values(dimension)
    )


def note(dimension: Dimension, groups: Sequence[int], n: int | None, people: str) -> str:
    """What a reader could take wrongly from the split: groups of the sizes `groups` hold `n` people in all."""
    if n is None or dimension != Dimension.STAGE or len(groups) != 2 or sum(groups) <= n:
        return ""
    both = sum(groups) - n
    alone = n - both
    if not alone:
        return f"The same {n} {people} were interviewed at both stages."
    return (
        f"{both} of the {n} {people} were interviewed at both stages and {alone} at one only, "
        "so the two sides are not the same people."
    )


def span(least: int, most: int, n: int) -> str:
    """A range of people as a phrase: "2 or fewer of 12", "3 to 9 of 12", "10 or more of 12"."""
    if least == 0:
        return f"{most} or fewer of {n}"
    return f"{least} or more of {n}" if most == n else f"{least} to {most} of {n}"


def _in_words(told: pl.DataFrame, level: Level, n: int, people: str) -> str:
    """How many rows each word is said of, from the most people to the fewest."""
    bands = told.group_by("least", "says").len().sort("least", descending=True)
    parts: list[str] = []
    for _, said, rows in bands.iter_rows():
        word = said.removesuffix(f" of {n}")
        was = f"{counted(rows, ROWS[level])} {'was' if rows == 1 else 'were'} voiced by {word} of the {n} {people}"
        parts.append(f"{rows} by {word}" if parts else was)
    return f"{listed(parts)}."


def _most_voiced(frame: pl.DataFrame, level: Level, people: str) -> str:
    top = frame.filter(pl.col("least") == frame["least"].max())
    count = says(str(top["says"][0]), people)
    names = top["name"].to_list()
    if len(names) == 1:
        return f"{names[0]} is voiced most: {count}"
    several = listed(names) if len(names) <= 3 else f"{len(names)} {ROWS[level]}s"
    is_exact = top["least"][0] == top["most"][0]
    return f"{several} are voiced most: {count} each" if is_exact else f"{several} are each voiced by {count}"


def _most_heard(frame: pl.DataFrame, dimension: Dimension, level: Level) -> str:
    groups = frame["label"].n_unique()
    heard = frame.group_by("name", maintain_order=True).agg(groups=(pl.col("least") > 0).sum())
    top = heard.filter(pl.col("groups") == heard["groups"].max())
    places = f"heard in {top['groups'][0]} of {groups} {GROUPS[dimension]}"
    names = top["name"].to_list()
    if len(names) == 1:
        return f"{names[0]} is {places}, more than any other"
    return f"{listed(names) if len(names) == 2 else f'{len(names)} {ROWS[level]}s'} are {places}"


def _parted(frame: pl.DataFrame, dimension: Dimension, level: Level) -> str:
    share = (pl.col("least") + pl.col("most")) / 2 / pl.col("n")
    spread = frame.group_by("name", maintain_order=True).agg(apart=share.max() - share.min())
    if spread["apart"].max() == 0:
        return f"No {ROWS[level]} parts the {GROUPS[dimension]}"
    widest = spread.filter(pl.col("apart") == spread["apart"].max())["name"][0]
    cells = frame.filter(pl.col("name") == widest).with_columns(share=share)
    ends = (
        cells
        if cells.height == 2
        else cells.filter(pl.col("share").is_in([cells["share"].max(), cells["share"].min()]))
    )
    first, last = ends.sort("share", descending=True, maintain_order=True).rows(named=True)[:: max(ends.height - 1, 1)]
    if dimension == Dimension.STAGE:
        first, last = cells.filter(pl.col("label").is_in([first["label"], last["label"]])).rows(named=True)
    return f"{widest}: {_count_in(first, dimension)}, {_count_in(last, dimension)}"


def _count_in(cell: dict[str, object], dimension: Dimension) -> str:
    label = str(cell["label"])
    if dimension in (Dimension.ROLE_GROUP, Dimension.SECTOR_GROUP):
        label = label[:1].lower() + label[1:]
    return f"{cell['says']} {label}" if dimension == Dimension.ROLE_GROUP else f"{cell['says']} in {label}"


def _either(stages: Sequence[str]) -> str:
    return f"at any stage: {listed(stages)}"
