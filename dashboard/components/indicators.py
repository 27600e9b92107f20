"""Indicators in words: their values in their own unit, how they are measured, and the networks they are measured of."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

import polars as pl

Told = Mapping[str, Any]
"""A network on an indicator, as networks_observed or comparison tells it."""

UNITS = {
    "proportion": "share",
    "proportion_of_respondents": "of the people asked",
    "persons": "people",
    "km": "kilometres",
    "years": "years",
    "days": "days",
    "likert_1_5": "score from 1 to 5",
    "scale_1_4": "score from 1 to 4",
    "ordinal_1_3": "rating from 1 to 3",
    "index_m1_1": "index from −1 to +1",
    "count": "number",
    "gbp": "pounds",
}
BOUNDS = {"likert_1_5": (1, 5), "scale_1_4": (1, 4), "ordinal_1_3": (1, 3), "index_m1_1": (-1, 1), "proportion": (0, 1),
          "proportion_of_respondents": (0, 1)}  # fmt: skip
"""Ends of the scales that have them."""

SHARES = ("proportion", "proportion_of_respondents")
SCORES = ("likert_1_5", "scale_1_4", "ordinal_1_3")

SOURCES = {
    "coded_prevalence": ("interviews", "Counted in the coded interviews"),
    "survey": ("survey", "Asked in a survey"),
    "network_analysis": ("ties", "Worked out from the ties between bodies"),
    "administrative": ("records", "Taken from records"),
    "documentary_rating": ("documents", "Rated from documents"),
}
"""For each source of values a word, and how they are measured."""

BETTER = {
    "higher": "Higher is better.",
    "lower": "Lower is better.",
    "neutral": "Neither way is better.",
}

GENERIC = {
    "network",
    "quality",
    "improvement",
    "collaboration",
    "collaborative",
    "partnership",
    "programme",
    "alliance",
}
"""Last words of a network's name that say nothing of which it is."""

FEW = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class Measure:
    """An indicator with what is told of it: a row of comparison for each place-based network, and the issue-based."""

    about: Told
    places: tuple[Told, ...]
    issue: tuple[Told, ...]

    @property
    def contrast(self) -> str:
        """Which kind of network the study states is higher, "similar" for neither, or "none"."""
        return self.about["stated_contrast"] or "none"

    @property
    def known(self) -> list[Told]:
        """The issue-based networks with a value or a range."""
        return [row for row in self.issue if row["low"] is not None]


def measures(observed: pl.DataFrame, compared: pl.DataFrame) -> list[Measure]:
    """Each indicator once, in the order of `observed`, from the frames of networks_observed and comparison."""
    found = []
    for indicator, rows in groupby(observed.iter_rows(named=True), key=itemgetter("indicator")):
        networks = list(rows)
        issue = tuple(row for row in networks if row["network_type"] == "issue_based")
        places = tuple(compared.filter(indicator=indicator).iter_rows(named=True))
        found.append(Measure(networks[0], places, issue))
    return found


def said(told: Told, unit: str) -> str:
    """What is told of a network: "6.4 years", "7 of 12", "10 or more of 12", or why there is no value."""
    return str(told["says"]) if told["says"] is not None else value(unit, told["value"])


def value(unit: str, number: float) -> str:
    """A value with its unit: "56%", "640,000", "4.9 km", "88 days", "3.8 of 5", "−0.43", "£1,200"."""
    if unit in SHARES:
        return f"{_short(100 * number, 1)}%"
    if unit in SCORES:
        return f"{_score(number)} of {BOUNDS[unit][1]}"
    if unit == "index_m1_1":
        return _signed(number)
    if unit == "gbp":
        return f"−£{_short(-number)}" if number < 0 else f"£{_short(number)}"
    noun = {"km": " km", "years": " years", "days": " days"}.get(unit, "")
    return f"{_short(number)}{noun.removesuffix('s') if number == 1 else noun}"


def span(unit: str, low: float, high: float) -> str:
    """From one value to another, with the unit once: "39% to 47%", "1.5 to 1.7 of 3", "43 to 66 km"."""
    return f"{tick(unit, low) if unit not in SHARES else value(unit, low)} to {value(unit, high)}"


def tick(unit: str, number: float) -> str:
    """A value as it stands under an axis: "50%", "half", "3.0", "+1", "500,000"."""
    if unit == SHARES[1] and number in (0, 0.5, 1):
        return {0: "none", 0.5: "half", 1: "all"}[number]
    if unit in SCORES:
        return _score(number)
    if unit == "index_m1_1":
        return f"{'+' if number > 0 else ''}{_short(number)}"
    return value(unit, number) if unit in (*SHARES, "gbp") else _short(number)


def axis(measure: Measure) -> tuple[float, float]:
    """Where the axis of an indicator begins and ends: at what is possible, else at round numbers about the values."""
    unit, about = measure.about["unit"], measure.about
    values = [end for row in (*measure.places, *measure.known) for end in (row["low"], row["high"]) if end is not None]
    least, most = BOUNDS.get(unit, (about["minimum"], about["maximum"]))
    smallest, largest = min(values, default=0.0), max(values, default=1.0)
    start = float(least or 0)
    if smallest < start:
        start = -_round_up(-smallest) if smallest < 0 else 0.0
    end = start if most is None else float(most)
    return start, end if end >= largest and end > start else start + _round_up(largest - start)


def unit_label(about: Told) -> str:
    """The unit and the source in a few words: "share, records"."""
    return f"{UNITS[about['unit']]}, {SOURCES[about['source_type']][0]}"


def missing(measure: Measure, *, is_restricted: bool) -> str:
    """How many of the issue-based networks have nothing to compare; leaders are not told why."""
    absent, count = len(measure.issue) - len(measure.known), len(measure.issue)
    if not absent:
        return f"all {count} have data" if count > 1 else ""
    return f"{absent} {'network' if absent == 1 else 'networks'}: {'no data' if is_restricted else 'no value to show'}"


def period_label(start: date, end: date) -> str:
    """A period in words: "2015" for a whole year, "2014 to 2015" for several, else its first and last day."""
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return str(start.year) if start.year == end.year else f"{start.year} to {end.year}"
    return f"{start.day} {start:%b %Y} to {end.day} {end:%b %Y}"


def short_names(names: Sequence[str]) -> dict[str, str]:
    """Each name without the last words that say nothing, unless two would be alike: "Northmere"."""
    short = {name: _stem(name) for name in names}
    taken = list(short.values())
    return {name: stem if taken.count(stem) == 1 else name for name, stem in short.items()}


def lowered(name: str) -> str:
    """A name inside a sentence: its first letter small, unless it is an abbreviation."""
    return name if len(name) > 1 and not name[1].islower() else name[:1].lower() + name[1:]


def in_words(count: int) -> str:
    """A small count in words: "nine"."""
    return FEW[count] if count < len(FEW) else str(count)


def listed(parts: Sequence[str]) -> str:
    """Several parts as one: "reach, closeness and trust"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _stem(name: str) -> str:
    words = name.split()
    while len(words) > 1 and words[-1].lower() in GENERIC:
        words.pop()
    return " ".join(words)


def _short(number: float, places: int = 2) -> str:
    """A number without noughts at its end: at most `places` decimals, fewer for hundreds and more for very little."""
    if number and abs(number) < 0.1**places:
        return f"{number:.1g}".replace("-", "−")
    text = f"{number:,.{places if abs(number) < 100 else 0}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")


def _score(number: float) -> str:
    """A score with one decimal, or with two where it has them."""
    text = f"{number:.2f}"
    return text.removesuffix("0").replace("-", "−")


def _signed(number: float) -> str:
    text = f"{number:+.2f}"
    return "0.00" if float(text) == 0 else text.replace("-", "−")


def _round_up(number: float) -> float:
    """The next number whose half is round as well: 1, 2, 4, 6, 8 or 10 times a power of ten."""
    if number <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(number))
    return next(step * power for step in (1, 2, 4, 6, 8, 10) if number <= step * power * (1 + 1e-12))
