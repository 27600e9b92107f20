"""Disagreements: the passages that coders have to talk about."""

import polars as pl

from queries.disclosure import Gate
from queries.query import Query
from queries.selection import Selection

DISAGREEMENTS = Query(
    "disagreements",
    {
        "interview": pl.String,
        "respondent": pl.String,
        "stage": pl.String,
        "code": pl.String,
        "name": pl.String,
        "start": pl.Int64,
        "end": pl.Int64,
        "passage": pl.String,
        "by": pl.String,
        "not_by": pl.String,
        "polarity": pl.String,
        "confirmed": pl.Boolean,
        "total": pl.Int64,
    },
)


def disagreements(
    gate: Gate, selection: Selection, code: str | None = None, *, limit: int | None = None, offset: int = 0
) -> pl.DataFrame:
    """Passages that one of two independent coders marked with a code, and the other marked no character of.

    One row per passage and pair of coders who have both finished the interview, by stage, respondent and place in the
    text: they are those that `agreement_passages` counts as `only_a` and `only_b`. `code` may be of any level, and a
    theme is used wherever one of its codes is; without it, every code of the selection's level is looked at.
    `interview`, `respondent`, `stage`, `code`, `name`, `start` and `end` (Unicode code points, half-open) and `passage`
    say where and what; `by` and `not_by` are the coders' names; `polarity` is affirm, counter, or both where
    overlapping marks of the one coder differ. `confirmed` is whether the panel marked any of the passage with the code,
    null where no panel has finished the interview. `total` is how many there are in all; `limit` and `offset` page
    them.

    For analysts only: WithheldError for everyone else.
    """
    return gate.run(
        DISAGREEMENTS,
        filters=selection.filters.parameters(),
        level=selection.level.value,
        code=code,
        limit=limit,
        offset=offset,
    )
