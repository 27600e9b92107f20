"""What a workbook's XML says that its cells do not: hidden sheets, errors, formulas without a value, merged cells."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from lxml import etree

from data.sources.archive import Archive
from data.sources.incoming import SAFE_XML

MOST_CELLS = 12_000_000
"""Cells of the largest sheet read, the empty ones between the first and the last with them."""

MOST_TEXT = 384 * 2**20
"""Characters of the largest sheet read, a text that many cells share counted for each of them."""

ERRORS = ("#REF!", "#N/A", "#NAME?", "#DIV/0!", "#VALUE!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "Err:")

NOT_KEPT = "holds a formula whose value is not kept. Open the file, save it and import it again"

DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

_DOTTED = re.compile(r"\s*[-+]?[0-9]{1,3}(\.[0-9]{3})+\s*")
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


class ScanError(Exception):
    """A sheet that is not to be loaded: larger than memory, or laid out as no program writes it."""


@dataclass
class Scan:
    """Where the cells of one sheet stand, by row and column from 1, and what is the matter with some of them."""

    hidden: bool = False
    box: list[int] = field(default_factory=list)
    """First row, first column, last row, last column of the cells that hold anything; nothing in an empty sheet."""
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int]] = field(default_factory=list)
    """Column, first and last row of cells merged over several rows."""
    text: int = 0
    dotted: bool = False
    """Whether texts are written as 1.234 is, which a number may be too."""

    def add(self, row: int, column: int, last_row: int, last_column: int, text: int) -> None:
        """Note cells that hold something, and how long their texts are together."""
        if self.box:
            row, column = min(self.box[0], row), min(self.box[1], column)
            last_row, last_column = max(self.box[2], last_row), max(self.box[3], last_column)
        self.box = [row, column, last_row, last_column]
        self.text += text
        if (last_row - row + 1) * (last_column - column + 1) > MOST_CELLS or self.text > MOST_TEXT:
            raise ScanError(f"is larger than the {MOST_CELLS:,} cells that are read")


def letters(column: int) -> str:
    """The letters that a spreadsheet shows above a column, counted from 1."""
    found = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def number(column: str) -> int:
    """The number of a column from its letters, counted from 1."""
    total = 0
    for letter in column:
        total = total * 26 + ord(letter) - 64
    return total


def place(cell: str) -> tuple[int, int]:
    """Row and column of a cell such as B4; zeros for what names no cell."""
    match = _CELL.fullmatch(cell)
    return (int(match[2]), number(match[1])) if match else (0, 0)


def members_of_sheets(archive: Archive) -> dict[str, tuple[str, bool]]:
    """The worksheets of an XLSX workbook by name: the member that holds each, and whether it is hidden."""
    targets = {
        relation.get("Id"): _member(relation.get("Target", ""))
        for relation in _elements(part_of(archive, "xl/_rels/workbook.xml.rels"), "Relationship")
        if relation.get("Type", "").endswith("/worksheet")
    }
    sheets = {}
    for sheet in _elements(part_of(archive, "xl/workbook.xml"), "sheet"):
        link = next((value for name, value in sheet.attrib.items() if str(name).endswith("}id")), None)
        if link in targets:
            sheets[str(sheet.get("name", ""))] = (targets[link], sheet.get("state", "visible") != "visible")
    return sheets


def part_of(archive: Archive, member: str) -> bytes:
    """The content of a part that a workbook must have; raises StudyError where it is not there."""
    if member not in archive.names:
        raise archive.fault(member, "is not in the archive, so the workbook is damaged")
    return archive.read(member)


def shared_lengths(archive: Archive) -> tuple[list[int], bool]:
    """How long each of an XLSX workbook's shared texts is, and whether one is written as 1.234 is."""
    if "xl/sharedStrings.xml" not in archive.names:
        return [], False
    lengths, dotted = [], False
    for element in _elements(archive.read("xl/sharedStrings.xml"), "si"):
        text = "".join(element.itertext())
        lengths.append(len(text))
        dotted = dotted or bool(_DOTTED.fullmatch(text))
    return lengths, dotted


def scan_xlsx(content: bytes, shared: list[int]) -> Scan:
    """The scan of one worksheet; raises ScanError, and lxml's XMLSyntaxError where it is damaged."""
    found, row = Scan(), 0
    for element in _elements(content, "row", "mergeCell"):
        if element.tag.endswith("}mergeCell"):
            _merge(found, element.get("ref", ""))
            continue
        given = element.get("r", "")
        row = int(given) if given.isdecimal() and len(given) < 8 else row + 1
        _row(found, element, row, shared)
    return found


def _row(found: Scan, element: Any, row: int, shared: list[int]) -> None:
    """Note one row; written for speed, as a sheet may have millions of cells."""
    column = first = last = text = 0
    for cell in element:
        reference, kind, value, formula = cell.get("r"), cell.get("t"), None, False
        column = _column(reference.rstrip(DIGITS)) if reference else column + 1
        if reference and reference.lstrip(LETTERS) != str(row):
            raise ScanError(f"has the cell {reference} in row {row}")
        for part in cell:
            tag = part.tag[-2:]
            if tag == "}v":
                value = part.text or ""
            elif tag == "}f":
                formula = True
            elif tag == "is":
                value = "".join(part.itertext()) or " "
        if kind == "e" or (formula and not value and kind not in ("str", "s")):
            found.errors[row, column] = f"holds the error {value}" if value else NOT_KEPT
        if value or (value is not None and kind in ("str", "e")):
            shares = kind == "s" and value.isdecimal() and int(value) < len(shared)
            text += shared[int(value)] if shares else len(value)
            first, last = first or column, max(last, column)
            first = min(first, column)
    if last:
        found.add(row, first, row, last, text)


@cache
def _column(column: str) -> int:
    return number(column) if column.isalpha() and column.isascii() and len(column) < 4 else 0


def _merge(found: Scan, reference: str) -> None:
    start, _, end = reference.partition(":")
    (first, column), (last, _) = place(start), place(end)
    if first and last > first:
        found.merged.append((column, first, last))


def scan_ods(content: bytes) -> dict[str, Scan]:
    """The scans of all sheets of an ODS workbook by name; raises as `scan_xlsx` does."""
    hidden_styles: set[str] = set()
    sheets: dict[str, Scan] = {}
    found, row, column = Scan(), 1, 1
    wanted = ("style", "table", "table-row", "table-cell", "covered-table-cell")
    for event, element in _events(content, wanted):
        name = _local(element)
        if event == "start":
            if name == "table":
                found, row, column = Scan(), 1, 1
                found.hidden = _of(element, "style-name") in hidden_styles
                sheets[_of(element, "name")] = found
            elif name == "table-row":
                column = 1
        elif name == "style":
            if any(_of(part, "display") == "false" for part in element):
                hidden_styles.add(_of(element, "name"))
        elif name == "table-row":
            row += _times(element, "number-rows-repeated")
        elif name.endswith("table-cell"):
            _ods_cell(found, element, row, column)
            column += _times(element, "number-columns-repeated")
    return sheets


def _ods_cell(found: Scan, element: Any, row: int, column: int) -> None:
    kind, text = _of(element, "value-type"), "".join(element.itertext())
    if not kind:
        return
    above = element.getparent()
    rows = _times(above, "number-rows-repeated") if above is not None else 1
    columns = _times(element, "number-columns-repeated")
    length = max(len(text), len(_of(element, "string-value"))) * rows * columns
    found.dotted = found.dotted or (kind == "string" and bool(_DOTTED.fullmatch(text)))
    found.add(row, column, row + rows - 1, column + columns - 1, length)
    if _of(element, "formula") and text.startswith(ERRORS):
        found.errors[row, column] = f"holds the error {text[:20]}"
    spanned = _times(element, "number-rows-spanned")
    if spanned > 1:
        found.merged.append((column, row, row + spanned - 1))


def _of(element: Any, attribute: str) -> str:
    """An attribute whatever its namespace."""
    return next((str(value) for name, value in element.attrib.items() if str(name).endswith(f"}}{attribute}")), "")


def _times(element: Any, attribute: str) -> int:
    value = _of(element, attribute)
    return max(int(value), 1) if value.isdecimal() and len(value) < 10 else 1


def _local(element: Any) -> str:
    """The name of an element without its namespace; a prefix that stands for none is passed over as readers do."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def _member(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _elements(content: bytes, *names: str) -> Iterator[Any]:
    yield from (element for _, element in _events(content, names, ("end",)))


def _events(content: bytes, names: tuple[str, ...], events: tuple[str, ...] = ("start", "end")) -> Iterator[Any]:
    """The elements of these local names as they begin and end, forgotten once they have been seen."""
    tags = [f"{{*}}{name}" for name in names]
    for event, element in etree.iterparse(
        io.BytesIO(content), events=events, tag=tags, remove_comments=True, remove_pis=True, **SAFE_XML
    ):
        yield event, element
        if event == "end" and _local(element) not in ("table-cell", "covered-table-cell"):
            element.clear(keep_tail=False)
            while element.getprevious() is not None and element.getparent() is not None:
                del element.getparent()[0]
