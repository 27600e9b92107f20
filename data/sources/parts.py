"""Parts: what one file of another tool gives to a study, and the account of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from data.sources.passages import LeftOut
from data.tables import TABLES


@dataclass
class Parts:
    """Tables as text cells, transcripts, and how many of each the file held, were taken and were left out.

    `title` and `stages` are given by files that hold a whole study; `assumed` says what a reader had to take as so;
    `taken_besides` counts things of the tool's own that were taken and are no table here.
    """

    tool: str
    title: str = ""
    note: str = ""
    stages: dict[str, str] = field(default_factory=dict)
    tables: dict[str, pl.DataFrame] = field(default_factory=dict)
    transcripts: dict[str, str] = field(default_factory=dict)
    in_file: dict[str, int] = field(default_factory=dict)
    taken_besides: dict[str, int] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)
    offsets: dict[str, object] | None = None
    text_matches: int | None = None

    def table(self, name: str, /, **columns: Sequence[object]) -> None:
        """Add a table from its columns; the ones not given are empty."""
        given = pl.DataFrame(columns, strict=False).cast(pl.String)
        given = given.with_columns(pl.all().replace("", None))
        missing = [column for column in TABLES[name].column_names() if column not in given.columns]
        self.tables[name] = given.with_columns(pl.lit(None, pl.String).alias(column) for column in missing).select(
            TABLES[name].column_names()
        )

    @property
    def taken(self) -> dict[str, int]:
        """Rows taken, by table, and whatever else the file counts."""
        counts = {name: table.height for name, table in self.tables.items()} | self.taken_besides
        return counts | ({"transcripts": len(self.transcripts)} if self.transcripts else {})
