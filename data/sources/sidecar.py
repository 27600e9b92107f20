"""The sidecar: a zip beside a REFI-QDA project by Commonplace, with what the standard has no place for."""

import io
import re
import tomllib
from collections.abc import Mapping, Sequence
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

LARGEST = 256 * 2**20
"""Bytes of all that is read of a sidecar."""

_KEY = re.compile(r"[^\W_][\w. -]{0,79}")


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
        opened = _Opened(archive)
        settings = opened.settings()
        keys = opened.keys()
        tables = {name: opened.table(name) for name in TABLES if f"{name}.csv" in archive.names}
        for name, rows in tables.items():
            found = parts.in_file.setdefault(name, rows.height)
            if found != rows.height:
                raise archive.fault(f"{name}.csv", f"has {rows.height:,} rows, and {project.name} has {found:,}")
    _put_keys(parts, keys)
    parts.tables |= tables
    _account(parts)
    parts.assumed.clear()
    parts.settings = settings.model_dump(mode="json", exclude={"sources"})
    about = settings.study
    parts.title, parts.note, parts.stages = about.title, about.note, dict(about.stages)


def _refuse_another_project(archive: Archive, project: Path) -> None:
    manifest = _Opened(archive).toml(MANIFEST)
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


class _Opened:
    """The members of a sidecar, as far as they are what they should be and not too large in all."""

    def __init__(self, archive: Archive) -> None:
        self._archive, self._left = archive, LARGEST

    def settings(self) -> Settings:
        try:
            return Settings.model_validate(self.toml(FILE))
        except ValidationError as error:
            raise self._archive.fault(FILE, f"does not say what a study is: {error.errors()[0]['msg']}") from error

    def toml(self, member: str) -> dict[str, object]:
        try:
            return tomllib.loads(self._content(member).decode())
        except (ValueError, RecursionError) as error:
            raise self._archive.fault(member, f"is not valid TOML: {str(error).splitlines()[0]}") from error

    def keys(self) -> pl.DataFrame:
        """Which GUID is which key of which table."""
        keys = self._cells(GUIDS, GUID_COLUMNS).select(GUID_COLUMNS).drop_nulls()
        for key in keys["key"]:
            if not _KEY.fullmatch(key):
                raise self._archive.fault(GUIDS, f"holds “{key[:80]}”, which is not a key")
        return keys

    def table(self, name: str) -> pl.DataFrame:
        """The cells of a table of the study."""
        columns = TABLES[name].column_names()
        return self._cells(f"{name}.csv", columns).select(columns)

    def _cells(self, member: str, needed: Sequence[str]) -> pl.DataFrame:
        try:
            cells = pl.read_csv(io.BytesIO(self._content(member)), infer_schema=False)
        except PolarsError as error:
            rule = f"cannot be read as a table: {str(error).splitlines()[0]}"
            raise self._archive.fault(member, rule) from error
        lacking = [name for name in needed if name not in cells.columns]
        if lacking:
            raise self._archive.fault(member, f"has no column {lacking[0]}")
        return cells.with_columns(pl.all().replace("", None))

    def _content(self, member: str) -> bytes:
        if member not in self._archive.names:
            raise self._archive.fault(member, "is missing from the archive")
        content = self._archive.read(member, self._left)
        self._left -= len(content)
        return content


def _put_keys(parts: Parts, keys: pl.DataFrame) -> None:
    """Give everything the key that it has in the study: what is the same is known by its id."""
    named: dict[str, dict[str, str]] = {}
    for guid, table, key in keys.iter_rows():
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
