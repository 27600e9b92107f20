"""Ties between organisations from matrices and edge lists, every undirected one once and none of a body with itself."""

from typing import Any

import polars as pl

from data.faults import Fault, StudyError, nearest
from data.settings import FILE, Source
from data.sources.left_out import LeftOut
from data.sources.numbers import number, other_decimal
from data.tables import TABLES

TABLE = "ties"
MOST_CELLS = 4_000_000
"""How many cells a matrix may have: two thousand organisations, and the ties among them."""

_SPREAD = ("to_organisation", "weight")
"""What the headings and the cells of a matrix give, so no column does."""

_Cells = dict[tuple[str, str], tuple[int, str]]
"""By pair of organisations the row and the weight of a tie."""

_LOOP = "joins an organisation to itself, and a tie is between two"


def reshaped(grid: pl.DataFrame, source: Source, name: str) -> tuple[pl.DataFrame, list[LeftOut]]:
    """A tie for each number but 0 in a matrix of organisations, and what was left out.

    The rows are named by the first column, or by the one mapped as from_organisation; the other headings that are
    mapped to nothing name the columns. With the constant directed = "false" each tie is given once; one half of such
    a matrix may be empty. Constants are not applied. Raises StudyError where the direction is not said, where the two
    halves of an undirected matrix differ, and where the mapping names what the file has not.
    """
    headings = [heading for heading in grid.columns if heading != "row"]
    columns = {"from_organisation": headings[0], **source.columns}
    directed = _is_directed(source, name)
    _refuse_unknown(columns, headings, name)
    to = [heading for heading in headings if heading not in columns.values()]
    if len(to) * grid.height > MOST_CELLS:
        rule = (
            f"has {len(to) * grid.height:,} cells; the largest matrix read has {MOST_CELLS:,}. Write it as an edge list"
        )
        raise StudyError([Fault(name, None, "", "", rule)])
    left_out: list[LeftOut] = []
    matrix = grid.select("row", columns["from_organisation"], *to)
    cells = _cells(matrix, source, name, left_out)
    taken = list(cells) if directed else _halved(cells, matrix.drop("row"), name)
    rows = {row: ours for *ours, row in grid.select(*columns.values(), "row").iter_rows()}
    ties: list[dict[str, Any]] = []
    for pair in taken:
        row, weight = cells[pair]
        if pair[0] == pair[1]:
            left_out.append(LeftOut(f"{name}, row {row}", pair[0], _LOOP, TABLE))
            continue
        own = dict(zip(columns, rows[row], strict=True))
        ties.append({"row": row, **own, "from_organisation": pair[0], "to_organisation": pair[1], "weight": weight})
    schema = {"row": pl.Int64, **dict.fromkeys([*columns, *_SPREAD], pl.String)}
    return pl.DataFrame(ties, schema=schema, orient="row"), left_out


def edges_from(grid: pl.DataFrame, source: Source, name: str, place: str = "row") -> tuple[pl.DataFrame, list[LeftOut]]:
    """An edge list under our names without loops and repeated ties, and what was left out.

    An undirected tie from b to a repeats the one from a to b. Weights are written plainly. `place` is what faults call
    a row. Raises StudyError where a repeated tie says something else than the first, or a weight is no number.
    """
    if "weight" in grid.columns:
        grid = _with_weights(grid, source, name, place)
    left_out: list[LeftOut] = []
    seen: dict[tuple[Any, ...], dict[str, Any]] = {}
    keep, faults = [], []
    for edge in grid.iter_rows(named=True):
        one, other = edge.get("from_organisation"), edge.get("to_organisation")
        what = f"{one} – {other}"
        loop = one is not None and one == other
        said = source.constants.get("directed", edge.get("directed"))
        pair = (one, other) if str(said).strip().casefold() != "false" else tuple(sorted((one or "", other or "")))
        key = (edge.get("network"), *pair, edge.get("relation"), edge.get("year"))
        first = seen.setdefault(key, edge)
        keep.append(not loop and (first is edge or None in (one, other)))
        if loop:
            left_out.append(LeftOut(f"{name}, {place} {edge['row']}", what, _LOOP, TABLE))
        elif not keep[-1]:
            differing = [column for column in ("weight", "directed", "source") if edge.get(column) != first.get(column)]
            if differing:
                rule = f"stands in {place} {first['row']} too, with another {differing[0]}. Keep the one that is right"
                faults.append(_fault(name, place, edge["row"], what, rule))
            reason = f"repeats the tie in {place} {first['row']}"
            left_out.append(LeftOut(f"{name}, {place} {edge['row']}", what, reason, TABLE))
    if faults:
        raise StudyError(faults)
    return grid.filter(pl.Series(keep, dtype=pl.Boolean)), left_out


def _is_directed(source: Source, name: str) -> bool:
    said = source.constants.get("directed", "").strip().casefold()
    if said not in ("true", "false"):
        rule = f'is a matrix, so its [[source]] of {FILE} must say constants = {{ directed = "true" }} or "false"'
        raise StudyError([Fault(name, None, "", said, rule)])
    return said == "true"


def _refuse_unknown(columns: dict[str, str], headings: list[str], name: str) -> None:
    ours = [column for column in TABLES[TABLE].column_names() if column not in _SPREAD]
    faults = [
        Fault(FILE, None, "source.columns", column, f"is not one that a matrix can have: {', '.join(ours)}")
        for column in columns
        if column not in ours
    ]
    faults += [
        Fault(name, 1, heading, "", f"is not a heading here, and {FILE} looks for {column} under it", near)
        for column, heading in columns.items()
        if heading not in headings
        for near in [nearest(heading, headings)]
    ]
    if faults:
        raise StudyError(faults)


def _cells(matrix: pl.DataFrame, source: Source, name: str, left_out: list[LeftOut]) -> _Cells:
    """Where each number but 0 stands, by the pair of organisations it joins."""
    cells: _Cells = {}
    named: dict[str, int] = {}
    rows, *to = matrix.columns[1:]
    for row, given, *values in matrix.iter_rows():
        body = (given or "").strip()
        if body and named.setdefault(body, row) != row:
            rule = f"names row {named[body]} too. Let each organisation have one row"
            raise StudyError([Fault(name, row, rows, body, rule)])
        for heading, text in zip(to, values, strict=True):
            weight = None if text is None else number(text, source.decimal)
            if text is None or (weight is not None and float(weight) == 0):
                continue
            if weight is None:
                _refuse_other_decimal(text, row, heading, source, name)
            if weight is None or not body:
                reason = "stands in a row without a name" if weight else f"“{text}” is no number"
                left_out.append(LeftOut(f"{name}, row {row}, {heading}", text, reason, TABLE))
            else:
                cells[body, heading] = (row, weight)
    return cells


def _halved(cells: _Cells, matrix: pl.DataFrame, name: str) -> list[tuple[str, str]]:
    """The pairs of an undirected matrix, each once; raises StudyError where the two cells of a pair differ."""
    rows, *to = matrix.columns
    both = {(body or "").strip() for body in matrix[rows]} & set(to)
    half = _is_half(matrix)
    taken: dict[tuple[str, str], None] = {}
    for (one, other), (row, weight) in cells.items():
        mirrored = cells.get((other, one), (row, "0"))[1]
        if not half and {one, other} <= both and float(mirrored) != float(weight):
            rule = (
                f"is {weight} one way and {mirrored} the other, though ties are said to have no direction. "
                'Say directed = "true", make the two alike, or empty one half of the matrix'
            )
            raise StudyError([Fault(name, row, TABLE, f"{one} – {other}", rule)])
        if (other, one) not in taken:
            taken[one, other] = None
    return list(taken)


def _is_half(matrix: pl.DataFrame) -> bool:
    """Whether nothing is written on one side of the diagonal."""
    places = {heading: place for place, heading in enumerate(matrix.columns[1:])}
    sides = set()
    for body, *texts in matrix.iter_rows():
        middle = places.get((body or "").strip())
        if middle is not None:
            sides |= {place < middle for place, text in enumerate(texts) if text is not None and place != middle}
    return len(sides) < 2


def _with_weights(grid: pl.DataFrame, source: Source, name: str, place: str) -> pl.DataFrame:
    read: dict[str, str] = {}
    for row, text in grid.select("row", "weight").drop_nulls().unique("weight", maintain_order=True).iter_rows():
        weight = number(text, source.decimal)
        if weight is None:
            if place == "row":
                _refuse_other_decimal(text, row, "weight", source, name)
            raise StudyError([_fault(name, place, row, text, "is no number")])
        read[text] = weight
    return grid.with_columns(weight=pl.col("weight").replace_strict(read, default=None, return_dtype=pl.String))


def _fault(name: str, place: str, row: int, value: str, rule: str) -> Fault:
    return Fault(name, row, TABLE, value, rule) if place == "row" else Fault(name, None, f"{place} {row}", value, rule)


def _refuse_other_decimal(text: str, row: int, column: str, source: Source, name: str) -> None:
    if other_decimal(text, source.decimal):
        other = "," if source.decimal == "." else "."
        rule = f"has another decimal mark than “{source.decimal}”; where that is right, set decimal = "
        raise StudyError([Fault(name, row, column, text, f'{rule}"{other}" in its [[source]] of {FILE}')])
