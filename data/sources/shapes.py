"""Codings in other shapes: several codes in a cell, a column for each code, a matrix of codes by interviews."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

import polars as pl

from data.faults import Fault, StudyError, nearest
from data.settings import FILE, Source
from data.sources.codebook_names import MOST_PIECES, Codebook, read_codes, split_names
from data.sources.left_out import LeftOut
from data.sources.numbers import number

CODED = ("x", "✓", "✔", "yes", "true")
UNCODED = ("0", "no", "false", "-", "–")
TOTALS = ("total", "totals", "sum", "grand total")

_ROW_NUMBER = re.compile(r"^\d+ : ")
_COLUMN_LETTERS = re.compile(r"^[A-Z]{1,3} : ")


@dataclass
class Expanded:
    """One coding a row, in `codes` under `code`; `mentions` is how many there were with those left out."""

    codes: pl.DataFrame
    mentions: int = 0
    left_out: list[LeftOut] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)
    references: int = 0
    """In a matrix of counts, what they come to together."""
    codebook: list[str] = field(default_factory=list)
    """In a matrix, all the codes it names, used or not."""


def spread_columns(source: Source, headings: Sequence[str], file: str) -> list[str]:
    """The headings that `source.spread` names, or that its patterns with a * fit, in the order of the file."""
    faults = []
    wanted: set[str] = set()
    for pattern in source.spread:
        fitting = [heading for heading in headings if heading == pattern or fnmatchcase(heading, pattern)]
        wanted.update(fitting)
        if not fitting:
            rule = f"fits no heading here, and {FILE} looks for codes under it; there are {', '.join(headings)}"
            faults.append(Fault(file, 1, pattern, "", rule, nearest(pattern, headings)))
    if faults:
        raise StudyError(faults)
    return [heading for heading in headings if heading in wanted]


def one_a_column(cells: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """A row for each cell of `columns` that holds something, as `code`."""
    rest = [column for column in cells.columns if column not in columns]
    long = cells.unpivot(index=rest, on=list(columns), variable_name="\0column", value_name="code")
    return long.sort("row", maintain_order=True).drop("\0column").filter(pl.col("code").is_not_null())


def several_in_a_cell(cells: pl.DataFrame, source: Source, codebook: Codebook) -> Expanded:
    """A row for each code in the cells of `code`; raises StudyError where these cannot be told apart for certain."""
    faults: dict[tuple[str, str], Fault] = {}
    lists: dict[str, list[str]] = {}
    strange: dict[str, list[str]] = {}
    for row, cell in cells.select("row", "code").unique("code", keep="first", maintain_order=True).iter_rows():
        if cell.count(source.several) > MOST_PIECES:
            rule = f"has more than {MOST_PIECES:,} codes in a cell"
            faults.setdefault(("", rule), Fault(source.file, row, "code", cell, rule))
        elif not codebook:
            lists[cell] = split_names(cell, source.several)
        else:
            reading = read_codes(cell, source.several, codebook)
            lists[cell], strange[cell] = reading.codes, reading.strange
            fault = _unread(reading.unread, cell, row, source, codebook, unclear=reading.unclear)
            if fault:
                faults.setdefault((fault.value, fault.rule), fault)
    if faults:
        raise StudyError(faults.values())
    codes = cells.with_columns(pl.col("code").replace_strict(lists, return_dtype=pl.List(pl.String), default=None))
    found = Expanded(codes.explode("code").filter(pl.col("code").is_not_null()))
    for row, cell in cells.select("row", "code").iter_rows():
        for name in strange.get(cell, ()):
            near = nearest(name.strip('"'), [known for known in codebook.names.values() if known])
            hint = f"; the nearest is “{near}”" if near else ""
            reason = f"no code of the study's is called so{hint}"
            found.left_out.append(LeftOut(f"{source.file}, row {row}", name, reason, "codings"))
    found.mentions = found.codes.height + len(found.left_out)
    return found


def _unread(piece: str, cell: str, row: int, source: Source, codebook: Codebook, *, unclear: bool) -> Fault | None:
    if unclear:
        rule = "can be read as codes in more than one way; give their keys, or part them by something else"
        return Fault(source.file, row, "code", cell, rule)
    if not piece:
        return None
    rule = (
        "begins no code of the study's codebook, so the codes of this cell cannot be told apart. "
        "Add it there, or import the tool's codebook first"
    )
    names = [name or key for key, name in codebook.names.items()]
    return Fault(source.file, row, "code", piece, rule, nearest(piece, names))


def matrix_of_codes(grid: pl.DataFrame, source: Source) -> Expanded:
    """A coding for each count above 0 where rows are codes and headings interviews, or the other way about.

    The rows are codes unless `source.columns` says that a heading holds interviews. Raises StudyError where the
    mapping names anything else.
    """
    headings = [heading for heading in grid.columns if heading != "row"]
    rows, label = _rows(source, headings)
    columns = (
        spread_columns(source, headings, source.file)
        if source.spread
        else [heading for heading in headings if heading != label]
    )
    found = Expanded(pl.DataFrame())
    kept: list[tuple[int, str, str]] = []
    across = "interview" if rows == "code" else "code"
    names = {heading: _COLUMN_LETTERS.sub("", heading) for heading in columns}
    for row, body, *values in grid.select("row", label, *columns).iter_rows():
        name = _ROW_NUMBER.sub("", (body or "").strip())
        for heading, text in zip(columns, values, strict=True):
            count = _count(text or "", source.decimal)
            if count == 0:
                continue
            found.mentions += 1
            found.references += count or 1
            reason = _refused(name, names[heading], text, counted=count is not None)
            if reason:
                found.left_out.append(LeftOut(f"{source.file}, row {row}, {heading}", name, reason, "codings"))
            else:
                kept.append((row, name, names[heading]))
    named = (
        [_ROW_NUMBER.sub("", body.strip()) for body in grid[label].drop_nulls()] if rows == "code" else names.values()
    )
    found.codebook = [name for name in named if name.casefold() not in TOTALS]
    found.codes = pl.DataFrame(kept, schema={"row": pl.Int64, rows: pl.String, across: pl.String}, orient="row")
    behind = [heading for heading in headings if heading not in {label, *columns}]
    found.left_out += [LeftOut(source.file, each, f"{FILE} maps this column to nothing", "columns") for each in behind]
    return found


def _rows(source: Source, headings: Sequence[str]) -> tuple[str, str]:
    """What the rows of a matrix are, codes or interviews, and under which heading their names stand."""
    if len(source.columns) > 1 or not set(source.columns) <= {"code", "interview"}:
        rule = "of a matrix names one column: code = heading, or interview = heading, whichever the rows are"
        raise StudyError([Fault(FILE, None, "source.columns", ", ".join(source.columns), rule)])
    for rows, heading in source.columns.items():
        return rows, heading
    return "code", headings[0]


def _count(text: str, decimal: str) -> int | None:
    """How often a cell says that it was coded; None where it says something else."""
    word = text.strip().casefold()
    if not word or word in UNCODED:
        return 0
    if word in CODED:
        return 1
    plain = number(word, decimal)
    return None if plain is None or float(plain) < 0 or float(plain) % 1 else int(float(plain))


def _refused(row: str, column: str, text: str | None, *, counted: bool) -> str:
    if not counted:
        return f"“{(text or '')[:40]}” is no count"
    if not row or not column:
        return "its row or its column has no name"
    if row.casefold() in TOTALS or column.casefold() in TOTALS:
        return "it is a total, and no coding"
    return ""


def named_singly(cells: pl.DataFrame, source: Source, codebook: Codebook) -> tuple[pl.DataFrame, list[str]]:
    """Cells of `code` as keys, where each holds one code; what the codebook does not have stays as it is.

    Raises StudyError where a name is that of several codes.
    """
    put: dict[str, str] = {}
    faults: list[Fault] = []
    for row, cell in cells.select("row", "code").drop_nulls().unique("code", maintain_order=True).iter_rows():
        keys = codebook.found(cell)
        if len(keys) > 1:
            rule = f"is the name of several codes: {', '.join(keys[:5])}. Give the key"
            faults.append(Fault(source.file, row, "code", cell, rule))
        elif keys and keys[0] != cell:
            put[cell] = keys[0]
    if faults:
        raise StudyError(faults)
    said = [f"{_codes(len(put))} matched by name"] if put else []
    return cells.with_columns(pl.col("code").replace(put)), said


def _codes(count: int) -> str:
    return "1 code is" if count == 1 else f"{count} codes are"


def names_in(cells: pl.DataFrame) -> Iterable[tuple[str, ...]]:
    """The paths of the codes that cells name, in their order: the name, below the parent where one stands beside it."""
    for path in cells.select("parent", "code").unique(maintain_order=True).iter_rows():
        yield tuple(step for step in path if step)
