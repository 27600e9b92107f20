"""How far a share of a few people can be trusted: 95 % intervals for one proportion."""

from math import sqrt
from typing import Literal, NamedTuple

from queries.statistics.checks import require_part
from queries.statistics.libraries import library

TAIL = 0.025
Z = 1.959963984540054
"""The normal deviate that leaves `TAIL` above it."""


class Interval(NamedTuple):
    """The two ends of an interval, both belonging to it."""

    low: float
    high: float


def proportion_interval(
    count: int | None, total: int, method: Literal["wilson", "jeffreys", "clopper_pearson"] = "wilson"
) -> Interval | None:
    """The 95 % interval for `count` of `total` people, as two shares from 0 to 1.

    Wilson (1927) is the default; Jeffreys (Brown, Cai and DasGupta 2001) is the alternative; Clopper and Pearson (1934)
    is wider than it need be. At a count of 0 the lower end is 0, at a count of `total` the upper end is 1.

    None where there is nobody, or where the count is withheld (None). ValueError for a count that is negative, not
    whole or more than the total, and for an unknown method.
    """
    if method not in _METHODS:
        raise ValueError(f"method is {method!r}, which is not known here: choose one of {', '.join(_METHODS)}.")
    if count is None:
        return None
    require_part("count", count, "total", total)
    return _METHODS[method](count, total) if total else None


def finite_pool_interval(count: int | None, total: int, pool: int) -> Interval | None:
    """The 95 % interval for how many people of a `pool` would say what `count` of the `total` asked said.

    Both ends are whole numbers of people, from `count` to `pool - (total - count)`: every number in the pool that a
    one-sided hypergeometric test at 2.5 % does not reject, on either side (Buonaccorsi 1987). It holds for people drawn
    at random from the pool, which a purposive sample is not.

    None where nobody was asked, or where the count is withheld (None). ValueError for a count that is negative, not
    whole or more than the total, and for a total above the pool.
    """
    require_part("total", total, "pool", pool)
    if count is None:
        return None
    require_part("count", count, "total", total)
    if not total:
        return None
    hypergeometric = library("scipy.stats").hypergeom
    possible = range(count, pool - (total - count) + 1)
    at_least = hypergeometric.sf(count - 1, pool, list(possible), total)
    at_most = hypergeometric.cdf(count, pool, list(possible), total)
    kept = [people for people, up, down in zip(possible, at_least, at_most, strict=True) if min(up, down) > TAIL]
    return Interval(kept[0], kept[-1])


def wilson(share: float, total: float) -> Interval:
    """Wilson's interval for a share; the total need not be whole, so that an effective one can be given."""
    spread = Z * Z / total
    centre = (share + spread / 2) / (1 + spread)
    half = Z * sqrt(share * (1 - share) / total + spread / (4 * total)) / (1 + spread)
    return Interval(0.0 if share == 0 else centre - half, 1.0 if share == 1 else centre + half)


def _wilson(count: int, total: int) -> Interval:
    return wilson(count / total, total)


def _jeffreys(count: int, total: int) -> Interval:
    inverse = library("scipy.special").betaincinv
    chances = (count + 0.5, total - count + 0.5)
    return Interval(
        0.0 if count == 0 else float(inverse(*chances, TAIL)),
        1.0 if count == total else float(inverse(*chances, 1 - TAIL)),
    )


def _clopper_pearson(count: int, total: int) -> Interval:
    low, high = library("scipy.stats").binomtest(count, total).proportion_ci(method="exact")
    return Interval(float(low), float(high))


_METHODS = {"wilson": _wilson, "jeffreys": _jeffreys, "clopper_pearson": _clopper_pearson}
