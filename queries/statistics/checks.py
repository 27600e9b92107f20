"""Bad numbers are refused before anything is computed from them."""

from collections.abc import Sized
from math import isfinite
from operator import index
from typing import SupportsIndex


def require_counts(**numbers: object) -> None:
    """Refuse what is not a whole number from 0 up; each keyword is the name the message uses."""
    for name, number in numbers.items():
        if isinstance(number, bool) or not isinstance(number, SupportsIndex) or index(number) < 0:
            raise ValueError(f"{name} is {number!r}, which is not a count: give a whole number from 0 up.")


def require_finite(**numbers: float) -> None:
    """Refuse what is not a number or has no end."""
    for name, number in numbers.items():
        if not isfinite(number):
            raise ValueError(f"{name} is {number!r}, which is not a finite number: leave out what was not measured.")


def require_part(count_name: str, count: int, total_name: str, total: int) -> None:
    """Refuse a count that is larger than what it is counted in."""
    require_counts(**{count_name: count, total_name: total})
    if count > total:
        raise ValueError(
            f"{count_name} is {count}, more than {total_name}, which is {total}: count each once, in the same group."
        )


def require_same_length(first_name: str, first: Sized, second_name: str, second: Sized) -> None:
    """Refuse two lists that cannot be read side by side."""
    if len(first) != len(second):
        raise ValueError(
            f"{first_name} has {len(first)} values and {second_name} has {len(second)}: give one of each, in one order."
        )
