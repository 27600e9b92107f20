"""Change between two stages among the people interviewed at both."""

from math import comb, sqrt
from typing import NamedTuple

from queries.statistics.checks import require_counts
from queries.statistics.intervals import wilson


class PairedChange(NamedTuple):
    """The second share less the first, from -1 to 1, its 95 % interval, and two p-values for "no change"."""

    difference: float
    low: float
    high: float
    p_exact: float
    p_mid: float


def paired_change(both: int, lost: int, gained: int, neither: int) -> PairedChange | None:
    """What changed among people asked twice: each count is people.

    `both` said it at both stages, `lost` only at the first, `gained` only at the second, `neither` at none. The
    difference is (gained - lost) over all; its interval is the square-and-add interval for pairs of Newcombe (1998),
    with the corrected correlation. `p_exact` is McNemar's (1947) test from the binomial, `p_mid` its mid-p version
    (Fagerland, Lydersen and Laake 2013); with nobody changed both are 1. In a dozen people the interval can leave out 0
    where the test does not reject: the four counts belong beside it.

    None where nobody was asked twice. ValueError for a count that is negative or not whole.
    """
    require_counts(both=both, lost=lost, gained=gained, neither=neither)
    total = both + lost + gained + neither
    if not total:
        return None
    first, second = (both + lost) / total, (both + gained) / total
    before, after = wilson(first, total), wilson(second, total)
    correlation = _correlation(both, lost, gained, neither)
    difference = (gained - lost) / total
    return PairedChange(
        difference,
        difference - _distance(second - after.low, before.high - first, correlation),
        difference + _distance(after.high - second, first - before.low, correlation),
        *_mcnemar(lost, gained),
    )


def _distance(one: float, other: float, correlation: float) -> float:
    return sqrt(max(0.0, one * one - 2 * correlation * one * other + other * other))


def _correlation(both: int, lost: int, gained: int, neither: int) -> float:
    """Phi; a positive one is brought nearer to 0 by the correction for continuity."""
    margins = (both + lost) * (gained + neither) * (both + gained) * (lost + neither)
    if not margins:
        return 0.0
    product = both * neither - lost * gained
    if product > 0:
        return max(product - (both + lost + gained + neither) / 2, 0.0) / sqrt(margins)
    return product / sqrt(margins)


def _mcnemar(lost: int, gained: int) -> tuple[float, float]:
    changed, fewer = lost + gained, min(lost, gained)
    if not changed:
        return 1.0, 1.0
    tables = 2**changed
    as_seen = comb(changed, fewer) / tables
    if lost == gained:
        return 1.0, 1 - as_seen / 2
    exact = 2 * sum(comb(changed, number) for number in range(fewer + 1)) / tables
    return exact, exact - as_seen
