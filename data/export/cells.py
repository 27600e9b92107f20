"""Cells: every value of a table as the text that the files of a study hold for it."""

import polars as pl

from data.study import Study
from data.tables import ORDERED, TABLES


def cells(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows as text: reading them as a table gives the same values again."""
    return rows.select(
        pl.col(name).dt.to_string("%Y-%m-%dT%H:%M:%S%.f") if kind == pl.Datetime else pl.col(name).cast(pl.String)
        for name, kind in rows.schema.items()
    )


def in_order(study: Study) -> Study:
    """The study with its rows in the order of their keys, so that what is written does not depend on where it lay.

    Codes and findings stay in theirs, which has a meaning.
    """
    tables = {
        name: rows if name in ORDERED else rows.sort(TABLES[name].primary_key()) for name, rows in study.tables.items()
    }
    return Study(study.settings, tables, dict(sorted(study.transcripts.items())), study.left_out)
