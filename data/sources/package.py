"""The study package: a folder of CSV tables and plain-text transcripts, and the sources its study.toml names."""

from pathlib import Path

import polars as pl

from data.faults import Fault, StudyError, nearest
from data.settings import FILE, Settings, Source
from data.sources.passages import LeftOut, located
from data.sources.spreadsheet import read_grid
from data.tables import TABLES
from data.validation import PLACE

TRANSCRIPTS = "transcripts"


def read_transcripts(package: Path) -> tuple[dict[str, str], list[Fault]]:
    """The text of each interview by its key, exactly as it stands in the file, and what cannot be read."""
    transcripts, faults = {}, []
    for path in sorted((package / TRANSCRIPTS).glob("*.txt")):
        name = f"{TRANSCRIPTS}/{path.name}"
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
    faults = _strays(package)
    left_out: list[LeftOut] = []
    for name in TABLES:
        path = package / f"{name}.csv"
        if path.exists():
            try:
                cells[name].append(_placed(read_grid(path), path.name))
            except StudyError as error:
                faults += error.faults
    for number, source in enumerate(settings.sources):
        try:
            table = _table(source, number)
            cells[table].append(_placed(mapped(package / source.file, source), source.file))
        except StudyError as error:
            faults += error.faults
    tables = {name: pl.concat(grids, how="diagonal") if grids else _empty(name) for name, grids in cells.items()}
    if "text" in tables["codings"].columns:
        tables["codings"], left_out, wrong = located(tables["codings"], transcripts)
        faults += wrong
    return tables, left_out, faults


def _strays(package: Path) -> list[Fault]:
    """Tables no one would read: a misspelt file name must not lose a table in silence."""
    return [
        Fault(path.name, None, "", "", "is not a table of a study", nearest(path.stem, TABLES))
        for path in sorted(package.glob("*.csv"))
        if path.stem not in TABLES
    ]


def _table(source: Source, number: int) -> str:
    if source.table not in TABLES:
        where = f"source.{number}.table"
        raise StudyError(
            [Fault(FILE, None, where, source.table, "is not a table of a study", nearest(source.table, TABLES))]
        )
    return source.table


def mapped(path: Path, source: Source) -> pl.DataFrame:
    """The cells of the file at `path` under the study's column names; what the mapping does not name stays behind."""
    grid = read_grid(path, sheet=source.sheet, encoding=source.encoding, name=source.file)
    wanted = source.columns or {name: name for name in grid.columns if name in _columns(source.table)}
    missing = [heading for heading in wanted.values() if heading not in grid.columns]
    if missing:
        raise StudyError(
            Fault(source.file, 1, heading, "", "is not a heading here", nearest(heading, grid.columns))
            for heading in missing
        )
    own = grid.select("row", **{name: pl.col(heading) for name, heading in wanted.items()})
    return own.with_columns(**{name: pl.lit(value) for name, value in source.constants.items()})


def _columns(table: str) -> list[str]:
    return [*TABLES[table].column_names(), "text"]


def _placed(grid: pl.DataFrame, file: str) -> pl.DataFrame:
    return grid.with_columns(file=pl.lit(file))


def _empty(table: str) -> pl.DataFrame:
    return pl.DataFrame(schema={**dict.fromkeys(TABLES[table].column_names(), pl.String), **PLACE})
