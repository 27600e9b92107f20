"""Tables from CSV, XLSX, ODS and Parquet files, recognised by content: every cell as text, every row numbered."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from polars.exceptions import PolarsError
from pyarrow import ArrowException

from data.faults import Fault, StudyError
from data.sources.delimited import decoded, read_delimited
from data.sources.left_out import LeftOut
from data.sources.workbook import Cells, load_workbook
from data.sources.workbook_scan import MOST_CELLS, MOST_TEXT, letters, place

LARGEST = 128 * 2**20
"""Bytes of the largest table read: about 2.5 million codings as CSV."""

KEPT = ("row", "file")
"""Columns of ours that say where a row came from, so no file may have them."""

WORKBOOK = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")
PARQUET = b"PAR1"


@dataclass(frozen=True)
class Sheet:
    """One table of a file: `cells` has a String column for each heading, and `row`, the number a spreadsheet shows.

    A column without a heading is called by its place (column C), and so are those whose heading stands twice; where
    each heading is found, its name here or several, is in `named`, and each place in `places`.
    """

    cells: pl.DataFrame
    named: Mapping[str, tuple[str, ...]]
    places: Mapping[str, str]
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    assumed: tuple[str, ...] = ()
    dotted: bool = False
    """Whether texts in the workbook are written as 1.234 is, which its numbers may be too."""

    @property
    def headings(self) -> list[str]:
        """The names of the columns here, without `row`."""
        return [column for column in self.cells.columns if column != "row"]


@dataclass(frozen=True)
class _Raw:
    """Headings, the columns below them by position, and where these stand in the file."""

    headings: Sequence[str | None]
    body: pl.DataFrame
    row: int = 2
    column: int = 1
    cells: Cells | None = field(default=None)


def read_grid(path: Path, *, sheet: str = "", area: str = "", encoding: str = "utf-8", name: str = "") -> pl.DataFrame:
    """The table in a file: one String column for each heading, and `row`, the row number a spreadsheet shows.

    Empty cells are null. `name` is what faults call the file (its file name unless told).
    Raises StudyError when the file cannot be read as a table, or a heading stands twice.
    """
    name = name or path.name
    found = read_sheet(path, sheet=sheet, area=area, encoding=encoding, name=name)
    for heading, columns in found.named.items():
        if heading in KEPT:
            raise StudyError([Fault(name, 1, heading, "", "is a heading kept for where a row came from; rename it")])
        if len(columns) > 1:
            raise StudyError([Fault(name, 1, heading, "", "stands twice in the row of headings")])
    return found.cells


def read_sheet(path: Path, *, sheet: str = "", area: str = "", encoding: str = "utf-8", name: str = "") -> Sheet:
    """One table of a file with all that is to be said of it: a sheet, or the cells of it in `area` (B4:H30).

    Raises StudyError when the file cannot be read as a table.
    """
    name = name or path.name
    head = _head(path, name)
    if head.startswith(WORKBOOK):
        raw = _workbook(load_workbook(path, name, sheet), area, name)
    elif head.startswith(PARQUET):
        raw = _parquet(path, name)
    else:
        table = read_delimited(decoded(path.read_bytes(), encoding, name), area, name)
        raw = _Raw(table.headings, table.body, table.row, table.column)
    return _sheet(raw, name)


def _head(path: Path, name: str) -> bytes:
    if path.is_dir():
        raise _unreadable(name, "is a folder, and a table is a file")
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise _unreadable(name, "is no file that can be read as a table")
        if size > LARGEST:
            limit = f"{LARGEST // 2**20} MB"
            rule = f"has {size / 2**20:,.0f} MB; the largest table read is {limit}. Split it, or save it as Parquet"
            raise _unreadable(name, rule)
        with path.open("rb") as file:
            return file.read(8)
    except FileNotFoundError as error:
        what = "is a link to a file that does not exist" if path.is_symlink() else "does not exist"
        raise _unreadable(name, what) from error
    except OSError as error:
        raise _unreadable(name, f"cannot be read: {error.strerror}") from error


def _workbook(cells: Cells, area: str, name: str) -> _Raw:
    frame, row, column = cells.frame, 1, cells.first_column
    if area:
        (first, left), (last, right) = (place(corner) for corner in area.split(":"))
        kept = [at for at in range(frame.width) if left <= column + at <= right]
        frame = frame.select(pl.nth(kept) if kept else []).slice(first - 1, max(last - first + 1, 0))
        row, column = first, column + (kept[0] if kept else 0)
    filled = frame.select(pl.any_horizontal(pl.all().fill_null("").str.strip_chars() != "")) if frame.width else frame
    at = filled.to_series().arg_true().to_list()[:1] if frame.width else []
    if not at:
        where = f" in {area}" if area else ""
        raise _unreadable(name, f"has nothing on sheet {cells.sheet}{where}")
    return _Raw(frame.row(at[0]), frame.slice(at[0] + 1), row + at[0] + 1, column, cells)


def _parquet(path: Path, name: str) -> _Raw:
    try:
        with pq.ParquetFile(path) as file:
            if file.metadata.num_rows * file.metadata.num_columns > 4 * MOST_CELLS:
                raise _unreadable(name, f"holds more than the {4 * MOST_CELLS:,} cells that are read")
            table = file.read()
        table.validate(full=True)  # what is damaged would end the process in Polars, and is refused by Arrow
        bare = pa.table(table.columns, names=table.column_names)  # without what writers say of it, for the same reason
        read = pl.from_arrow(bare)
        frame = (read if isinstance(read, pl.DataFrame) else read.to_frame()).cast(pl.String)
        text = frame.select(pl.sum_horizontal(pl.all().str.len_bytes().sum())).item() if frame.width else 0
    except (PolarsError, ArrowException, OSError, ValueError) as error:
        raise _unreadable(name, "cannot be read as Parquet; it is damaged, or holds nested columns") from error
    if (text or 0) > MOST_TEXT:
        raise _unreadable(name, f"unpacks to more than {MOST_TEXT // 2**20} MB, the most that is read")
    return _Raw(frame.columns, frame)


def _sheet(raw: _Raw, name: str) -> Sheet:
    headings = [(heading or "").strip() for heading in raw.headings]
    own = [f"column {letters(raw.column + at)}" for at in range(len(headings))]
    twice = {heading for heading, count in Counter(headings).items() if count > 1 or heading in KEPT}
    names = [
        position if not heading else f"{heading} ({position})" if heading in twice else heading
        for heading, position in zip(headings, own, strict=True)
    ]
    body = raw.body.rename(dict(zip(raw.body.columns, [f"\0{at}" for at in range(len(names))], strict=True)))
    body = body.rename(dict(zip(body.columns, names, strict=True))).with_columns(pl.all().replace("", None))
    empty = [column for column, heading in zip(names, headings, strict=True) if not heading and _blank(body[column])]
    body = body.drop(empty)
    cells = body.with_row_index("row", offset=raw.row).cast({"row": pl.Int64})
    cells = cells.filter(~pl.all_horizontal(pl.all().exclude("row").is_null())) if body.width else cells.clear()
    named: dict[str, tuple[str, ...]] = {}
    for heading, column in zip(headings, names, strict=True):
        if heading:
            named[heading] = (*named.get(heading, ()), column)
    found = raw.cells
    if not found:
        return Sheet(cells, named, dict(zip(own, names, strict=True)))
    left_out = _errors(found, raw, names, name)
    places = dict(zip(own, names, strict=True))
    return Sheet(cells, named, places, found.sheet, found.sheets, tuple(left_out), found.assumed, found.scan.dotted)


def _blank(column: pl.Series) -> bool:
    return column.null_count() == len(column)


def _errors(found: Cells, raw: _Raw, names: Sequence[str], name: str) -> list[LeftOut]:
    """The cells of this table whose values are errors, or none at all: they are taken as empty."""
    left_out = []
    for (row, column), what in sorted(found.scan.errors.items()):
        at = column - raw.column
        if 0 <= at < len(names) and raw.row - 1 <= row < raw.row + raw.body.height:
            reason = f"{what}; it is taken as empty"
            left_out.append(LeftOut(f"{name}, row {row}", names[at], reason, "cells"))
    return left_out


def _unreadable(name: str, rule: str) -> StudyError:
    return StudyError([Fault(name, None, "", "", rule)])
