"""Quotations: wording that was cleared, as the audience may read it."""

import polars as pl

from queries.disclosure import Gate
from queries.query import Query

QUOTATIONS = Query(
    "quotations",
    {
        "stance": pl.String,
        "wording": pl.String,
        "respondent": pl.String,
        "role_group": pl.String,
        "role_group_n": pl.Int64,
        "sector_group": pl.String,
        "sector_group_n": pl.Int64,
        "quote_consent": pl.String,
        "quote_scope": pl.String,
        "sensitive": pl.Boolean,
    },
)


def quotations(gate: Gate, code: str) -> pl.DataFrame:
    """Cleared quotations for a code or against it, of the people its numbers are about: `stance`, `wording`.

    Leaders and the presentation screen get those their speakers let them read, with an `attribution`; analysts all of
    them, with the speaker, the consent, the sizes of the speaker's groups, and whether the passage is marked with a
    `sensitive` code.
    """
    return gate.run(QUOTATIONS, code=code)
