"""Rulings on findings: how claims and what they cite are narrowed before leaders, or a conference, may have them.

Each takes the full answer and the terms and returns what is released.
"""

import polars as pl

from queries.audience import Terms
from queries.rulings import quotable


def claims(frame: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """The published findings, without what they expect of the numbers."""
    return _published(frame).with_columns(expects=pl.lit(""))


def evidence(frame: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """What published findings cite, but for the places of quotations, which name an interview."""
    return _published(frame).filter(pl.col("kind") != "quote").drop("status")


def quotations(frame: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """Cleared wordings that published findings cite: `finding`, `stance`, `wording`, `attribution`.

    By the rules for those of a code; at most two of one person for each finding.
    """
    told = quotable(_published(frame), terms, "finding")
    return told.select("finding", "stance", "wording", "attribution")


def _published(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(status="published")
