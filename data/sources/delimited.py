"""Delimited text: which character parts the cells, which row holds the headings, and what stands below them."""

import csv
import io
import itertools
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import polars as pl
from polars.exceptions import PolarsError

from data.faults import Fault, StudyError
from data.sources.decoding import decoded as beginning
from data.sources.workbook_scan import place

SEPARATORS = (",", ";", "\t", "|")

SAMPLE = 50
SAMPLED = 100_000
"""Rows, and characters they stand in, by which the separator is judged."""

MOST_COLUMNS = 16_384

_BLANK_LINES = re.compile(r"(?:[ \t]*(?:\r\n|\n|\r))*")
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[ \t]*(?:\r\n|\n|\r|$)')
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True)
class Delimited:
    """Headings, the columns below them by position, the row of the first of those, and the column of the first."""

    headings: list[str]
    body: pl.DataFrame
    row: int
    column: int = 1


def decoded(content: bytes, encoding: str, name: str) -> str:
    """The text of a file; raises StudyError where it is in another encoding, or no text at all."""
    if not content.strip():
        raise _fault(name, "is empty; a table has at least a row of headings")
    marked = _MARKS.get(content[:2])
    try:
        text = content.decode(marked or ("utf-8-sig" if encoding == "utf-8" else encoding))
    except LookupError as error:
        raise _fault(name, f"is to be read as “{encoding}”, which is not an encoding") from error
    except UnicodeDecodeError as error:
        if marked:
            raise _fault(name, f"begins as UTF-16 text does, and is damaged (byte {error.start})") from error
        row = content.count(b"\n", 0, error.start) + 1
        rule = (
            f"is not {encoding.upper()} text (byte 0x{content[error.start]:02x}). Save it as CSV UTF-8, "
            'or name the file in a [[source]] of study.toml with encoding = "latin-1"'
        )
        raise StudyError([Fault(name, row, "", "", rule)]) from error
    except (UnicodeError, ValueError) as error:
        raise _fault(name, f"cannot be read as {encoding}: {error}") from error
    if "\0" in text:
        raise _fault(name, "holds NUL bytes, so it is not a table of text")
    if not text.strip():
        raise _fault(name, "is empty; a table has at least a row of headings")
    return text if "\n" in text else text.replace("\r", "\n")  # some programs end lines with a return alone


def read_delimited(text: str, area: str, name: str) -> Delimited:
    """The table in a text, or in an area of it such as B4:H30; raises StudyError where the rows make no table."""
    told, blank = _SEPARATOR_LINE.match(text), _BLANK_LINES.match(text)
    lead = told.end() if told else blank.end() if blank else 0
    begins = _line_start(text, place(area.partition(":")[0])[0]) if area else lead
    separator = told[1] if told else separator_of(text[begins : begins + SAMPLED])
    start = 0 if area else lead
    above = len(text[:start].splitlines())
    headings = _first(text[start:], separator, name)
    if len(headings) > MOST_COLUMNS:
        raise _fault(name, f"has {len(headings):,} columns; the most that are read is {MOST_COLUMNS:,}")
    if area or not any(headings):
        return _cut(text, separator, area, name)
    try:
        body = pl.read_csv(io.BytesIO(text[start:].encode()), separator=separator, infer_schema=False)
    except PolarsError as error:
        fault = _misshapen(text[start:], separator, name)
        if fault:
            raise fault from error
        return _cut(text, separator, area, name)  # what one reader stumbles over another may take
    if body.width != len(headings):
        return _cut(text, separator, area, name)
    return Delimited(headings, body, above + 2)


def separator_of(sample: str) -> str:
    """The character that parts the cells: the one by which most rows have as many cells as the first."""

    def fit(separator: str) -> tuple[bool, float, int, int]:
        widths = [len(row) for row in itertools.islice(rows_of(sample, separator), SAMPLE)] or [0]
        parted = widths[0] > 1
        return parted, widths.count(widths[0]) / len(widths) if parted else 0, widths[0], max(widths)

    return max(SEPARATORS, key=fit)


def rows_of(sample: str, separator: str) -> Iterator[list[str]]:
    """The rows of the beginning of a text that are not blank, as far as they can be read."""
    try:
        yield from (row for row in csv.reader(io.StringIO(sample), delimiter=separator) if row)
    except csv.Error:
        return


def looks_delimited(head: bytes, headings: Collection[str]) -> bool:
    """Whether the beginning of a file is that of a table: at least half its rows have as many cells as the first.

    A first row of one cell, or with nothing below it, is one of headings only if these are among `headings`.
    """
    found = beginning(head, whole=False)
    if found is None or found[0].lstrip().startswith(("<", "{")):
        return False
    text = found[0]
    told = _SEPARATOR_LINE.match(text)
    rows = list(rows_of(text[told.end() :] if told else text, told[1] if told else separator_of(text)))
    rows = [row for row in rows if any(row)]
    if not rows:
        return False
    ours = {heading.strip() for heading in rows[0]} <= set(headings)
    below = rows[1:-1] if len(rows) > 2 else rows[1:]  # the last row may be cut
    alike = sum(len(row) == len(rows[0]) for row in below)
    return ours or (len(rows[0]) > 1 and len(rows) > 1 and 2 * alike >= len(below))


def _first(text: str, separator: str, name: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(text), delimiter=separator, strict=True), [])
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise _fault(name, "cannot be read as a table: a quoted cell is not closed") from error
    try:
        return next(csv.reader(io.StringIO(text), delimiter=separator), [])
    except csv.Error as error:
        raise _fault(name, f"cannot be read as a table: {error}") from error


def _line_start(text: str, line: int) -> int:
    """Where a line begins, counted from 1."""
    at = 0
    for _ in range(line - 1):
        at = text.find("\n", at) + 1
        if not at:
            return len(text)
    return at


def _cut(text: str, separator: str, area: str, name: str) -> Delimited:
    """The table in an area of the text: its first row that is not blank holds the headings."""
    (first, left), (last, right) = (place(corner) for corner in (area or "A1:XFD1").split(":"))
    last = last if area else len(text)
    try:
        rows = list(itertools.islice(csv.reader(io.StringIO(text), delimiter=separator), first - 1, last))
    except csv.Error as error:
        raise _fault(name, f"cannot be read as a table: {error}") from error
    rows = [row[left - 1 : right] for row in rows]
    at = next((number for number, row in enumerate(rows) if any(cell.strip() for cell in row)), None)
    if at is None:
        raise _fault(name, f"has nothing in {area}" if area else "is empty; a table has at least a row of headings")
    width = len(rows[at]) if not area else max(len(row) for row in rows[at:])
    for number, row in enumerate(rows[at:], start=first + at):
        if len(row) > width and any(row[width:]):
            raise StudyError([Fault(name, number, "", "", f"has {len(row)} cells for {width} headings")])
    filled = [(row + [""] * width)[:width] for row in rows[at:]]
    body = pl.DataFrame(filled[1:], schema={str(column): pl.String for column in range(width)}, orient="row")
    return Delimited(filled[0], body, first + at + 1, left)


def _misshapen(text: str, separator: str, name: str) -> StudyError | None:
    """Why the rows do not make a table, if they do not: the first row that has more cells than there are headings."""
    try:
        rows = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
        width = len(next(rows))
        for number, row in enumerate(rows, start=2):
            if len(row) > width:
                return StudyError([Fault(name, number, "", "", f"has {len(row)} cells for {width} headings")])
    except csv.Error as error:
        unclosed = "unexpected end" in str(error)
        return _fault(name, f"cannot be read as a table: {'a quoted cell is not closed' if unclosed else error}")
    return None


def _fault(name: str, rule: str) -> StudyError:
    return StudyError([Fault(name, None, "", "", rule)])
