"""The study package: a folder of CSV tables and plain-text transcripts, and the sources its study.toml names."""

import os
from pathlib import Path

import polars as pl

from data.faults import Fault, StudyError, nearest
from data.settings import FILE, Settings, Source
from data.sources.left_out import LeftOut
from data.sources.passages import located
from data.sources.spreadsheet import read_grid
from data.tables import TABLES
from data.validation import PLACE

TRANSCRIPTS = "transcripts"
TABLE_SUFFIXES = (".csv", ".tsv", ".xlsx", ".xls", ".ods", ".parquet")


def read_transcripts(package: Path) -> tuple[dict[str, str], list[Fault]]:
    """The text of each interview by its key, exactly as it stands in the file, and what cannot be read."""
    transcripts: dict[str, str] = {}
    faults: list[Fault] = []
    folder = package / TRANSCRIPTS
    try:
        paths = sorted(Path(entry) for entry in os.scandir(folder)) if os.path.lexists(folder) else []
    except OSError as error:
        return transcripts, [Fault(TRANSCRIPTS, None, "", "", f"cannot be read as a folder: {error.strerror}")]
    for path in paths:
        name = f"{TRANSCRIPTS}/{path.name}"
        if path.suffix != ".txt":
            continue
        try:
            transcripts[path.stem] = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            faults.append(Fault(name, None, "", "", f"is not UTF-8 text (byte {error.start}). Save it as UTF-8"))
        except OSError as error:
            faults.append(Fault(name, None, "", "", f"cannot be read: {error.strerror}"))
    return transcripts, faults


def read_tables(
    package: Path, settings: Settings, transcripts: dict[str, str]
) -> tuple[dict[str, pl.DataFrame], list[LeftOut], list[Fault]]:
    """Every table's cells as text with `row` and `file`, from the package's own CSV and from the sources it names."""
    cells: dict[str, list[pl.DataFrame]] = {name: [] for name in TABLES}
    faults = _strays(package, settings)
    left_out: list[LeftOut] = []
    named = {str(Path(source.file)) for source in settings.sources}
    for name in TABLES:
        path = package / f"{name}.csv"
        if path.name in named:
            continue  # its [[source]] says how to read it
        if os.path.lexists(path):  # a link that leads nowhere is a fault, not an absent table
            try:
                cells[name].append(_placed(read_grid(path), path.name))
            except StudyError as error:
                faults += error.faults
    for number, source in enumerate(settings.sources):
        try:
            table = _table(source, number)
            grid, behind = mapped(package / source.file, source)
            cells[table].append(_placed(grid, source.file))
            left_out += behind
        except StudyError as error:
            faults += error.faults
    tables = {name: pl.concat(grids, how="diagonal") if grids else _empty(name) for name, grids in cells.items()}
    if "text" in tables["codings"].columns:
        tables["codings"], unplaced, wrong = located(tables["codings"], transcripts)
        left_out += unplaced
        faults += wrong
    return tables, left_out, faults


def _strays(package: Path, settings: Settings) -> list[Fault]:
    """Tables that no one would read: a misspelt or unmapped file must not lose a table in silence."""
    read = {f"{name}.csv" for name in TABLES} | {str(Path(source.file)) for source in settings.sources}
    faults = []
    for path in sorted(package.iterdir()):
        if path.suffix.lower() in TABLE_SUFFIXES and path.name not in read:
            rule = f"is not read: tables are CSV files of their own name, or stand in a [[source]] of {FILE}"
            faults.append(Fault(path.name, None, "", "", rule, nearest(path.stem, TABLES)))
    return faults


def _table(source: Source, number: int) -> str:
    if source.table not in TABLES:
        where = f"source.{number}.table"
        raise StudyError(
            [Fault(FILE, None, where, source.table, "is not a table of a study", nearest(source.table, TABLES))]
        )
    return source.table


def mapped(path: Path, source: Source) -> tuple[pl.DataFrame, list[LeftOut]]:
    """The cells of the file at `path` under the study's column names, and the headings the mapping leaves behind.

    Without a mapping every heading must be one of the study's own.
    """
    grid = read_grid(path, sheet=source.sheet, encoding=source.encoding, name=source.file)
    headings = [heading for heading in grid.columns if heading != "row"]
    ours = _columns(source.table)
    wanted = source.columns or {heading: heading for heading in headings}
    hint = "" if source.columns else "; say which is which with columns = { ours = theirs }"
    faults = [
        Fault(FILE, None, f"source.{part}", name, f"is not a column of {source.table}{hint}", nearest(name, ours))
        for part, names in (("columns", wanted), ("constants", source.constants))
        for name in names
        if name not in ours
    ]
    faults += [
        Fault(
            source.file,
            1,
            heading,
            "",
            f"is not a heading here, and {FILE} looks for {name} under it; there are {', '.join(headings)}",
            nearest(heading, headings),
        )
        for name, heading in wanted.items()
        if heading not in headings
    ]
    if faults:
        raise StudyError(faults)
    behind = [
        LeftOut(source.file, heading, f"{FILE} maps this column to nothing", "columns")
        for heading in headings
        if heading not in wanted.values()
    ]
    own = grid.select("row", **{name: pl.col(heading) for name, heading in wanted.items()})
    return own.with_columns(**{name: pl.lit(value) for name, value in source.constants.items()}), behind


def _columns(table: str) -> list[str]:
    return [*TABLES[table].column_names(), "text"]


def _placed(grid: pl.DataFrame, file: str) -> pl.DataFrame:
    return grid.with_columns(file=pl.lit(file))


def _empty(table: str) -> pl.DataFrame:
    return pl.DataFrame(schema={**dict.fromkeys(TABLES[table].column_names(), pl.String), **PLACE})
