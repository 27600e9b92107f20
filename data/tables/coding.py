"""The codebook, the coders, and what they marked."""

import dataframely as dy
import polars as pl

from data.tables.columns import identifier, key, text

STATUSES = ("independent", "reconciled", "adjudicated", "superseded")
POLARITIES = ("affirm", "counter")


class Coders(dy.Schema):
    coder = identifier()
    name = text(nullable=False)
    role = dy.Enum(("independent", "adjudicator"))
    note = text()


class Codes(dy.Schema):
    code = identifier()
    parent = key("codes", nullable=True)
    level = dy.Enum(("domain", "theme", "code"))
    name = text(nullable=False)
    definition = text()
    framework = text()
    valence = dy.Enum(("barrier", "enabler", "neutral", "dual"), nullable=True)
    sensitive = dy.Bool()
    origin = dy.Enum(("deductive", "free_node"), nullable=True)
    codable = dy.Bool()


class Lens(dy.Schema):
    lens = dy.String(primary_key=True)
    item = dy.String(primary_key=True)
    item_name = text(nullable=False)
    code = key("codes", primary_key=True, nullable=True)

    @dy.rule()
    def item_without_a_code_stands_alone(cls) -> pl.Expr:
        return pl.col("code").is_not_null() | (pl.len().over("lens", "item") == 1)


class Codings(dy.Schema):
    interview = key("interviews", primary_key=True)
    start = dy.Int64(primary_key=True, min=0)
    end = dy.Int64(primary_key=True, min=1)
    code = key("codes", primary_key=True)
    coder = key("coders", primary_key=True)
    round = dy.Int64(primary_key=True, min=1)
    status = dy.Enum(STATUSES)
    polarity = dy.Enum(POLARITIES)
    coded_at = dy.Datetime(nullable=True)

    @dy.rule()
    def start_is_before_end(cls) -> pl.Expr:
        return pl.col("start") < pl.col("end")


class Assignments(dy.Schema):
    interview = key("interviews", primary_key=True)
    coder = key("coders", primary_key=True)
    finished = dy.Bool()


class TopicCoverage(dy.Schema):
    interview = key("interviews", primary_key=True)
    topic = key("codes", primary_key=True)
    asked = dy.Bool()


class Quotes(dy.Schema):
    interview = key("interviews", primary_key=True)
    start = dy.Int64(primary_key=True, min=0)
    end = dy.Int64(primary_key=True, min=1)
    approval = dy.Enum(("approved", "pending", "refused"))
    redacted_text = text()

    @dy.rule()
    def start_is_before_end(cls) -> pl.Expr:
        return pl.col("start") < pl.col("end")
