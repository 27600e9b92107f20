"""Earlier imports: what each file gave when it was last imported, kept in the package beside the account of it."""

import json
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import polars as pl

from data.faults import Fault, StudyError
from data.sources.keys import slug
from data.sources.package import IMPORTS
from data.sources.parts import Parts
from data.sources.renaming import rename, with_keys_renamed
from data.tables import TABLES

REPORT = "report.json"
GIVEN = "given.json"
MEMOS = "memos.csv"

GUID = 36
"""How long an id is that is the same in every tool."""


@dataclass(frozen=True)
class Earlier:
    """What one file gave: tables as text cells, the tool's ids by table and key, the hashes of its transcripts."""

    tables: dict[str, pl.DataFrame] = field(default_factory=dict)
    identities: dict[str, dict[str, str]] = field(default_factory=dict)
    transcripts: dict[str, str] = field(default_factory=dict)
    pseudonyms: bool = False
    file: str = ""

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
        spoken = {behind["interviews"].get(key, key): digest for key, digest in self.transcripts.items()}
        return replace(self, tables=tables, identities=identities, transcripts=spoken)


def name_of(path: Path) -> str:
    """The name by which a file is known again: that of its folder where all such files have one name."""
    return path.absolute().parent.name if path.name == "data.qda" else path.name


def folder_of(name: str) -> str:
    """The folder in which the import of a file of this name is kept."""
    return slug(name)


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
            found[folder.name] = _earlier(kept, tables)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, pl.exceptions.PolarsError) as error:
            rule = (
                f"cannot be read ({error}). Put it back; or take the folder away, and the next import "
                "cannot tell what the file no longer has"
            )
            raise StudyError([Fault(f"{IMPORTS}/{folder.name}/{path.name}", None, "", "", rule)]) from error
    return found


def _earlier(kept: dict[str, Any], tables: dict[str, pl.DataFrame]) -> Earlier:
    """What was kept, as far as it is what an import writes; raises ValueError, KeyError or AttributeError else."""
    for name, rows in tables.items():
        if name not in TABLES or not set(TABLES[name].column_names()) <= set(rows.columns):
            raise ValueError(f"{name}.csv lacks a column")
    identities = {
        table: {str(key): str(own) for key, own in there.items()} for table, there in kept["identities"].items()
    }
    if not identities.keys() <= TABLES.keys():
        raise ValueError("identities are of no table")
    transcripts = {str(interview): str(words) for interview, words in kept["transcripts"].items()}
    if not all(re.match(r"[^\W_][\w. -]{0,79}$", interview) for interview in transcripts):
        raise ValueError("a transcript is of no interview")
    return Earlier(tables, identities, transcripts, bool(kept["pseudonyms"]), str(kept["file"]))


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
        "file": account["file"],
    }
    _write(place / GIVEN, given)
    _write(place / REPORT, account)


def keep_keys(parts: Parts, before: Earlier) -> None:
    """Give what the tool has under the same id as at the last import the key that it had then.

    What is new and has such a key by its name alone is given another.
    """
    for table, identities in before.identities.items():
        was = {own: key for key, own in identities.items()}
        now = parts.identities.get(table, {})
        kept = {key: was[own] for key, own in now.items() if own in was and was[own] != key}
        wanted, used = set(kept.values()), {key.casefold() for key in [*now, *identities]}
        for key in now:
            if key in wanted and key not in kept:
                kept[key] = next(other for n in count(2) if (other := f"{key}-{n}").casefold() not in used)
        rename(parts, table, kept)


def seen_before(parts: Parts, others: Iterable[Earlier]) -> list[str]:
    """What a person should know where the same codes, by ids that are the same everywhere, came with another file."""
    now = {own for own in parts.identities.get("codes", {}).values() if len(own) == GUID}
    shared = [(each.file, len(now & {*each.identities.get("codes", {}).values()})) for each in others]
    return [
        f"{count} of its codes came with {file} before; if this is a later state of it, give it that name and import "
        "it over the old one, or what has changed is counted besides what it was"
        for file, count in shared
        if count
    ]


def digest(content: bytes) -> str:
    """The hash by which a transcript is known again."""
    return sha256(content).hexdigest()


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
