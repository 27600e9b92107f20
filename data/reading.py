"""Reading: the study that a package folder or a release file holds."""

from contextlib import closing
from pathlib import Path
from typing import Any

import dataframely as dy
import duckdb
import polars as pl
from polars.exceptions import PolarsError
from pydantic import ValidationError

from data.release import ReleaseError, describe_release
from data.settings import Settings
from data.study import Study, load_study
from data.tables import ORDERED, TABLES
from queries.database import RETIRED, closed_off, mark_of


def study_of(path: Path) -> Study:
    """The study in the package folder or in the release file at `path`.

    A release holds nothing of those who withdrew, nor the aliases and sources of the package. Its rows come in the
    order of their keys, codes and findings in that of the study. Raises StudyError for a package at fault, ReleaseError
    for a file that is no release, or one that is retired.
    """
    if not path.exists():
        raise ReleaseError(f"{path} does not exist. Name the folder of a study package, or a release file.")
    return load_study(path) if path.is_dir() else _released(path)


def _released(path: Path) -> Study:
    describe_release(path)
    if mark_of(path, RETIRED).exists():
        raise ReleaseError(f"{path} is retired: someone in it has taken back what they had given. Use a newer release.")
    try:
        with closing(duckdb.connect(path, read_only=True, config=closed_off())) as connection:
            tables = {name: _typed(name, connection.table(name).pl()) for name in TABLES}
            transcripts = dict(connection.table("transcripts").order("interview").fetchall())
            settings = _settings(connection)
    except (duckdb.Error, PolarsError, dy.exc.ValidationError, ValidationError, KeyError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise ReleaseError(
            f"{path} cannot be read as a release of this version ({reason}). "
            "Build its study again: commonplace build STUDY"
        ) from error
    return Study(settings, tables, transcripts)


def _typed(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows as `load_study` types them, in the order of their keys; codes and findings in theirs."""
    schema = TABLES[name]
    read = rows.sort("position") if name in ORDERED else rows
    texts = [column for column, kind in schema.columns().items() if isinstance(kind, dy.Enum)]
    typed = schema.validate(read.with_columns(pl.col(texts).cast(pl.String)), cast=True).select(schema.column_names())
    return typed if name in ORDERED else typed.sort(schema.primary_key())


def _settings(connection: duckdb.DuckDBPyConnection) -> Settings:
    [about] = _rows(connection, "study")
    shown = _rows(connection, "domains_shown", by="rowid")
    opposites = _rows(connection, "opposites", by="position")
    views: dict[str, list[str]] = {}
    for row in shown:
        views.setdefault(row["page"], []).append(row["domain"])
    return Settings.model_validate(
        {
            "study": {
                "id": about["study"],
                "stages": {row["stage"]: row["label"] for row in _rows(connection, "stages", by="position")},
                **{name: about[name] or "" for name in ("title", "design", "data_status", "coding_software", "note")},
            },
            "counting": {"present": about["present"]},
            "views": views | {"opposites": [(row["one"], row["other"]) for row in opposites]},
            "release": {
                "leader_counts": about["leader_counts"],
                "window": about["safe_window"],
                "partition": about["partition"] or "",
                "change": [row["theme"] for row in _rows(connection, "change_themes", by="rowid")],
            },
        }
    )


def _rows(connection: duckdb.DuckDBPyConnection, table: str, by: str = "") -> list[dict[str, Any]]:
    relation = connection.table(table)
    rows: pl.DataFrame = (relation.order(by) if by else relation).pl()
    return rows.to_dicts()
