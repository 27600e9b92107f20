"""Database: one release, opened so that nothing can be written and nothing else can be read."""

import tempfile
import threading
from pathlib import Path

import duckdb

UNSOUND_OPTIMIZERS = "join_filter_pushdown"
"""Optimizers of DuckDB 2.0 that give wrong counts, so no connection here runs with them (docs/decisions.md)."""


class DatabaseError(Exception):
    """A release file that cannot be opened; the message says what to do."""


class Database:
    """A release file, read-only and closed off, with a cursor for each thread that asks."""

    def __init__(self, path: Path, *, memory: str = "1GB", threads: int = 2) -> None:
        self.path = path
        settings: dict[str, str | bool | int | float | list[str]] = {
            "enable_external_access": False,
            "memory_limit": memory,
            "threads": threads,
            "disabled_optimizers": UNSOUND_OPTIMIZERS,
            "lock_configuration": True,
            "temp_directory": str(Path(tempfile.gettempdir()) / "commonplace-spill"),
        }
        try:
            self._connection = duckdb.connect(path, read_only=True, config=settings)
        except duckdb.Error as error:
            raise DatabaseError(
                f"{path} cannot be opened as a release ({str(error).splitlines()[0]}). "
                "Build it again with: commonplace build STUDY"
            ) from error
        self._local = threading.local()

    @property
    def cursor(self) -> duckdb.DuckDBPyConnection:
        """The cursor of the thread that asks."""
        if not hasattr(self._local, "cursor"):
            self._local.cursor = self._connection.cursor()
        cursor: duckdb.DuckDBPyConnection = self._local.cursor
        return cursor

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
