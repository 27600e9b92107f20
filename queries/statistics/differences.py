"""How far apart two separate groups are: the difference of their shares, and the ratio of their odds."""

from math import exp, log, sqrt
from typing import NamedTuple

from queries.statistics.checks import require_part
from queries.statistics.intervals import Z, wilson


class Difference(NamedTuple):
    """A difference of two shares, from -1 to 1, and its 95 % interval."""

    difference: float
    low: float
    high: float


class OddsRatio(NamedTuple):
    """A ratio of two odds, above 0, where 1 is no difference, and its 95 % interval."""

    ratio: float
    low: float
    high: float


def difference_interval(count_a: int, total_a: int, count_b: int, total_b: int) -> Difference | None:
    """The share in group a less the share in group b, with its 95 % interval: three numbers from -1 to 1.

    The people of the two groups are different people. Newcombe (1998), method 10: each end is put together from the
    Wilson intervals of the two shares.

    None where a group is empty. ValueError for a count that is negative, not whole or more than its total.
    """
    require_part("count_a", count_a, "total_a", total_a)
    require_part("count_b", count_b, "total_b", total_b)
    if not total_a or not total_b:
        return None
    share_a, share_b = count_a / total_a, count_b / total_b
    interval_a, interval_b = wilson(share_a, total_a), wilson(share_b, total_b)
    difference = share_a - share_b
    return Difference(
        difference,
        difference - sqrt((share_a - interval_a.low) ** 2 + (interval_b.high - share_b) ** 2),
        difference + sqrt((interval_a.high - share_a) ** 2 + (share_b - interval_b.low) ** 2),
    )


def odds_ratio(count_a: int, total_a: int, count_b: int, total_b: int) -> OddsRatio | None:
    """The odds in group a over the odds in group b, with its 95 % interval: three numbers above 0.

    One half is added to each of the four counts (Haldane 1956, Anscombe 1956), so that a count of 0 has a ratio too;
    the interval is that of Woolf (1955), on the logarithm.

    None where a group is empty. ValueError for a count that is negative, not whole or more than its total.
    """
    require_part("count_a", count_a, "total_a", total_a)
    require_part("count_b", count_b, "total_b", total_b)
    if not total_a or not total_b:
        return None
    cells = [cell + 0.5 for cell in (count_a, total_a - count_a, count_b, total_b - count_b)]
    centre = log(cells[0]) - log(cells[1]) - log(cells[2]) + log(cells[3])
    half = Z * sqrt(sum(1 / cell for cell in cells))
    return OddsRatio(exp(centre), exp(centre - half), exp(centre + half))
