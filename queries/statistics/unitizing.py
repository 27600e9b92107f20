"""Agreement of coders who cut a text into units themselves: Krippendorff's alpha for unitizing."""

from collections.abc import Iterable, Sequence
from itertools import permutations
from typing import NamedTuple

from queries.statistics.checks import require_counts
from queries.statistics.spans import Span, merged

Unit = tuple[int, int, str]
"""Where it starts, how long it is, and its category."""


class Disagreement(NamedTuple):
    """Disagreement seen and expected, from 0 up, and alpha, which is 1 less their ratio; None is "undefined"."""

    observed: float
    expected: float
    alpha: float | None


class UnitizingAlpha(NamedTuple):
    """Alpha for all categories together and for each."""

    overall: Disagreement
    categories: dict[str, Disagreement]


class _Stretch(NamedTuple):
    """A unit of the category at hand, or a gap between such units."""

    start: int
    length: int
    is_unit: bool


def unitizing_alpha(start: int, length: int, marks: Sequence[Iterable[Unit]]) -> UnitizingAlpha:
    """Krippendorff's (2004) alpha for unitizing a continuum of `length` places that begins at `start`.

    `marks` has, for each of two or more coders, units of a start, a length and a category; places are whole numbers on
    the same scale as `start`. Overlapping units of one coder and category are made one; touching ones stay two.
    Disagreement is in squared places over the squared length. Alpha is at most 1, with 0 for chance.

    An alpha is None where no disagreement could be expected, as where nothing is marked. ValueError for fewer than two
    coders, a length that is not a whole number from 1 up, and a unit that is empty or outside the continuum.
    """
    require_counts(start=start, length=length)
    if not length:
        raise ValueError("length is 0, which leaves nothing to mark: give the number of places of the continuum.")
    if len(marks) < 2:
        raise ValueError(f"marks has {len(marks)} coders, and agreement needs two: give a list for each, empty or not.")
    units = [list(coder) for coder in marks]
    categories = {}
    for category in sorted({unit[2] for coder in units for unit in coder}):
        spans = [[(place, place + size) for place, size, name in coder if name == category] for coder in units]
        stretches = [_stretches(merged(coder, start, start + length), start, start + length) for coder in spans]
        categories[category] = _disagreement(_observed(stretches, length), _expected(stretches, length))
    overall = _disagreement(
        sum(category.observed for category in categories.values()),
        sum(category.expected for category in categories.values()),
    )
    return UnitizingAlpha(overall, categories)


def _disagreement(observed: float, expected: float) -> Disagreement:
    return Disagreement(observed, expected, 1 - observed / expected if expected else None)


def _stretches(spans: Sequence[Span], start: int, end: int) -> list[_Stretch]:
    """The continuum cut into units and the gaps between them."""
    result, reached = [], start
    for span in spans:
        if reached < span[0]:
            result.append(_Stretch(reached, span[0] - reached, is_unit=False))
        result.append(_Stretch(span[0], span[1] - span[0], is_unit=True))
        reached = span[1]
    if reached < end:
        result.append(_Stretch(reached, end - reached, is_unit=False))
    return result


def _observed(coders: Sequence[Sequence[_Stretch]], length: int) -> float:
    distances = sum(
        _distance(one, other) for first, second in permutations(coders, 2) for one in first for other in second
    )
    return distances / (len(coders) * (len(coders) - 1) * length**2)


def _distance(one: _Stretch, other: _Stretch) -> int:
    """How far two stretches are from being the same: what sticks out, squared; a unit inside a gap sticks out whole."""
    before = other.start - one.start
    after = (other.start + other.length) - (one.start + one.length)
    if one.is_unit and other.is_unit:
        return before**2 + after**2 if -other.length < before < one.length else 0
    if one.is_unit and before <= 0 <= after:
        return one.length**2
    if other.is_unit and after <= 0 <= before:
        return other.length**2
    return 0


def _expected(coders: Sequence[Sequence[_Stretch]], length: int) -> float:
    """What the same stretches would disagree by if they lay anywhere on the continuum."""
    units = [stretch.length for coder in coders for stretch in coder if stretch.is_unit]
    gaps = [stretch.length for coder in coders for stretch in coder if not stretch.is_unit]
    total = 0.0
    for unit in units:
        against_units = (len(units) - 1) / 3 * (2 * unit**3 - 3 * unit**2 + unit)
        against_gaps = unit**2 * sum(gap - unit + 1 for gap in gaps if gap >= unit)
        total += against_units + against_gaps
    places = len(coders) * length
    return 2 / length * total / (places * (places - 1) - sum(unit * (unit - 1) for unit in units))
