"""Tables of two states of a study: rows that are new, gone or changed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import dataframely as dy
import polars as pl

from data.study import Study
from data.tables import TABLES, references

SNIPPET = 60
"""Characters of a text that anyone is shown."""

Cell = str | int | float | bool | None


@dataclass(frozen=True)
class ValueChange:
    """A column or a setting with another value; of free text (`is_prose`) no more than the beginning.

    Free text of a person or an interview that was taken back is left out.
    """

    name: str
    before: Cell
    after: Cell
    is_prose: bool = False


@dataclass(frozen=True)
class RowChange:
    """A row with the same key and other values."""

    key: tuple[str, ...]
    values: tuple[ValueChange, ...]

    def now(self, name: str) -> Cell:
        """The new value of one column; None where that has not changed."""
        return next((value.after for value in self.values if value.name == name), None)


@dataclass(frozen=True)
class TableChange:
    """A table whose rows are not what they were: the keys of those that are new or gone, and those changed."""

    table: str
    added: tuple[tuple[str, ...], ...]
    gone: tuple[tuple[str, ...], ...]
    changed: tuple[RowChange, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.gone or self.changed)


def comparable(table: str, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with the columns and types of the table, enums as text, so that two states can be laid together."""
    columns = TABLES[table].columns()
    kinds = {name: pl.String() if isinstance(column, dy.Enum) else column.dtype for name, column in columns.items()}
    return rows.select(
        pl.col(name).cast(kind) if name in rows.columns else pl.lit(None, kind).alias(name)
        for name, kind in kinds.items()
    )


def table_changes(before: Study, after: Study, renamed: Mapping[str, str]) -> tuple[TableChange, ...]:
    """What changed in every table but codes and codings, by the keys of its rows.

    `renamed` gives the key that a code has now for the one it had: a row that only follows it is no change.
    """
    silent = {*before.unsaid, *after.unsaid, *before.withdrawn, *after.withdrawn}
    changes = []
    for name in TABLES:
        old, new = before.tables[name], after.tables[name]
        if name not in ("codes", "codings") and not old.equals(new):
            old, new = comparable(name, old), comparable(name, new)
            to_codes = [column for column, table in references(name).items() if table == "codes"]
            changes.append(_table_change(name, old.with_columns(pl.col(to_codes).replace(renamed)), new, silent))
    return tuple(filter(None, changes))


def row_changes(
    table: str, both: pl.DataFrame, key: Sequence[str], values: Sequence[str], silent: Collection[str] = ()
) -> tuple[RowChange, ...]:
    """The rows of `both` that differ in any of the columns `values`, by their key; see `differing`.

    `silent` are the respondents and interviews that were taken back.
    """
    changes = []
    for row in differing(both, values).sort(key).iter_rows(named=True):
        is_told = row.get("interview") not in silent and row.get("respondent") not in silent
        named = tuple("" if row[name] is None else str(row[name]) for name in key)
        changes.append(RowChange(named, value_changes(table, row, values, is_told)))
    return tuple(changes)


def differing(both: pl.DataFrame, values: Sequence[str]) -> pl.DataFrame:
    """The rows where a value is not as it was; each stands there twice, as it is now with the ending "_after"."""
    changes = (pl.col(name).ne_missing(pl.col(f"{name}_after")) for name in values)
    return both.filter(pl.any_horizontal(pl.lit(False), *changes))


def value_changes(
    table: str, row: Mapping[str, object], values: Sequence[str], is_told: bool = True
) -> tuple[ValueChange, ...]:
    """What differs in one such row; free text only if it `is_told`."""
    changes = []
    for name in values:
        if row[name] != row[f"{name}_after"]:
            is_text = is_prose(table, TABLES[table].columns()[name])
            old, new = (_cell(row[each]) if is_told or not is_text else None for each in (name, f"{name}_after"))
            changes.append(ValueChange(name, old, new, is_text))
    return tuple(changes)


def is_prose(table: str, column: dy.Column) -> bool:
    """Whether a column holds free text, and not a key, a name of something, a number or one of a few words."""
    is_key = column.primary_key or column.name in references(table) or column.name == "name"
    return isinstance(column, dy.String) and not is_key


def snippet(text: str) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text[: 4 * SNIPPET].split())
    return line if len(line) <= SNIPPET else line[: SNIPPET - 1] + "…"


def _table_change(name: str, old: pl.DataFrame, new: pl.DataFrame, silent: Collection[str]) -> TableChange:
    key = list(TABLES[name].primary_key())
    added, gone = (one.join(other, on=key, how="anti", nulls_equal=True) for one, other in ((new, old), (old, new)))
    values = [column for column in new.columns if column not in key]
    both = old.join(new, on=key, suffix="_after", nulls_equal=True)
    return TableChange(name, _keys(added, key), _keys(gone, key), row_changes(name, both, key, values, silent))


def _keys(rows: pl.DataFrame, key: list[str]) -> tuple[tuple[str, ...], ...]:
    named = rows.select(key).sort(key)
    return tuple(tuple("" if value is None else str(value) for value in values) for values in named.iter_rows())


def _cell(value: object) -> Cell:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return snippet(value)
    return value if isinstance(value, int | float) else None
