"""Bands: what is told of a count of people instead of the count itself.

Every function here takes a count and an n and gives the least and the most that the count may be, and what is said
of it. Nothing that is shown, sorted by, drawn or read out may depend on the count in any other way.
"""

from enum import StrEnum

import polars as pl

from queries.audience import SMALLEST_GROUP, Audience, Terms

NOT_SHOWN = "Not shown for this group"
"""Said of every group that is too small, whatever its size and whether or not there is one."""


class Scheme(StrEnum):
    """How much of a count is told."""

    EXACT = "exact"
    WINDOW = "window"
    WORDS = "words"
    SHARES = "shares"


def scheme_for(terms: Terms, *, is_split: bool) -> Scheme:
    """How much of a count an audience is told: of everyone, or of one group of the declared partition."""
    if terms.audience == Audience.ANALYST:
        return Scheme.EXACT
    if is_split:
        return Scheme.SHARES
    return Scheme.WINDOW if (terms.counts, terms.audience) == ("window", Audience.LEADER) else Scheme.WORDS


def banded(
    frame: pl.DataFrame, scheme: Scheme, window: int, *, count: str, n: str = "n", prefix: str = ""
) -> pl.DataFrame:
    """The frame with the columns `least`, `most` and `says` in place of `count`; all null and unsaid where too few.

    `prefix` stands before the names of the three. Under Scheme.EXACT `least` and `most` are the count.
    """
    least, most, says = _BANDS[scheme](pl.col(count), pl.col(n), window)
    told = pl.lit(True) if scheme == Scheme.EXACT else pl.col(n) >= smallest_told(scheme, window)
    banded = frame.with_columns(
        pl.when(told).then(least).cast(pl.Int64).alias(f"{prefix}least"),
        pl.when(told).then(most).cast(pl.Int64).alias(f"{prefix}most"),
        pl.when(told).then(pl.format("{} of {}", says, pl.col(n))).otherwise(pl.lit(NOT_SHOWN)).alias(f"{prefix}says"),
    )
    return banded.with_columns(pl.when(told).then(pl.col(n)).alias(n)).drop(count)


def smallest_told(scheme: Scheme, window: int) -> int:
    """People a group must have for its bands to be told apart at all, and never fewer than five."""
    return SMALLEST_GROUP if scheme == Scheme.SHARES else max(SMALLEST_GROUP, 2 * window - 1)


Band = tuple[pl.Expr, pl.Expr, pl.Expr]


def _exact(count: pl.Expr, n: pl.Expr, window: int) -> Band:
    return count, count, count.cast(pl.String)


def _window(count: pl.Expr, n: pl.Expr, window: int) -> Band:
    """Exact from `window` people up to `window` short of all; the two ends as ranges."""
    few, many = count < window, count > n - window
    least = pl.when(few).then(0).when(many).then(n - window + 1).otherwise(count)
    most = pl.when(few).then(window - 1).when(many).then(n).otherwise(count)
    says = (
        pl.when(few)
        .then(pl.lit(f"{window - 1} or fewer"))
        .when(many)
        .then(pl.format("{} or more", n - window + 1))
        .otherwise(count.cast(pl.String))
    )
    return least, most, says


def _words(count: pl.Expr, n: pl.Expr, window: int) -> Band:
    """The window with everything inside it made one."""
    few, many = count < window, count > n - window
    least = pl.when(few).then(0).when(many).then(n - window + 1).otherwise(window)
    most = pl.when(few).then(window - 1).when(many).then(n).otherwise(n - window)
    return least, most, _worded(few, "few", many, "nearly all", "some")


def _shares(count: pl.Expr, n: pl.Expr, window: int) -> Band:
    """Which side of half the group is on."""
    few, many = count * 2 < n, count * 2 > n
    least = pl.when(few).then(0).when(many).then(n // 2 + 1).otherwise(n // 2)
    most = pl.when(few).then((n + 1) // 2 - 1).when(many).then(n).otherwise(n // 2)
    return least, most, _worded(few, "a minority", many, "a majority", "half")


def _worded(low: pl.Expr, lower: str, high: pl.Expr, upper: str, between: str) -> pl.Expr:
    return pl.when(low).then(pl.lit(lower)).when(high).then(pl.lit(upper)).otherwise(pl.lit(between))


_BANDS = {Scheme.EXACT: _exact, Scheme.WINDOW: _window, Scheme.WORDS: _words, Scheme.SHARES: _shares}
