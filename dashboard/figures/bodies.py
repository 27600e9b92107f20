"""Bodies and their ties as figures take them: places in a fixed order, strengths in at most three classes, labels."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTHS = {" ": 0.2, "ijl.,:;'|I": 0.25, "f!()[]-t/r": 0.32, "cszxvykFLJY": 0.47, "GUHNOQDBKCPR": 0.63, "w": 0.72,
          "mMW@%": 0.83, "…": 0.95}  # fmt: skip
"""How wide letters of the sans face are, in parts of its size; any other is OTHER wide."""
OTHER = 0.54

FEW_PROJECTS = (3.0, 6.0)
"""Where the middle and the upper class begin for counts that start at one and end below ten: 1 to 2, 3 to 5, more."""


@dataclass(frozen=True)
class Body:
    """A body as it is drawn: its label, its sector, and whether it is part of the network in the year shown."""

    label: str
    sector: str
    is_there: bool = True


@dataclass(frozen=True)
class Tie:
    """A tie between two bodies by their places; `weight` is None where none is recorded."""

    start: int
    end: int
    weight: float | None


@dataclass(frozen=True)
class Strengths:
    """The classes of strength of one relation: `cuts` are the weights at which the second and the third begin."""

    cuts: tuple[float, ...]
    low: float
    high: float
    is_whole: bool

    @property
    def number(self) -> int:
        """How many classes there are: one to three."""
        return len(self.cuts) + 1

    def of(self, weight: float | None) -> int:
        """The class of a weight, 0 the weakest; a tie without a weight counts among the weakest."""
        return sum(weight >= cut for cut in self.cuts) if weight is not None else 0

    def names(self) -> list[str]:
        """What each class is called: "1 or 2", "3 to 5", "6 or more"."""
        if not self.cuts:
            return ["tied" if self.low == self.high else _number(self.low)]
        starts = [self.low, *self.cuts]
        ends = [cut - 1 for cut in self.cuts] if self.is_whole else list(self.cuts)
        spans = [_span(start, end, is_whole=self.is_whole) for start, end in zip(starts, ends, strict=False)]
        is_one = self.is_whole and self.cuts[-1] == self.high
        return [*spans, _number(self.high) if is_one else f"{_number(self.cuts[-1])} or more"]


def strengths(weights: Sequence[float | None]) -> Strengths:
    """The classes for all weights of a relation, in every year, so that a width means the same in each of them.

    Whole numbers of at most three sizes have a class each; counts from one to less than ten those of FEW_PROJECTS;
    all others are thirds of the range.
    """
    known = [weight for weight in weights if weight is not None]
    if not known:
        return Strengths((), 0, 0, is_whole=True)
    low, high = min(known), max(known)
    is_whole = all(weight == int(weight) for weight in known)
    if low == high:
        cuts: tuple[float, ...] = ()
    elif is_whole and high - low < 3:
        cuts = tuple(low + step for step in range(1, int(high - low) + 1))
    elif is_whole and low == 1 and FEW_PROJECTS[1] <= high < 10:
        cuts = FEW_PROJECTS
    elif is_whole:
        cuts = tuple(float(low + -(-(high - low + 1) * part // 3)) for part in (1, 2))
    else:
        cuts = (low + (high - low) / 3, low + (high - low) * 2 / 3)
    return Strengths(cuts, low, high, is_whole)


def sectors_of(bodies: Sequence[Body]) -> list[tuple[str, int, int]]:
    """The runs of bodies of one sector: its name, the place of its first body, and that after its last."""
    runs: list[tuple[str, int, int]] = []
    for place, body in enumerate(bodies):
        if runs and runs[-1][0] == body.sector:
            runs[-1] = (body.sector, runs[-1][1], place + 1)
        else:
            runs.append((body.sector, place, place + 1))
    return runs


def short_names(names: Sequence[str]) -> list[str]:
    """The names without the words that all of them share, where they stay apart; what is left dangling goes as well."""
    if len(names) < 2:
        return list(names)
    shared = set.intersection(*(set(name.split()) for name in names))
    short = [_tidied([word for word in name.split() if word not in shared]) for name in names]
    return short if all(short) and len(set(short)) == len(set(names)) else list(names)


def text_width(text: str, size: float) -> float:
    """How many pixels a line of text takes at a size, near enough to lay out labels."""
    return size * sum(next((wide for letters, wide in WIDTHS.items() if letter in letters), OTHER) for letter in text)


def shortened(text: str, room: float, size: float) -> str:
    """The text, cut with an ellipsis where it is longer than the room; never less than one letter."""
    if text_width(text, size) <= room:
        return text
    kept = text
    while len(kept) > 1 and text_width(f"{kept}…", size) > room:
        kept = kept[:-1].rstrip()
    return f"{kept}…"


def lines_of(text: str, room: float, size: float, most: int = 3) -> list[str]:
    """The text on at most `most` lines, each no wider than the room; what does not fit is cut with an ellipsis."""
    lines: list[str] = []
    for word in text.split():
        if lines and (text_width(f"{lines[-1]} {word}", size) <= room or len(lines) == most):
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return [shortened(line, room, size) for line in lines]


def number(weight: float | None) -> str:
    """A weight as it is printed: "7", "0.5"; a bullet where none is recorded."""
    return "•" if weight is None else _number(weight)


def _number(value: float) -> str:
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"


def _span(start: float, end: float, *, is_whole: bool) -> str:
    if start == end:
        return _number(start)
    if not is_whole:
        return f"{_number(start)} to under {_number(end)}"
    return f"{_number(start)} {'or' if end - start == 1 else 'to'} {_number(end)}"


def _tidied(words: list[str]) -> str:
    dangling = {"of", "for", "the", "and", "in", "&", "at"}
    while words and words[-1].lower() in dangling:
        words = words[:-1]
    while words and words[0].lower() in dangling:
        words = words[1:]
    return " ".join(words)
