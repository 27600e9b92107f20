"""Import: other tools' files become a study package, or extend one, with an account of every row."""

import shutil
import tempfile
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import polars as pl
from filelock import FileLock

from data.faults import Fault, StudyError, nearest
from data.import_report import Report, report_of
from data.package_writing import add_parts, put_in_place
from data.settings import FILE, Settings, read_settings
from data.sources.package import mapped, read_transcripts
from data.sources.parts import Parts
from data.sources.passages import located
from data.sources.spreadsheet import read_grid
from data.sources.taguette import is_taguette, read_taguette
from data.study import load_study
from data.tables import TABLES

STAGING = ".commonplace-importing-"


class ImportFailedError(Exception):
    """The package could not be written; what was there before is untouched."""


def import_files(paths: Sequence[Path], package: Path) -> Report:
    """Read the files, put what they hold into the package and return the import report.

    The package is made when it does not exist. A row that is there already stays; one with the same key and other
    values is a fault. Raises StudyError for faults in the input, ImportFailedError when the package cannot be written;
    in both cases the package is as it was.
    """
    package = package.resolve()
    lock = FileLock(Path(tempfile.gettempdir()) / f"commonplace-{sha256(str(package).encode()).hexdigest()[:16]}.lock")
    with lock:  # two imports at once would each write over what the other has added
        settings = read_settings(package) if package.exists() else None
        parts = [read_parts(path, settings, package) for path in paths]
        try:
            staging = _staging(package)
            try:
                draft = staging / "draft"
                if settings:
                    shutil.copytree(package, draft, ignore=shutil.ignore_patterns(f"{STAGING}*", ".git"))
                already = [add_parts(part, draft, package.name) for part in parts]
                load_study(draft)
                put_in_place(draft, package, staging / "before")
            finally:
                shutil.rmtree(staging, ignore_errors=True)
        except OSError as error:
            reason = error.strerror or str(error)
            raise ImportFailedError(f"{package} could not be written: {reason}. It is as it was.") from error
    return report_of(paths, parts, already)


def _staging(package: Path) -> Path:
    """A folder to work in, on the package's own disk; what an import that was killed left there is taken away."""
    place = package if package.is_dir() else package.parent
    place.mkdir(parents=True, exist_ok=True)
    for leftover in place.glob(f"{STAGING}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=STAGING, dir=place))


def read_parts(path: Path, settings: Settings | None, package: Path) -> Parts:
    """What one file gives to a study, recognised by what is in it; raises StudyError when nothing fits."""
    if path.is_file() and is_taguette(path):
        return read_taguette(path)
    for source in settings.sources if settings else ():
        if Path(source.file).name == path.name:
            grid, behind = mapped(path, source)
            parts = _table_parts(path, source.table, grid, package)
            parts.left_out += behind
            return parts
    grid = read_grid(path)
    return _table_parts(path, _recognised(path, grid), grid, package)


def _table_parts(path: Path, table: str, grid: pl.DataFrame, package: Path) -> Parts:
    parts = Parts(tool=f"table ({path.suffix.lstrip('.').upper() or 'no ending'})", in_file={table: grid.height})
    if "text" in grid.columns and table == "codings":
        transcripts, _ = read_transcripts(package)
        grid, parts.left_out, faults = located(grid.with_columns(file=pl.lit(path.name)), transcripts)
        if faults:
            raise StudyError(faults)
        parts.text_matches = grid.height
    unknown = [heading for heading in grid.columns if heading not in (*TABLES[table].column_names(), "row", "file")]
    if unknown:
        raise StudyError(
            Fault(path.name, 1, name, "", f"is not a column of {table}", nearest(name, TABLES[table].column_names()))
            for name in unknown
        )
    parts.table(table, **{name: grid[name].to_list() for name in grid.columns if name not in ("row", "file")})
    return parts


def _recognised(path: Path, grid: pl.DataFrame) -> str:
    """The table whose columns these headings are."""
    headings = set(grid.columns) - {"row"}
    columns = {name: set(schema.column_names()) for name, schema in TABLES.items()}
    needed = {
        name: {column for column, kind in schema.columns().items() if not kind.nullable}
        for name, schema in TABLES.items()
    }
    if "text" in headings:
        columns["codings"].add("text")
        needed["codings"] -= {"start", "end"}
    fitting = [name for name in TABLES if needed[name] <= headings <= columns[name]]
    if path.stem in fitting:
        return path.stem
    if len(fitting) == 1:
        return fitting[0]
    likest = max(TABLES, key=lambda name: len(headings & columns[name]))
    lacking = ", ".join(sorted(needed[likest] - headings)) or "none"
    rule = (
        f"has the headings of no table of a study; {likest} comes nearest (missing: {lacking}). "
        f"Say what they mean with a [[source]] in {FILE}"
    )
    raise StudyError([Fault(path.name, 1, "", "", rule)])
