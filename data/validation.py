"""From cells to a typed table: every value parsed and every rule of the table checked, all faults at once."""

from typing import cast

import dataframely as dy
import polars as pl

from data.faults import Fault, nearest, one_of
from data.tables import TABLES

PLACE: dict[str, type[pl.DataType]] = {"row": pl.Int64, "file": pl.String}
"""The two columns that say where a row came from; they ride along until a study is complete."""


def typed_table(table: str, cells: pl.DataFrame) -> tuple[pl.DataFrame, list[Fault]]:
    """The typed rows of `table` from a frame of String cells with `row` and `file`, and what is wrong with them.

    Cells that cannot be parsed are null in the frame returned, so that later checks still run.
    """
    schema = TABLES[table]
    faults = _headings(table, cells)
    columns = schema.columns()
    frame = cells.select(
        *(pl.col(name) if name in cells.columns else pl.lit(None, pl.String).alias(name) for name in columns), *PLACE
    )
    typed = frame.with_columns(_parsed(name, column) for name, column in columns.items())
    unparsed: set[tuple[str, int, str]] = set()
    for name, column in columns.items():
        if column.dtype != pl.String:
            for fault in _unparsed(name, column, frame, typed):
                unparsed.add((fault.file, cast(int, fault.row), name))
                faults.append(fault)
    missing = {fault.column for fault in faults if fault.row is None}
    for fault in _broken_rules(schema, typed):
        if fault.column not in missing and (fault.file, fault.row, fault.column) not in unparsed:
            faults.append(fault)
    return typed, faults


def _headings(table: str, cells: pl.DataFrame) -> list[Fault]:
    columns = TABLES[table].columns()
    headings = [heading for heading in cells.columns if heading not in PLACE]
    file = cells["file"][0] if cells.height else f"{table}.csv"
    unknown = [heading for heading in headings if heading not in columns]
    faults = [
        Fault(str(file), None, heading, "", "is not a column of this table", nearest(heading, columns))
        for heading in unknown
    ]
    for name, column in columns.items():
        if name not in headings and not column.nullable:
            filled = "" if file == f"{table}.csv" else "; constants of its [[source]] can fill it"
            rule = f"is missing from the headings{filled}"
            faults.append(Fault(str(file), None, name, "", rule, nearest(name, unknown)))
    return faults


def _parsed(name: str, column: dy.Column) -> pl.Expr:
    cell, kind = pl.col(name), column.dtype
    if kind == pl.Boolean:
        return cell.str.to_lowercase().replace_strict({"true": True, "false": False}, default=None)
    if kind.is_integer():
        return cell.str.replace(r"\.0+$", "").cast(kind, strict=False)
    if kind == pl.Date:
        return cell.str.replace(r"[ T]00:00:00(\.0+)?$", "").str.to_date("%Y-%m-%d", strict=False)
    if kind == pl.Datetime:
        return cell.str.replace("T", " ").str.to_datetime("%Y-%m-%d %H:%M:%S%.f", strict=False, time_unit="us")
    if kind.is_float():
        number = cell.cast(kind, strict=False)
        return pl.when(number.is_finite()).then(number)
    return cell.cast(kind, strict=False)


def _unparsed(name: str, column: dy.Column, cells: pl.DataFrame, typed: pl.DataFrame) -> list[Fault]:
    wrong = cells.filter(cells[name].is_not_null() & typed[name].is_null()).select("file", "row", name)
    allowed = list(column.categories) if isinstance(column, dy.Enum) else []
    rule = one_of(allowed) if allowed else f"is not {_kind(column)}"
    return [Fault(file, row, name, value, rule, nearest(value, allowed)) for file, row, value in wrong.iter_rows()]


def _kind(column: dy.Column) -> str:
    if column.dtype == pl.Boolean:
        return "true or false"
    if column.dtype == pl.Date:
        return "a date written as 2014-09-25"
    if column.dtype == pl.Datetime:
        return "a time written as 2014-09-25T09:35:00"
    return "a whole number" if column.dtype.is_integer() else "a number"


def _broken_rules(schema: type[dy.Schema], typed: pl.DataFrame) -> list[Fault]:
    sourced = cast(type[dy.Schema], type(schema.__name__, (schema,), {"row": dy.Int64(), "file": dy.String()}))
    _, failure = sourced.filter(typed)
    counts = failure.counts()
    if not counts:
        return []
    details = failure.details()
    faults = []
    for rule in counts:
        column, _, kind = rule.rpartition("|")
        at_fault = details.filter(pl.col(rule) == "invalid")
        named = [column] if column else _subject(schema, rule)
        sentence = _sentence(kind, schema, column)
        for row in at_fault.iter_rows(named=True):
            value = ", ".join(str(row[name]) for name in named if row[name] is not None)
            faults.append(Fault(row["file"], row["row"], ", ".join(named), value, sentence))
    return faults


def _subject(schema: type[dy.Schema], rule: str) -> list[str]:
    """The columns a table's own rule speaks of: the key, or those that its name names."""
    if rule == "primary_key":
        return list(schema.primary_key())
    return [name for name in schema.columns() if rule.startswith(name) or f"_{name}" in rule]


def _sentence(kind: str, schema: type[dy.Schema], column: str) -> str:
    bounds = schema.columns()[column] if column else None
    match kind:
        case "nullability":
            return "must not be empty"
        case "primary_key":
            return "stands in more than one row, and is the key of the table"
        case "min":
            return f"is below {getattr(bounds, 'min', 0)}"
        case "regex":
            return "is not a short identifier: letters, digits, dot, underscore, dash or space, at most 80"
        case "min_length":
            return "must not be empty"
        case _:
            return f"breaks the rule: {kind.replace('_', ' ')}"
