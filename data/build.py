"""Build: a study becomes one immutable release file, named by its content, or nothing changes at all."""

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import IO, cast

import duckdb
import polars as pl
from filelock import FileLock

from data.auditing import audit_draft
from data.release import Release, find_release, publish, releases_in, retire
from data.retirement import is_taken_back
from data.standing import standing
from data.study import Study
from data.tables import ORDERED, TABLES
from queries.audit import Audit
from queries.database import UNSOUND_OPTIMIZERS

SCHEMA = files("data").joinpath("schema.sql").read_text(encoding="utf-8")
VIEWS = files("data").joinpath("views.sql").read_text(encoding="utf-8")

SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "memory_limit": "1GB",
    "threads": 2,
    "preserve_insertion_order": False,
    "disabled_optimizers": UNSOUND_OPTIMIZERS,
}
"""What a build may take: a study of a million codings fits on a small machine."""


@dataclass(frozen=True)
class Built:
    """A finished build: the release, where it lies, the rows taken by table, and whether it is new.

    `audit` is None where an equal release was there, and leaders have it. `untold` are the published findings whose
    number leaders may not have, so that they do not get them.
    """

    release: Release
    path: Path
    taken: dict[str, int]
    is_new: bool
    audit: Audit | None = None
    untold: tuple[str, ...] = ()

    @property
    def is_for_leaders(self) -> bool:
        """Whether leaders get it."""
        return self.release.for_leaders


class BuildError(Exception):
    """The release could not be written; what was there before is untouched."""


def build(study: Study, releases: Path, *, progress: Callable[[str], None] = lambda step: None) -> Built:
    """Write `study` as a release in the folder `releases` and return it; an equal one that is there is kept.

    It is audited together with the others that leaders of the study have had; one that lets anyone be certain of a
    person goes to analysts only. Releases that show what someone has since taken back are retired, also where the
    findings stop the build.

    `progress` is told each step as it begins. Raises BuildError when the folder cannot be written, or when the data do
    not bear out what a finding that is checked or published expects of them.
    """
    progress("Naming the release by its content")
    kept = study.without_withdrawn()
    release = release_id(kept)
    taken = {name: table.height for name, table in kept.tables.items()} | {"transcripts": len(kept.transcripts)}
    path = releases / f"{release}.duckdb"
    draft = releases / f".building-{release}.duckdb"
    try:
        releases.mkdir(parents=True, exist_ok=True)
        with FileLock(releases / ".lock"):
            for leftover in releases.glob(".building-*"):
                _discard(leftover)
            known = find_release(releases, release)
            if known and known.for_leaders and not known.retired and _is_whole(path, taken):
                return Built(known, path, taken, is_new=False)
            try:
                write_release(kept, release, draft, progress)
                _check(draft, taken)
                progress("Holding the findings against the data")
                retire(releases, _taken_back(study, releases, release))
                withheld = _untold(draft)
                progress("Auditing what leaders would see")
                about = kept.settings.study
                audit = audit_draft(draft, releases, study=about.id, release=release, name="this release")
                entry = publish(
                    releases,
                    draft,
                    study=about.id,
                    release=release,
                    title=about.title,
                    for_leaders=audit.holds,
                )
            finally:
                _discard(draft)
    except (OSError, duckdb.Error) as error:
        reason = str(error).splitlines()[0]
        raise BuildError(f"No release was written to {releases}: {reason}. What was there is untouched.") from error
    return Built(entry, path, taken, is_new=True, audit=audit, untold=withheld)


def _untold(draft: Path) -> tuple[str, ...]:
    """The published findings that leaders would not get; raises BuildError for those that the data do not bear out."""
    found = standing(draft)
    if found.fallen:
        claims = "\n".join(f"  {sentence}" for sentence in found.fallen)
        raise BuildError(
            f"No release was written, because findings do not hold:\n{claims}\n"
            "Say in findings.csv what the data say, or make them drafts or retract them."
        )
    return found.untold


def _taken_back(study: Study, releases: Path, release: str) -> list[str]:
    """The ids of the study's other releases that show what someone has since taken back."""
    others = [each for each in releases_in(releases) if each.study == study.settings.study.id]
    return [
        each.release
        for each in others
        if each.release != release and (each.retired or is_taken_back(study, releases / each.file))
    ]


def release_id(study: Study) -> str:
    """The name of a study's release: a hash of its content and of the schema, the same on any day and machine.

    The order of rows in a file does not matter, but for the codebook's and the findings', which are read in theirs.
    """
    digest = hashlib.sha256()
    for part in (SCHEMA, VIEWS, study.settings.model_dump_json(exclude={"sources"})):
        digest.update(part.encode())
    for name, table in study.tables.items():
        digest.update(f"\0{name}\n".encode())
        rows = table if name in ORDERED else table.sort(pl.all())
        rows.write_csv(cast(IO[bytes], _Digester(digest.update)))
    for name, text in sorted(study.transcripts.items()):
        digest.update(f"\0{name}\n".encode() + hashlib.sha256(text.encode()).digest())
    return digest.hexdigest()[:16]


class _Digester:
    """A file to write to that keeps nothing: what is written goes into the digest."""

    def __init__(self, update: Callable[[bytes], None]) -> None:
        self._update = update

    def write(self, content: bytes) -> int:
        self._update(content)
        return len(content)


def write_release(study: Study, release: str, path: Path, progress: Callable[[str], None]) -> None:
    """Write the file of `release` at `path`, unaudited and in no list; whoever withdrew must be out of `study`."""
    _discard(path)
    with duckdb.connect(path, config=SETTINGS | {"temp_directory": f"{path}.spill"}) as connection:
        connection.execute(SCHEMA)
        for table, rows in _rows(study, release):
            progress(f"Writing {table.replace('_', ' ')}")
            columns = ", ".join(f'"{column}"' for column in rows.columns)
            connection.register("rows", rows)
            connection.execute(f"insert into {table} ({columns}) select * from rows")  # noqa: S608 (names from TABLES)
            connection.unregister("rows")
        progress("Building the views")
        connection.execute(VIEWS)
        connection.execute("checkpoint")


def _rows(study: Study, release: str) -> list[tuple[str, pl.DataFrame]]:
    """Every table of the release in an order in which each key stands before it is referred to."""
    settings = study.settings
    about = settings.study.model_dump(exclude={"id", "stages"}) | {
        "study": settings.study.id,
        "present": settings.counting.present,
        "leader_counts": settings.release.leader_counts,
        "safe_window": settings.release.window,
        "partition": settings.release.partition or None,
        "release": release,
    }
    stages = [
        {"stage": stage, "label": label, "position": position}
        for position, (stage, label) in enumerate(settings.study.stages.items(), start=1)
    ]
    shown = [{"page": page, "domain": domain} for page, domains in settings.views.pages.items() for domain in domains]
    opposites = pl.DataFrame(settings.views.opposites, {"one": pl.String, "other": pl.String}, orient="row")
    transcripts = {"interview": list(study.transcripts), "text": list(study.transcripts.values())}
    rows = [("study", pl.DataFrame([about])), ("stages", pl.DataFrame(stages))]
    for name in TABLES:
        table = study.tables[name]
        table = table.with_row_index("position", offset=1) if name in ORDERED else table
        if name == "codes":
            rows += _codes_from_the_top(table)
            rows.append(("domains_shown", pl.DataFrame(shown, schema={"page": pl.String, "domain": pl.String})))
            rows.append(("opposites", opposites.with_row_index("position", offset=1)))
            rows.append(
                ("change_themes", pl.DataFrame({"theme": settings.release.change}, schema={"theme": pl.String}))
            )
        elif name == "interviews":
            rows.append((name, table))
            rows.append(("transcripts", pl.DataFrame(transcripts, schema={"interview": pl.String, "text": pl.String})))
        else:
            rows.append((name, table))
    return rows


def _codes_from_the_top(codes: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    """The codebook a level at a time, since a code can only refer to one that is already there."""
    levels, above = [], codes.filter(pl.col("parent").is_null())
    while not above.is_empty():
        levels.append(("codes", above))
        above = codes.filter(pl.col("parent").is_in(above["code"].to_list()))
    return levels


def _check(path: Path, taken: dict[str, int]) -> None:
    """Read the finished file as a server would: every row is there, and every view answers."""
    with duckdb.connect(path, read_only=True, config={"disabled_optimizers": UNSOUND_OPTIMIZERS}) as connection:
        for table, expected in taken.items():
            [(found,)] = connection.table(table).aggregate("count(*)").fetchall()
            if found != expected:
                raise BuildError(f"The release holds {found} rows of {table} where {expected} were written.")
        for (view,) in connection.sql("select view_name from duckdb_views() where not internal").fetchall():
            connection.view(view).limit(1).fetchall()


def _is_whole(path: Path, taken: dict[str, int]) -> bool:
    """Whether a release that is there already can be served; one that was damaged is built again."""
    try:
        _check(path, taken)
    except (duckdb.Error, BuildError):
        return False
    return True


def _discard(draft: Path) -> None:
    for leftover in (draft, draft.with_name(draft.name + ".wal")):
        if leftover.is_dir():  # where DuckDB spilled
            shutil.rmtree(leftover)
        else:
            leftover.unlink(missing_ok=True)
