"""A crawler that takes a reader's every way through the application."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Protocol

from dashboard.downloads import ROWS
from queries.selection import Dimension, Level

DISPLAYS = ({"width": "wide", "theme": "light"}, {"width": "narrow", "theme": "dark"})
EVERYONE = {f"filter-{dimension}": "*" for dimension in Dimension if dimension != Dimension.WHOLE}
FILES = tuple(ROWS)
OF_A_CODE = ("quotations", "passages", "disagreements")
OF_ALL = ("overview", "comparison", "networks-observed", "ties", "tie-structure", "findings", "lens")
"""Files that depend on the code that is asked for, and those that depend on nothing."""

EVIDENCE = ("code", "indicator", "finding")
UNCHOSEN = {f"choice-{place}": "" for place in range(1, 4)}


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
    pages = sorted({path for path in values(layout, "href") if path.startswith("/") and not path.startswith("/as/")})
    dependencies = json.loads(found[2].text)
    ask = _asker(browser, dependencies)
    home = pages[0]
    seen: set[tuple[str, str]] = set()
    opened: set[tuple[str, str]] = {("code", code) for code in ("", *codes)}
    for page in (*pages, "/nowhere"):
        found.append(_get(browser, page))
        laid_out = ask("_pages_content.children", {"_pages_location.pathname": page, "_pages_location.search": ""}, {})
        found.append(laid_out)
        for display, controls in _ways(json.loads(laid_out.text or "{}"), displays, splits, levels):
            drawn = ask("view.children", EVERYONE | controls | {"display": display}, {"page": page})
            found.append(drawn)
            opened |= set(_openings(drawn))
    while ways := sorted(opened):
        opened = set()
        for kind, key in ways:
            evidence = {"chosen": {**dict.fromkeys(EVIDENCE, ""), kind: key, "page": 0}}
            controls = EVERYONE | UNCHOSEN | {"split": "whole", "level": "code"} | evidence
            found.append(ask("evidence-body.children", controls, {"page": home}))
            opened |= set(_openings(found[-1]))
            found.append(ask("address.search", controls, {"page": home, "address": ""}))
        seen = seen | set(ways)
        opened -= seen
    for code in ("", *codes):
        found += [_get(browser, f"/{name}.csv?code={code}") for name in OF_A_CODE]
    found += [_get(browser, f"/{name}.csv") for name in FILES]
    for name, split, level in product(sorted(set(FILES) - {*OF_A_CODE, *OF_ALL}), splits, levels):
        found.append(_get(browser, f"/{name}.csv?dimension={split}&level={level}&domain="))
    of_a_code = {**dict.fromkeys(EVIDENCE, ""), "code": codes[0], "page": 0}
    for link in links:
        found += [_get(browser, f"{page}?{link}") for page in (home, *(f"/{name}.csv" for name in FILES))]
        name, _, value = link.partition("=")
        forged = EVERYONE | UNCHOSEN | {f"filter-{name}": value, "split": "organisation", "level": "code"}
        found.append(ask("view.children", forged | {"display": displays[0]}, {"page": home}))
        found.append(ask("evidence-body.children", forged | {"chosen": of_a_code}, {}))
    return found


def _get(browser: Browser, path: str) -> Payload:
    return Payload(f"GET {path}", *browser.get(path))


def _asker(browser: Browser, dependencies: list[dict[str, Any]]) -> Callable[..., Payload]:
    def ask(output: str, inputs: dict[str, object], state: dict[str, object]) -> Payload:
        [known] = [each for each in dependencies if output in each["output"] and each["clientside_function"] is None]

        def filled(wanted: list[dict[str, str]], values: dict[str, object]) -> list[dict[str, object]]:
            return [
                {
                    "id": each["id"],
                    "property": each["property"],
                    "value": values.get(f"{each['id']}.{each['property']}", values.get(each["id"])),
                }
                for each in wanted
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


def values(tree: object, name: str) -> Iterator[Any]:
    if isinstance(tree, dict):
        if name in tree:
            yield tree[name]
        for child in tree.values():
            yield from values(child, name)
    if isinstance(tree, list):
        for child in tree:
            yield from values(child, name)


def _ways(
    tree: object, displays: Sequence[Any], splits: Sequence[str], levels: Sequence[str]
) -> Iterator[tuple[Any, dict[str, str]]]:
    """Each display with each split and level, and each way in which the page's own choices can stand."""
    for display, split, level in product(displays, splits, levels):
        yield display, UNCHOSEN | {"split": split, "level": level}
    offered = {
        select["id"]: [option["value"] for option in select["options"]] or [""]
        for select in with_name(tree, "options")
        if str(select.get("id", "")).startswith("choice-")
    }
    for standing in product(*offered.values()):
        chosen = dict(zip(offered, standing, strict=True))
        yield displays[0], UNCHOSEN | {"split": splits[0], "level": levels[0]} | chosen


def _openings(payload: Payload) -> Iterator[tuple[str, str]]:
    """The evidence that the buttons in an answer open: its kind and its key."""
    tree = json.loads(payload.text) if payload.text.startswith("{") else {}
    for kind in EVIDENCE:
        yield from ((kind, key) for key in values(tree, f"data-{kind}"))


def with_name(tree: object, name: str) -> Iterator[dict[str, Any]]:
    """The branches of a tree that have something of this name."""
    if isinstance(tree, dict):
        if name in tree:
            yield tree
        for child in tree.values():
            yield from with_name(child, name)
    if isinstance(tree, list):
        for child in tree:
            yield from with_name(child, name)
