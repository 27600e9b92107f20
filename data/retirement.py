"""Retirement: which releases may not be opened any more, because someone in them took back what they had given."""

from contextlib import closing
from pathlib import Path

import duckdb
import polars as pl

from data.study import Study
from data.tables.people import CONSENTS, SCOPES
from queries.audience import Audience
from queries.consent import approved_quotes, consents
from queries.database import Database, DatabaseError
from queries.disclosure import Gate


def is_taken_back(study: Study, earlier: Path) -> bool:
    """Whether the release at `earlier` shows something that `study` no longer allows.

    That is so when a person or an interview in it is gone, allows less of their words to be quoted, or when a cleared
    quotation is no longer cleared in the same words. A release that cannot be read counts as one.
    """
    try:
        with closing(Database(earlier)) as database:
            gate = Gate(database, Audience.ANALYST)
            people, quotes = consents(gate), approved_quotes(gate)
    except (DatabaseError, duckdb.Error):
        return True
    now = study.without_withdrawn().tables
    held = people["interviews"].explode()
    is_there = people["respondent"].is_in(now["respondents"]["respondent"].to_list()).all()
    is_whole = is_there and held.is_in(now["interviews"]["interview"].to_list()).all()
    return not is_whole or _allows_less(people, now["respondents"]) or not _are_cleared(quotes, now["quotes"])


def _allows_less(people: pl.DataFrame, respondents: pl.DataFrame) -> bool:
    now = respondents.select("respondent", "quote_consent", "quote_scope")
    both = people.join(now, on="respondent", suffix="_now")
    less = [
        pl.col(f"{name}_now").cast(pl.String).replace_strict(rank, default=0, return_dtype=pl.Int64)
        < pl.col(name).cast(pl.String).replace_strict(rank, default=0, return_dtype=pl.Int64)
        for name, rank in (("quote_consent", _ranks(CONSENTS)), ("quote_scope", _ranks(SCOPES)))
    ]
    return not both.filter(pl.any_horizontal(less)).is_empty()


def _ranks(values: tuple[str, ...]) -> dict[str, int]:
    return {value: rank for rank, value in enumerate(values, start=1)}


def _are_cleared(quotes: pl.DataFrame, now: pl.DataFrame) -> bool:
    cleared = now.filter(pl.col("approval").cast(pl.String) == "approved").with_columns(
        pl.col("redacted_text").fill_null("")
    )
    return quotes.join(cleared, on=quotes.columns, how="anti").is_empty()
