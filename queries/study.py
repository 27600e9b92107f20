"""The study behind a release, and the people its filters leave."""

from dataclasses import dataclass

import polars as pl

from queries.database import Database
from queries.query import Query
from queries.selection import Dimension, Filters

OVERVIEW = Query(
    "overview",
    {
        "study": pl.String,
        "title": pl.String,
        "data_status": pl.String,
        "note": pl.String,
        "release": pl.String,
        "respondents": pl.Int64,
        "interviews": pl.Int64,
        "interviews_read": pl.Int64,
        "respondents_read": pl.Int64,
        "codes": pl.Int64,
        "themes": pl.Int64,
        "codings": pl.Int64,
        "coders": pl.List(pl.String),
        "organisations": pl.Int64,
        "are_leaders": pl.Boolean,
        "networks": pl.List(pl.String),
        "stages": pl.List(pl.String),
    },
)
FILTER_CHOICES = Query("filter_choices", {"value": pl.String, "label": pl.String, "respondents": pl.Int64})

_LISTS = ("coders", "networks", "stages")


@dataclass(frozen=True)
class Overview:
    """What a release holds; `coders` are the independent ones; `are_leaders` where every post is recorded."""

    study: str
    title: str
    data_status: str
    note: str | None
    release: str
    respondents: int
    interviews: int
    interviews_read: int
    respondents_read: int
    codes: int
    themes: int
    codings: int
    coders: list[str]
    organisations: int
    are_leaders: bool
    networks: list[str]
    stages: list[str]

    @property
    def is_synthetic(self) -> bool:
        """Whether every person in it is invented."""
        return self.data_status == "synthetic"

    def people(self, count: int) -> str:
        """What this study's respondents are called, for a count of them."""
        noun = "leader" if self.are_leaders else "respondent"
        return noun if count == 1 else noun + "s"


def overview(database: Database) -> Overview:
    """The study and the size of its parts."""
    row = OVERVIEW.run(database).row(0, named=True)
    return Overview(**{name: [] if value is None and name in _LISTS else value for name, value in row.items()})


def filter_choices(database: Database, filters: Filters, dimension: Dimension) -> pl.DataFrame:
    """The values that filter on `dimension` can take, and the `respondents` each would leave with the others kept."""
    others = filters.with_values(dimension, ())
    return FILTER_CHOICES.run(database, filters=others.parameters(), dimension=dimension.value)
