"""P-values when more than one comparison was made."""

from collections.abc import Sequence
from typing import Literal

from queries.statistics.libraries import library


def adjust(p_values: Sequence[float], method: Literal["bh", "holm"] = "bh") -> list[float]:
    """The p-values adjusted for how many there are, each from 0 to 1, in the order given.

    "bh" controls the share of false findings (Benjamini and Hochberg 1995), "holm" the chance of any (Holm 1979). Say
    beside them how many tests there were.

    ValueError for a value that is not from 0 to 1, and for an unknown method.
    """
    if method not in ("bh", "holm"):
        raise ValueError(f"method is {method!r}, which is not known here: choose bh or holm.")
    for p_value in p_values:
        if not 0 <= p_value <= 1:
            raise ValueError(f"p_values holds {p_value!r}, which is not from 0 to 1: leave out tests that gave none.")
    if not p_values:
        return []
    if method == "holm":
        return [float(p) for p in library("statsmodels.stats.multitest").multipletests(p_values, method="holm")[1]]
    return [float(p) for p in library("scipy.stats").false_discovery_control(p_values, method="bh")]
