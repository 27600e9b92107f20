"""Tables from CSV, XLSX, ODS and Parquet files, recognised by content: every cell as text, every row numbered."""

import csv
import io
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import fastexcel
import polars as pl
from polars.exceptions import PolarsError

from data.faults import Fault, StudyError, nearest

LARGEST = 128 * 2**20
"""Bytes of the largest table read: about 2.5 million codings as CSV."""

KEPT = ("row", "file")
"""Columns of ours that say where a row came from, so no file may have them."""

SEPARATORS = (",", ";", "\t")


def read_grid(path: Path, *, sheet: str = "", encoding: str = "utf-8", name: str = "") -> pl.DataFrame:
    """The table in a file: one String column for each heading, and `row`, the row number a spreadsheet shows.

    Empty cells are null. `name` is what faults call the file (its file name unless told).
    Raises StudyError when the file cannot be read as a table.
    """
    name = name or path.name
    content, above = _content(path, name), 0
    if content.startswith(b"PAR1"):
        grid = _parquet(content, name)
    elif content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        grid = _workbook(content, sheet, name)
    else:
        text = _decoded(content, encoding, name)
        above = len(text[: len(text) - len(text.lstrip("\n\r"))].splitlines())
        grid = _delimited(text, name)
    _refuse_repeated(grid.columns, name)
    cells = grid.select(pl.col(column).replace("", None) for column in grid.columns)
    blank = pl.all_horizontal(pl.all().exclude("row").is_null())
    return cells.with_row_index("row", offset=2 + above).cast({"row": pl.Int64}).filter(~blank)


def _content(path: Path, name: str) -> bytes:
    if path.is_dir():
        raise _unreadable(name, "is a folder, and a table is a file")
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise _unreadable(name, "is no file that can be read as a table")
    except FileNotFoundError as error:
        what = "is a link to a file that does not exist" if path.is_symlink() else "does not exist"
        raise _unreadable(name, what) from error
    except OSError as error:
        raise _unreadable(name, f"cannot be read: {error.strerror}") from error
    if size > LARGEST:
        limit = f"{LARGEST // 2**20} MB"
        raise _unreadable(
            name, f"has {size / 2**20:,.0f} MB; the largest table read is {limit}. Split it, or save it as Parquet"
        )
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _unreadable(name, f"cannot be read: {error.strerror}") from error
    if not content.strip():
        raise _unreadable(name, "is empty; a table has at least a row of headings")
    return content


def _decoded(content: bytes, encoding: str, name: str) -> str:
    try:
        text = content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except LookupError as error:
        raise _unreadable(name, f"is to be read as “{encoding}”, which is not an encoding") from error
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        rule = (
            f"is not {encoding.upper()} text (byte 0x{content[error.start]:02x}). Save it as CSV UTF-8, "
            'or name the file in a [[source]] of study.toml with encoding = "latin-1"'
        )
        raise StudyError([Fault(name, row, "", "", rule)]) from error
    except UnicodeError as error:
        raise _unreadable(name, f"cannot be read as {encoding}: {error}") from error
    if "\0" in text:
        raise _unreadable(name, "holds NUL bytes, so it is not a table of text")
    return text if "\n" in text else text.replace("\r", "\n")  # some programs end lines with a return alone


def _delimited(text: str, name: str) -> pl.DataFrame:
    headings = text.lstrip().splitlines()[0]
    separator = max(SEPARATORS, key=headings.count)
    _refuse_repeated(next(csv.reader([headings], delimiter=separator)), name)
    try:
        grid = pl.read_csv(io.BytesIO(text.encode()), separator=separator, infer_schema=False)
    except PolarsError as error:
        raise _misshapen(text, separator, name) from error
    return grid.rename(str.strip)


def _misshapen(text: str, separator: str, name: str) -> StudyError:
    """Why the rows do not make a table: the first row that has more cells than there are headings."""
    try:
        rows = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
        width = len(next(rows))
        for number, row in enumerate(rows, start=2):
            if len(row) > width:
                return StudyError([Fault(name, number, "", "", f"has {len(row)} cells for {width} headings")])
    except csv.Error as error:
        return _unreadable(name, f"cannot be read as a table: {error}")
    return _unreadable(name, "cannot be read as a table: a quoted cell is not closed")


def _workbook(content: bytes, sheet: str, name: str) -> pl.DataFrame:
    try:
        workbook = fastexcel.read_excel(content)
    except fastexcel.FastExcelError as error:
        what = "is a zip archive, not a table" if _is_archive(content) else "cannot be read as a workbook"
        raise _unreadable(name, f"{what}. Save it as CSV UTF-8, XLSX, ODS or Parquet") from error
    if sheet and sheet not in workbook.sheet_names:
        rule = f"has no such sheet; it has {', '.join(workbook.sheet_names)}"
        raise StudyError([Fault(name, None, "sheet", sheet, rule, nearest(sheet, workbook.sheet_names))])
    try:
        grid = workbook.load_sheet(sheet or 0, dtypes="string").to_polars()
    except fastexcel.FastExcelError as error:
        raise _unreadable(name, f"has a sheet that cannot be read: {str(error).splitlines()[0]}") from error
    if not grid.columns:
        raise _unreadable(name, f"has nothing on sheet {sheet or workbook.sheet_names[0]}")
    return grid.rename(str.strip)


def _is_archive(content: bytes) -> bool:
    try:
        return bool(ZipFile(io.BytesIO(content)).namelist())
    except BadZipFile:
        return False


def _parquet(content: bytes, name: str) -> pl.DataFrame:
    try:
        return pl.read_parquet(io.BytesIO(content)).cast(pl.String)
    except PolarsError as error:
        raise _unreadable(name, "cannot be read as Parquet; it is damaged, or holds nested columns") from error


def _refuse_repeated(headings: list[str], name: str) -> None:
    seen: set[str] = set()
    for heading in headings:
        if heading.strip() in seen:
            raise StudyError([Fault(name, 1, heading.strip(), "", "stands twice in the row of headings")])
        seen.add(heading.strip())
    for kept in KEPT:
        if kept in seen:
            raise StudyError([Fault(name, 1, kept, "", "is a heading kept for where a row came from; rename it")])


def _unreadable(name: str, rule: str) -> StudyError:
    return StudyError([Fault(name, None, "", "", rule)])
