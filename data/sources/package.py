"""The study package: a folder of CSV tables and plain-text transcripts, and the sources its study.toml names."""

import os
from pathlib import Path

import polars as pl

from data.faults import Fault, StudyError, nearest
from data.settings import FILE, Settings, Source
from data.sources.headings import Mapped
from data.sources.keys import slug
from data.sources.knowing import knowing
from data.sources.left_out import LeftOut
from data.sources.mapping import mapped, unmapped
from data.sources.parts import Known
from data.sources.passages import located
from data.sources.placing import Excerpts
from data.sources.spreadsheet import read_grid
from data.tables import TABLES
from data.validation import PLACE

TRANSCRIPTS = "transcripts"
IMPORTS = "imports"
ABSENT = f"stands in a [[source]] of {FILE} and is neither in the package nor imported yet"
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
    """Every table's cells as text with `row` and `file`, from the package's own CSV and from the sources it names.

    Transcripts that a source makes of its excerpts are added to `transcripts`.
    """
    cells: dict[str, list[pl.DataFrame]] = {name: [] for name in TABLES}
    faults = _strays(package, settings)
    named = {str(Path(source.file)) for source in settings.sources if not _is_imported(package, source)}
    for name in TABLES:
        path = package / f"{name}.csv"
        if path.name in named:
            continue  # its [[source]] says how to read it
        if os.path.lexists(path):  # a link that leads nowhere is a fault, not an absent table
            try:
                cells[name].append(_placed(read_grid(path), path.name))
            except StudyError as error:
                faults += error.faults
    left_out, unreadable = _read_sources(package, settings, transcripts, cells)
    faults += unreadable
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


def _read_sources(
    package: Path, settings: Settings, transcripts: dict[str, str], cells: dict[str, list[pl.DataFrame]]
) -> tuple[list[LeftOut], list[Fault]]:
    """Add the tables of every source to `cells`, those that others refer to first, and excerpts to `transcripts`."""
    faults: list[Fault] = []
    given: dict[tuple[str, str, str], list[Mapped]] = {}
    made, known = Excerpts(), Known(transcripts=dict(transcripts))
    for table, frames in cells.items():
        for frame in frames:
            known = knowing(known, {table: frame})
    for number, source in sorted(enumerate(settings.sources), key=lambda numbered: _order(numbered[1].table)):
        if source.table not in TABLES:
            rule, near = "is not a table of a study", nearest(source.table, TABLES)
            faults.append(Fault(FILE, None, f"source.{number}.table", source.table, rule, near))
            continue
        if _is_imported(package, source):
            continue
        if not os.path.lexists(package / source.file):
            rule = f"{ABSENT}; put it there, or: commonplace import FILE --into {package}"
            faults.append(Fault(source.file, None, "", "", rule))
            continue
        try:
            found = mapped(package / source.file, source, known, made)
        except StudyError as error:
            faults += error.faults
            continue
        given.setdefault((source.file, source.sheet, source.range), []).append(found)
        made_besides = {table: rows.with_columns(row=pl.lit(1, pl.Int64)) for table, rows in found.made.items()}
        for table, rows in ((found.table, found.cells), *made_besides.items()):
            cells[table].append(_placed(rows, source.file))
            known = knowing(known, {table: rows})
        transcripts |= found.transcripts
    return [entry for of_one in given.values() for entry in unmapped(of_one)], faults


def _is_imported(package: Path, source: Source) -> bool:
    """Whether the file is not in the package, but what it gave is, by an import that followed the same mapping.

    What lies there under the name of a table is then the study's own table, and not the file.
    """
    is_own = source.file in {f"{name}.csv" for name in TABLES}
    is_there = os.path.lexists(package / source.file) and not is_own
    return not is_there and (package / IMPORTS / slug(Path(source.file).name)).is_dir()


def _order(table: str) -> int:
    return list(TABLES).index(table) if table in TABLES else 0


def _placed(grid: pl.DataFrame, file: str) -> pl.DataFrame:
    return grid.with_columns(file=pl.lit(file))


def _empty(table: str) -> pl.DataFrame:
    return pl.DataFrame(schema={**dict.fromkeys(TABLES[table].column_names(), pl.String), **PLACE})
