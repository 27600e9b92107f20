"""Consent: what the people of a release agreed to when it was built. For analysts alone."""

import polars as pl

from queries.disclosure import Gate
from queries.query import Query

CONSENTS = Query(
    "consents",
    {
        "respondent": pl.String,
        "quote_consent": pl.String,
        "quote_scope": pl.String,
        "interviews": pl.List(pl.String),
    },
)
APPROVED_QUOTES = Query(
    "approved_quotes",
    {"interview": pl.String, "start": pl.Int64, "end": pl.Int64, "redacted_text": pl.String},
)


def consents(gate: Gate) -> pl.DataFrame:
    """Each respondent's `quote_consent` and `quote_scope`, and their `interviews`. Raises WithheldError for others."""
    return gate.run(CONSENTS)


def approved_quotes(gate: Gate) -> pl.DataFrame:
    """Cleared quotations: `interview`, `start`, `end`, `redacted_text` or "". Raises WithheldError for others."""
    return gate.run(APPROVED_QUOTES)
