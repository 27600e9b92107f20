"""Lens rows: the items of a framework as headings of a chart of counts, the study's codes under each."""

from collections.abc import Mapping

import polars as pl

from dashboard.components.words import number
from dashboard.style import Mark

NO_CODE = "No code of this study belongs here, which is not the same as nobody having said it."
AS_CHANGE = "as change"
NO_NUMBER = "no number"


def lens_rows(
    frame: pl.DataFrame, whole: pl.DataFrame, marks: Mapping[str, Mark], voices: pl.DataFrame | None
) -> pl.DataFrame:
    """The rows of a chart of counts from those of through_lens, split in `frame` and not in `whole`.

    Items keep their order; in each, the codes are in order of what is told of them in `whole`, then of their names.
    `voices` are the people who voice any of an item's codes, for who may know.
    """
    items = whole.select("item").unique(maintain_order=True).with_row_index("item_place")
    ranked = whole.sort(
        "least", "most", "name", descending=[True, True, False], nulls_last=True, maintain_order=True
    ).with_row_index("place")
    places = ranked.select("item", "code", "place")
    ordered = (
        frame.join(items, on="item")
        .join(places, on=["item", "code"], nulls_equal=True)
        .sort("item_place", "place", maintain_order=True)
    )
    unsaid = pl.when(pl.col("code").is_null()).then(pl.lit("")).when(base="change").then(pl.lit(AS_CHANGE))
    return ordered.join(_headings(whole, voices), on="item", maintain_order="left").select(
        "value", "label", "code", "least", "most", "n", "low", "high", "heading",
        name=pl.coalesce("name", pl.lit(NO_CODE)), says=pl.coalesce("says", unsaid.otherwise(pl.lit(NO_NUMBER))),
        mark=pl.col("code").replace_strict(marks, default="leaders", return_dtype=pl.String),
    )  # fmt: skip


def _headings(whole: pl.DataFrame, voices: pl.DataFrame | None) -> pl.DataFrame:
    """The heading of each item; for who may know, with the people who voice any of its codes where it has several."""
    codes = pl.col("code").drop_nulls().n_unique()
    items = whole.group_by("item", "item_name", maintain_order=True).agg(codes=codes)
    named = items.with_columns(heading=pl.format("{} · {}", "item", "item_name"))
    if voices is None:
        return named.select("item", "heading")
    any_of = pl.format("{} (any\u00a0of\u00a0these:\u00a0{}\u00a0of\u00a0{})", "heading", "respondents", "n")
    return named.join(voices, on="item", how="left", maintain_order="left").select(
        "item", heading=pl.when(pl.col("codes") > 1).then(pl.coalesce(any_of, "heading")).otherwise("heading")
    )


def finding_of_lens(whole: pl.DataFrame, change: pl.DataFrame, people: str) -> str:
    """The title: of how many items something is certain to be voiced, and how many have no code.

    From rows of through_lens, and rows of stage_change for the codes that have no other number.
    """
    heard_as_change = change.filter((pl.col("before_least") > 0) | (pl.col("after_least") > 0))["code"]
    silent_as_change = change.filter(before_most=0, after_most=0)["code"]
    heard = (pl.col("least") > 0) | pl.col("code").is_in(heard_as_change.implode())
    silent = (pl.col("most") == 0) | pl.col("code").is_in(silent_as_change.implode())
    items = whole.group_by("item").agg(
        has_code=pl.col("code").is_not_null().any(), heard=heard.any(), silent=silent.all() & silent.is_not_null().all()
    )
    sure, every = items.filter("heard").height, items.height
    unsure = items.filter(pl.col("has_code") & ~pl.col("heard").fill_null(value=False) & ~pl.col("silent")).height
    bare = items.filter(~pl.col("has_code")).height
    of = f"of the {number(every)} items"
    said = (
        f"{'at least ' if unsure else ''}{number(sure)} {of} {'is' if sure == 1 else 'are'} heard from these {people}"
        if sure
        else f"none {of} is {'certain to be ' if unsure else ''}heard from these {people}"
    )
    rest = f"; {number(bare)} {'has' if bare == 1 else 'have'} no code in this study" if bare else ""
    return f"{said[:1].upper()}{said[1:]}{rest}"
