"""When further interviews bring few new codes."""

from collections.abc import Hashable, Sequence
from collections.abc import Set as AbstractSet
from fractions import Fraction
from typing import NamedTuple

from queries.statistics.checks import require_counts
from queries.statistics.libraries import library


class Run(NamedTuple):
    """The interviews after `after` up to `last`: their new codes, over the codes of the base, against the threshold."""

    after: int
    last: int
    new: int
    ratio: float
    reached: bool


class Saturation(NamedTuple):
    """The codes of the base, the runs in order, and the interview at which saturation is reached, None if it is not.

    `reading` is how it is written: "6+2" is reached at interview 6, which a run of 2 more confirms.
    """

    base_codes: int
    runs: tuple[Run, ...]
    reached_at: int | None
    reading: str | None


class SaturationPoint(NamedTuple):
    """Different codes after so many interviews: the median over orders, and the 5th and 95th percentiles."""

    interviews: int
    median: float
    low: float
    high: float


def saturation(new_codes: Sequence[int], base: int, run: int, threshold: float | Fraction = 0.05) -> Saturation | None:
    """Whether and when a run of interviews brings at most a `threshold` share of the codes of the base.

    `new_codes` is the codes each interview was the first to bring, in the order held; the first `base` interviews are
    the base; a run is `run` interviews, moved on by one at a time; `threshold` is a share from 0 to 1, compared as an
    exact fraction, so that 2 of 37 is above 5 % (Guest, Namey and Chen 2020). Give only codes found in the interviews:
    a codebook made beforehand is saturated by design.

    None where the base has no codes. ValueError for counts that are negative or not whole, a base or run of 0 and a
    threshold outside 0 to 1.
    """
    require_counts(base=base, run=run)
    for count in new_codes:
        require_counts(**{"a count in new_codes": count})
    for name, size in (("base", base), ("run", run)):
        if not size:
            raise ValueError(f"{name} is 0 interviews, which measures nothing: give at least 1.")
    if not 0 <= threshold <= 1:
        raise ValueError(f"threshold is {threshold!r}, which is not a share from 0 to 1: give .05 for 5 %.")
    base_codes, limit = sum(new_codes[:base]), Fraction(str(threshold))
    if not base_codes:
        return None
    runs = []
    for after in range(base, len(new_codes) - run + 1):
        new = sum(new_codes[after : after + run])
        runs.append(Run(after, after + run, new, new / base_codes, Fraction(new, base_codes) <= limit))
    reached_at = next((each.after for each in runs if each.reached), None)
    return Saturation(base_codes, tuple(runs), reached_at, f"{reached_at}+{run}" if reached_at else None)


def saturation_band(
    code_sets: Sequence[AbstractSet[Hashable]], orders: int = 1000, seed: int = 0
) -> tuple[SaturationPoint, ...] | None:
    """How many different codes there are after each interview, had they been held in another order.

    `code_sets` is the codes of each interview; `orders` random orders are drawn from `seed`, and the same seed gives
    the same band. One point for each interview, in codes: median and 90 % band. The sample-based rarefaction of ecology
    (Gotelli and Colwell 2001), by drawing.

    None where there are no interviews. ValueError for a seed that is negative or not whole, and for orders that are
    not a whole number from 1 up.
    """
    require_counts(orders=orders, seed=seed)
    if not orders:
        raise ValueError("orders is 0, which draws nothing: give at least 1, and 1,000 for a steady band.")
    if not code_sets:
        return None
    numpy = library("numpy")
    codes = list(set().union(*code_sets))
    carries = numpy.array([[code in found for code in codes] for found in code_sets], dtype=bool)
    shuffle = numpy.random.default_rng(seed).permutation
    sums = [numpy.logical_or.accumulate(carries[shuffle(len(code_sets))]).sum(axis=1) for _ in range(orders)]
    bands = numpy.quantile(sums, (0.5, 0.05, 0.95), axis=0).T.tolist()
    return tuple(SaturationPoint(interviews, *band) for interviews, band in enumerate(bands, start=1))
