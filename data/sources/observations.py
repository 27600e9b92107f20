"""Observations of indicators as tables hold them: wide ones made long, periods and numbers read, gaps counted."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise

import polars as pl

from data.faults import Fault, StudyError, nearest
from data.settings import FILE, Source
from data.sources.left_out import LeftOut
from data.sources.numbers import number, other_decimal
from data.sources.periods import dates_stand_for, has_day_first, months_are_first, period, years_or_months
from data.tables import TABLES

__all__ = ["gaps", "period", "reshaped", "with_periods", "with_values"]

TABLE = "observations"
NOT_COLLECTED = "not_collected"
ROWS_NAMED = 3
"""How many rows a line of what was left out names before it only counts them."""


def reshaped(grid: pl.DataFrame, source: Source, name: str) -> tuple[pl.DataFrame, list[LeftOut]]:
    """One observation for each row and each column that `source.spread` names, and what was left out.

    Cells are text under our names, with the `row` they stood in; periods and numbers are read as `with_periods` and
    `with_values` do. Constants are not applied. Raises StudyError where the mapping names what the file has not.
    """
    headings = [heading for heading in grid.columns if heading != "row"]
    _refuse_unknown(source, headings, name)
    behind = [heading for heading in headings if heading not in {*source.columns.values(), *source.spread}]
    left_out = [LeftOut(name, heading, f"{FILE} maps this column to nothing", "columns") for heading in behind]
    own = {ours: pl.col(theirs) for ours, theirs in source.columns.items()}
    wide = grid.select("row", **own, **{f"\0{heading}": pl.col(heading) for heading in source.spread})
    long = wide.unpivot(
        index=["row", *own], on=[f"\0{heading}" for heading in source.spread], variable_name="\0", value_name="value"
    ).sort("row", maintain_order=True)
    keys = {f"\0{heading}": indicator for heading, indicator in source.spread.items()}
    long = long.with_columns(indicator=pl.col("\0").replace_strict(keys, return_dtype=pl.String)).drop("\0")
    if "period" in long.columns:
        long, unread = with_periods(long, name)
        left_out += unread
    long, unread = with_values(long, source, name)
    return long, left_out + unread


def with_periods(grid: pl.DataFrame, name: str, kind: str | None = None) -> tuple[pl.DataFrame, list[LeftOut]]:
    """The grid with `period_start` and `period_end` in place of `period`, and the rows whose period cannot be read.

    Dates that are all firsts of months and follow one another monthly, quarterly or yearly stand for those periods,
    other dates for days; `kind`, one of periods.KINDS, says otherwise.
    """
    texts = grid["period"].drop_nulls().unique().to_list()
    spans, day_first = years_or_months(texts), not months_are_first(texts)
    dates = kind or dates_stand_for(texts)
    read: dict[str, tuple[str, str]] = {}
    for text in texts:
        found = period(text, kind or spans or None) if _is_span(text) else period(text, dates or None)
        if found and (day_first or not has_day_first(text)):
            read[text] = (found[0].isoformat(), found[1].isoformat())
    column = pl.col("period")
    known = column.is_in(list(read)).fill_null(value=False)
    left_out = _grouped(grid.filter(~known), "period", name, lambda text: _unread(text, day_first=day_first))
    kept = grid.filter(known)
    return kept.with_columns(
        period_start=column.replace_strict({text: span[0] for text, span in read.items()}, return_dtype=pl.String),
        period_end=column.replace_strict({text: span[1] for text, span in read.items()}, return_dtype=pl.String),
    ).drop("period"), left_out


def with_values(grid: pl.DataFrame, source: Source, name: str) -> tuple[pl.DataFrame, list[LeftOut]]:
    """The grid with its numbers written plainly and a reason wherever a value is missing, and what was left out.

    An empty value was not collected, unless the row says otherwise; a word in its place is a reason where
    `source.values` has it under `missing_reason`. Raises StudyError where decimals have the mark that `source` denies.
    """
    left_out: list[LeftOut] = []
    if "missing_reason" not in grid.columns:
        grid = grid.with_columns(missing_reason=pl.lit(None, pl.String))
    reasons = source.values.get("missing_reason", {})
    for column in ("numerator", "denominator", "value"):
        if column not in grid.columns:
            continue
        texts = grid[column].drop_nulls().unique().to_list()
        read = {text: plain for text in texts if (plain := number(text, source.decimal)) is not None}
        words = {text: reasons[text.strip()] for text in texts if column == "value" and text.strip() in reasons}
        strange = pl.col(column).is_in([text for text in texts if text not in read and text not in words])
        odd = grid.filter(strange.fill_null(value=False))
        _refuse_other_decimal(odd, column, source, name)
        if column == "value":
            grid = grid.filter(~strange.fill_null(value=False))
            reason = pl.col("value").replace_strict(words, default=None, return_dtype=pl.String)
            grid = grid.with_columns(missing_reason=pl.coalesce(reason, "missing_reason"))
        kind = TABLE if column == "value" else "cells"
        left_out += _grouped(odd, column, name, lambda text: f"“{text}” is no number", kind)
        numbers = pl.col(column).replace_strict(read, default=None, return_dtype=pl.String)
        grid = grid.with_columns(numbers.alias(column))
    if "value" in grid.columns:
        unsaid = pl.col("value").is_null() & pl.col("missing_reason").is_null()
        grid = grid.with_columns(missing_reason=pl.when(unsaid).then(pl.lit(NOT_COLLECTED)).otherwise("missing_reason"))
    return grid, left_out


def gaps(table: pl.DataFrame) -> str:
    """How many subjects have no row at all for how many of the periods, in words; empty where nothing can be said.

    Where all periods are of one length, those between the first and the last that nobody has a row for are counted.
    """
    if not {"subject", "period_start", "period_end"} <= set(table.columns):
        return ""
    pairs = table.select("subject", "period_start", "period_end").drop_nulls().unique()
    try:
        spans = sorted(
            (date.fromisoformat(start), date.fromisoformat(end))
            for start, end in pairs.select("period_start", "period_end").unique().iter_rows()
        )
    except ValueError:
        return ""  # what is no date is reported when the table is checked
    if not spans:
        return ""
    subjects, periods = pairs["subject"].n_unique(), _as_many(spans)
    absent = subjects * periods - pairs.height
    among = f"{_many(subjects, 'subject')} and {_many(periods, 'period')}"
    among += f" from {spans[0][0]} to {max(end for _, end in spans)}"
    if absent <= 0:
        return f"no gaps: {among}, each with a row"
    return f"gaps: {absent:,} of {subjects * periods:,} pairs of subject and period have no row ({among})"


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}" + ("s" if count != 1 else "")


def _as_many(spans: list[tuple[date, date]]) -> int:
    """How many periods there are from the first to the last, the ones nobody has a row for with them."""
    lengths = {_months(start, end) for start, end in spans}
    length = lengths.pop()
    if lengths or not length:
        return len(spans)
    starts = [start.year * 12 + start.month for start, _ in spans]
    if any((later - earlier) % length for earlier, later in pairwise(starts)):
        return len(spans)
    return (starts[-1] - starts[0]) // length + 1


def _months(start: date, end: date) -> int:
    """How many whole months a period has, or none where it has not only whole ones."""
    after = end + timedelta(days=1) if end < date.max else end
    whole = start.day == after.day == 1
    return (after.year - start.year) * 12 + after.month - start.month if whole else 0


def _is_span(text: str) -> bool:
    return len(text.strip()) == 7 and text.strip()[4:5] == "-"


def _unread(text: str | None, *, day_first: bool) -> str:
    if text is None:
        return "has no period"
    if not day_first and has_day_first(text):
        return f"“{text}” may have its day first or its month; write dates as 2019-04-01"
    if period(text, "month") and period(text, "financial_year"):
        return f"“{text}” may be a month or a financial year; write {text.replace('-', '/')}, or the month with its day"
    return f"“{text}” is no period; write 2019, 2019/20, 2019 Q1, 2019-04 or 2019-04-01"


def _grouped(
    rows: pl.DataFrame, column: str, name: str, reason: Callable[[str | None], str], kind: str = TABLE
) -> list[LeftOut]:
    """A line for each text that could not be read, with the rows it stands in."""
    found: dict[str | None, list[int]] = defaultdict(list)
    for row, text in rows.select("row", column).iter_rows():
        found[text].append(row)
    return [
        LeftOut(_place(name, places), text or f"no {column}", reason(text), kind, len(places))
        for text, places in found.items()
    ]


def _place(name: str, rows: Iterable[int]) -> str:
    places = list(dict.fromkeys(rows))
    named = ", ".join(str(row) for row in places[:ROWS_NAMED])
    more = f" and {len(places) - ROWS_NAMED:,} more" if len(places) > ROWS_NAMED else ""
    return f"{name}, row{'s' if len(places) > 1 else ''} {named}{more}"


def _refuse_other_decimal(rows: pl.DataFrame, column: str, source: Source, name: str) -> None:
    for row, text in rows.select("row", column).iter_rows():
        if other_decimal(text, source.decimal):
            other = "," if source.decimal == "." else "."
            rule = f"has another decimal mark than “{source.decimal}”; where that is right, set decimal = "
            raise StudyError([Fault(name, row, column, text, f'{rule}"{other}" in its [[source]] of {FILE}')])


def _refuse_unknown(source: Source, headings: list[str], name: str) -> None:
    ours = [*TABLES[TABLE].column_names(), "period"]
    faults = [
        Fault(FILE, None, "source.columns", column, f"is not a column of {TABLE}", nearest(column, ours))
        for column in source.columns
        if column not in ours
    ]
    faults += [
        Fault(FILE, None, "source.columns", column, "of a wide table stands in spread, not in columns")
        for column in ("indicator", "value")
        if column in source.columns
    ]
    if not source.spread:
        rule = f"is wide, so its [[source]] needs spread = {{ heading = indicator }}; there are {', '.join(headings)}"
        faults.append(Fault(name, None, "", "", rule))
    wanted: Mapping[str, str] = {heading: ours for ours, heading in source.columns.items()} | source.spread
    faults += [
        Fault(name, 1, heading, "", f"is not a heading here, and {FILE} looks for {for_} under it", near)
        for heading, for_ in wanted.items()
        if heading not in headings
        for near in [nearest(heading, headings)]
    ]
    if faults:
        raise StudyError(faults)
