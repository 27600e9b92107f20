"""Guesses of how a table is laid out: numbered columns of codes, several codes in a cell, a matrix, wide indicators."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import pairwise

import polars as pl

from data.sources.codebook_names import Codebook, read_codes
from data.sources.heading_words import likeness
from data.sources.numbers import number
from data.sources.parts import Known

SEPARATORS = (";", "\n", "|", ",", "/")
SURE_SEPARATORS = (";", "\n", "|")
CELLS = 200
"""Cells of a column that are looked at."""

_NUMBERED = re.compile(r"(.*?\D)\s*\d{1,2}")


@dataclass(frozen=True)
class Finding:
    """Something that was made out: what it is, whether it is certain, and why."""

    what: str
    sure: bool
    reason: str
    headings: tuple[str, ...] = ()


def numbered_columns(cells: pl.DataFrame, known: Known) -> list[Finding]:
    """Columns such as Code 1 to Code 8, as a pattern with a *, the likeliest to hold codes first."""
    groups: dict[str, list[str]] = defaultdict(list)
    headings = [heading for heading in cells.columns if heading != "row"]
    for heading in headings:
        match = _NUMBERED.fullmatch(heading)
        if match:
            groups[match[1].rstrip()].append(heading)
    codebook = Codebook(known.names.get("codes", {}), known.parents)
    found: list[tuple[float, Finding]] = []
    for base, members in groups.items():
        pattern = next((each for each in (f"{base}*", f"{base} [0-9]*") if _fitting(headings, each) == members), "")
        if len(members) < 2 or not pattern or any(mark in base for mark in "*?["):
            continue
        values = [text for heading in members for text in _some(cells, heading)]
        share = sum(bool(codebook.found(text)) for text in values) / max(len(values), 1)
        alike = likeness(base, "code")
        reason = f"{len(members)} columns from “{members[0]}” to “{members[-1]}”"
        reason += f"; {share:.0%} of their values are codes of the study" if codebook else ""
        sure = share >= 0.6 or (not codebook and alike >= 90)
        found.append((share * 100 + alike, Finding(pattern, sure, reason, tuple(members))))
    return [finding for _, finding in sorted(found, key=lambda pair: -pair[0])]


def _fitting(headings: Sequence[str], pattern: str) -> list[str]:
    return [heading for heading in headings if fnmatchcase(heading, pattern)]


def separator_in(cells: pl.DataFrame, heading: str, known: Known) -> Finding | None:
    """What parts several codes in the cells of a column, if anything does."""
    texts = _some(cells, heading)
    codebook = Codebook(known.names.get("codes", {}), known.parents)
    best: tuple[float, Finding] | None = None
    for mark in SEPARATORS:
        lists = [text for text in texts if mark in text]
        if not lists:
            continue
        share = len(lists) / len(texts)
        reason = f"it stands in {len(lists)} of {len(texts)} different cells"
        sure = mark in SURE_SEPARATORS and share >= 0.2
        if codebook:
            read = [len(read_codes(text, mark, codebook).codes) for text in lists]
            share = sum(count > 1 for count in read) / len(lists)
            reason += f", and {share:.0%} of these can be told apart by the study's codebook"
            sure = share >= 0.8
        if (share >= 0.2 or sure) and (best is None or (sure, share) > (best[1].sure, best[0])):
            best = share, Finding(mark, sure, reason)
    return best[1] if best else None


def matrix_of(cells: pl.DataFrame, known: Known) -> Finding | None:
    """Whether names stand before the rows and above the columns, with counts where they meet, and of which table."""
    headings = [heading for heading in cells.columns if heading != "row"]
    if len(headings) < 3 or cells.is_empty():
        return None
    first, *others = headings
    labels = [text.strip() for text in cells[first].drop_nulls()]
    filled = [text for heading in others for text in cells[heading].drop_nulls().head(CELLS)]
    counts = sum(number(text) is not None for text in filled)
    if not filled or counts < 0.9 * len(filled) or len(set(labels)) < len(labels):
        return None
    square = len(set(labels) & set(others)) / max(len(others), 1)
    if square >= 0.6:
        return Finding(
            "ties", sure=True, reason=f"{square:.0%} of the headings name rows too, with numbers between them"
        )
    codebook = Codebook(known.names.get("codes", {}), known.parents)
    coded = sum(bool(codebook.found(text)) for text in labels) / max(len(labels), 1)
    if coded >= 0.5:
        reason = f"{coded:.0%} of its rows are named by codes of the study, with counts beside them"
        return Finding("codings", sure=True, reason=reason)
    if first == "column A":
        reason = "names stand before its rows and above its columns, and numbers where these meet"
        return Finding("codings", sure=False, reason=reason)
    return None


def indicators_across(cells: pl.DataFrame, headings: Sequence[str], known: Known) -> list[tuple[str, str, bool]]:
    """Headings with numbers below them, each with the indicator that it may be, and whether that is certain."""
    there = known.names.get("indicators", {})
    found = []
    for heading in headings:
        texts = _some(cells, heading)
        if texts and sum(number(text) is not None for text in texts) >= 0.8 * len(texts):
            alike = {key: max(likeness(heading, key), likeness(heading, name or key)) for key, name in there.items()}
            key = max(alike, key=lambda key: alike[key], default="")
            found.append((heading, key if key and alike[key] >= 60 else "", bool(key) and alike[key] == 100))
    return found


def gaps_in(cells: pl.DataFrame) -> list[int]:
    """The rows before which a row is blank: another table may begin there."""
    rows = cells["row"].to_list()
    return [row for before, row in pairwise(rows) if row > before + 1]


def _some(cells: pl.DataFrame, heading: str) -> list[str]:
    return cells[heading].drop_nulls().str.strip_chars().unique(maintain_order=True).head(CELLS).to_list()
