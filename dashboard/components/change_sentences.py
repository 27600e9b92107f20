"""What changed among the same people, in words: the title, how it was measured, what could be taken wrongly."""

from collections.abc import Sequence

import polars as pl

from dashboard.components.sentences import ROWS, legend
from queries.selection import Level

ENDS = ("before", "after")


def finding_of_change(change: pl.DataFrame, level: Level, people: str) -> str:
    """The title of rows of (name, before_least … before_says, after_least … after_says, n), in the order shown.

    It tells the row that moved furthest for certain: by how much the two ranges lie apart, whatever they hide. Where
    none is certain to have moved it says so.
    """
    told = told_rows(change)
    if told.is_empty():
        return f"These {people} are too few for any number to be shown"
    moved = furthest(change)
    if moved:
        return f"{moved['name']}: {without_n(moved, 'before')}, then {moved['after_says']} {people}"
    first, last = change.select("first_label", "last_label").row(0)
    is_exact = told.select(
        (pl.col("before_least") == pl.col("before_most")) & (pl.col("after_least") == pl.col("after_most"))
    ).to_series()
    if is_exact.all():
        return f"Each {ROWS[level]} was voiced by as many {people} in {last} as in {first}"
    return f"No {ROWS[level]} is certain to have moved between {first} and {last}"


def furthest(change: pl.DataFrame) -> dict[str, object] | None:
    """The row whose two ranges lie furthest apart, the first of several; None where none lie apart."""
    told = told_rows(change)
    if told.is_empty():
        return None
    apart = told.with_columns(
        apart=pl.max_horizontal(
            pl.col("after_least") - pl.col("before_most"), pl.col("before_least") - pl.col("after_most"), 0
        )
    )
    row = apart.filter(pl.col("apart") == pl.col("apart").max()).row(0, named=True)
    return row if row["apart"] else None


def told_rows(change: pl.DataFrame) -> pl.DataFrame:
    """The rows of which something is told at both ends."""
    return change.drop_nulls(["before_least", "after_least"])


def without_n(row: dict[str, object], end: str) -> str:
    """What is said of one end, without "of 10"."""
    return str(row[f"{end}_says"]).removesuffix(f" of {row['n']}")


def measure_of_change(release: str, *, level: Level, change: pl.DataFrame, people: str, of: str = "") -> str:
    """The line under the title: what is counted, of whom, on which two occasions, from which release.

    `of` are the filters in words.
    """
    first, last, n = change.select("first_label", "last_label", "n").row(0)
    return " · ".join(
        [
            f"{people.capitalize()} who voiced each {ROWS[level]}, the same people on two occasions",
            f"○ {first} ● {last}",
            *([f"n = {n} interviewed twice"] if n is not None else ["interviewed twice"]),
            *([f"of them {of}"] if of else []),
            release,
        ]
    )


def note_on_change(change: pl.DataFrame, opposites: Sequence[tuple[str, str]], *, is_only_number: bool) -> str:
    """What a reader could take wrongly: codes of which both of a pair of `opposites` are shown, and what words mean.

    `is_only_number` where these rows are told on no other people.
    """
    names = dict(change.select("code", "name").iter_rows())
    pairs = [(names[one], names[other]) for one, other in opposites if one in names and other in names]
    said = [f"{one} and {other} are opposites that one person can hold together, so they are never added."
            for one, other in pairs]  # fmt: skip
    if is_only_number:
        said.append("These have no other number: with one on everyone interviewed too, a person could be told apart.")
    ends = pl.concat(change.select("n", least=f"{end}_least", most=f"{end}_most", says=f"{end}_says") for end in ENDS)
    return " ".join([*said, legend(ends.unique(maintain_order=True))]).strip()
