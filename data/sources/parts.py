"""Parts: what one file of another tool gives to a study, and the account of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from data.settings import Source
from data.sources.left_out import LeftOut
from data.tables import TABLES


@dataclass(frozen=True)
class Memo:
    """A note somebody wrote in another tool: of what kind, about what, by whom, when."""

    kind: str
    about: str
    author: str
    written: str
    text: str


@dataclass(frozen=True)
class Known:
    """What a reader may rest on: what the package holds already, and what its study.toml says of this file.

    `names` maps each table's keys to names, where it has them; `assigned` are the pairs of interview and coder of which
    the study says whether they are finished; `interviewed` are the people who gave an interview; `parents` are the
    codes that stand above codes; `offsets` is the convention that the user stated.
    """

    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    transcripts: Mapping[str, str] = field(default_factory=dict)
    assigned: frozenset[tuple[str, str]] = frozenset()
    interviewed: frozenset[str] = frozenset()
    sources: tuple[Source, ...] = ()
    offsets: str = ""
    parents: Mapping[str, str] = field(default_factory=dict)

    def keys(self, table: str) -> list[str]:
        """The keys of a table that are there already."""
        return list(self.names.get(table, {}))


@dataclass
class Parts:
    """Tables as text cells, transcripts, and how many of each kind the file held, were taken and were left out.

    For every kind in `in_file` what was taken and what was left out add up to it. Kinds are names of tables and plural
    words. `title` and `stages` are given by files that hold a whole study; `assumed` says what a reader had to take as
    so; `taken_besides` counts what was taken and is no table here; `attributes` are facts about respondents under the
    tool's own names; `identities` are the tool's own ids by table and key, so that a later import knows them again;
    `suggested` are names that the study does not know, by table, each with the keys it has that are most like it;
    `noticed` is what a person should look at; `settings` are the sections of study.toml, from a file that Commonplace
    wrote.
    """

    tool: str
    title: str = ""
    note: str = ""
    stages: dict[str, str] = field(default_factory=dict)
    tables: dict[str, pl.DataFrame] = field(default_factory=dict)
    transcripts: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, dict[str, str]] = field(default_factory=dict)
    memos: list[Memo] = field(default_factory=list)
    identities: dict[str, dict[str, str]] = field(default_factory=dict)
    in_file: dict[str, int] = field(default_factory=dict)
    taken_besides: dict[str, int] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)
    noticed: list[str] = field(default_factory=list)
    suggested: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    offsets: dict[str, object] | None = None
    text_matches: int | None = None
    settings: dict[str, dict[str, Any]] = field(default_factory=dict)

    def table(self, name: str, /, **columns: Sequence[object]) -> None:
        """Add a table from its columns; the ones not given are empty."""
        given = pl.DataFrame(columns, strict=False).cast(pl.String)
        given = given.with_columns(pl.all().replace("", None))
        missing = [column for column in TABLES[name].column_names() if column not in given.columns]
        self.tables[name] = given.with_columns(pl.lit(None, pl.String).alias(column) for column in missing).select(
            TABLES[name].column_names()
        )

    def leave_out(self, place: str, kind: str, reason: str, *, what: str = "", count: int = 1) -> None:
        """Note something of the file that is not taken."""
        self.left_out.append(LeftOut(place, what or kind, reason, kind, count))

    @property
    def taken(self) -> dict[str, int]:
        """How many of each kind were taken: rows of tables, transcripts, memos, and whatever else the file counts."""
        counts = {name: table.height for name, table in self.tables.items()} | self.taken_besides
        counts |= {"memos": len(self.memos)} if self.memos else {}
        return counts | ({"transcripts": len(self.transcripts)} if self.transcripts else {})

    @property
    def unaccounted(self) -> dict[str, int]:
        """By kind, how many of the file were neither taken nor left out with a reason: nothing, in a right reading."""
        found = dict(self.in_file)
        for kind, count in self.taken.items():
            if kind in found:
                found[kind] -= count
        for entry in self.left_out:
            if entry.kind in found:
                found[entry.kind] -= entry.count
        return {kind: count for kind, count in found.items() if count}
