"""Whether two codes occur together more than their frequency alone would bring about."""

from math import sqrt
from typing import NamedTuple

from queries.statistics.checks import require_part


class Cooccurrence(NamedTuple):
    """How often two codes meet, beside how often they would by chance; None is "undefined"."""

    table: tuple[tuple[int, int], tuple[int, int]]
    jaccard: float | None
    lift: float | None
    overlap: float | None
    expected: float
    phi: float | None


def cooccurrence(both: int, first: int, second: int, total: int) -> Cooccurrence | None:
    """How two codes meet among `total` units (people or segments), `first` and `second` with each, `both` with both.

    `table` is the units: both and only the first, then only the second and neither, as fisher_p takes it. `jaccard`,
    from 0 to 1, is both over either (Jaccard 1912). `lift`, from 0 up, is both over `expected`, the units in which they
    would meet by chance: 1 is chance (Brin, Motwani, Ullman and Tsur 1997). `overlap`, from 0 to 1, is both over the
    rarer (Szymkiewicz 1934, Simpson 1943). `phi`, from -1 to 1, is their correlation (Yule 1912). Two common codes
    always meet: read `jaccard` beside `expected`.

    Each is None where it would divide by 0; all of it is None where there are no units. ValueError for counts that are
    negative, not whole or that contradict one another.
    """
    require_part("first", first, "total", total)
    require_part("second", second, "total", total)
    require_part("both", both, "first", first)
    require_part("both", both, "second", second)
    require_part("first + second - both", first + second - both, "total", total)
    if not total:
        return None
    either = first + second - both
    margins = first * second * (total - first) * (total - second)
    rarer = min(first, second)
    return Cooccurrence(
        table=((both, first - both), (second - both, total - either)),
        jaccard=both / either if either else None,
        lift=both * total / (first * second) if rarer else None,
        overlap=both / rarer if rarer else None,
        expected=first * second / total,
        phi=(both * total - first * second) / sqrt(margins) if margins else None,
    )
