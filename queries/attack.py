"""Attack: what a reader could be certain of, worked out over everything that might be true.

A statement is a group of people, and for every number of them who might have said so what would be told. Two truths
that give the same statements cannot be told apart; where all that cannot be told apart agree on a person, that person's
answer is certain. Pure functions of numbers.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from math import prod

import polars as pl
import polars.selectors as cs

MOST_PEOPLE = 16
"""People up to whom every truth is tried; above, how many said so in each part that no statement divides."""

MOST_COUNTS = 2_000_000
"""Combinations of such counts up to which all are tried."""


@dataclass(frozen=True)
class Statement:
    """What is told of a group: `told[c]` stands for what is said when `c` of the people said so.

    `people` are positions, from 0, in the list of everyone.
    """

    people: frozenset[int]
    told: tuple[int, ...]


class TooManyError(Exception):
    """More combinations than can be tried: nothing can be said, so nothing may be released."""


def certain(statements: Sequence[Statement], people: int, *, knowing: int = 0) -> int:
    """How many different answers let a reader be certain of someone else, over everything that might be true.

    The reader knows what `knowing` of the people said: 0 is an outsider, 1 one of them, 2 two who pool what they know.
    Every truth is tried up to MOST_PEOPLE people; above that, the counts in each part of them that no statement
    divides. Raises TooManyError when there are more of those than can be tried.
    """
    if people <= MOST_PEOPLE:
        return certain_by_truths(statements, people, knowing=knowing)
    return certain_by_counts(statements, people, knowing=knowing)


def certain_by_truths(statements: Sequence[Statement], people: int, *, knowing: int = 0) -> int:
    """The same, trying all 2 ** people truths one by one."""
    truths = pl.select(truth=pl.int_range(1 << people))
    counted = truths.with_columns(
        (pl.col("truth") & _mask(s.people)).bitwise_count_ones().cast(pl.Int64).alias(str(place))
        for place, s in enumerate(statements)
    )
    answered = counted.select("truth", answer=_answer(statements))
    everyone = (1 << people) - 1
    leaking: set[int] = set()
    for insiders in combinations(range(people), knowing):
        known = _mask(insiders)
        for values in product((0, 1), repeat=knowing):
            said = sum(value << person for person, value in zip(insiders, values, strict=True))
            left = answered.filter(pl.col("truth") & known == said).group_by("answer")
            agreed = left.agg(
                always=pl.col("truth").bitwise_and() & (everyone & ~known),
                never=~pl.col("truth").bitwise_or() & (everyone & ~known),
            )
            leaking |= set(agreed.filter((pl.col("always") != 0) | (pl.col("never") != 0))["answer"])
    return len(leaking)


def certain_by_counts(statements: Sequence[Statement], people: int, *, knowing: int = 0) -> int:
    """The same, trying how many said so in each part of the people that no statement divides."""
    parts = _parts([s.people for s in statements], people)
    size = prod(len(part) + 1 for part in parts)
    if size > MOST_COUNTS:
        raise TooManyError(f"{size:,} combinations of counts are more than can be tried ({MOST_COUNTS:,}).")
    counts = pl.DataFrame({"": [0]})
    for place, part in enumerate(parts):
        counts = counts.join(pl.DataFrame({f"part {place}": range(len(part) + 1)}), how="cross")
    counted = counts.with_columns(
        pl.sum_horizontal(0, *(f"part {at}" for at, part in enumerate(parts) if part <= s.people)).alias(str(place))
        for place, s in enumerate(statements)
    )
    answered = counted.select(cs.starts_with("part "), answer=_answer(statements))
    leaking: set[int] = set()
    for known in _known(parts, knowing):
        others = [len(part) - silent - said for part, (silent, said) in zip(parts, known, strict=True)]
        left = answered.with_columns(pl.col(f"part {at}") - said for at, (_, said) in enumerate(known)).filter(
            pl.all_horizontal(pl.col(f"part {at}").is_between(0, size) for at, size in enumerate(others))
        )
        pinned = [
            (pl.col(f"part {at}").max() == 0) | (pl.col(f"part {at}").min() == size)
            for at, size in enumerate(others)
            if size
        ]
        agreed = left.group_by("answer").agg(pinned=pl.any_horizontal(pl.lit(False), *pinned))
        leaking |= set(agreed.filter("pinned")["answer"])
    return len(leaking)


def differencing(groups: Sequence[frozenset[int]], people: int, most: int) -> list[tuple[int, ...]]:
    """Sets of 1 to `most` people whose own number follows by adding and subtracting those of the groups.

    People whom no group divides stand or fall together, so whole parts are tried.
    """
    parts = [part for part in _parts(groups, people) if any(part <= group for group in groups)]
    rows: list[list[Fraction]] = []
    for group in groups:
        rows = _with(rows, [Fraction(part <= group) for part in parts])
    small = [place for place, part in enumerate(parts) if len(part) <= most]
    return [
        tuple(sorted(person for place in chosen for person in parts[place]))
        for count in range(1, most + 1)
        for chosen in combinations(small, count)
        if sum(len(parts[place]) for place in chosen) <= most
        and not any(_left_of([Fraction(place in chosen) for place in range(len(parts))], rows))
    ]


def _with(rows: list[list[Fraction]], row: list[Fraction]) -> list[list[Fraction]]:
    """The rows and one more, each beginning with a one where all the others have none."""
    left = _left_of(row, rows)
    lead = next((place for place, value in enumerate(left) if value), None)
    if lead is None:
        return rows
    new = [value / left[lead] for value in left]
    return [*([value - each[lead] * of for value, of in zip(each, new, strict=True)] for each in rows), new]


def _left_of(row: list[Fraction], rows: Sequence[list[Fraction]]) -> list[Fraction]:
    """What is left of a row when all that the rows can make of it is taken away."""
    for each in rows:
        lead = next(place for place, value in enumerate(each) if value)
        if row[lead]:
            row = [value - row[lead] * of for value, of in zip(row, each, strict=True)]
    return row


def _mask(people: Iterable[int]) -> int:
    return sum(1 << person for person in people)


def _answer(statements: Sequence[Statement]) -> pl.Expr:
    """A number that stands for all that would be told, from the count of each statement's people."""
    told = [
        pl.col(str(place)).replace_strict(list(range(len(s.told))), s.told, return_dtype=pl.Int64)
        for place, s in enumerate(statements)
    ]
    return pl.struct(one.alias(str(place)) for place, one in enumerate(told)).rank("dense").cast(pl.Int64)


def _parts(groups: Sequence[frozenset[int]], people: int) -> list[frozenset[int]]:
    """The people, parted by which groups they are in."""
    together: dict[tuple[bool, ...], set[int]] = {}
    for person in range(people):
        together.setdefault(tuple(person in group for group in groups), set()).add(person)
    return [frozenset(part) for part in together.values()]


def _known(parts: Sequence[frozenset[int]], knowing: int) -> Iterator[list[tuple[int, int]]]:
    """What insiders may know: for each part how many of them did not say so, and how many did."""
    for counts in product(range(knowing + 1), repeat=2 * len(parts)):
        pairs = list(zip(counts[::2], counts[1::2], strict=True))
        if sum(counts) == knowing and all(sum(pair) <= len(part) for pair, part in zip(pairs, parts, strict=True)):
            yield pairs
