"""Rows of strips: what each measure shows, and the room it takes; shared by the chart and the buttons over it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from textwrap import wrap as wrapped_at

wrap = partial(wrapped_at, break_on_hyphens=False)

LABEL, VALUE, RANK = 236, 122, 196
"""Pixels for names at the left, and for values and ranks at the right, where they stand beside the strips."""

LINE, SMALL = 18, 17
"""Pixels from line to line of names and of what stands beside them."""

WIDE, LETTER = 6.4, 5.9
"""Pixels that a letter of a name takes, and one of what stands beside it."""

CIRCLE, DIAMOND = 11, 15
PITCH, HIGHEST = 9, 38
"""Pixels of the marks, from one to the next where they would cover one another, and of a heap of many."""

NAME_OVER = 15
"""Pixels from line to line of the names of several place-based networks over their marks."""

HEAD = 6
"""Pixels over the first row."""

UNDER = 28
"""Pixels under a strip for its ticks."""

APART = 12
BETWEEN = 9
"""Pixels between a row and the next where texts stand above the strips, and where they stand beside them."""


@dataclass(frozen=True)
class Mark:
    """Where a network stands on its strip, from 0 to 1; somewhere from `low` to `high` where they differ."""

    low: float
    high: float
    label: str = ""


@dataclass(frozen=True)
class Reading:
    """What is said of one place-based network: its value, and its rank; no rank where there is no value."""

    network: str
    value: str
    rank: str


@dataclass(frozen=True)
class Strip:
    """A measure: its ticks stand at the start, the middle and the end of its axis.

    `middle` is where the middle half of the issue-based networks begins and ends, `median` their median; None where
    they are not told. `missing` says how many of them have no mark.
    """

    key: str
    name: str
    unit: str
    ticks: tuple[str, str, str]
    places: tuple[Mark, ...]
    issue: tuple[Mark, ...]
    middle: tuple[float, float] | None
    median: float | None
    readings: tuple[Reading, ...]
    missing: str


@dataclass(frozen=True)
class Laid:
    """A strip as it is laid out: pixels from the top of the chart to its row and to its line, and how high the row is.

    `name`, `said` and `missing` are its texts in lines. Each mark of `places` and `issue` stands as many steps of
    `pitch` pixels above the line, and each name of `labels` as many lines above the marks, which reach `over` pixels.
    """

    strip: Strip
    top: int
    at: int
    height: int
    name: tuple[str, ...]
    said: tuple[str, ...]
    missing: tuple[str, ...]
    places: tuple[int, ...]
    issue: tuple[int, ...]
    labels: tuple[int, ...]
    pitch: float
    over: int


def laid_out(strips: Sequence[Strip], *, stacked: bool, room: int) -> list[Laid]:
    """Every strip where it is drawn, `room` being the pixels that a strip has at the least.

    `stacked` puts names, values and ranks above the strips instead of beside them.
    """
    rows: list[Laid] = []
    for strip in strips:
        rows.append(_laid(strip, rows[-1].top + rows[-1].height if rows else HEAD, stacked=stacked, room=room))
    return rows


def _laid(strip: Strip, top: int, *, stacked: bool, room: int) -> Laid:
    count = len(strip.places)
    spans = [_span(mark, DIAMOND / 2, room) for mark in strip.places]
    spans += [_span(mark, CIRCLE / 2 - 1, room) for mark in strip.issue]
    on_line = [True] * count + [mark.low == mark.high for mark in strip.issue]
    levels = _levels(spans, [0 if on else 1 for on in on_line])
    labels = _levels([_named(mark, room) for mark in strip.places], [0] * count) if len(strip.readings) > 1 else []
    highest = max(levels, default=0)
    pitch = min(PITCH, HIGHEST / highest) if highest else PITCH
    over = round(pitch * highest) + PITCH + 3
    rise = over + (NAME_OVER * (max(labels) + 1) if labels else 0)
    name, said, missing = (_stacked_texts if stacked else _beside_texts)(strip, room)
    if stacked:
        up, down = LINE * len(name) + SMALL * (len(said) + len(missing)) + rise + 4, UNDER + APART
    else:
        text = max(LINE * len(name) + SMALL, SMALL * (len(said) + len(missing))) // 2 + 2
        up, down = max(text, rise), max(text, UNDER) + BETWEEN
    return Laid(
        strip, top, top + up, up + down, name, said, missing,
        tuple(levels[:count]), tuple(levels[count:]), tuple(labels), pitch, over,
    )  # fmt: skip


def _span(mark: Mark, half: float, room: int) -> tuple[float, float]:
    """The pixels that a mark covers."""
    return mark.low * room - half, mark.high * room + half


def _named(mark: Mark, room: int) -> tuple[float, float]:
    """The pixels that the name over a mark covers."""
    centre, half = (mark.low + mark.high) / 2 * room, LETTER / 2 * len(mark.label) + 3
    return centre - half, centre + half


def _levels(spans: Sequence[tuple[float, float]], least: Sequence[int]) -> list[int]:
    """The lowest level for each span, not under its `least`, on which it meets no other; those that come first win."""
    taken: list[tuple[int, float, float]] = []
    levels = [0] * len(spans)
    for index in range(len(spans)):
        start, end = spans[index]
        level = least[index]
        while any(at == level and start < right and left < end for at, left, right in taken):
            level += 1
        taken.append((level, start, end))
        levels[index] = level
    return levels


Texts = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]


def _beside_texts(strip: Strip, _room: int) -> Texts:
    """Name, ranks and what is missing in lines that fit beside a strip."""
    alone = len(strip.readings) == 1
    width = int((RANK if alone else RANK + VALUE) / LETTER)
    said = [strip.readings[0].rank] if alone else _sentences(strip)
    return tuple(wrap(strip.name, int(LABEL / WIDE))), _wrapped(said, width), _wrapped([strip.missing], width)


def _stacked_texts(strip: Strip, room: int) -> Texts:
    """Name, ranks and what is missing in lines that fit above a strip, the name beside the only value."""
    alone = len(strip.readings) == 1
    width = int(room / LETTER)
    name = int((room - (WIDE * len(strip.readings[0].value) + 16 if alone else 0)) / WIDE)
    if alone:
        parts = [part for part in (strip.readings[0].rank, strip.missing) if part]
        together = " · ".join(parts)
        said = [together] if len(together) <= width else parts
        return tuple(wrap(strip.name, max(12, name))), _wrapped(said, width), ()
    return tuple(wrap(strip.name, name)), _wrapped(_sentences(strip), width), _wrapped([strip.missing], width)


def _sentences(strip: Strip) -> list[str]:
    """A line for each of several place-based networks."""
    return [f"{one.network} {one.value}{f', {one.rank}' if one.rank else ''}" for one in strip.readings]


def _wrapped(texts: Sequence[str], width: int) -> tuple[str, ...]:
    return tuple(line for text in texts for line in wrap(text, width))
