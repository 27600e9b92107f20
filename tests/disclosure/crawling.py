"""A crawler that takes a reader's every way through the application, and reads the pairs of people out of what it gets."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, Protocol

from dashboard.downloads import ROWS
from queries.selection import Dimension, Level

DISPLAYS = ({"width": "wide", "theme": "light"}, {"width": "narrow", "theme": "dark"})
EVERYONE = {f"filter-{dimension}": "*" for dimension in Dimension if dimension != Dimension.WHOLE}
FILES = tuple(ROWS)
OF_A_CODE = ("quotations", "passages", "disagreements")
OF_ALL = ("overview", "comparison", "networks-observed", "ties", "tie-structure")
"""Files that depend on the code that is asked for, and those that depend on nothing."""

STUDIED = "northmere"


class Browser(Protocol):
    """What asks: a test client, or a connection to a server."""

    def get(self, path: str) -> tuple[int, str]: ...

    def post(self, path: str, body: object) -> tuple[int, str]: ...


@dataclass(frozen=True)
class Payload:
    """One answer, and how it was asked for."""

    asked: str
    status: int
    text: str


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


def crawl(
    browser: Browser,
    codes: Sequence[str],
    links: Sequence[str] = (),
    *,
    displays: Sequence[Any] = DISPLAYS,
    splits: Sequence[str] = tuple(Dimension),
    levels: Sequence[str] = tuple(Level),
) -> list[Payload]:
    """Every page, file, choice and piece of evidence that the navigation and the controls lead to, and the `links`."""
    found = [_get(browser, path) for path in ("/", "/_dash-layout", "/_dash-dependencies", "/nowhere", "/health")]
    layout = json.loads(found[1].text)
    pages = sorted({path for path in _values(layout, "href") if path.startswith("/") and not path.startswith("/as/")})
    dependencies = json.loads(found[2].text)
    ask = _asker(browser, dependencies)
    home = pages[0]
    for page in (*pages, "/nowhere"):
        found.append(_get(browser, page))
        for display, split, level in product(displays, splits, levels):
            controls = EVERYONE | {"split": split, "level": level}
            found.append(ask("view.children", controls | {"display": display}, {"page": page}))
    for code in ("", *codes):
        chosen = {"chosen": {"code": code, "page": 0}, "split": "whole", "level": "code"}
        found.append(ask("evidence-body.children", EVERYONE | chosen, {"page": home}))
        found.append(ask("address.search", EVERYONE | chosen, {"page": home, "address": ""}))
        found += [_get(browser, f"/{name}.csv?code={code}") for name in OF_A_CODE]
    found += [_get(browser, f"/{name}.csv") for name in FILES]
    for name, split, level in product(sorted(set(FILES) - {*OF_A_CODE, *OF_ALL}), splits, levels):
        found.append(_get(browser, f"/{name}.csv?dimension={split}&level={level}&domain="))
    for link in links:
        found += [_get(browser, f"{page}?{link}") for page in (home, *(f"/{name}.csv" for name in FILES))]
        name, _, value = link.partition("=")
        forged = EVERYONE | {f"filter-{name}": value, "split": "organisation", "level": "code"}
        found.append(ask("view.children", forged | {"display": displays[0]}, {"page": home}))
        found.append(ask("evidence-body.children", forged | {"chosen": {"code": codes[0], "page": 0}}, {}))
    return found


def _get(browser: Browser, path: str) -> Payload:
    return Payload(f"GET {path}", *browser.get(path))


def _asker(browser: Browser, dependencies: list[dict[str, Any]]) -> Callable[..., Payload]:
    def ask(output: str, inputs: dict[str, object], state: dict[str, object]) -> Payload:
        [known] = [each for each in dependencies if output in each["output"] and each["clientside_function"] is None]

        def filled(wanted: list[dict[str, str]], values: dict[str, object]) -> list[dict[str, object]]:
            return [
                {"id": each["id"], "property": each["property"], "value": values.get(each["id"])} for each in wanted
            ]

        outputs = [
            {"id": name, "property": kind}
            for name, _, kind in (part.rpartition(".") for part in known["output"].strip(".").split("..."))
        ]
        body = {
            "output": known["output"],
            "outputs": outputs if known["output"].startswith("..") else outputs[0],
            "inputs": filled(known["inputs"], inputs),
            "state": filled(known["state"], state),
            "changedPropIds": [],
        }
        asked = f"POST {output} {json.dumps(inputs | state, sort_keys=True)}"
        return Payload(asked, *browser.post("/_dash-update-component", body))

    return ask


def _values(tree: object, name: str) -> Iterator[Any]:
    if isinstance(tree, dict):
        if name in tree:
            yield tree[name]
        for child in tree.values():
            yield from _values(child, name)
    if isinstance(tree, list):
        for child in tree:
            yield from _values(child, name)


def pairs(payload: Payload) -> list[Pair]:
    """Every count of people in an answer: in its words, its tables, its columns of a file and its drawn marks."""
    if payload.asked.startswith("GET") and ".csv" in payload.asked and payload.status == 200:
        return list(_in_file(payload))
    found = list(_in_words(payload.asked, payload.text))
    if payload.text.startswith("{"):
        tree = json.loads(payload.text)
        found += [pair for figure in _values(tree, "figure") for pair in _drawn(payload.asked, figure)]
        for button in _buttons(tree):
            found += _in_words(payload.asked, button["aria-label"], code=button["data-code"])
    return found


WORDS = re.compile(
    r"(?<![\d-])(?:(\d+) to )?(\d+)( or fewer| or more)? of (?:the )?(\d+)\b(?! (?:codes|themes|domains|bodies))"
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


def _buttons(tree: object) -> Iterator[dict[str, str]]:
    if isinstance(tree, dict):
        if "data-code" in tree and "aria-label" in tree:
            yield tree
        for child in tree.values():
            yield from _buttons(child)
    if isinstance(tree, list):
        for child in tree:
            yield from _buttons(child)


def _drawn(asked: str, figure: dict[str, Any]) -> Iterator[Pair]:
    """The counts that the marks of a chart stand for, read off its axis."""
    axis = figure["layout"]["xaxis"]
    panels: list[tuple[float, int]] = []
    for at, text in zip(axis["tickvals"], axis["ticktext"], strict=True):
        if text == "0":
            panels.append((at, 0))
        else:
            panels[-1] = (panels[-1][0], int(text))

    def read(x: float) -> tuple[int, int]:
        start, n = next((start, n) for start, n in reversed(panels) if x >= start - 0.5)
        return round(x - start), n

    for trace in figure["data"]:
        if trace.get("name") == "people":
            for x in trace["x"]:
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
        if not payload.asked.startswith("GET /ties.csv"):  # ties on record are between bodies, and no confidence
            found += [f"{payload.asked}: holds {name!r}" for name in rules.never if re.search(name, body)]
        if payload.status >= 500:
            found.append(f"{payload.asked}: {payload.status}")
    found += [f"{theme} is told on {sorted(told)}" for theme, told in bases.items() if len(told) > 1]
    return found
