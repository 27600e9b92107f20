"""What people voice: prevalence of codes and themes, and the codebook behind it."""

from collections.abc import Sequence

import polars as pl

from queries.database import Database
from queries.query import Query
from queries.selection import Selection

THEME_PREVALENCE = Query(
    "theme_prevalence",
    {
        "value": pl.String,
        "label": pl.String,
        "heading_code": pl.String,
        "heading": pl.String,
        "code": pl.String,
        "name": pl.String,
        "respondents": pl.Int64,
        "counter_only": pl.Int64,
        "n": pl.Int64,
    },
)
DOMAINS_SHOWN = Query("domains_shown", {"code": pl.String, "name": pl.String})
CODEBOOK = Query(
    "codebook",
    {
        "code": pl.String,
        "level": pl.String,
        "name": pl.String,
        "definition": pl.String,
        "heading": pl.String,
    },
)


def theme_prevalence(database: Database, selection: Selection, *, domains: Sequence[str] = ()) -> pl.DataFrame:
    """People who voice each code or theme (`respondents`) of those whose interviews are read (`n`), by group.

    One row per group of the selection's dimension and code of its level; `counter_only` are people who only spoke
    against it, who are not among `respondents`. `domains` limits it to branches of the codebook; none means all.
    """
    return THEME_PREVALENCE.run(
        database,
        filters=selection.filters.parameters(),
        dimension=selection.dimension.value,
        level=selection.level.value,
        domains=list(domains) or None,
    )


def domains_shown(database: Database, page: str) -> pl.DataFrame:
    """The domains of the codebook that the study gives to a page: `code` and `name`; none when it names none."""
    return DOMAINS_SHOWN.run(database, page=page)


def codebook(database: Database) -> pl.DataFrame:
    """Every domain, theme and code with its definition and the name of what it stands under."""
    return CODEBOOK.run(database)
