"""Whether two coders agree, beyond what chance would bring about."""

from collections.abc import Iterable, Sequence
from math import sqrt
from typing import NamedTuple

from queries.statistics.checks import require_counts


class TableAgreement(NamedTuple):
    """Coefficients of agreement of two coders over any number of categories; None is "undefined"."""

    percent: float
    kappa: float | None
    kappa_se: float | None
    alpha: float | None
    ac1: float


class Agreement(NamedTuple):
    """The four counts of two coders over one code, and what follows from them; None is "undefined"."""

    both: int
    only_a: int
    only_b: int
    neither: int
    percent: float
    kappa: float | None
    kappa_se: float | None
    alpha: float | None
    ac1: float
    prevalence: float
    positive: float | None
    negative: float | None

    @property
    def one_sided(self) -> bool:
        """Whether one coder used the code and the other never did, which makes kappa 0."""
        return self.both == 0 and bool(self.only_a) != bool(self.only_b)


def agreement_2x2(both: int, only_a: int, only_b: int, neither: int) -> Agreement | None:
    """How two coders agree about one code over the units that both have read: people, segments or characters.

    The record repeats the counts. `percent`, a share from 0 to 1, is units on which they agree. `kappa` (Cohen 1960),
    `alpha` (Krippendorff 2011, nominal) and `ac1` (Gwet 2008), at most 1, take off chance, which is 0. `kappa_se` is
    the large-sample standard error (Fleiss, Cohen and Everitt 1969) and takes units for independent. `prevalence`, from
    0 to 1, is the mean share of units that carry the code. `positive` and `negative`, from 0 to 1, are agreement on its
    presence and on its absence (Cicchetti and Feinstein 1990): kappa is low beside a high percent where the code is
    rare or nearly everywhere, and these say so.

    Where neither coder used the code, or both used it everywhere, kappa and alpha are None. All of it is None where
    there are no units. ValueError for a count that is negative or not whole.
    """
    require_counts(both=both, only_a=only_a, only_b=only_b, neither=neither)
    table = agreement_table(((both, only_a), (only_b, neither)))
    if table is None:
        return None
    differ = only_a + only_b
    used, unused = 2 * both + differ, 2 * neither + differ
    return Agreement(
        both,
        only_a,
        only_b,
        neither,
        *table,
        prevalence=used / (used + unused),
        positive=2 * both / used if used else None,
        negative=2 * neither / unused if unused else None,
    )


def agreement_table(table: Sequence[Sequence[int]]) -> TableAgreement | None:
    """How two coders agree who gave each unit one category of several.

    `table` is square, at least two by two: units that coder a gave the category of the row and coder b that of the
    column. `percent` is a share from 0 to 1; `kappa` (Cohen 1960), `alpha` (Krippendorff 2011, nominal) and `ac1` (Gwet
    2008) are at most 1, with 0 for chance; `kappa_se` is as in agreement_2x2.

    Where all units carry one category, kappa and alpha are None. All of it is None where there are no units. ValueError
    for a table of another shape and for counts that are negative or not whole.
    """
    size = len(table)
    if size < 2 or any(len(row) != size for row in table):
        raise ValueError(
            f"table is {table!r}, which is not square: give a row and a column for each of the categories."
        )
    for row in table:
        for count in row:
            require_counts(**{"a count in table": count})
    rows, columns = [sum(row) for row in table], [sum(column) for column in zip(*table, strict=True)]
    units = sum(rows)
    if not units:
        return None
    agreed = sum(table[place][place] for place in range(size))
    used = [row + column for row, column in zip(rows, columns, strict=True)]
    by_chance = sum(row * column for row, column in zip(rows, columns, strict=True))
    mixed = 4 * units * units - sum(number * number for number in used)
    chance_ac1 = sum(number * (2 * units - number) for number in used) / (4 * units * units * (size - 1))
    kappa = (agreed * units - by_chance) / (units * units - by_chance) if by_chance < units * units else None
    return TableAgreement(
        percent=agreed / units,
        kappa=kappa,
        kappa_se=None if kappa is None else _kappa_se(table, kappa, rows, columns),
        alpha=1 - 2 * (units - agreed) * (2 * units - 1) / mixed if mixed else None,
        ac1=(agreed / units - chance_ac1) / (1 - chance_ac1),
    )


def pooled_agreement(parts: Iterable[Agreement | None]) -> Agreement | None:
    """One agreement over the units of several sources together, in which a long source weighs as it is long.

    It is neither the mean of their kappas nor the mean weighted by length: say which is shown. Sources without units
    (None) add nothing.

    None where no source has units.
    """
    counts = [part[:4] for part in parts if part is not None]
    return agreement_2x2(*map(sum, zip(*counts, strict=True))) if counts else None


def _kappa_se(table: Sequence[Sequence[int]], kappa: float, rows: Sequence[int], columns: Sequence[int]) -> float:
    """Fleiss, Cohen and Everitt's standard error for a kappa that need not be 0."""
    units = sum(rows)
    chance = sum(row * column for row, column in zip(rows, columns, strict=True)) / units**2
    spread = -((kappa - chance * (1 - kappa)) ** 2)
    for place, row in enumerate(table):
        for other, count in enumerate(row):
            marginal = (columns[place] + rows[other]) / units * (1 - kappa)
            spread += count / units * (((1 if place == other else 0) - marginal) ** 2)
    return sqrt(max(0.0, spread) / units) / (1 - chance)
