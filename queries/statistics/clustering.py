"""People of one organisation are not independent: how much a share rests on one of them, and how much less it says."""

from collections.abc import Sequence

from queries.statistics.checks import require_counts, require_part, require_same_length
from queries.statistics.intervals import Interval, wilson


def leave_one_out_range(counts: Sequence[int], totals: Sequence[int]) -> Interval | None:
    """The lowest and the highest share, from 0 to 1, when any one organisation is left out.

    `counts` and `totals` are people, one of each an organisation; an organisation without people changes nothing. The
    jackknife's deletions (Quenouille 1956), shown rather than averaged.

    None with fewer than two organisations that have people. ValueError for lists of different lengths and for a count
    that is negative, not whole or more than its total.
    """
    require_same_length("counts", counts, "totals", totals)
    for count, total in zip(counts, totals, strict=True):
        require_part("counts", count, "totals", total)
    said, asked = sum(counts), sum(totals)
    peopled = [(count, total) for count, total in zip(counts, totals, strict=True) if total]
    if len(peopled) < 2:
        return None
    shares = [(said - count) / (asked - total) for count, total in peopled]
    return Interval(min(shares), max(shares))


def design_effect(sizes: Sequence[int], rho: float) -> float | None:
    """By how much clustering inflates a variance: 1 or more; people divided by it are the effective number.

    `sizes` are people, one number an organisation; `rho`, from 0 to 1, is how alike the people of one are. The average
    size is that of the organisation of a person drawn at random: 1 + (sum of squares / sum - 1) rho (Kish 1965).

    None where there is nobody. ValueError for a size that is negative or not whole, and for a rho outside 0 to 1.
    """
    for size in sizes:
        require_counts(**{"a size in sizes": size})
    if not 0 <= rho <= 1:
        raise ValueError(f"rho is {rho!r}, which is not from 0 to 1: show several, such as .1, .3 and .5.")
    people = sum(sizes)
    return 1 + (sum(size * size for size in sizes) / people - 1) * rho if people else None


def clustered_interval(count: int, sizes: Sequence[int], rho: float) -> Interval | None:
    """The 95 % interval for `count` of all people, as two shares from 0 to 1, when those of one organisation are alike.

    `sizes` are people, one number an organisation; `rho`, from 0 to 1, is assumed, never estimated from a dozen people.
    Wilson (1927) with the effective number of people in place of the number (Kish 1965).

    None where there is nobody. ValueError for a count that is negative, not whole or more than all people, and as in
    design_effect.
    """
    effect = design_effect(sizes, rho)
    people = sum(sizes)
    require_part("count", count, "the sum of sizes", people)
    return None if effect is None else wilson(count / people, people / effect)
