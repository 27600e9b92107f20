"""Workbooks: the cells of one sheet of an XLSX, ODS or XLS file, vetted before they are loaded."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import fastexcel
import polars as pl
from lxml import etree

from data.faults import Fault, StudyError, nearest
from data.sources.archive import Archive
from data.sources.workbook_scan import (
    Scan,
    ScanError,
    members_of_sheets,
    part_of,
    scan_ods,
    scan_xlsx,
    shared_lengths,
)

LARGEST_OLD = 32 * 2**20
"""Bytes of the largest XLS file read: what is in one cannot be vetted first."""

MOST_PACKED = 150
LEAST_PACKED = 4 * 2**20
"""How many times smaller than its content a workbook of so many bytes may be: programs write some ten times smaller."""

COUNTED = ("xl/sharedStrings.xml", "xl/styles.xml")
_TAG = re.compile(rb"""<[\w:.-]+(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_COUNT = re.compile(rb"""\s(?:uniqueCount|count)\s*=\s*(?:"[^"]*"|'[^']*')""")

SAVE_AS = "Save it as CSV UTF-8, XLSX, ODS or Parquet"


@dataclass(frozen=True)
class Cells:
    """The cells of one sheet as text, by position: `first_column` is the number of the first, counted from 1."""

    sheet: str
    sheets: tuple[str, ...]
    frame: pl.DataFrame
    first_column: int = 1
    scan: Scan = field(default_factory=Scan)
    assumed: tuple[str, ...] = ()


def load_workbook(path: Path, name: str, sheet: str = "") -> Cells:
    """The cells of a sheet, the first that is not hidden unless one is named; raises StudyError where it cannot be."""
    with path.open("rb") as file:
        if file.read(2) != b"PK":
            return _old(path, name, sheet)
    if not is_zipfile(path):
        raise _fault(name, f"cannot be read as a workbook; it is damaged. {SAVE_AS}")
    with Archive.opened(path, name) as archive:
        if "xl/workbook.xml" in archive.names:
            return _xlsx(archive, path.stat().st_size, name, sheet)
        if "content.xml" in archive.names and "mimetype" in archive.names:
            return _ods(archive, name, sheet)
        kind = "is a binary workbook (XLSB)" if "xl/workbook.bin" in archive.names else "is a zip archive, not a table"
        raise _fault(name, f"{kind}. {SAVE_AS}")


def sheets_of(path: Path, name: str) -> dict[str, bool]:
    """The names of a workbook's sheets, and whether each is hidden; nothing for what is no XLSX or ODS workbook."""
    if not is_zipfile(path):
        return {}
    with Archive.opened(path, name) as archive:
        try:
            if "xl/workbook.xml" in archive.names:
                return {sheet: hidden for sheet, (_, hidden) in members_of_sheets(archive).items()}
            if "content.xml" in archive.names:
                return {sheet: scan.hidden for sheet, scan in scan_ods(archive.read("content.xml")).items()}
        except (etree.XMLSyntaxError, ScanError):
            pass  # said in full when a sheet is read
    return {}


def _xlsx(archive: Archive, size: int, name: str, sheet: str) -> Cells:
    unpacked = sum(archive.size(member) for member in archive.names)
    if unpacked > LEAST_PACKED and unpacked > MOST_PACKED * size:
        raise _fault(name, f"is packed {unpacked // size:,} times smaller than it is, as no program writes it")
    try:
        sheets = members_of_sheets(archive)
        chosen = _chosen(sheet, {title: hidden for title, (_, hidden) in sheets.items()}, name)
        member, hidden = sheets[chosen]
        content = part_of(archive, member)
        lengths, dotted = shared_lengths(archive)
        scan = scan_xlsx(content, lengths)
    except etree.XMLSyntaxError as error:
        raise _fault(name, f"cannot be read as a workbook: {error.msg}") from error
    except ScanError as error:
        raise _fault(name, f"has a sheet “{chosen}” that {error}. {SAVE_AS}") from error
    scan.hidden, scan.dotted = hidden, dotted
    others = {other for other, _ in sheets.values()}
    needed = {
        part: archive.read(part)
        for part in archive.names
        if part.endswith((".xml", ".rels")) and part not in others and not part.startswith(("xl/media/", "customXml/"))
    }
    return _loaded(needed | {member: content}, chosen, tuple(sheets), scan, name)


def _ods(archive: Archive, name: str, sheet: str) -> Cells:
    content = archive.read("content.xml")
    try:
        scans = scan_ods(content)
    except etree.XMLSyntaxError as error:
        raise _fault(name, f"cannot be read as a workbook: {error.msg}") from error
    except ScanError as error:
        raise _fault(name, f"has a sheet that {error}. {SAVE_AS}") from error
    chosen = _chosen(sheet, {title: scan.hidden for title, scan in scans.items()}, name)
    needed = {"mimetype": archive.read("mimetype"), "content.xml": content}
    needed |= {part: archive.read(part) for part in archive.names if part == "META-INF/manifest.xml"}
    return _loaded(needed, chosen, tuple(scans), scans[chosen], name)


def _loaded(members: Mapping[str, bytes], sheet: str, sheets: tuple[str, ...], scan: Scan, name: str) -> Cells:
    """The sheet's cells, from an archive of just what has been vetted."""
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        for member, content in members.items():
            archive.writestr(member, _uncounted(content) if member in COUNTED else content)
    frame = _frame(packed.getvalue(), sheet, name)
    if not scan.box:
        return Cells(sheet, sheets, pl.DataFrame(), 1, scan)
    if frame.width != scan.box[3] - scan.box[1] + 1:
        raise _fault(name, f"has a sheet “{sheet}” that is laid out as no program writes it. {SAVE_AS}")
    frame = _filled(frame, scan)
    said = [f"sheet “{sheet}” is hidden in the workbook"] if scan.hidden else []
    if scan.merged:
        said.append(f"{len(scan.merged)} cells merged over several rows count for each of them")
    return Cells(sheet, sheets, frame, scan.box[1], scan, tuple(said))


def _uncounted(content: bytes) -> bytes:
    """A part without what it says of how many it holds: memory would be set aside for whatever number stands there."""
    return _TAG.sub(lambda tag: _COUNT.sub(b"", tag[0]), content)


def _frame(content: bytes, sheet: str, name: str) -> pl.DataFrame:
    try:
        loaded = fastexcel.read_excel(content).load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string")
    except fastexcel.FastExcelError as error:
        raise _fault(name, f"cannot be read as a workbook: {str(error).splitlines()[0]}. {SAVE_AS}") from error
    frame: pl.DataFrame = loaded.to_polars()
    return frame


def _filled(frame: pl.DataFrame, scan: Scan) -> pl.DataFrame:
    """The value of a cell merged over several rows in each of them."""
    columns: dict[int, list[str | None]] = {}
    budget = frame.height * frame.width
    for column, first, last in scan.merged:
        at, until = column - scan.box[1], min(last, frame.height)
        budget -= until - first
        if not 0 <= at < frame.width or budget < 0:
            continue
        values = columns.setdefault(at, frame.to_series(at).to_list())
        for row in range(first, until):
            values[row] = values[first - 1]
    return frame.with_columns(pl.Series(frame.columns[at], values, pl.String) for at, values in columns.items())


def _old(path: Path, name: str, sheet: str) -> Cells:
    if path.stat().st_size > LARGEST_OLD:
        raise _fault(name, f"is an XLS workbook of more than {LARGEST_OLD // 2**20} MB. {SAVE_AS}")
    try:
        sheets = fastexcel.read_excel(path.read_bytes()).sheet_names
    except fastexcel.FastExcelError as error:
        rule = f"cannot be read as a workbook; it may be protected by a password. {SAVE_AS}"
        raise _fault(name, rule) from error
    chosen = _chosen(sheet, dict.fromkeys(sheets, False), name)
    said = "whether a sheet is hidden, and which cells hold errors, is not told by XLS workbooks"
    return Cells(chosen, tuple(sheets), _frame(path.read_bytes(), chosen, name), assumed=(said,))


def _chosen(sheet: str, sheets: Mapping[str, bool], name: str) -> str:
    if not sheets:
        raise _fault(name, f"has no sheet of cells. {SAVE_AS}")
    if not sheet:
        return next((title for title, hidden in sheets.items() if not hidden), next(iter(sheets)))
    if sheet not in sheets:
        rule = f"has no such sheet; it has {', '.join(sheets)}"
        raise StudyError([Fault(name, None, "sheet", sheet, rule, nearest(sheet, sheets))])
    return sheet


def _fault(name: str, rule: str) -> StudyError:
    return StudyError([Fault(name, None, "", "", rule)])
