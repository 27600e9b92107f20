"""Mapping: a file of another shape under the study's names, as its [[source]] in study.toml says."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import polars as pl

from data.faults import Fault, StudyError, nearest
from data.settings import FILE, Source
from data.sources import observations, ties
from data.sources.cells import free_text, in_our_words, stripped, with_numbers
from data.sources.code_table import PLAINLY, Naming, completed_codes
from data.sources.coded_rows import coded
from data.sources.headings import Mapped, renamed, resolved, with_constants
from data.sources.left_out import LeftOut
from data.sources.matching import matched
from data.sources.parts import Known
from data.sources.placing import Excerpts
from data.sources.spreadsheet import Sheet, read_sheet
from data.tables import TABLES, references

Reshape = Callable[[pl.DataFrame, Source, str], tuple[pl.DataFrame, list[LeftOut]]]

_RESHAPED: dict[tuple[str, str], Reshape] = {
    ("observations", "wide"): observations.reshaped,
    ("ties", "matrix"): ties.reshaped,
}

_PLAIN = {"observations": ("value", "numerator", "denominator"), "ties": ("weight",)}
"""Columns whose numbers are written plainly by the rules of their own table."""

_TYPED = re.compile(r"[-+]?[0-9]+\.[0-9]+(E[-+]?[0-9]+)?")


def mapped(path: Path, source: Source, known: Known, made: Excerpts | None = None) -> Mapped:
    """The cells of the file at `path` under the study's column names, and what the mapping leaves behind.

    Without a mapping every heading must be one of the study's own. `made` holds the transcripts that were made of
    excerpts before, in the same reading. Raises StudyError where the mapping does not fit the file.
    """
    table_of(source)
    sheet = read_sheet(path, sheet=source.sheet, area=source.range, encoding=source.encoding, name=source.file)
    return mapped_sheet(sheet, source, known, made)


def mapped_sheet(
    sheet: Sheet, source: Source, known: Known, made: Excerpts | None = None, naming: Naming = PLAINLY
) -> Mapped:
    """As `mapped`, for a table that was read already; `naming` says how codes below others are written in it."""
    table = table_of(source)
    is_mapped = bool(source.columns)
    source = resolved(sheet, source)
    result = Mapped(table, pl.DataFrame(), left_out=list(sheet.left_out), assumed=list(sheet.assumed))
    reshape = _RESHAPED.get((table, source.shape))
    if reshape:
        return _reshaped(reshape, sheet, source, known, result)
    if table == "codings":
        by_name = naming if is_mapped or source.shape != "long" else None
        return coded(sheet, source, known, result, made=Excerpts() if made is None else made, naming=by_name)
    if source.shape != "long" or source.several:
        rule = f"says of {table} what only codings, wide observations and matrices of ties can be"
        raise StudyError([Fault(FILE, None, "source.shape", source.shape, rule)])
    cells = renamed(_local(sheet, source), source, result)
    keep = () if is_mapped else free_text(table)
    cells = in_our_words(stripped(cells, source.missing, keep), source)
    if table == "observations" and "period" in cells.columns:
        cells, behind = observations.with_periods(cells, source.file)
        result.left_out += behind
    if table == "observations":
        cells, behind = observations.with_values(cells, source, source.file)
        result.left_out += behind
    elif table == "ties":
        cells, behind = ties.edges_from(cells, source, source.file)
        result.left_out += behind
    cells, said = with_numbers(cells, source, _PLAIN.get(table, ()))
    result.assumed += said
    cells = with_constants(cells, source)
    if table == "codes" and is_mapped:
        cells, said = completed_codes(cells, dict(known.names.get("codes", {})), source.file)
        result.assumed += said
    result.in_file[table] = cells.height + result.lost()
    result.cells = _by_key(cells, known, result)
    return result


def table_of(source: Source) -> str:
    """The table that a source gives; raises StudyError where there is none of that name."""
    if source.table not in TABLES:
        rule = "is not a table of a study"
        raise StudyError([Fault(FILE, None, "source.table", source.table, rule, nearest(source.table, TABLES))])
    return source.table


def unmapped(given: Iterable[Mapped]) -> list[LeftOut]:
    """What several sources of one table leave out together: a column is left behind only if none of them maps it."""
    given = list(given)
    used = frozenset[str]().union(*(each.used for each in given))
    left_out: list[LeftOut] = []
    of_the_sheet: set[LeftOut] = set()
    for entry in (entry for each in given for entry in each.left_out):
        if entry.kind not in ("columns", "cells"):
            left_out.append(entry)
        elif entry not in of_the_sheet and (entry.kind == "cells" or entry.what not in used):
            of_the_sheet.add(entry)
            left_out.append(entry)
    return left_out


def _reshaped(reshape: Reshape, sheet: Sheet, source: Source, known: Known, result: Mapped) -> Mapped:
    local = _local(sheet, source)
    cells, behind = reshape(stripped(local.cells, source.missing), source, source.file)
    result.left_out += behind
    result.used = frozenset(sheet.headings) - {entry.what for entry in behind if entry.kind == "columns"}
    cells = with_constants(in_our_words(cells, source), source)
    result.in_file[result.table] = cells.height + result.lost()
    result.cells = _by_key(cells, known, result)
    return result


def _local(sheet: Sheet, source: Source) -> Sheet:
    """The numbers that a workbook holds as numbers, written as the source says that its texts write them."""
    if source.decimal == "." or not sheet.sheets:
        return sheet
    cells = sheet.cells
    for column in _number_columns(sheet, source):
        texts = [text for text in cells[column].drop_nulls().unique() if _TYPED.fullmatch(text.strip())]
        unclear = next((text for text in texts if sheet.dotted and len(text.rpartition(".")[2]) == 3), None)
        if unclear:
            rule = "may be a number, or a text with a mark between thousands. Make all cells of the column numbers"
            raise StudyError([Fault(source.file, None, column, unclear, rule)])
        cells = cells.with_columns(pl.col(column).replace({text: text.replace(".", ",") for text in texts}))
    return replace(sheet, cells=cells)


def _number_columns(sheet: Sheet, source: Source) -> list[str]:
    kinds = TABLES[source.table].columns()
    numbers = [heading for name, heading in source.columns.items() if name in kinds and kinds[name].dtype.is_numeric()]
    if source.shape == "matrix":
        return [heading for heading in sheet.headings[1:] if heading not in source.columns.values()]
    return [*numbers, *(source.spread if source.table == "observations" else ())]


def _by_key(cells: pl.DataFrame, known: Known, result: Mapped) -> pl.DataFrame:
    """Cells with keys of the study where they hold exactly the names of what it has."""
    for column, target in references(result.table).items():
        there = known.names.get(target, {})
        if column in cells.columns and there and (result.table, column) != ("codes", "parent"):
            found = matched(cells[column].drop_nulls().unique(maintain_order=True), there)
            by_name = {value: key for value, key in found.exact.items() if value != key}
            if by_name:
                cells = cells.with_columns(pl.col(column).replace(by_name))
                result.assumed.append(f"{len(by_name)} {target} of {result.table} are matched by their exact names")
    return cells
