"""What the themes of a page show beside one another, in words: a title, its measure, and the answer of the page."""

from collections.abc import Sequence

import polars as pl

from dashboard.components.change_sentences import furthest, without_n
from dashboard.components.words import listed
from queries.study import Overview

MOST_NAMED = 3
"""Themes that a sentence names; more are counted."""


def finding_of_groups(groups: pl.DataFrame, people: str, window: int) -> str:
    """The title of rows of (name, least, most, says, n): which themes nearly all raise, or which the most people do.

    "Nearly all" are all but fewer than `window`. It rests on nothing but the bands. Rows of which nothing is told are
    left out.
    """
    told = groups.drop_nulls("least")
    if told.is_empty():
        return f"These {people} are too few for any number to be shown"
    if told["most"].max() == 0:
        return "No one raised any of these themes"
    high = _by_nearly_all(told, window)
    top = high if high.height else told.filter(pl.col("least") == told["least"].max())
    rest = told.filter(~pl.col("name").is_in(top["name"].implode()))
    names = _named(top["name"].to_list())
    first = f"Nearly all raise {names}" if high.height else f"{names}: raised by {top['says'][0]} {people}"
    if rest.is_empty() or rest.height > MOST_NAMED:
        return first
    return f"{first}; {_named(rest['name'].to_list())} {'follows' if rest.height == 1 else 'follow'}"


def measure_of_groups(study: Overview, release: str, *, n: int | None, of: str = "") -> str:
    """The line under the title: what is counted, of how many people, when, from which release; `of` are the filters."""
    parts = [
        f"{study.people(2).capitalize()} who voiced any code of the theme",
        *([f"of them {of}"] if of else []),
        *([f"n = {n}"] if n is not None else []),
        f"at any stage: {listed(study.stages)}" if len(study.stages) > 1 else listed(study.stages),
        release,
    ]
    return " · ".join(parts)


def note_on_groups(groups: pl.DataFrame, window: int) -> str:
    """What "nearly all" means, where a title says it."""
    told = groups.drop_nulls("least")
    if told.is_empty() or _by_nearly_all(told, window).is_empty():
        return ""
    n = int(told["n"][0])
    return f"Nearly all: {n - window + 1} or more of {n}."


def answer(groups: pl.DataFrame, change: pl.DataFrame, people: str, window: int) -> str:
    """The page's answer: what the most people spoke of, and what has moved furthest for certain; "" for neither."""
    told = groups.drop_nulls("least")
    parts = []
    if told.height and told["least"].max():
        high = _by_nearly_all(told, window)
        top = high if high.height else told.filter(pl.col("least") == told["least"].max())
        n = int(top["n"][0])
        who = f"nearly all ({n - window + 1} or more of {n})" if high.height else f"{top['says'][0]} {people}"
        parts.append(f"{who} spoke of {_named(top['name'].to_list())}")
    moved = furthest(change) if change.height else None
    if moved:
        ends = f"from {without_n(moved, 'before')} to {moved['after_says']}"
        when = f"from {moved['first_label']} to {moved['last_label']}"
        parts.append(f"{when}, {moved['name']} went {ends} interviewed twice")
    said = "; ".join(parts)
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def _by_nearly_all(told: pl.DataFrame, window: int) -> pl.DataFrame:
    """The rows of which it is certain that all but fewer than `window` people raise them."""
    is_certain = pl.col("least") > pl.max_horizontal(pl.col("n") - window, pl.col("n") / 2)
    return told.filter(is_certain)


def _named(names: Sequence[str]) -> str:
    return listed(names) if len(names) <= MOST_NAMED else f"{len(names)} themes"
