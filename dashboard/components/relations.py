"""Relations: what ties the bodies of each network, each with its figures by year and the ties that may be drawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from dashboard.components.network_figures import Row
from queries.disclosure import Gate
from queries.structure import edges, structure


@dataclass(frozen=True)
class Relation:
    """A relation of a network: its rows of figures by year, and the ties that may be drawn, of every year.

    `network` is the name of its network where a page shows several, or "".
    """

    rows: Mapping[int, Row]
    ties: pl.DataFrame
    network: str = ""

    @property
    def about(self) -> Row:
        """Any of its rows, for what is the same in all."""
        return next(iter(self.rows.values()))

    @property
    def key(self) -> str:
        """What it is called in an address."""
        parts = [self.about["network"], self.about["relation"], *(["directed"] if self.about["is_directed"] else [])]
        return ".".join(parts).replace(",", ";")

    @property
    def name(self) -> str:
        """What it is called on the page."""
        return ", ".join(filter(None, [self.about["relation_name"], self.network]))

    @property
    def can_be_drawn(self) -> bool:
        """Whether its single ties are the reader's to see."""
        return not self.ties.is_empty()

    def at(self, year: str) -> tuple[Row, Row | None]:
        """Its figures in a year, or else in its latest, and those of the year before that."""
        years = sorted(self.rows)
        now = int(year) if year.isdecimal() and int(year) in self.rows else years[-1]
        before = [each for each in years if each < now]
        return self.rows[now], self.rows[before[-1]] if before else None


@lru_cache(maxsize=8)
def relations(gate: Gate) -> tuple[Relation, ...]:
    """The relations of every network, those from the record first; worked out once, since a release never changes."""
    by = ["network", "relation", "is_directed"]
    ties, frame = edges(gate), structure(gate)
    several = frame["network"].n_unique() > 1
    return tuple(
        Relation(
            {row["year"]: row for row in rows.iter_rows(named=True)},
            ties.filter(*(pl.col(name) == value for name, value in zip(by, key, strict=True))),
            rows["network_name"][0] if several else "",
        )
        for key, rows in frame.sort("is_survey", maintain_order=True).group_by(by, maintain_order=True)
    )
