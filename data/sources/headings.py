"""Headings: the columns of a file under the study's names, and which of them a mapping leaves behind."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from data.faults import Fault, StudyError, nearest
from data.settings import FILE, Source
from data.sources.left_out import LeftOut
from data.sources.spreadsheet import Sheet
from data.tables import TABLES

BESIDES: Mapping[str, tuple[str, ...]] = {"codings": ("text", "parent"), "observations": ("period",)}
"""Columns that a file may give to a table though the table has none of the kind."""

ENOUGH = 40
"""Headings that a fault names at most."""


@dataclass
class Mapped:
    """What a source gives: cells of one table under our names, with `row`, and the account of it.

    `used` are the file's columns it rests on; `made` are tables that the study needs for them and lacks, `transcripts`
    those made of excerpts.
    """

    table: str
    cells: pl.DataFrame
    used: frozenset[str] = frozenset()
    left_out: list[LeftOut] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)
    in_file: dict[str, int] = field(default_factory=dict)
    taken_besides: dict[str, int] = field(default_factory=dict)
    made: dict[str, pl.DataFrame] = field(default_factory=dict)
    transcripts: dict[str, str] = field(default_factory=dict)
    text_matches: int | None = None

    def lost(self) -> int:
        """How many rows of its table were left out."""
        return sum(entry.count for entry in self.left_out if entry.kind == self.table)


def columns_of(table: str) -> list[str]:
    """The columns that a file may give to a table."""
    return [*TABLES[table].column_names(), *BESIDES.get(table, ())]


def found_under(sheet: Sheet, heading: str) -> str | None:
    """The name here of the column under a heading, or at a place (column C); None where there is none, or several."""
    if heading in sheet.cells.columns and heading != "row":
        return heading
    under = sheet.named.get(heading.strip(), ())
    if len(under) == 1:
        return under[0]
    place = sheet.places.get(heading)
    return place if place in sheet.cells.columns else None


def resolved(sheet: Sheet, source: Source) -> Source:
    """The source with the names here of the columns it maps: all of the study's own headings where it maps none.

    Raises StudyError for whatever it names that is no heading of the file, or no column of the study's.
    """
    ours = columns_of(source.table)
    hint = "" if source.columns else "; say which is which with columns = { ours = theirs }"
    spread = [heading for heading in source.spread if "*" not in heading]
    plain = {heading: heading for heading in sheet.named if heading not in source.spread}
    wanted = source.columns or ({} if source.shape == "matrix" else plain)
    faults = [
        Fault(FILE, None, f"source.{part}", name, f"is not a column of {source.table}{hint}", nearest(name, ours))
        for part, names in (("columns", wanted), ("constants", source.constants), ("values", source.values))
        for name in names
        if name not in ours
    ]
    places = {heading: found_under(sheet, heading) for heading in [*wanted.values(), *spread]}
    for name, heading in [*wanted.items(), *((source.spread[heading] or "codes", heading) for heading in spread)]:
        if places[heading] is None:
            faults.append(_not_found(sheet, source, name, heading))
    if faults:
        raise StudyError(faults)
    columns = {name: places[heading] or heading for name, heading in wanted.items()}
    renamed = {places.get(heading) or heading: indicator for heading, indicator in source.spread.items()}
    return source.model_copy(update={"columns": columns, "spread": renamed})


def _not_found(sheet: Sheet, source: Source, name: str, heading: str) -> Fault:
    twice = sheet.named.get(heading.strip(), ())
    if len(twice) > 1:
        places = [place for place, column in sheet.places.items() if column in twice]
        rule = f"stands twice in the row of headings; say which is meant: {' or '.join(places)}"
        return Fault(source.file, 1, heading, "", rule)
    there = sheet.headings
    shown = ", ".join(there[:ENOUGH]) + (" …" if len(there) > ENOUGH else "")
    rule = f"is not a heading here, and {FILE} looks for {name} under it; there are {shown}"
    return Fault(source.file, 1, heading, "", rule, nearest(heading, there))


def renamed(sheet: Sheet, source: Source, result: Mapped, spread: Iterable[str] = ()) -> pl.DataFrame:
    """The columns that a resolved source maps, under our names, and those of `spread` as they are, with `row`.

    The others are noted as left out.
    """
    spread = list(spread)
    result.used = frozenset([*source.columns.values(), *spread])
    result.left_out += [
        LeftOut(source.file, heading, f"{FILE} maps this column to nothing", "columns")
        for heading in sheet.headings
        if heading not in result.used
    ]
    own = {name: pl.col(heading) for name, heading in source.columns.items()}
    return sheet.cells.select("row", **own, **{f"\0{heading}": pl.col(heading) for heading in spread})


def with_constants(cells: pl.DataFrame, source: Source) -> pl.DataFrame:
    """Cells with the columns that the source fills with one value each."""
    return cells.with_columns(pl.lit(value, pl.String).alias(name) for name, value in source.constants.items())
