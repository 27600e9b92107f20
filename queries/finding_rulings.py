"""Rulings on findings: how claims and what they cite are narrowed before leaders, or a conference, may have them.

Each takes the full answer and the terms and returns what is released. A finding goes by its place among those that are
published, so that neither a key nor a gap between two tells of a claim that is not.
"""

import polars as pl

from queries.audience import Terms
from queries.rulings import quotable


def claims(frame: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """The published findings, without what they expect of the numbers."""
    return _published(frame).with_columns(expects=pl.lit("")).drop("place")


def evidence(frame: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """What published findings cite, but for the places of quotations, which name an interview."""
    return _published(frame).filter(pl.col("kind") != "quote").drop("place", "status")


def quotations(frame: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """Cleared wordings that published findings cite: `finding`, `stance`, `wording`, `attribution`.

    By the rules for those of a code; at most two of one person for each finding.
    """
    told = quotable(_published(frame), terms, "place")
    return told.select("finding", "stance", "wording", "attribution")


def _published(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(status="published").with_columns(finding=pl.col("place").cast(pl.String))
