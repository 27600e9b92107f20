"""A study as a package: study.toml, a table a file and the transcripts, to be read by Commonplace or by anything."""

import io
from pathlib import Path
from typing import Literal

import polars as pl
import tomli_w

from data.export.cells import cells
from data.export.drafts import ExportError, folder_in_place, write_private
from data.settings import FILE, Settings
from data.sources.package import TRANSCRIPTS
from data.study import Study

Kind = Literal["csv", "parquet"]


def export_tables(study: Study, to: Path, kind: Kind) -> None:
    """Write the study, without those who withdrew, as a package in the new folder `to`.

    Tables are CSV, or typed Parquet that study.toml names; a table without rows has no file. Raises ExportError when
    `to` is there and is not empty, or cannot be written.
    """
    study = study.without_withdrawn()
    filled = {name: rows for name, rows in study.tables.items() if not rows.is_empty()}
    with folder_in_place(to) as draft:
        sources = [{"file": f"{name}.parquet", "table": name} for name in filled] if kind == "parquet" else []
        write_private(draft / FILE, toml_of(study.settings, sources))
        for name, rows in filled.items():
            write_private(draft / f"{name}.{kind}", csv_of(name, rows) if kind == "csv" else _parquet(rows))
        (draft / TRANSCRIPTS).mkdir(mode=0o700)
        for interview, text in study.transcripts.items():
            write_private(draft / TRANSCRIPTS / f"{interview}.txt", text.encode())


def toml_of(settings: Settings, sources: list[dict[str, str]]) -> bytes:
    """study.toml with these settings, and with `sources` for the ones that belonged to other files."""
    held = settings.model_dump(mode="json", exclude={"sources"} if settings.aliases else {"sources", "aliases"})
    return tomli_w.dumps(held | ({"source": sources} if sources else {})).encode()


def csv_of(name: str, rows: pl.DataFrame) -> bytes:
    """The rows of the table `name` as CSV that reads back exactly."""
    text = cells(rows).write_csv()
    if "\0" in text:
        raise ExportError(f"A cell of {name} holds a NUL character, which no CSV file can. Export as Parquet instead.")
    return text.encode()


def _parquet(rows: pl.DataFrame) -> bytes:
    named = [name for name, kind in rows.schema.items() if isinstance(kind, pl.Enum)]
    file = io.BytesIO()
    rows.with_columns(pl.col(named).cast(pl.String)).write_parquet(file)
    return file.getvalue()
