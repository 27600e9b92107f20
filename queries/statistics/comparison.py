"""One network beside a few others."""

from collections.abc import Sequence
from fractions import Fraction
from math import sqrt
from statistics import fmean, median, quantiles, stdev
from typing import NamedTuple

from queries.statistics.checks import require_finite
from queries.statistics.effect_size import Sample, require_sample
from queries.statistics.intervals import TAIL
from queries.statistics.libraries import library

FAR_OUT = 100
"""Standard deviations beyond which the limit of the interval is taken for the interval."""


class CrawfordHowell(NamedTuple):
    """A single case against a small sample: the test, and the case in standard deviations with its 95 % interval."""

    t: float
    p: float
    z_cc: float
    low: float
    high: float
    below: float


class CaseComparison(NamedTuple):
    """Where one case stands among others; None is "undefined"."""

    rank: int
    n: int
    median: float
    lower: float | None
    upper: float | None
    z_cc: float | None
    low: float | None
    high: float | None
    permutation: float


def case_against_group(value: float, others: Sequence[float]) -> CaseComparison | None:
    """Where a case stands among a few others, in the units it was measured in.

    `rank` is 1 for the highest of the `n`, the case being one of them; ties share the better rank. `median`, `lower`
    and `upper` (quartiles, inclusive method) are those of the others. `z_cc`, `low` and `high` are as in
    crawford_howell; they and the quartiles are None with fewer than two others, and z_cc with its interval also where
    the others are all alike. `permutation` is the exact two-sided p-value, the share of the `n` at least as far from
    the mean of all as the case: never below 1/n (Fisher 1935).

    None where there are no others. ValueError for a value that is not finite.
    """
    require_finite(value=value)
    for other in others:
        require_finite(**{"a value in others": other})
    if not others:
        return None
    enough = len(others) > 1
    lower, _, upper = quantiles(others, method="inclusive") if enough else (None, None, None)
    test = crawford_howell(value, Sample(fmean(others), stdev(others) if enough else 0.0, len(others)))
    return CaseComparison(
        rank=1 + sum(other > value for other in others),
        n=len(others) + 1,
        median=float(median(others)),
        lower=lower,
        upper=upper,
        z_cc=test and test.z_cc,
        low=test and test.low,
        high=test and test.high,
        permutation=_permutation(value, others),
    )


def crawford_howell(value: float, others: Sample) -> CrawfordHowell | None:
    """A case against the mean, standard deviation and number of a few others (Crawford and Howell 1998).

    `t` has n - 1 degrees of freedom, `p` is two-sided, `below` is the share, from 0 to 1, of such cases that would lie
    below this one. `z_cc` is (value - mean) / sd, and `low` and `high` are its 95 % interval from the non-central t
    distribution (Crawford, Garthwaite and Porter 2010).

    None with fewer than two others or with a standard deviation of 0. ValueError for numbers that are not finite, a
    negative standard deviation and an n that is negative or not whole.
    """
    mean, sd, n = others
    require_finite(value=value)
    require_sample(others)
    if n < 2 or not sd:
        return None
    z_cc = (value - mean) / sd
    t = z_cc / sqrt((n + 1) / n)
    below, beyond = (float(library("scipy.special").stdtr(n - 1, place)) for place in (t, -abs(t)))
    near, far = _limits(abs(z_cc), n)
    low, high = (near, far) if z_cc >= 0 else (-far, -near)
    return CrawfordHowell(t, 2 * beyond, z_cc, low, high, below)


def _limits(z_cc: float, n: int) -> tuple[float, float]:
    """The non-centralities under which a t as large is just as likely as the tails allow, in standard deviations.

    scipy's inverse fails far out, where the spread of the others decides alone: the limit is within 1 part in 1,000.
    """
    special = library("scipy.special")
    if z_cc <= FAR_OUT:
        low, high = (special.nctdtrinc(n - 1, tail, z_cc * sqrt(n)) / sqrt(n) for tail in (1 - TAIL, TAIL))
    else:
        low, high = (z_cc * sqrt(special.chdtri(n - 1, tail) / (n - 1)) for tail in (1 - TAIL, TAIL))
    return float(low), float(high)


def _permutation(value: float, others: Sequence[float]) -> float:
    """Exact decimals, so that equally far values are equally far."""
    everyone = [Fraction(str(number)) for number in (value, *others)]
    centre = sum(everyone, Fraction()) / len(everyone)
    distances = [abs(number - centre) for number in everyone]
    return sum(distance >= distances[0] for distance in distances) / len(everyone)
