"""Reading pairs of people, a count and of how many, out of whatever an answer holds; and what a leader may be told."""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.disclosure.crawling import Payload, values, with_name

STUDIED = "northmere"


@dataclass(frozen=True)
class Pair:
    """A count of people that an answer holds, between `least` and `most` of `n`; `code` where it says of which.

    `elsewhere` where the people are of another network, who were asked by others.
    """

    asked: str
    least: int
    most: int
    n: int
    code: str = ""
    elsewhere: bool = False


def pairs(payload: Payload) -> list[Pair]:
    """Every count of people in an answer: in its words, its tables, its columns of a file and its drawn marks.

    What an indicator's evidence holds may be of other networks, whose people were asked by others.
    """
    if payload.asked.startswith("POST view") and OF_BODIES[0] in payload.asked:
        return []
    if re.search(r'"indicator": "[^"]', payload.asked):
        return [replace(pair, elsewhere=True) for pair in _of_an_answer(payload)]
    return _of_an_answer(payload)


def _of_an_answer(payload: Payload) -> list[Pair]:
    if payload.asked.startswith("GET") and ".csv" in payload.asked and payload.status == 200:
        return list(_in_file(payload))
    found = list(_in_words(payload.asked, payload.text))
    if payload.text.startswith("{"):
        tree = json.loads(payload.text)
        found += [pair for figure in values(tree, "figure") for pair in _drawn(payload.asked, figure)]
        for button in with_name(tree, "data-code"):
            found += _in_words(payload.asked, button.get("aria-label", ""), code=button["data-code"])
    return found


NOT_PEOPLE = "codes|themes|domains|bodies|findings|measures|claims|issue|networks|ties|pairs|possible|tied|in all"
OF_BODIES = ('"page": "/network"', "GET /ties.csv")
"""What is asked of ties on record: their counts are of bodies, which it names, and which are no confidence."""

WORDS = re.compile(
    rf"(?<![\d.-])(?:(?<!from )(\d+) to )?(\d+)( or fewer| or more)? of (?:the )?(\d+)\b(?! (?:{NOT_PEOPLE}))"
    r"|\b(\d+)/(\d+)\b"
)


def _in_words(asked: str, text: str, code: str = "") -> Iterator[Pair]:
    for first, count, kind, n, few, of in WORDS.findall(text):
        if of:
            yield Pair(asked, int(few), int(few), int(of), code)
        elif first:
            yield Pair(asked, int(first), int(count), int(n), code)
        elif kind == " or fewer":
            yield Pair(asked, 0, int(count), int(n), code)
        elif kind == " or more":
            yield Pair(asked, int(count), int(n), int(n), code)
        else:
            yield Pair(asked, int(count), int(count), int(n), code)


COUNTS = {"respondents", "count", "both", "lost", "gained", "neither", "before", "after", "counter_only", "strictest",
          "most_generous", "voiced_when_asked", "numerator"}  # fmt: skip


def _in_file(payload: Payload) -> Iterator[Pair]:
    for row in csv.DictReader(io.StringIO(payload.text.lstrip("\ufeff"))):
        elsewhere = row.get("network", STUDIED) != STUDIED
        code = "" if elsewhere else row.get("code", "")
        n = int(float(row.get("n") or row.get("denominator") or 0))
        told = [pair for cell in row.values() for pair in _in_words(payload.asked, cell, code)]
        told += [
            Pair(payload.asked, int(row[f"{end}least"]), int(row[f"{end}most"]), n, code)
            for end in ("", "before_", "after_")
            if row.get(f"{end}least")
        ]
        if n and row.get("indicator") and row.get("low"):
            told.append(Pair(payload.asked, round(float(row["low"]) * n), round(float(row["high"]) * n), n, code))
        counts = [int(row[name]) for name in COUNTS & set(row) if (row[name] or "").isdigit() and n]
        told += [Pair(payload.asked, count, count, n, code) for count in counts]
        yield from (replace(pair, elsewhere=elsewhere) for pair in told)


COUNTED = ("people", "first", "last")
"""Traces whose marks stand for people, one at its number of them."""


def _drawn(asked: str, figure: dict[str, Any]) -> Iterator[Pair]:
    """The counts that the marks of a chart stand for, read off its axis."""
    axis = figure["layout"].get("xaxis", {})
    panels: list[tuple[float, int]] = []
    if not any(trace.get("name") in COUNTED for trace in figure["data"]):
        return
    for at, text in zip(axis["tickvals"], axis["ticktext"], strict=True):
        if text == "0":
            panels.append((at, 0))
        else:
            panels[-1] = (panels[-1][0], int(text))

    def read(x: float) -> tuple[int, int]:
        start, n = next((start, n) for start, n in reversed(panels) if x >= start - 0.5)
        return round(x - start), n

    for trace in figure["data"]:
        if trace.get("name") in COUNTED:
            for x in (x for x in trace["x"] if x >= 0):  # before none at all a dot only says which occasion is which
                count, n = read(x)
                yield Pair(asked, count, count, n)
        if trace.get("name") == "ranges":
            for base, wide in zip(trace["base"], trace["x"], strict=True):
                (least, n), (most, _) = read(base + 0.18), read(base + wide - 0.18)
                yield Pair(asked, least, most, n)


@dataclass
class Rules:
    """What a leader of one study may be told: the bases, the window, the base of each code, and names never to be met."""

    bases: set[int]
    window: int
    theme_of: dict[str, str]
    never: Sequence[str]
    bodies: Sequence[str]
    words: bool = False

    def is_told(self, pair: Pair) -> bool:
        least, most, n = pair.least, pair.most, pair.n
        ends = (0, self.window - 1), (n - self.window + 1, n)
        middle = (self.window, n - self.window)
        exact = least == most and self.window <= least <= n - self.window
        return (n in self.bases or pair.elsewhere) and (
            (least, most) in ends or ((least, most) == middle if self.words else exact)
        )


def problems(payloads: Sequence[Payload], rules: Rules) -> list[str]:
    """All that the answers hold and a leader may not have."""
    found: list[str] = []
    bases: dict[str, set[int]] = {}
    for payload in payloads:
        for pair in pairs(payload):
            if not rules.is_told(pair):
                found.append(f"{pair.asked}: {pair.least} to {pair.most} of {pair.n} {pair.code}")
            if pair.code:
                bases.setdefault(rules.theme_of[pair.code], set()).add(pair.n)
        body = payload.text.replace(json.dumps(payload.asked), "")
        never = rules.never if any(kind in payload.asked for kind in OF_BODIES) else (*rules.never, *rules.bodies)
        found += [f"{payload.asked}: holds {name!r}" for name in never if re.search(name, body)]
        if payload.status >= 500:
            found.append(f"{payload.asked}: {payload.status}")
    found += [f"{theme} is told on {sorted(told)}" for theme, told in bases.items() if len(told) > 1]
    return found
