"""The study behind a release, and the people its filters leave."""

from dataclasses import dataclass

import polars as pl

from queries.disclosure import Gate
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
        "is_coded": pl.Boolean,
        "coders": pl.List(pl.String),
        "organisations": pl.Int64,
        "are_leaders": pl.Boolean,
        "networks": pl.List(pl.String),
        "stages": pl.List(pl.String),
    },
)
FILTER_CHOICES = Query("filter_choices", {"value": pl.String, "label": pl.String, "respondents": pl.Int64})


@dataclass(frozen=True)
class Overview:
    """What a release holds; `are_leaders` where every post is recorded.

    The rest is None for all but analysts: `release` (its id), the sizes of the coding, `coders` (the independent ones).
    """

    study: str
    title: str
    data_status: str
    note: str | None
    respondents: int
    interviews: int
    respondents_read: int
    is_coded: bool
    are_leaders: bool
    networks: list[str]
    stages: list[str]
    release: str | None
    interviews_read: int | None
    codes: int | None
    themes: int | None
    codings: int | None
    coders: list[str] | None
    organisations: int | None

    @property
    def is_synthetic(self) -> bool:
        """Whether every person in it is invented."""
        return self.data_status == "synthetic"

    def people(self, count: int) -> str:
        """What this study's respondents are called, for a count of them."""
        noun = "leader" if self.are_leaders else "respondent"
        return noun if count == 1 else noun + "s"


def overview(gate: Gate) -> Overview:
    """The study and the size of its parts."""
    return Overview(**gate.run(OVERVIEW).row(0, named=True))


def filter_choices(gate: Gate, filters: Filters, dimension: Dimension) -> pl.DataFrame:
    """The values that filter on `dimension` can take, and the `respondents` each would leave with the others kept."""
    others = filters.with_values(dimension, ())
    return gate.run(FILTER_CHOICES, filters=others.parameters(), dimension=dimension.value)
