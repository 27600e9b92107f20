"""What the numbers say, in words: titles that state the finding and change with it, and how it was measured."""

from collections.abc import Mapping, Sequence

import polars as pl

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
    """The title: what rows of (label, name, respondents, n) show, in one sentence.

    Groups of five people or more are compared by the row that parts them most; of smaller ones it is only said in
    how many a row is heard.
    """
    if frame["respondents"].sum() == 0:
        return f"No one voiced any of these {ROWS[level]}s"
    if frame["label"].n_unique() < 2:
        return _most_voiced(frame, level, people)
    comparable = frame.filter(pl.col("n") >= COMPARABLE)
    if comparable["label"].n_unique() < 2:
        return _most_heard(frame, dimension, level)
    return _parted(comparable, dimension, level)


def summary(whole: pl.DataFrame, level: Level, people: str) -> str:
    """The page's answer: how the rows of (respondents, n) spread, counted over the people asked."""
    n = int(whole["n"][0])
    half = whole.filter(pl.col("respondents") * 2 >= pl.col("n")).height
    silent = whole.filter(pl.col("respondents") == 0).height
    rows = _counted(whole.height, ROWS[level])
    voiced = f"voiced by at least half of the {n} {people}"
    tail = f"; {silent} {'was' if silent == 1 else 'were'} voiced by no one" if silent else ""
    if half == whole.height:
        return f"{'The one' if half == 1 else 'Each of the'} {rows if half > 1 else ROWS[level]} was {voiced}."
    return f"Of {rows}, {half or 'none'} {'was' if half in (0, 1) else 'were'} {voiced}{tail}."


def measure(
    study: Overview, release: str, *, level: Level, n: int, filters: Filters, dimension: Dimension, labels: Labels
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
            f"n = {n}",
            when,
            release,
        ]
    )


def filtered(filters: Filters, labels: Labels) -> str:
    """The filters as words, stage apart: "Northmere Hospitals or Northmere Mental Health; senior clinical"."""
    return "; ".join(
        " or ".join(labels[dimension][value] for value in filters.values(dimension))
        for dimension in FIELDS
        if dimension != Dimension.STAGE and filters.values(dimension)
    )


def note(dimension: Dimension, groups: Sequence[int], n: int, people: str) -> str:
    """What a reader could take wrongly from the split: groups of the sizes `groups` hold `n` people in all."""
    both = sum(groups) - n
    if dimension != Dimension.STAGE or len(groups) != 2 or both <= 0:
        return ""
    alone = n - both
    if not alone:
        return f"The same {n} {people} were interviewed at both stages."
    return (
        f"{both} of the {n} {people} were interviewed at both stages and {alone} at one only, "
        "so the two sides are not the same people."
    )


def _most_voiced(frame: pl.DataFrame, level: Level, people: str) -> str:
    top = frame.filter(pl.col("respondents") == frame["respondents"].max())
    most = int(top["respondents"][0])
    count = f"{most} of {top['n'][0]} {people}"
    names = top["name"].to_list()
    if len(names) == 1:
        return f"{names[0]} is voiced most: {count}"
    if len(names) <= 3:
        return f"{_listed(names)} are voiced most: {count} each"
    return f"{len(names)} {ROWS[level]}s are voiced most: {count} each"


def _most_heard(frame: pl.DataFrame, dimension: Dimension, level: Level) -> str:
    groups = frame["label"].n_unique()
    heard = frame.group_by("name", maintain_order=True).agg(groups=(pl.col("respondents") > 0).sum())
    top = heard.filter(pl.col("groups") == heard["groups"].max())
    places = f"heard in {top['groups'][0]} of {groups} {GROUPS[dimension]}"
    names = top["name"].to_list()
    if len(names) == 1:
        return f"{names[0]} is {places}, more than any other"
    return f"{_listed(names) if len(names) == 2 else f'{len(names)} {ROWS[level]}s'} are {places}"


def _parted(frame: pl.DataFrame, dimension: Dimension, level: Level) -> str:
    share = pl.col("respondents") / pl.col("n")
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
    return f"{cell['respondents']} of {cell['n']} {'in' if dimension != Dimension.ROLE_GROUP else ''} {label}".replace(
        "  ", " "
    )


def _either(stages: Sequence[str]) -> str:
    return f"at any stage: {_listed(stages)}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun if count == 1 else noun + 's'}"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
