"""The coders and the codebook of a study as elements of a REFI-QDA project."""

import polars as pl
from lxml import etree

from data.export.refi_elements import Guids, add, element, holds, holds_as_name
from data.sources.refi_convention import CODE_FACTS, PREFIX

DEEPEST = 200
"""Levels of a codebook that readers of XML can be relied on to take."""


def users(coders: pl.DataFrame, guids: Guids) -> etree._Element:
    """A user for each coder: the key is the id."""
    found = element("Users")
    for row in coders.iter_rows(named=True):
        add(found, "User", guid=guids.of("coders", row["coder"]), name=row["name"], id=row["coder"])
    return found


def codebook(codes: pl.DataFrame, guids: Guids) -> etree._Element:
    """The codes inside one another, each before those below it, in the order of the codebook."""
    found = element("CodeBook")
    top = add(found, "Codes")
    made: dict[str | None, etree._Element] = {}
    for row in codes.iter_rows(named=True):
        codable = "true" if row["codable"] else "false"
        code = element("Code", guid=guids.of("codes", row["code"]), name=row["name"], isCodable=codable)
        add(code, "Description", _described(row))
        made[row["code"]] = code
    for code, parent in codes.select("code", "parent").iter_rows():
        made.get(parent, top).append(made[code])
    return found


def is_held(codes: pl.DataFrame) -> bool:
    """Whether a project can hold all there is to the codebook, its order included."""
    lines = codes["framework"].drop_nulls().to_list()
    return (
        _from_the_top(codes) == codes["code"].to_list()
        and all(holds_as_name(name) for name in codes["name"])
        and all(holds(text) for text in codes["definition"].drop_nulls())
        and all(holds(line) and _fits_on_a_line(line) for line in lines)
    )


def depth(codes: pl.DataFrame) -> int:
    """How many levels the codebook has."""
    levels, above = 0, codes.filter(pl.col("parent").is_null())
    while not above.is_empty():
        levels += 1
        above = codes.filter(pl.col("parent").is_in(above["code"].to_list()))
    return levels


def _described(row: dict[str, str | bool | None]) -> str:
    """The definition, and then a paragraph with a line for each fact that the standard has no place for."""
    facts = {name: row[name] for name in CODE_FACTS} | {"sensitive": "true" if row["sensitive"] else None}
    if row["framework"] and not _fits_on_a_line(str(row["framework"])):
        facts["framework"] = None
    lines = [f"{PREFIX}{name}: {fact}" for name, fact in facts.items() if fact]
    paragraphs = [str(row["definition"])] if row["definition"] else []
    return "\n\n".join([*paragraphs, "\n".join(lines)])


def _fits_on_a_line(text: str) -> bool:
    return text.splitlines() == [text.strip()]


def _from_the_top(codes: pl.DataFrame) -> list[str]:
    """The codes in the order in which they stand inside one another."""
    below: dict[str | None, list[str]] = {}
    for code, parent in codes.select("code", "parent").iter_rows():
        below.setdefault(parent, []).append(code)
    order: list[str] = []
    waiting = below.get(None, [])[::-1]
    while waiting:
        order.append(waiting.pop())
        waiting += below.get(order[-1], [])[::-1]
    return order
