"""Numbers, nouns and lists as prose has them."""

from collections.abc import Sequence

NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
"""The whole numbers that are written out."""


def number(count: int) -> str:
    """A count as prose has it: "no", "one" to "twelve", then figures."""
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def counted(count: int, noun: str) -> str:
    """A count of things: "1 code", "2 codes"."""
    return f"{count} {noun if count == 1 else noun + 's'}"


def listed(names: Sequence[str]) -> str:
    """Names in a row: "one, two and three"; "" for none."""
    return "".join(names) if len(names) < 2 else f"{', '.join(names[:-1])} and {names[-1]}"
