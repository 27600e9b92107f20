"""Expectations: what must hold of a finding's numbers, as written in findings.csv, and whether it does."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isclose

NAMES = ("count", "n", "before", "after", "rank", "value")
GRAMMAR = "comparisons joined by “and”, such as: count >= 8, after > before and n >= 5, rank <= 2"

_SIGNS: Mapping[str, Callable[[float, float], bool]] = {
    "<=": lambda one, other: one < other or isclose(one, other),
    ">=": lambda one, other: one > other or isclose(one, other),
    "!=": lambda one, other: not isclose(one, other),
    "<": lambda one, other: one < other and not isclose(one, other),
    ">": lambda one, other: one > other and not isclose(one, other),
    "=": isclose,
}
_COMPARISON = re.compile(r"\s*([\w.+-]+)\s*(<=|>=|!=|<|>|=)\s*([\w.+-]+)\s*")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)


@dataclass(frozen=True)
class Comparison:
    """Two numbers, each written out or called by name, and the sign between them."""

    left: str | float
    sign: str
    right: str | float

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the numbers that it speaks of."""
        return tuple(side for side in (self.left, self.right) if isinstance(side, str))

    def holds(self, numbers: Mapping[str, float]) -> bool:
        """Whether it holds of these numbers; it does not where one of them is not there."""
        if not numbers.keys() >= {*self.names}:
            return False
        left, right = (numbers[side] if isinstance(side, str) else side for side in (self.left, self.right))
        return _SIGNS[self.sign](left, right)


def expectation(text: str) -> tuple[Comparison, ...]:
    """The comparisons of an expectation, all of which must hold; raises ValueError saying which part cannot be read."""
    return tuple(_comparison(part) for part in re.split(r"\band\b", text))


def _comparison(part: str) -> Comparison:
    found = _COMPARISON.fullmatch(part)
    if not found:
        raise ValueError(f"“{part.strip()}” is not a comparison")
    left, right = _side(found[1]), _side(found[3])
    if not isinstance(left, str) and not isinstance(right, str):
        raise ValueError(f"“{part.strip()}” compares two numbers and says nothing of the data")
    return Comparison(left, found[2], right)


def _side(term: str) -> str | float:
    if term in NAMES:
        return term
    if _NUMBER.fullmatch(term):
        return float(term)
    raise ValueError(f"“{term}” is neither a number nor one of {', '.join(NAMES)}")
