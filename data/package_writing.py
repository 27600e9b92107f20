"""Writing a package: rows merged into its tables, and all of it put in place or none."""

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
import tomli_w

from data.earlier import Earlier, digest
from data.faults import Fault, StudyError
from data.merging import Merged, merged
from data.settings import FILE
from data.sources.completion import STAGES
from data.sources.package import IMPORTS, TRANSCRIPTS
from data.sources.parts import Parts
from data.sources.spreadsheet import read_grid
from data.tables import TABLES
from data.tables.columns import IDENTIFIER

PSEUDONYMISED = "pseudonymised"

STAGING = ".commonplace-importing-"

REPOSITORY = ".git"
"""What is never copied into a draft, so that its absence there means nothing."""


@dataclass
class Added:
    """What became of a file's parts in the package, by table, and the transcripts whose words are other ones now."""

    already: dict[str, int] = field(default_factory=dict)
    gone: dict[str, int] = field(default_factory=dict)
    kept_out: dict[str, list[str]] = field(default_factory=dict)
    reworded: dict[str, str] = field(default_factory=dict)


def is_new(package: Path) -> bool:
    """Whether a package is to be begun here: nothing is there, or an empty folder."""
    return not package.exists() or (package.is_dir() and not any(package.iterdir()))


def staging_for(package: Path) -> Path:
    """A folder to work in, on the package's own disk; what an import that was killed left there is taken away."""
    inside = not is_new(package)
    own = STAGING if inside else f"{STAGING}{digest(package.name.encode())[:8]}-"  # others work beside it
    place = package if inside else package.parent
    place.mkdir(parents=True, exist_ok=True)
    for leftover in place.glob(f"{own}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=own, dir=place))


def begin(draft: Path, name: str, parts: Parts, stages: Mapping[str, str], data_status: str) -> None:
    """Begin a package in the folder `draft`, its owner's alone, with a study.toml that says what the parts know."""
    draft.mkdir(mode=0o700)
    (draft / TRANSCRIPTS).mkdir()
    about = {
        "id": _study_id(name),
        "title": parts.title or name,
        "design": "single_case",
        "data_status": data_status,
        "stages": dict(stages) or STAGES,
        "coding_software": parts.tool if parts.title else "",
        "note": parts.note,
    }
    said = {section: values for section, values in parts.settings.items() if values}
    if said and data_status == PSEUDONYMISED:
        said["study"] = said["study"] | {"data_status": data_status}
    (draft / FILE).write_text(tomli_w.dumps(said or {"study": about}), encoding="utf-8")


def _study_id(name: str) -> str:
    safe = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in name.casefold())
    return safe.strip("-")[:40].strip("-") or "study"


def add_parts(parts: Parts, draft: Path, before: Earlier, others: list[Earlier]) -> Added:
    """Merge the parts into the package in the folder `draft`, where the same file gave `before` and others `others`.

    Raises StudyError where the package says otherwise, or where the new words of a transcript leave a passage that was
    placed by the old ones without its own.
    """
    added = Added()
    _add_transcripts(parts, draft, before, added)
    faults: list[Fault] = []
    for table in TABLES:
        if table not in parts.tables and table not in before.tables:
            continue
        faults += _drop_repeated(table, parts)
        elsewhere = pl.concat([before.rows(table).clear(), *(other.rows(table) for other in others)], how="diagonal")
        result = _merge(table, parts, draft, before, elsewhere)
        added.already[table], added.gone[table] = result.already, result.gone
        if result.kept_out:
            added.kept_out[table] = result.kept_out
        rule = "is in the package already with other values; change it there, or take the row out of the file"
        key = ", ".join(TABLES[table].primary_key())
        faults += [
            Fault(f"{table}.csv", None, key, value, f"{rule} ({columns})" if columns else rule)
            for value, columns in result.clashing
        ]
        if table == "codings":  # what was said to counter a theme must not come back elsewhere as affirming it
            rule = (
                "is no longer in the file, and was changed here since; take it out here first, and change it anew after"
            )
            faults += [Fault(f"{table}.csv", None, key, value, rule) for value in result.changed]
    for table in ("codings", "quotes"):
        path = draft / f"{table}.csv"
        if added.reworded and path.exists():
            faults += _displaced(table, read_grid(path), parts, added.reworded)
    if faults:
        raise StudyError(faults)
    return added


def _add_transcripts(parts: Parts, draft: Path, before: Earlier, added: Added) -> None:
    folder = draft / TRANSCRIPTS
    folder.mkdir(exist_ok=True)
    keys = pl.Series(list(parts.transcripts), dtype=pl.String)
    strange = keys.filter(~keys.str.contains(IDENTIFIER))
    if not strange.is_empty():
        rule = "is no key of an interview: letters, digits, spaces, dots and dashes, at most 80"
        raise StudyError(Fault(parts.tool, None, "interview", interview, rule) for interview in strange)
    for interview in before.transcripts.keys() - parts.transcripts.keys():
        path = folder / f"{interview}.txt"
        if path.exists() and digest(path.read_bytes()) == before.transcripts[interview]:
            path.unlink()
    for interview, text in parts.transcripts.items():
        path, content = folder / f"{interview}.txt", text.encode()
        if path.exists() and (there := path.read_bytes()) != content:
            if digest(there) != before.transcripts.get(interview):
                rule = "is there already with other words, and its codings are placed by them"
                raise StudyError([Fault(f"{TRANSCRIPTS}/{path.name}", None, "", "", rule)])
            added.reworded[interview] = there.decode()
        path.write_bytes(content)


def _merge(table: str, parts: Parts, draft: Path, before: Earlier, elsewhere: pl.DataFrame) -> Merged:
    path = draft / f"{table}.csv"
    new = parts.tables.get(table, before.rows(table).clear())
    there = read_grid(path).drop("row") if path.exists() else new.clear()
    lacking = [name for name in TABLES[table].primary_key() if name not in (*there.columns, "start", "end")]
    if lacking and not there.is_empty() and not new.is_empty():
        rule = f"has no column of this name, so nothing can be added to it; let no [[source]] of {FILE} read it"
        raise StudyError([Fault(path.name, None, name, "", rule) for name in lacking])
    if table == "assignments":
        there = _finished_since(there, new, before.rows(table))
    result = merged(table, new, there, before.rows(table), elsewhere)
    if path.exists() or not result.rows.is_empty():
        result.rows.write_csv(path)
    return result


def _drop_repeated(table: str, parts: Parts) -> list[Fault]:
    """Leave out rows that stand twice; those that say something else the second time are faults."""
    if table not in parts.tables:
        return []
    key = list(TABLES[table].primary_key())
    once = parts.tables[table].unique(maintain_order=True)
    if again := parts.tables[table].height - once.height:
        parts.leave_out(f"{table} of {parts.tool}", table, "stand there just so already", count=again)
        parts.tables[table] = once
    rule = "stands twice, with other values the second time; take out the row that is wrong"
    twice = once.filter(~once.select(pl.struct(key).is_first_distinct()).to_series()).select(key)
    return [Fault(f"{table}.csv", None, ", ".join(key), ", ".join(map(str, row)), rule) for row in twice.iter_rows()]


def _finished_since(there: pl.DataFrame, new: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """A reader who has since finished an interview may say so; what the file has said before is no news."""
    if not {"interview", "coder", "finished"} <= set(there.columns):
        return there
    done = new.filter(pl.col("finished") == "true")
    done = done.join(before.filter(pl.col("finished") == "true"), on=["interview", "coder"], how="anti")
    done = done.select("interview", "coder", now="finished")
    unfinished = pl.col("finished").str.to_lowercase() == "false"
    return (
        there.join(done, on=["interview", "coder"], how="left", maintain_order="left")
        .with_columns(finished=pl.when(unfinished & pl.col("now").is_not_null()).then("now").otherwise("finished"))
        .drop("now")
    )


def _displaced(table: str, rows: pl.DataFrame, parts: Parts, reworded: Mapping[str, str]) -> list[Fault]:
    """The passages that this file did not give and whose words are no longer at their place."""
    given = parts.tables.get(table)
    places = ["interview", "start", "end"]
    kept = rows.filter(pl.col("interview").is_in(list(reworded)))
    if not set(places) <= set(kept.columns):
        return []  # codings by their words alone, which are looked for anew
    if given is not None:
        kept = kept.join(given, on=list(TABLES[table].primary_key()), how="anti", nulls_equal=True)
    faults = []
    for interview, start, end in kept.select(places).iter_rows():
        now = parts.transcripts[interview]
        if _words(now, start, end) != _words(reworded[interview], start, end):
            rule = (
                "is placed by the old words of the transcript, which are other ones now; place it anew, or take it out"
            )
            faults.append(Fault(f"{table}.csv", None, ", ".join(places), f"{interview}:{start}-{end}", rule))
    return faults


def _words(text: str, start: str | None, end: str | None) -> str:
    return text[int(start) : int(end)] if start and end and start.isdigit() and end.isdigit() else ""


def put_in_place(draft: Path, package: Path, before: Path) -> None:
    """Everything is written and checked: what is left is renaming, undone as a whole if any of it fails."""
    if is_new(package):
        draft.rename(package)
        return
    done: list[tuple[Path, Path | None]] = []
    written = sorted(draft.rglob("*"), key=lambda path: (path.suffix != ".txt", path))
    staying = {path.relative_to(draft) for path in written}
    try:
        for path in written:
            target = package / path.relative_to(draft)
            if path.is_dir() or (target.exists() and target.read_bytes() == path.read_bytes()):
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            done.append((target, _put_aside(target, package, before)))
            path.rename(target)
        for folder in (TRANSCRIPTS, IMPORTS):
            there = sorted((package / folder).rglob("*"))
            gone = (path for path in there if path.is_file() and path.relative_to(package) not in staying)
            gone = (path for path in gone if REPOSITORY not in path.relative_to(package).parts)
            done.extend((path, _put_aside(path, package, before)) for path in gone)
    except OSError:
        for target, kept in reversed(done):
            target.unlink(missing_ok=True)
            if kept:
                kept.rename(target)
        raise


def _put_aside(target: Path, package: Path, before: Path) -> Path | None:
    if not target.exists():
        return None
    kept = before / target.relative_to(package)
    kept.parent.mkdir(parents=True, exist_ok=True)
    target.rename(kept)
    return kept
