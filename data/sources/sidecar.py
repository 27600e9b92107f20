"""The sidecar: a zip beside a REFI-QDA project by Commonplace, with what the standard has no place for."""

import io
import tomllib
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from zipfile import is_zipfile

import polars as pl
from polars.exceptions import PolarsError
from pydantic import ValidationError

from data.faults import StudyError
from data.settings import FILE, Settings
from data.sources.archive import Archive
from data.sources.parts import Parts
from data.sources.renaming import rename
from data.tables import TABLES

ENDING = ".commonplace.zip"
"""What the sidecar's name ends with after the stem of its project's name."""

PROJECT = "project.qde"
"""The XML inside a project that Commonplace writes. The sidecar knows its project by the hash of it."""

MANIFEST = "sidecar.toml"
GUIDS = "guids.csv"
GUID_COLUMNS = ("guid", "table", "key")
FORMAT = 1

STANDS_FOR = {"sets": "lens", "graphs": "ties"}
"""Kinds of things in a project, and the table of the sidecar that has all that is in them."""

LARGEST_TOML = 2**20


def sidecar_of(project: Path) -> Path:
    """Where the sidecar of the project at this path belongs."""
    return project.with_name(project.stem + ENDING)


def sidecar_beside(project: Path) -> Path | None:
    """The sidecar beside a project, if there is one."""
    sidecar = sidecar_of(project)
    return sidecar if project.suffix.lower() == ".qdpx" and sidecar.is_file() else None


def is_sidecar(path: Path) -> bool:
    """Whether the file at `path` is a sidecar, which is read with its project and never alone."""
    try:
        if not path.is_file() or not is_zipfile(path):
            return False
        with Archive.opened(path, path.name) as archive:
            return MANIFEST in archive.names and GUIDS in archive.names
    except (OSError, StudyError):
        return False


def completed_by(parts: Parts, sidecar: Path, project: Path) -> None:
    """Complete what was read from `project` by what its sidecar holds: keys, tables and the settings of the study.

    Raises StudyError where the sidecar is damaged, or was written with another project.
    """
    with Archive.opened(sidecar, sidecar.name) as archive:
        _refuse_another_project(archive, project)
        settings = _settings(archive)
        keys = _cells(archive, GUIDS, GUID_COLUMNS)
        tables = {name: _table(archive, name) for name in TABLES if f"{name}.csv" in archive.names}
        _put_keys(parts, keys)
        for name, rows in tables.items():
            found = parts.in_file.setdefault(name, rows.height)
            if found != rows.height:
                raise archive.fault(f"{name}.csv", f"has {rows.height:,} rows, and {project.name} has {found:,}")
    parts.tables |= tables
    _account(parts)
    parts.assumed.clear()
    parts.settings = settings.model_dump(mode="json", exclude={"sources"})
    about = settings.study
    parts.title, parts.note, parts.stages = about.title, about.note, dict(about.stages)


def _refuse_another_project(archive: Archive, project: Path) -> None:
    manifest = _toml(archive, MANIFEST)
    if manifest.get("format") != FORMAT:
        raise archive.fault(MANIFEST, "was written by another version of Commonplace. Export the study again")
    with Archive.opened(project, project.name) as opened:
        content = opened.read(PROJECT) if PROJECT in opened.names else b""
    if manifest.get("project") != sha256(content).hexdigest():
        rule = (
            f"was written with another project than {project.name} is now. Move it away to import the project alone, "
            "or put back the project that it was written with"
        )
        raise archive.fault("", rule)


def _toml(archive: Archive, member: str) -> dict[str, object]:
    try:
        return tomllib.loads(_member(archive, member, LARGEST_TOML).decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise archive.fault(member, f"is not valid TOML: {error}") from error


def _settings(archive: Archive) -> Settings:
    try:
        return Settings.model_validate(_toml(archive, FILE))
    except ValidationError as error:
        raise archive.fault(FILE, f"does not say what a study is: {error.errors()[0]['msg']}") from error


def _table(archive: Archive, name: str) -> pl.DataFrame:
    columns = TABLES[name].column_names()
    return _cells(archive, f"{name}.csv", columns).select(columns)


def _cells(archive: Archive, member: str, needed: tuple[str, ...] | list[str]) -> pl.DataFrame:
    try:
        cells = pl.read_csv(io.BytesIO(_member(archive, member)), infer_schema=False)
    except PolarsError as error:
        raise archive.fault(member, f"cannot be read as a table: {str(error).splitlines()[0]}") from error
    lacking = [name for name in needed if name not in cells.columns]
    if lacking:
        raise archive.fault(member, f"has no column {lacking[0]}")
    return cells.with_columns(pl.all().replace("", None))


def _member(archive: Archive, member: str, largest: int | None = None) -> bytes:
    if member not in archive.names:
        raise archive.fault(member, "is missing from the archive")
    return archive.read(member, largest) if largest else archive.read(member)


def _put_keys(parts: Parts, keys: pl.DataFrame) -> None:
    """Give everything the key that it has in the study: what is the same is known by its id."""
    named: dict[str, dict[str, str]] = {}
    for guid, table, key in keys.select(GUID_COLUMNS).drop_nulls().iter_rows():
        named.setdefault(table, {})[guid] = key
    for table, there in named.items():
        mapping = _differing(parts.identities.get(table, {}), there)
        rename(parts, table, mapping)


def _differing(identities: Mapping[str, str], there: Mapping[str, str]) -> dict[str, str]:
    given = {key: there.get(own.strip("{}").lower(), key) for key, own in identities.items()}
    return {key: right for key, right in given.items() if right != key}


def _account(parts: Parts) -> None:
    """What the project could hold in part only is whole now, so no line says that it was left out."""
    whole = set(parts.tables) | {kind for kind, table in STANDS_FOR.items() if table in parts.tables}
    parts.left_out = [entry for entry in parts.left_out if entry.kind not in whole]
    for kind in STANDS_FOR.keys() & whole & parts.in_file.keys():
        parts.taken_besides[kind] = parts.in_file[kind]
