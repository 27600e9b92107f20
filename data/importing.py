"""Import: other tools' files become a study package, or extend one, with an account of every row."""

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl
import tomli_w

from data.faults import Fault, StudyError, nearest
from data.settings import FILE, Settings, read_settings
from data.sources.package import TRANSCRIPTS, mapped, read_transcripts
from data.sources.parts import Parts
from data.sources.passages import located
from data.sources.spreadsheet import read_grid
from data.sources.taguette import is_taguette, read_taguette
from data.study import load_study
from data.tables import TABLES

Report = dict[str, Any]


class ImportFailedError(Exception):
    """The package could not be written; what was there before is untouched."""


def import_files(paths: Sequence[Path], package: Path) -> Report:
    """Read the files, put what they hold into the package and return the import report.

    The package is made when it does not exist. A row that is there already stays; one with the same key and other
    values is a fault. Raises StudyError for faults in the input, ImportFailedError when the package cannot be written;
    in both cases the package is as it was.
    """
    settings = read_settings(package) if package.exists() else None
    parts = [read_parts(path, settings, package) for path in paths]
    try:
        package.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{package.name}.importing-", dir=package.parent))
    except OSError as error:
        raise _failure(package, error) from error
    try:
        draft = staging / package.name
        if settings:
            shutil.copytree(package, draft)
        already = [_add(part, draft, settings) for part in parts]
        load_study(draft)
        _put_in_place(draft, package)
    except OSError as error:
        raise _failure(package, error) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return _report(paths, parts, already)


def read_parts(path: Path, settings: Settings | None, package: Path) -> Parts:
    """What one file gives to a study, recognised by what is in it; raises StudyError when nothing fits."""
    if path.is_file() and is_taguette(path):
        return read_taguette(path)
    for source in settings.sources if settings else ():
        if Path(source.file).name == path.name:
            return _table_parts(path, source.table, mapped(path, source), package)
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


def _add(parts: Parts, draft: Path, settings: Settings | None) -> dict[str, int]:
    """Write the parts into the draft package and return how many rows of each table were there already."""
    if settings is None and not (draft / FILE).exists():
        if not parts.title:
            rule = f"is a table of a study, and there is no package to put it into: make {draft.name}/{FILE} first"
            raise StudyError([Fault(parts.tool, None, "", "", rule)])
        _begin(parts, draft)
    folder = draft / TRANSCRIPTS
    folder.mkdir(exist_ok=True)
    for name, text in parts.transcripts.items():
        path = folder / f"{name}.txt"
        if path.exists() and path.read_bytes() != text.encode():
            rule = "is there already with other words, and its codings are placed by them"
            raise StudyError([Fault(f"{TRANSCRIPTS}/{path.name}", None, "", "", rule)])
        path.write_bytes(text.encode())
    return {table: _merge(table, rows, draft) for table, rows in parts.tables.items()}


def _begin(parts: Parts, draft: Path) -> None:
    (draft / TRANSCRIPTS).mkdir(parents=True)
    about = {
        "id": _study_id(draft.name),
        "title": parts.title,
        "design": "single_case",
        "data_status": "identifiable",
        "stages": parts.stages,
        "coding_software": parts.tool,
        "note": parts.note,
    }
    (draft / FILE).write_text(tomli_w.dumps({"study": about}), encoding="utf-8")


def _study_id(name: str) -> str:
    safe = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in name.casefold())
    return safe.strip("-")[:40] or "study"


def _merge(table: str, rows: pl.DataFrame, draft: Path) -> int:
    path = draft / f"{table}.csv"
    if not path.exists():
        rows.write_csv(path)
        return 0
    there = read_grid(path).drop("row")
    there = there.with_columns(
        pl.lit(None, pl.String).alias(name) for name in rows.columns if name not in there.columns
    )
    key = list(TABLES[table].primary_key())
    same = rows.join(there, on=rows.columns, how="semi", nulls_equal=True)
    new = rows.join(there, on=rows.columns, how="anti", nulls_equal=True)
    clashing = new.join(there, on=key, how="semi", nulls_equal=True)
    if not clashing.is_empty():
        rule = "is in the package already with other values; change it there, or take the row out of the file"
        raise StudyError(
            Fault(path.name, None, ", ".join(key), ", ".join(map(str, values)), rule)
            for values in clashing.select(key).iter_rows()
        )
    pl.concat([there, new.select(there.columns)]).write_csv(path)
    return same.height


def _put_in_place(draft: Path, package: Path) -> None:
    """Everything is written and checked: what is left is renaming, file by file where the package exists."""
    if not package.exists():
        draft.rename(package)
        return
    for path in sorted(draft.rglob("*")):
        target = package / path.relative_to(draft)
        if path.is_dir():
            target.mkdir(exist_ok=True)
        elif not target.exists() or target.read_bytes() != path.read_bytes():
            path.replace(target)


def _failure(package: Path, error: OSError) -> ImportFailedError:
    reason = error.strerror or str(error)
    return ImportFailedError(f"{package} could not be written: {reason}. What was there is untouched.")


def _report(paths: Sequence[Path], parts: Sequence[Parts], already: Sequence[dict[str, int]]) -> Report:
    """The account of the whole import, and of each file in `files`."""
    files: list[Report] = [
        {
            "file": path.name,
            "tool": part.tool,
            "in_file": part.in_file,
            "taken": part.taken,
            "already_there": {table: count for table, count in there.items() if count},
            "left_out": [asdict(entry) for entry in part.left_out],
            "assumed": part.assumed,
            "offsets": part.offsets,
            "text_matches": part.text_matches,
        }
        for path, part, there in zip(paths, parts, already, strict=True)
    ]
    if len(files) == 1:
        return files[0]
    matches = [part.text_matches for part in parts if part.text_matches is not None]
    return {
        "tool": "; ".join(dict.fromkeys(part.tool for part in parts)),
        "in_file": _sums(part.in_file for part in parts),
        "taken": _sums(part.taken for part in parts),
        "left_out": [entry for file in files for entry in file["left_out"]],
        "offsets": next((part.offsets for part in parts if part.offsets), None),
        "text_matches": sum(matches) if matches else None,
        "files": files,
    }


def _sums(counts: Any) -> dict[str, int]:
    total: dict[str, int] = {}
    for count in counts:
        for name, number in count.items():
            total[name] = total.get(name, 0) + number
    return total
