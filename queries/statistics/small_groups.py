"""Tests for two small groups, and what they could show at all."""

from collections.abc import Sequence
from functools import cache
from math import comb

from queries.statistics.checks import require_counts
from queries.statistics.libraries import library

Table = Sequence[Sequence[int]]
"""Two rows, one a group; two columns, those who said it and those who did not."""


def fisher_p(table: Table) -> float | None:
    """The two-sided p-value of Fisher's exact test, from 0 to 1.

    `table` is two rows, one a group, of two counts of people: said it, did not. All tables with the same margins that
    are no more probable than this one are summed (Fisher 1935).

    None where a group is empty. ValueError for a table of another shape and for counts that are negative or not whole.
    """
    return float(library("scipy.stats").fisher_exact(table).pvalue) if _has_two_groups(table) else None


def boschloo_p(table: Table) -> float | None:
    """The two-sided p-value of Boschloo's (1970) unconditional test, from 0 to 1: twice the smaller one-sided one.

    `table` is two rows, one a group, of two counts of people: said it, did not; only the sizes of the groups are fixed.

    None where a group is empty. ValueError for a table of another shape and for counts that are negative or not whole.
    """
    if not _has_two_groups(table):
        return None
    if not all(map(sum, zip(*table, strict=True))):
        return 1.0
    columns = tuple(zip(*table, strict=True))
    return float(library("scipy.stats").boschloo_exact(columns).pvalue)


def smallest_fisher_p(n_a: int, n_b: int) -> float | None:
    """The smallest two-sided Fisher p-value that groups of `n_a` and `n_b` people can have at all, from 0 to 1.

    It belongs to the table in which everyone in one group said it and no one in the other (Fisher 1935).

    None where a group is empty. ValueError for a size that is negative or not whole.
    """
    require_counts(n_a=n_a, n_b=n_b)
    if not n_a or not n_b:
        return None
    return (2 if n_a == n_b else 1) / comb(n_a + n_b, n_a)


def detectable_difference(n_a: int, n_b: int) -> float | None:
    """The smallest difference of two shares, from 0 to 1, that can reach p < .05 in Fisher's two-sided test.

    No smaller difference between groups of `n_a` and `n_b` people can reach it; some larger ones do not either
    (Fisher 1935).

    None where a group is empty or no difference can reach it. ValueError for a size that is negative or not whole.
    """
    require_counts(n_a=n_a, n_b=n_b)
    return _smallest_difference(n_a, n_b) if n_a and n_b else None


@cache
def _smallest_difference(n_a: int, n_b: int) -> float | None:
    smallest: float | None = None
    for said in range(n_a + n_b + 1):
        tables = {
            count: comb(n_a, count) * comb(n_b, said - count) for count in range(max(0, said - n_b), min(said, n_a) + 1)
        }
        everything = comb(n_a + n_b, said)
        for count, weight in tables.items():
            no_likelier = sum(other for other in tables.values() if other <= weight)
            if 20 * no_likelier < everything:
                difference = abs(count / n_a - (said - count) / n_b)
                smallest = difference if smallest is None else min(smallest, difference)
    return smallest


def _has_two_groups(table: Table) -> bool:
    if [len(row) for row in table] != [2, 2]:
        raise ValueError(f"table is {table!r}, which is not two rows of two: give said and did not for each group.")
    for row, name in zip(table, "ab", strict=True):
        require_counts(**{f"said in group {name}": row[0], f"did not in group {name}": row[1]})
    return all(map(sum, table))
