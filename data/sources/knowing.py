"""What is known of a study once more of its tables have been read."""

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from data.sources.parts import Known
from data.tables import TABLES


def knowing(known: Known, tables: Mapping[str, pl.DataFrame]) -> Known:
    """What is known with the keys, the names and the parents of codes in `tables`, which hold text cells."""
    names = {table: dict(there) for table, there in known.names.items()}
    parents = dict(known.parents)
    for table, rows in tables.items():
        key = TABLES[table].primary_key()
        if len(key) == 1 and key[0] in rows.columns:
            label = pl.col("name").fill_null("") if "name" in rows.columns else pl.lit("")
            filled = rows.filter(pl.col(key[0]).is_not_null()).select(pl.col(key[0]), label.alias("\0"))
            names.setdefault(table, {}).update(filled.iter_rows())
        if table == "codes" and {"code", "parent"} <= set(rows.columns):
            parents.update(rows.select("code", "parent").drop_nulls().iter_rows())
    return replace(known, names=names, parents=parents)
