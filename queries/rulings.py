"""Rulings: how the answer to each question is narrowed before leaders, or a conference, may have it.

Each takes the full answer and the terms and returns what is released: with no column, order or row that says more.
"""

from collections.abc import Callable

import polars as pl

from queries.audience import Audience, Terms
from queries.bands import Scheme, banded, scheme_for

Ruling = Callable[[pl.DataFrame, Terms], pl.DataFrame]

SPEAKER = "Senior leader"
"""What every quotation is put down to."""

MOST_OF_ONE_PERSON = 2

QUOTED = ("Q2", "Q3", "Q4")
"""Consents under which words may be quoted as they were said."""


def as_it_is(frame: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """All of it: nothing in it is about what anyone said."""
    return frame


OVERVIEW_TOLD = (
    "study", "title", "data_status", "note", "respondents", "interviews", "respondents_read", "is_coded",
    "are_leaders", "networks", "stages",
)  # fmt: skip


def overview(frame: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """What was asked of whom and when; of the coding only whether anything has been read. The rest is null.

    That nothing was coded at all would say of everybody that they voiced none of it.
    """
    read = frame.with_columns(is_coded=pl.col("respondents_read") > 0)
    return read.with_columns(pl.lit(None).cast(kind).alias(name) for name, kind in frame.schema.items()
                              if name not in OVERVIEW_TOLD)  # fmt: skip


def totals(frame: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """Counts of everyone interviewed, or of the declared split, as bands; without what is released as change.

    A code that is released as change, or that mixes both, has no row; a sensitive one has none where people are split.
    """
    is_split = frame["value"].n_unique() > 1
    kept = frame.filter(base="total").filter(~pl.col("sensitive") | (not is_split))
    told = banded(kept, scheme_for(terms, is_split=is_split), terms.window, count="respondents")
    return told.select(
        "value", "label", "heading_code", "heading", "code", "name", "base", "least", "most", "says", "n"
    )


def exact_totals(frame: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """The whole answer, with the count said as the bands are said."""
    return banded(frame.with_columns(count="respondents"), Scheme.EXACT, terms.window, count="count")


def changes(frame: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """Two totals on the same people, as bands, for the themes released so; never who changed."""
    told = frame.filter(base="change")
    scheme = scheme_for(terms, is_split=False)
    for count in ("before", "after"):
        told = banded(told.with_columns(of=pl.col("n")), scheme, terms.window, count=count, n="of", prefix=f"{count}_")
    return told.with_columns(n=pl.col("of")).select(
        "heading_code", "heading", "code", "name", "base", "first_label", "last_label",
        "before_least", "before_most", "before_says", "after_least", "after_most", "after_says", "n",
    )  # fmt: skip


def exact_changes(frame: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """The whole answer, with both counts said as the bands are said."""
    for count in ("before", "after"):
        frame = banded(frame.with_columns(count=count), Scheme.EXACT, terms.window, count="count", prefix=f"{count}_")
    return frame


def quotations(frame: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """Cleared wordings that their speakers let this audience read: `stance`, `wording`, `attribution`.

    At most two are of one person, and nothing says which, nor of which group anyone is: beside an exact number, groups
    that are named for some quotations are known for the others, and can be subtracted.
    """
    return quotable(frame, terms).select("stance", "wording", "attribution")


def quotable(frame: pl.DataFrame, terms: Terms, *within: str) -> pl.DataFrame:
    """The rows of cleared wordings that may be read, at most two of one person in each group of the columns `within`.

    They are put down to nobody, and come by what is told: by `within`, by stance, and by the words themselves.
    """
    scopes = ["public"] if terms.audience == Audience.PRESENTATION else ["network", "public"]
    consented = frame.filter(
        pl.col("quote_consent").is_in(QUOTED),
        pl.col("quote_scope").is_in(scopes),
        ~pl.col("sensitive") | (pl.col("quote_scope") == "public"),
    ).sort(*within, "stance", "wording", descending=[*(False for _ in within), True, False])
    return consented.filter(
        pl.col("wording").rank("ordinal").over("respondent", *within) <= MOST_OF_ONE_PERSON
    ).with_columns(attribution=pl.lit(SPEAKER))
