"""Query: one question in one .sql file, with the columns its answer has."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any

import polars as pl

from queries.database import Database


class QueryError(Exception):
    """A query's answer has not the columns it declares."""


@dataclass(frozen=True)
class Query:
    """A question: the stem of its .sql file in this folder, and the columns and types of its answer."""

    name: str
    columns: Mapping[str, Any]

    @cached_property
    def sql(self) -> str:
        """The text of the question, with $parameters."""
        return files("queries").joinpath(f"{self.name}.sql").read_text(encoding="utf-8")

    def ask(self, database: Database, /, **parameters: object) -> pl.DataFrame:
        """The whole answer, for the gate alone; raises QueryError when it has other columns than declared."""
        frame: pl.DataFrame = database.cursor.sql(self.sql, params=parameters).pl()
        found = dict(frame.schema)
        if found != dict(self.columns):
            expected = ", ".join(f"{name} {kind}" for name, kind in self.columns.items())
            actual = ", ".join(f"{name} {kind}" for name, kind in found.items())
            raise QueryError(f"{self.name}.sql answers with other columns.\nExpected: {expected}\nFound:    {actual}")
        return frame
