"""Writing a package: rows added to its tables, and all of it put in place or none."""

from pathlib import Path

import polars as pl
import tomli_w

from data.faults import Fault, StudyError
from data.settings import FILE
from data.sources.package import TRANSCRIPTS
from data.sources.parts import Parts
from data.sources.spreadsheet import read_grid
from data.tables import TABLES


def add_parts(parts: Parts, draft: Path, name: str) -> dict[str, int]:
    """Write the parts into the folder `draft` of the package `name`; returns the rows of each table there already."""
    if not (draft / FILE).exists():
        if not parts.title:
            rule = f"is a table of a study, and there is no package to put it into: make {name}/{FILE} first"
            raise StudyError([Fault(parts.tool, None, "", "", rule)])
        _begin(parts, draft, name)
    folder = draft / TRANSCRIPTS
    folder.mkdir(exist_ok=True)
    for interview, text in parts.transcripts.items():
        path = folder / f"{interview}.txt"
        if path.exists() and path.read_bytes() != text.encode():
            rule = "is there already with other words, and its codings are placed by them"
            raise StudyError([Fault(f"{TRANSCRIPTS}/{path.name}", None, "", "", rule)])
        path.write_bytes(text.encode())
    return {table: _merge(table, rows, draft) for table, rows in parts.tables.items()}


def _begin(parts: Parts, draft: Path, name: str) -> None:
    (draft / TRANSCRIPTS).mkdir(parents=True)
    about = {
        "id": _study_id(name),
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
    """Add the rows that are not there yet; a reader who has since finished an interview may say so."""
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
    if table == "assignments":
        finished = new.filter(pl.col("finished") == "true")
        unfinished = pl.col("finished").str.to_lowercase() == "false"
        there = pl.concat([there.filter(~unfinished), there.filter(unfinished).join(finished, on=key, how="anti")])
    clashing = new.join(there, on=key, how="semi", nulls_equal=True)
    if not clashing.is_empty():
        rule = "is in the package already with other values; change it there, or take the row out of the file"
        raise StudyError(
            Fault(path.name, None, ", ".join(key), ", ".join(map(str, values)), rule)
            for values in clashing.select(key).iter_rows()
        )
    pl.concat([there, new], how="diagonal").write_csv(path)
    return same.height


def put_in_place(draft: Path, package: Path, before: Path) -> None:
    """Everything is written and checked: what is left is renaming, undone as a whole if any of it fails."""
    if not package.exists():
        draft.rename(package)
        return
    done: list[tuple[Path, Path | None]] = []
    try:
        for path in sorted(draft.rglob("*"), key=lambda path: (path.suffix != ".txt", path)):
            target = package / path.relative_to(draft)
            if path.is_dir() or (target.exists() and target.read_bytes() == path.read_bytes()):
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            kept = before / path.relative_to(draft) if target.exists() else None
            if kept:
                kept.parent.mkdir(parents=True, exist_ok=True)
                target.rename(kept)
            done.append((target, kept))
            path.rename(target)
    except OSError:
        for target, kept in reversed(done):
            target.unlink(missing_ok=True)
            if kept:
                kept.rename(target)
        raise
