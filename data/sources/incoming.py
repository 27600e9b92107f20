"""Incoming: a file as it was handed in, recognised by what is in it, and opened so that it can do no harm."""

import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path

from lxml import etree

from data.faults import Fault, StudyError
from data.sources.archive import Archive

LARGEST = 512 * 2**20
"""Bytes of the largest file read. What is in it has limits of its own."""

SECONDS = 60
"""How long a database of another tool may take over one question; some are made never to answer."""

SQLITE = b"SQLite format 3\0"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
OLE = b"\xd0\xcf\x11\xe0"
PARQUET = b"PAR1"


class Incoming:
    """One file, or one folder that another tool takes for a file. Raises StudyError where it cannot be read at all."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.name or str(path)
        try:
            if path.is_dir():
                self.size, self.head = 0, b""
                return
            if not path.is_file():
                there = "is no file that can be read" if path.exists() else "does not exist"
                raise self.fault("is a link to a file that does not exist" if path.is_symlink() else there)
            self.size = path.stat().st_size
            if self.size > LARGEST:
                raise self.fault(f"has {self.size / 2**20:,.0f} MB; the largest file read is {LARGEST // 2**20} MB")
            with path.open("rb") as file:
                self.head = file.read(4096)
        except OSError as error:
            raise self.fault(f"cannot be read: {error.strerror}") from error
        if not self.size:
            raise self.fault("is empty")

    def fault(self, rule: str, *, place: str = "", value: str = "", row: int | None = None) -> StudyError:
        """The error that something is wrong with this file, to be raised."""
        return StudyError([Fault(self.name, row, place, value, rule)])

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder."""
        return self.path.is_dir()

    @property
    def is_zip(self) -> bool:
        """Whether it is a zip archive, as QDPX, XLSX, ODS and DOCX files are."""
        return self.head.startswith(ZIP)

    @property
    def is_binary(self) -> bool:
        """Whether it is anything but text."""
        return self.is_folder or self.is_zip or self.head.startswith((SQLITE, OLE, PARQUET, b"%PDF"))

    @cached_property
    def members(self) -> tuple[str, ...]:
        """The names in a zip archive; nothing for any other file."""
        if not self.is_zip:
            return ()
        with self.archive() as archive:
            return archive.names

    @cached_property
    def sqlite_tables(self) -> frozenset[str]:
        """The names of the tables of an SQLite database; nothing for any other file."""
        if self.is_folder or not self.head.startswith(SQLITE):
            return frozenset()
        with self.database() as database:
            names = database.execute("select name from sqlite_master where type = 'table'").fetchall()
        return frozenset(str(name) for (name,) in names)

    @cached_property
    def root(self) -> tuple[str, str]:
        """Namespace and name of the outermost element of an XML file; two empty texts for any other file."""
        start = self.head.removeprefix(b"\xef\xbb\xbf").lstrip()
        if not start.startswith((b"<", b"\xff\xfe<", b"\xfe\xff\0<")) or self.is_binary:
            return "", ""
        try:
            with self.path.open("rb") as file:
                for _, element in etree.iterparse(file, events=("start",), **SAFE_XML):
                    name = etree.QName(element)
                    return name.namespace or "", name.localname
        except (etree.XMLSyntaxError, OSError):
            pass
        return "", ""

    def content(self, largest: int) -> bytes:
        """All of the file, up to `largest` bytes."""
        if self.is_folder:
            raise self.fault("is a folder")
        if self.size > largest:
            raise self.fault(f"has {self.size / 2**20:,.0f} MB; the most that is read is {largest // 2**20} MB")
        try:
            return self.path.read_bytes()
        except OSError as error:
            raise self.fault(f"cannot be read: {error.strerror}") from error

    @contextmanager
    def archive(self) -> Iterator[Archive]:
        """The zip archive, its members read in memory and never laid out on disk."""
        with Archive.opened(self.path, self.name) as archive:
            yield archive

    @contextmanager
    def database(self) -> Iterator[sqlite3.Connection]:
        """A copy of the SQLite database, its logs with it: reading must leave nothing beside the user's file.

        Raises StudyError when it is damaged, open for writing elsewhere, or holds what the reader cannot make out.
        """
        with tempfile.TemporaryDirectory(prefix="commonplace-") as folder:
            try:
                self._refuse_locked()
                copy = Path(shutil.copyfile(self.path, Path(folder) / "copy.sqlite3"))
                for ending in ("-wal", "-journal"):
                    log = self.path.with_name(f"{self.path.name}{ending}")
                    if log.exists():
                        shutil.copyfile(log, f"{copy}{ending}")
                with closing(sqlite3.connect(copy)) as database:
                    _restrain(database)
                    yield database
            except sqlite3.Error as error:
                raise self.fault(f"cannot be read as a database: {error}") from error
            except OSError as error:
                raise self.fault(f"cannot be read: {error.strerror}") from error
            except (TypeError, ValueError, AttributeError, OverflowError) as error:
                raise self.fault(f"holds a value of a kind that its tool does not write ({error})") from error

    def _refuse_locked(self) -> None:
        """A database that another program is writing to may be copied half old and half new."""
        if self.path.with_name(f"{self.path.name}-wal").exists():
            return  # a log is read as far as it is whole, and to look would leave a file beside it
        with closing(sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True, timeout=0)) as database:
            try:
                database.execute("select count(*) from sqlite_master").fetchone()
            except sqlite3.OperationalError as error:
                if "locked" in str(error) or "busy" in str(error):
                    raise self.fault("is open in another program, which is writing to it. Close it there") from error


SAFE_XML: dict[str, bool] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
"""How XML is parsed: no entity is resolved and nothing is fetched."""


def _restrain(database: sqlite3.Connection) -> None:
    database.row_factory = sqlite3.Row
    database.execute("pragma trusted_schema = off")
    database.execute("pragma query_only = on")
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 256 * 2**20)
    until = time.monotonic() + SECONDS
    database.set_progress_handler(lambda: time.monotonic() > until, 100_000)
