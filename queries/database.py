"""Database: one release, opened so that nothing can be written and nothing else can be read."""

import tempfile
import threading
from pathlib import Path

import duckdb

UNSOUND_OPTIMIZERS = "join_filter_pushdown"
"""Optimizers of DuckDB 2.0 that give wrong counts, so no connection here runs with them (docs/decisions.md)."""


FOR_LEADERS, RETIRED = ".for-leaders", ".retired"
"""Endings of the marks beside a release: one that leaders may have, and one that nobody may have any more."""


def mark_of(release: Path, ending: str) -> Path:
    """The file that says so of the release at this path, by being there."""
    return release.with_suffix(ending)


def closed_off(memory: str = "1GB", threads: int = 2) -> dict[str, str | bool | int | float | list[str]]:
    """The settings of a connection that can reach nothing but the release it is opened on."""
    return {
        "enable_external_access": False,
        "memory_limit": memory,
        "threads": threads,
        "disabled_optimizers": UNSOUND_OPTIMIZERS,
        "lock_configuration": True,
        "temp_directory": str(Path(tempfile.gettempdir()) / "commonplace-spill"),
    }


class DatabaseError(Exception):
    """A release file that cannot be opened; the message says what to do."""


class Database:
    """A release file, read-only and closed off, with a cursor for each thread that asks.

    Whether it is held back from leaders is what the mark beside it says, unless `held_back` says so.
    """

    def __init__(self, path: Path, *, memory: str = "1GB", threads: int = 2, held_back: bool | None = None) -> None:
        self.path = path
        self._held_back = held_back
        try:
            self._connection = duckdb.connect(path, read_only=True, config=closed_off(memory, threads))
        except duckdb.Error as error:
            raise DatabaseError(
                f"{path} cannot be opened as a release ({str(error).splitlines()[0]}). "
                "Build it again with: commonplace build STUDY"
            ) from error
        self._local = threading.local()
        self._cursors: list[duckdb.DuckDBPyConnection] = []

    @property
    def cursor(self) -> duckdb.DuckDBPyConnection:
        """The cursor of the thread that asks."""
        if not hasattr(self._local, "cursor"):
            self._local.cursor = self._connection.cursor()
            self._cursors.append(self._local.cursor)
        cursor: duckdb.DuckDBPyConnection = self._local.cursor
        return cursor

    @property
    def is_held_back(self) -> bool:
        """Whether the release is for analysts only, as one is that no audit has let go to leaders."""
        return not mark_of(self.path, FOR_LEADERS).exists() if self._held_back is None else self._held_back

    @property
    def is_retired(self) -> bool:
        """Whether nobody may open the release any more, because someone in it took back what they had given."""
        return mark_of(self.path, RETIRED).exists()

    def close(self) -> None:
        """Let go of the file."""
        for connection in (*self._cursors, self._connection):
            connection.close()
