"""Merging: what a file gives now, what it gave last time, and what people have made of it since."""

from dataclasses import dataclass, field

import polars as pl

from data.tables import ORDERED, TABLES

NOW, THERE, BEFORE = "\0now", "\0there", "\0before"


@dataclass
class Merged:
    """A table after an import, and what became of its rows.

    `already` are rows that were there just so, `gone` those that the file no longer has, `kept_out` the keys of those
    that somebody has since taken out of the package, `clashing` those where file and package each say something else,
    `changed` the keys of those that go, and that somebody has changed here.
    """

    rows: pl.DataFrame
    already: int = 0
    gone: int = 0
    kept_out: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    clashing: list[tuple[str, str]] = field(default_factory=list)
    """The key, and the columns that clash."""


def merged(table: str, new: pl.DataFrame, there: pl.DataFrame, before: pl.DataFrame, elsewhere: pl.DataFrame) -> Merged:
    """The rows of `table` once a file gives `new`, having given `before` at its last import (no rows at its first).

    Cell by cell: what only the file has changed is taken, what only people have changed stays, and an empty cell is
    filled. A row the file no longer has goes, unless `elsewhere` has its key: the rows that other files gave.
    All frames hold text cells with the columns of the table; `there` may have more.
    """
    key = list(TABLES[table].primary_key())
    cells = [column for column in new.columns if column not in key]
    there = there.with_columns(pl.lit(None, pl.String).alias(name) for name in new.columns if name not in there.columns)
    before = _same_columns(before, new)
    new = new.unique(key, keep="first", maintain_order=True)
    side = (
        there.with_row_index(THERE)
        .join(new.with_row_index(NOW), on=key, how="full", coalesce=True, suffix=NOW, nulls_equal=True)
        .join(before.unique(key).with_row_index(BEFORE), on=key, how="left", suffix=BEFORE, nulls_equal=True)
    )
    given, was, known = pl.col(NOW).is_not_null(), pl.col(THERE).is_not_null(), pl.col(BEFORE).is_not_null()
    side = side.with_columns(_clash(column).alias(f"\0clash {column}") for column in cells)
    clash = given & was & pl.any_horizontal(pl.lit(value=False), *(pl.col(f"\0clash {column}") for column in cells))
    unchanged = pl.all_horizontal(
        pl.lit(value=True), *(pl.col(f"{column}{NOW}").eq_missing(pl.col(f"{column}{BEFORE}")) for column in cells)
    )
    same = pl.all_horizontal(
        pl.lit(value=True), *(pl.col(f"{column}{NOW}").eq_missing(pl.col(column)) for column in cells)
    )
    withdrawn = ~given & was & known
    if not elsewhere.is_empty():
        kept = side.join(_same_columns(elsewhere, new).select(key).unique(), on=key, how="semi", nulls_equal=True)
        withdrawn &= ~pl.col(THERE).is_in(kept[THERE].drop_nulls().to_list())
    left = given & ~was & known & unchanged
    counts = side.select(
        already=(given & was & same).sum(), gone=withdrawn.sum(), clashes=clash.sum(), out=left.sum()
    ).row(0, named=True)
    result = Merged(there, already=counts["already"], gone=counts["gone"])
    if counts["clashes"]:
        wrong = side.filter(clash)
        for row in wrong.select(key + [f"\0clash {column}" for column in cells]).iter_rows(named=True):
            named = ", ".join(column for column in cells if row[f"\0clash {column}"])
            result.clashing.append((", ".join(str(row[column]) for column in key), named))
    edited = pl.any_horizontal(pl.lit(value=False), *(_edited(column) for column in cells))
    changed = side.filter(withdrawn & edited).select(key)
    result.changed = [", ".join(map(str, row)) for row in changed.iter_rows()]
    result.kept_out = [", ".join(map(str, row)) for row in side.filter(left).select(key).iter_rows()]
    taken = side.filter(~withdrawn & ~left).with_columns(_taken(column).alias(column) for column in cells)
    result.rows = taken.sort(_order(table, new, there, before), nulls_last=True).select(there.columns)
    return result


def _same_columns(rows: pl.DataFrame, like: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(
        pl.lit(None, pl.String).alias(name) for name in like.columns if name not in rows.columns
    ).select(like.columns)


def _mine(column: str) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    return pl.col(f"{column}{NOW}"), pl.col(column), pl.col(f"{column}{BEFORE}")


def _edited(column: str) -> pl.Expr:
    """Whether people have changed the cell since the last import; before a first import, whether it holds anything."""
    _, there, before = _mine(column)
    return pl.when(pl.col(BEFORE).is_null()).then(there.is_not_null()).otherwise(there.ne_missing(before))


def _moved(column: str) -> pl.Expr:
    """Whether the file says something new of the cell."""
    now, _, before = _mine(column)
    return pl.when(pl.col(BEFORE).is_null()).then(now.is_not_null()).otherwise(now.ne_missing(before))


def _clash(column: str) -> pl.Expr:
    now, there, _ = _mine(column)
    return _edited(column) & _moved(column) & now.ne_missing(there)


def _taken(column: str) -> pl.Expr:
    now, there, _ = _mine(column)
    of_both = pl.when(_moved(column)).then(now).otherwise(there)
    return pl.when(pl.col(NOW).is_null()).then(there).when(pl.col(THERE).is_null()).then(now).otherwise(of_both)


def _order(table: str, new: pl.DataFrame, there: pl.DataFrame, before: pl.DataFrame) -> list[str]:
    """Rows keep their places, new ones follow; tables with an order take the file's new one unless a row was moved."""
    if table in ORDERED:
        [key] = TABLES[table].primary_key()
        has_moved = _sequence(key, new, before) != _sequence(key, before, new)
        if has_moved and _sequence(key, there, before) == _sequence(key, before, there):
            return [NOW, THERE]
    return [THERE, NOW]


def _sequence(key: str, rows: pl.DataFrame, among: pl.DataFrame) -> list[str]:
    return rows.join(among, on=key, how="semi", maintain_order="left")[key].to_list()
