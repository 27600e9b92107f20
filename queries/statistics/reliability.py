"""Krippendorff's alpha for any number of coders, with ratings missing."""

from collections import Counter
from collections.abc import Hashable, Sequence
from math import isfinite, isnan
from numbers import Real
from typing import Literal

from queries.statistics.libraries import library

LEVELS = ("nominal", "ordinal", "interval", "ratio")


def krippendorff_alpha(
    ratings: Sequence[Sequence[Hashable | None]],
    level: Literal["nominal", "ordinal", "interval", "ratio"] = "nominal",
) -> float | None:
    """Krippendorff's (2011) alpha: at most 1, with 0 for chance and less where coders disagree by rule.

    `ratings` has a row for each coder and a column for each unit; None is "not rated". At the nominal level a rating is
    anything that can be compared; at the others it is a finite number, and at the ratio level one from 0 up.

    None where no unit was rated twice, or where all those that were carry one rating. ValueError for rows of different
    lengths, for ratings that the level cannot take and for an unknown level.
    """
    if level not in LEVELS:
        raise ValueError(f"level is {level!r}, which is not known here: choose one of {', '.join(LEVELS)}.")
    if len({len(row) for row in ratings}) > 1:
        raise ValueError("ratings has rows of different lengths: give each coder one rating a unit, None for missing.")
    units = [[rating for rating in unit if rating is not None] for unit in zip(*ratings, strict=True)]
    found = dict.fromkeys(rating for unit in units for rating in unit)
    if any(isinstance(rating, float) and isnan(rating) for rating in found):
        raise ValueError("ratings holds nan, which is no rating: give None where a coder did not rate.")
    numbers = {rating: float(number) for number, rating in enumerate(found)}
    if level != "nominal":
        numbers = {rating: _number(rating, level) for rating in found}
    pairable = [Counter(numbers[rating] for rating in unit) for unit in units if len(unit) > 1]
    domain = sorted(set().union(*pairable))
    if len(domain) < 2:
        return None
    counts = [[unit[number] for number in domain] for unit in pairable]
    return float(library("krippendorff").alpha(value_counts=counts, value_domain=domain, level_of_measurement=level))


def _number(rating: Hashable, level: str) -> float:
    if isinstance(rating, bool) or not isinstance(rating, Real) or not isfinite(rating):
        raise ValueError(f"ratings holds {rating!r}, which is not a number: use the nominal level, or None if missing.")
    if level == "ratio" and rating < 0:
        raise ValueError(f"ratings holds {rating!r}, and a ratio has no negative numbers: use the interval level.")
    return float(rating)
