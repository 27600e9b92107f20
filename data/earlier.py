"""Earlier imports: what each file gave when it was last imported, kept in the package beside the account of it."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl

from data.faults import Fault, StudyError
from data.sources.keys import slug
from data.sources.package import IMPORTS
from data.sources.parts import Parts
from data.sources.renaming import with_keys_renamed
from data.tables import TABLES

REPORT = "report.json"
GIVEN = "given.json"
MEMOS = "memos.csv"


@dataclass(frozen=True)
class Earlier:
    """What one file gave: tables as text cells, the tool's ids by table and key, the hashes of its transcripts."""

    tables: dict[str, pl.DataFrame] = field(default_factory=dict)
    identities: dict[str, dict[str, str]] = field(default_factory=dict)
    transcripts: dict[str, str] = field(default_factory=dict)
    pseudonyms: bool = False

    def rows(self, table: str) -> pl.DataFrame:
        """The rows that the file gave to a table; none where it gave no such table."""
        empty = pl.DataFrame(schema=dict.fromkeys(TABLES[table].column_names(), pl.String))
        return self.tables.get(table, empty)

    def with_names(self, behind: Mapping[str, Mapping[str, str]]) -> "Earlier":
        """The same with names in place of the labels of people and interviews; `behind` has the name of each label."""
        tables = dict(self.tables)
        for table, names in behind.items():
            tables = {name: with_keys_renamed(name, rows, table, names) for name, rows in tables.items()}
        identities = {
            table: {behind.get(table, {}).get(key, key): own for key, own in there.items()}
            for table, there in self.identities.items()
        }
        return replace(self, tables=tables, identities=identities)


def folder_of(path: Path) -> str:
    """The folder in which the import of a file is kept: its name, by which it is known again."""
    return slug(path.parent.name if path.name == "data.qda" else path.name)


def earlier_imports(package: Path) -> dict[str, Earlier]:
    """Every import kept in the package, by its folder; raises StudyError where one cannot be read."""
    found = {}
    for folder in sorted((package / IMPORTS).glob("*/")):
        path = folder / GIVEN
        if not path.exists():
            continue
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            tables = {
                name: pl.read_csv(folder / f"{name}.csv", infer_schema=False).with_columns(pl.all().replace("", None))
                for name in kept["tables"]
            }
            found[folder.name] = Earlier(tables, kept["identities"], kept["transcripts"], kept["pseudonyms"])
        except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError) as error:
            rule = (
                f"cannot be read ({error}). Put it back; or take the folder away, and the next import "
                "cannot tell what the file no longer has"
            )
            raise StudyError([Fault(f"{IMPORTS}/{folder.name}/{path.name}", None, "", "", rule)]) from error
    return found


def keep_import(draft: Path, folder: str, parts: Parts, account: dict[str, Any], *, pseudonyms: bool) -> None:
    """Keep in the package `draft` what the parts give now and the account of it, in place of what was kept before."""
    place = draft / IMPORTS / folder
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    for name, rows in parts.tables.items():
        rows.write_csv(place / f"{name}.csv")
    if parts.memos:
        pl.DataFrame(parts.memos).write_csv(place / MEMOS)
    given = {
        "tables": sorted(parts.tables),
        "identities": parts.identities,
        "transcripts": {name: digest(text.encode()) for name, text in parts.transcripts.items()},
        "pseudonyms": pseudonyms,
    }
    _write(place / GIVEN, given)
    _write(place / REPORT, account)


def digest(content: bytes) -> str:
    """The hash by which a transcript is known again."""
    return sha256(content).hexdigest()


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
