"""Lens: the study's codes under the items of another framework, each with its own number and no item with a sum."""

import polars as pl

from queries.disclosure import Gate
from queries.query import Query
from queries.selection import Level, Selection
from queries.themes import theme_prevalence

LENS = Query(
    "lens",
    {
        "lens": pl.String,
        "item": pl.String,
        "item_name": pl.String,
        "code": pl.String,
        "level": pl.String,
        "name": pl.String,
        "base": pl.String,
    },
)
LENS_VOICES = Query("lens_voices", {"lens": pl.String, "item": pl.String, "respondents": pl.Int64, "n": pl.Int64})

COUNTS = {
    "value": pl.String,
    "label": pl.String,
    "code": pl.String,
    "least": pl.Int64,
    "most": pl.Int64,
    "says": pl.String,
    "n": pl.Int64,
    "low": pl.Float64,
    "high": pl.Float64,
}


def lens(gate: Gate) -> pl.DataFrame:
    """The items of every framework that the study is read through, a row an item and code: `lens` to `base`.

    Items are in the order of their numbers, their codes in that of the codebook. An item that no code of the study
    belongs to has one row, with null from `code` on.
    """
    return gate.run(LENS)


def through_lens(gate: Gate, selection: Selection, name: str = "") -> pl.DataFrame:
    """The items of the framework `name`, or of all, with the people who voice each of their codes.

    A row an item, code and group of the selection's dimension: as in `lens`, and as in theme_prevalence from `value` to
    `high`; `least` and `says` are null where the audience has no number of the code (it is released as change, say), or
    an item has none. Codes are counted at their own level, whatever the selection's. No item has a number: how many
    voice any of several codes is another statistic than the ones released.
    """
    items = lens(gate).filter((pl.col("lens") == name) | (name == ""))
    codes = items["code"].drop_nulls().unique(maintain_order=True).to_list()
    levels = [Level(level) for level in items["level"].drop_nulls().unique(maintain_order=True)]
    counted = pl.concat([pl.DataFrame(schema=COUNTS), *(_counts(gate, selection, level, codes) for level in levels)])
    groups = counted.select("value", "label").unique(maintain_order=True)
    if groups.is_empty():
        return items.with_columns(
            pl.lit(None, kind).alias(column) for column, kind in COUNTS.items() if column != "code"
        )
    return items.join(groups, how="cross", maintain_order="left_right").join(
        counted.drop("label"), on=["code", "value"], how="left", maintain_order="left"
    )


def lens_voices(gate: Gate, selection: Selection) -> pl.DataFrame:
    """For analysts: the `respondents` who voice any code of each item, of the `n` whose interviews are read.

    One row per framework and item with a code. Raises WithheldError for everyone else.
    """
    return gate.run(LENS_VOICES, filters=selection.filters.parameters())


def _counts(gate: Gate, selection: Selection, level: Level, codes: list[str]) -> pl.DataFrame:
    asked = Selection(selection.filters, selection.dimension, level)
    return theme_prevalence(gate, asked, domains=codes).filter(pl.col("code").is_in(codes)).select(*COUNTS)
