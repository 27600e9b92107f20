"""A few networks beside a few others: how far apart their means are."""

from math import sqrt
from typing import NamedTuple

from queries.statistics.checks import require_counts, require_finite
from queries.statistics.intervals import Z


class Sample(NamedTuple):
    """The mean, the standard deviation (over n - 1) and the size of a few measured cases."""

    mean: float
    sd: float
    n: int


class HedgesG(NamedTuple):
    """A difference of two means in standard deviations: d, g, their variances, and the 95 % interval of g."""

    d: float
    d_variance: float
    g: float
    g_variance: float
    low: float
    high: float


def hedges_g(a: Sample, b: Sample) -> HedgesG | None:
    """The mean of sample a less that of sample b in pooled standard deviations, corrected for small groups.

    g is d times J = 1 - 3 / (4 df - 1) (Hedges 1981); variances and the normal interval follow Borenstein, Hedges,
    Higgins and Rothstein (2009).

    None with fewer than two in a sample or where neither varies. ValueError for numbers that are not finite, a
    negative standard deviation and a size that is negative or not whole.
    """
    require_sample(a)
    require_sample(b)
    (mean_a, sd_a, n_a), (mean_b, sd_b, n_b) = a, b
    freedom = n_a + n_b - 2
    if min(n_a, n_b) < 2 or not (sd_a or sd_b):
        return None
    pooled = sqrt(((n_a - 1) * sd_a**2 + (n_b - 1) * sd_b**2) / freedom)
    d = (mean_a - mean_b) / pooled
    d_variance = (n_a + n_b) / (n_a * n_b) + d * d / (2 * (n_a + n_b))
    correction = 1 - 3 / (4 * freedom - 1)
    g, g_variance = correction * d, correction**2 * d_variance
    return HedgesG(d, d_variance, g, g_variance, g - Z * sqrt(g_variance), g + Z * sqrt(g_variance))


def require_sample(sample: Sample) -> None:
    """Refuse a sample that cannot have been measured."""
    mean, sd, n = sample
    require_counts(n=n)
    require_finite(mean=mean, sd=sd)
    if sd < 0:
        raise ValueError(f"sd is {sd!r}, and no standard deviation is negative: give the root of the variance.")
