"""The tables of another tool's SQLite database, with whichever columns its version has, and what their values mean."""

import re
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from data.sources.incoming import LARGEST, Incoming
from data.sources.parts import Memo, Parts

Row = dict[str, Any]
"""A row by the names of its columns in lower case; a column that a version of the tool lacks is not in it."""

_WHOLE = re.compile(r"\s*(-?[0-9]{1,15})(?:\.0*)?\s*")
_ISO = re.compile(r"\s*([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2}:[0-9]{2}:[0-9]{2})")
_SPOKEN = re.compile(r"\s*[A-Z][a-z]{2} ([A-Z][a-z]{2}) +([0-9]{1,2}) ([0-9]{2}:[0-9]{2}:[0-9]{2}) ([0-9]{4})\s*")
_ENDING = re.compile(r"\.(?:txt|docx?|odt|rtf|pdf|html?|md|epub|srt|vtt|transcribed)$", re.IGNORECASE)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Tables:
    """The tables of a database for which `statements` has the question to ask; one that is not there has no rows.

    Text that is not UTF-8 is read as `fallback`, and counted in `misread`; without a fallback it raises StudyError. So
    does a table that no tool writes: one that is computed, and may be without end.
    """

    def __init__(
        self, file: Incoming, database: sqlite3.Connection, statements: Mapping[str, str], fallback: str = ""
    ) -> None:
        self._file, self._database, self._fallback = file, database, fallback
        self._rows: dict[str, list[Row]] = {}
        self._read = 0
        self.misread = 0
        there = database.execute("select name, rootpage from sqlite_master where type = 'table'").fetchall()
        self._statements = {}
        for name, root in there:
            folded = str(name).casefold()
            if folded in statements:
                hidden = "select count(*) from pragma_table_xinfo(?) where hidden > 0"
                if not root or database.execute(hidden, (name,)).fetchone()[0]:
                    raise file.fault("is computed and not written down; no tool does that", place=f"table {name}")
                self._statements[folded] = statements[folded]
        database.text_factory = bytes

    def rows(self, table: str) -> list[Row]:
        """All rows of a table."""
        if table not in self._rows:
            self._rows[table] = self._asked(table) if table in self._statements else []
        return self._rows[table]

    def _asked(self, table: str) -> list[Row]:
        found = self._database.execute(self._statements[table])
        columns = [str(column[0]).casefold() for column in found.description]
        rows = []
        for values in found:
            self._read += sum(len(value) for value in values if isinstance(value, bytes))
            if self._read > LARGEST:
                raise self._file.fault(f"holds more than {LARGEST // 2**20} MB of text, the most that is read")
            rows.append(
                {column: self._decoded(value, table, column) for column, value in zip(columns, values, strict=True)}
            )
        return rows

    def _decoded(self, value: object, table: str, column: str) -> object:
        if not isinstance(value, bytes):
            return value
        try:
            return value.decode()
        except UnicodeDecodeError as error:
            if not self._fallback:
                place = f"column {column} of table {table}"
                raise self._file.fault(f"is not UTF-8 text (byte {error.start})", place=place) from error
            self.misread += 1
            try:
                return value.decode(self._fallback)
            except UnicodeDecodeError:
                return value.decode("latin-1")


def whole(value: object) -> int | None:
    """A whole number, also where it stands as text or as 12.0; None for anything else."""
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else None
    if isinstance(value, int):
        return value if abs(value) < 1e15 else None
    match = _WHOLE.fullmatch(value) if isinstance(value, str) else None
    return int(match[1]) if match else None


def number(row: Row, column: str) -> int:
    """The whole number from 0 in a column; -1 where there is none."""
    found = whole(row.get(column))
    return -1 if found is None or found < 0 else found


def text(value: object) -> str:
    """A value as text: "" for none, and a mark of the same length for NUL, which many programs take for the end."""
    return "" if value is None else str(value).replace("\0", "\ufffd")


def line(value: object) -> str:
    """A value as a name: text on one line."""
    return " ".join(text(value).split())


def moment(value: object) -> str:
    """A date and time as ISO 8601 from that, or from the form `Tue Mar 25 09:41:44 2014`; "" where it is neither."""
    written = text(value)
    iso, spoken = _ISO.match(written), _SPOKEN.fullmatch(written)
    if iso:
        said = f"{iso[1]}T{iso[2]}"
    elif spoken and spoken[1] in _MONTHS:
        said = f"{spoken[4]}-{_MONTHS.index(spoken[1]) + 1:02}-{int(spoken[2]):02}T{spoken[3]}"
    else:
        return ""
    try:
        return datetime.fromisoformat(said).isoformat()
    except ValueError:
        return ""


def by_id(rows: Iterable[Row], column: str, kind: str, parts: Parts) -> dict[int, Row]:
    """The rows by their ids; one that has none, or one that another has, is left out."""
    found: dict[int, Row] = {}
    for row in rows:
        own = number(row, column)
        if own < 0 or own in found:
            parts.in_file[kind] = parts.in_file.get(kind, 0) + 1
            name = line(row.get("name"))
            parts.leave_out(f"{kind}, {name or 'without a name'}", kind, "it has no id that is its own", what=name)
        else:
            found[own] = row
    return found


def name_of(row: Row, kind: str, own: int) -> str:
    """The name in a row, or what it is and its id where it has none."""
    return line(row.get("name")) or f"{kind} {own}"


def without_ending(name: str) -> str:
    """The name of a file without what says of which kind it is."""
    return _ENDING.sub("", name) or name


def take_memo(parts: Parts, kind: str, about: str, row: Row, column: str = "memo") -> None:
    """Give the parts what somebody wrote into a column, with who and when, unless it is blank."""
    written = text(row.get(column))
    if written.strip():
        parts.memos.append(Memo(kind, about, line(row.get("owner")), moment(row.get("date")), written))
        parts.in_file["memos"] = parts.in_file.get("memos", 0) + 1


def leave_out_all(parts: Parts, table: str, kind: str, reason: str, count: int) -> None:
    """Count and leave out all of a kind that a study has no place for."""
    if count:
        parts.in_file[kind] = parts.in_file.get(kind, 0) + count
        parts.leave_out(f"table {table}", kind, reason, count=count)
