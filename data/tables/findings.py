"""What the evaluation claims, and what it reports."""

import dataframely as dy
import polars as pl

from data.tables.columns import CLAIM_BASES, identifier, key, text


class Findings(dy.Schema):
    finding = identifier()
    headline = text(nullable=False)
    kind = dy.Enum(("prevalence", "contrast", "change", "structure", "narrative"))
    measure = dy.Enum(("total", "change", "indicator", "tie_metric", "none"))
    subject = text()
    expects = text()
    claim_basis = dy.Enum(CLAIM_BASES)
    confidence = dy.Enum(("high", "moderate", "low"))
    status = dy.Enum(("draft", "checked", "published", "retracted"))
    caveat = text()
    contrary_searched = dy.Bool()

    @dy.rule()
    def published_only_with_a_caveat_and_contrary_evidence_searched(cls) -> pl.Expr:
        return (pl.col("status") != "published") | (pl.col("caveat").is_not_null() & pl.col("contrary_searched"))


class Evidence(dy.Schema):
    finding = key("findings", primary_key=True)
    kind = dy.Enum(("code", "quote", "indicator", "tie_metric", "document"), primary_key=True)
    reference = dy.String(primary_key=True)
    stance = dy.Enum(("supports", "contradicts", "qualifies"))


class Reporting(dy.Schema):
    item = dy.String(primary_key=True)
    text = text(nullable=False)
