"""What people voice: prevalence of codes and themes, and the codebook behind it."""

from collections.abc import Sequence

import polars as pl

from queries.disclosure import Gate
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
        "base": pl.String,
        "sensitive": pl.Boolean,
        "respondents": pl.Int64,
        "counter_only": pl.Int64,
        "n": pl.Int64,
        "strictest": pl.Int64,
        "most_generous": pl.Int64,
        "organisations": pl.Int64,
        "organisations_n": pl.Int64,
        "voiced_when_asked": pl.Int64,
        "asked": pl.Int64,
        "asked_or_raised": pl.Int64,
    },
)
STAGE_CHANGE = Query(
    "stage_change",
    {
        "heading_code": pl.String,
        "heading": pl.String,
        "code": pl.String,
        "name": pl.String,
        "base": pl.String,
        "first_label": pl.String,
        "last_label": pl.String,
        "both": pl.Int64,
        "lost": pl.Int64,
        "gained": pl.Int64,
        "neither": pl.Int64,
        "before": pl.Int64,
        "after": pl.Int64,
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
        "base": pl.String,
    },
)


def theme_prevalence(gate: Gate, selection: Selection, *, domains: Sequence[str] = ()) -> pl.DataFrame:
    """People who voice each code or theme, of those whose interviews are read (`n`), by group.

    One row per group of the selection's dimension and code of its level: the count lies from `least` to `most`, and
    `says` puts it into words. `domains` limits it to branches of the codebook; none means all. Leaders get the codes
    that are released as totals (`base`). Analysts get besides: `respondents`, the count itself; `counter_only`, people
    who only spoke against it and are not among them; `strictest` and `most_generous`, the count by the readings of all
    coders or any; `organisations` of `organisations_n` with someone who voices it; `voiced_when_asked` of `asked`, and
    `asked_or_raised`, people who had the topic put to them, or raised it.
    """
    return gate.run(
        THEME_PREVALENCE,
        filters=selection.filters.parameters(),
        dimension=selection.dimension.value,
        level=selection.level.value,
        domains=list(domains) or None,
    )


def stage_change(gate: Gate, selection: Selection, *, domains: Sequence[str] = ()) -> pl.DataFrame:
    """People who voice each code at the first stage and at the last, of the `n` whose interviews at both are read.

    One row per code of the selection's level: `before_least` to `before_says`, and the same `after`. Leaders get the
    codes that are released as change (`base`). Analysts get besides: `before`, `after`, and the fourfold table
    `both`, `lost`, `gained`, `neither`.
    """
    return gate.run(
        STAGE_CHANGE,
        filters=selection.filters.parameters(),
        level=selection.level.value,
        domains=list(domains) or None,
    )


def domains_shown(gate: Gate, page: str) -> pl.DataFrame:
    """The domains of the codebook that the study gives to a page: `code` and `name`; none when it names none."""
    return gate.run(DOMAINS_SHOWN, page=page)


def codebook(gate: Gate) -> pl.DataFrame:
    """Every domain, theme and code with its definition, the name of what it stands under, and its `base`."""
    return gate.run(CODEBOOK)
