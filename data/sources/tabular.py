"""Tables: CSV, XLSX, ODS and Parquet files, read by their [[source]]s, as exports of tools, or as the study's own."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import polars as pl

from data.faults import Fault, StudyError
from data.settings import FILE, Source
from data.sources.delimited import looks_delimited
from data.sources.headings import Mapped
from data.sources.incoming import OLE, PARQUET, Incoming
from data.sources.knowing import knowing
from data.sources.known_shapes import KnownShape, known_shape, note_shape
from data.sources.mapping import mapped_sheet, table_of, unmapped
from data.sources.parts import Known, Parts
from data.sources.placing import Excerpts
from data.sources.spreadsheet import Sheet, read_sheet
from data.sources.workbook import sheets_of
from data.tables import TABLES

OLD_WORKBOOK = "Workbook".encode("utf-16-le"), "Book".encode("utf-16-le")
LARGEST_OLD = 32 * 2**20


def recognises(file: Incoming) -> bool:
    """Whether the file is a table: a workbook, a Parquet file, or text whose rows have as many cells as the first."""
    try:
        if file.is_zip:
            names = {"xl/workbook.xml", "xl/workbook.bin"} & set(file.members)
            return bool(names) or ("content.xml" in file.members and b"spreadsheet" in _mimetype(file))
        if file.head.startswith(OLE):
            content = file.content(LARGEST_OLD)
            return any(mark in content for mark in OLD_WORKBOOK)
    except StudyError:
        return False
    if file.head.startswith(PARQUET):
        return True
    return not file.is_binary and file.root == ("", "") and looks_delimited(file.head, _all_headings())


def _mimetype(file: Incoming) -> bytes:
    with file.archive() as archive:
        return archive.read("mimetype", 1000) if "mimetype" in archive.names else b""


def _form(file: Incoming) -> str:
    if file.is_zip:
        return "ODS" if "content.xml" in file.members else "XLSX"
    return {PARQUET: "Parquet", OLE: "XLS"}.get(file.head[:4], "CSV")


def _all_headings() -> frozenset[str]:
    return frozenset(name for schema in TABLES.values() for name in schema.column_names())


def read(file: Incoming, known: Known) -> Parts:
    """The tables in the file: all that study.toml maps of it; else exports of a tool, and tables of the study's own.

    Raises StudyError where none of these fits, or where a mapping does not fit the file.
    """
    parts = Parts(tool=f"table ({_form(file)})")
    sources = [source for source in known.sources if Path(source.file).name == file.name]
    if sources:
        _by_sources(file, sources, known, parts)
    else:
        _by_headings(file, known, parts)
    return parts


def _by_headings(file: Incoming, known: Known, parts: Parts) -> None:
    """Every sheet that is the export of a tool, or has exactly the headings of a table of the study's."""
    hidden = sheets_of(file.path, file.name)
    sheets: list[Sheet] = []
    unfit: list[StudyError] = []
    for name in [name for name, is_hidden in hidden.items() if not is_hidden] or [""]:
        try:
            sheets.append(read_sheet(file.path, sheet=name, name=file.name))
        except StudyError as error:
            unfit.append(error)
    if not sheets:
        raise unfit[0]
    chosen = [shape for sheet in sheets if (shape := known_shape(sheet, file.name, known) or _own(file, sheet))]
    if not chosen:
        raise _strange(file, sheets[0])
    made = Excerpts()
    for shape in sorted(chosen, key=lambda shape: list(TABLES).index(shape.source.table)):
        found = mapped_sheet(shape.sheet, shape.source, known, made, shape.naming)
        note_shape(shape, found)
        parts.tool = f"{shape.tool}, {parts.tool}" if shape.tool else parts.tool
        _give(file, parts, [found])
        known = _knowing(known, found)
    _note_sheets(sheets[0], hidden, [shape.sheet.sheet for shape in chosen], parts)


def _by_sources(file: Incoming, sources: Sequence[Source], known: Known, parts: Parts) -> None:
    """Every table that study.toml maps of the file, those that others refer to first."""
    order, made = list(TABLES), Excerpts()
    sources = sorted(sources, key=lambda source: order.index(table_of(source)))
    sheets: dict[tuple[str, str, str], Sheet] = {}
    found: dict[tuple[str, str, str], list[Mapped]] = {}
    for each in sources:
        source = each.model_copy(update={"file": file.name})
        area = (source.sheet, source.range, source.encoding)
        if area not in sheets:
            sheets[area] = read_sheet(
                file.path, sheet=source.sheet, area=source.range, encoding=source.encoding, name=file.name
            )
        found.setdefault(area, []).append(mapped_sheet(sheets[area], source, known, made))
        known = _knowing(known, found[area][-1])
    for given in found.values():
        _give(file, parts, given)
    hidden = sheets_of(file.path, file.name)
    _note_sheets(next(iter(sheets.values())), hidden, [sheet.sheet for sheet in sheets.values()], parts)


def _knowing(known: Known, found: Mapped) -> Known:
    return knowing(known, {**found.made, found.table: found.cells})


def _give(file: Incoming, parts: Parts, found: Sequence[Mapped]) -> None:
    """Add to the parts what one sheet gives; raises StudyError where a column is lacking that a table must have."""
    faults = [fault for each in found for fault in _lacking(file, each)]
    if faults:
        raise StudyError(faults)
    for each in found:
        for table, cells in (*each.made.items(), (each.table, each.cells)):
            before = parts.tables.get(table)
            ours = [name for name in TABLES[table].column_names() if name in cells.columns]
            parts.table(table, **{name: cells[name].to_list() for name in ours})
            if before is not None:
                parts.tables[table] = pl.concat([before, parts.tables[table]])
        for total, counts in ((parts.in_file, each.in_file), (parts.taken_besides, each.taken_besides)):
            for kind, count in counts.items():
                total[kind] = total.get(kind, 0) + count
        parts.transcripts |= each.transcripts
        parts.assumed += [said for said in each.assumed if said not in parts.assumed]
        if each.text_matches is not None:
            parts.text_matches = (parts.text_matches or 0) + each.text_matches
    parts.left_out += unmapped(found)


def _lacking(file: Incoming, found: Mapped) -> list[Fault]:
    rule = "is missing from the headings; constants of its [[source]] can fill it"
    return [
        Fault(file.name, None, name, "", rule)
        for name, column in TABLES[found.table].columns().items()
        if not column.nullable and name not in found.cells.columns
    ]


def _note_sheets(sheet: Sheet, hidden: Mapping[str, bool], taken: Sequence[str], parts: Parts) -> None:
    """The account of a workbook's sheets: those that were read, and those that nobody asked for."""
    if len(sheet.sheets) < 2:
        return
    parts.in_file["sheets"] = len(sheet.sheets)
    parts.taken_besides["sheets"] = len(set(taken))
    for name in sheet.sheets:
        if name not in taken:
            why = "it is hidden" if hidden.get(name) else "it is no table that is known"
            parts.leave_out(f"sheet {name}", "sheets", f"{why}, and no [[source]] in {FILE} names it", what=name)


def _own(file: Incoming, sheet: Sheet) -> KnownShape | None:
    """The table of the study's whose columns these headings are, as a shape of no tool's."""
    headings = set(sheet.named)
    fitting = [table for table in TABLES if needed_columns(table, headings) <= headings <= _possible(table)]
    named = [table for table in fitting if table in (file.path.stem, sheet.sheet)]
    table = (named or (fitting if len(fitting) == 1 else [""]))[0]
    return KnownShape("", Source(file=file.name, table=table), sheet) if table else None


def _possible(table: str) -> set[str]:
    return {*TABLES[table].column_names(), *(("text",) if table == "codings" else ())}


def needed_columns(table: str, headings: Collection[str]) -> set[str]:
    """The columns that a table must have, beside these headings: words may take the place of offsets."""
    needed = {name for name, column in TABLES[table].columns().items() if not column.nullable}
    return needed - {"start", "end"} if table == "codings" and "text" in headings else needed


def _strange(file: Incoming, sheet: Sheet) -> StudyError:
    headings = set(sheet.named)
    likest = max(TABLES, key=lambda table: len(headings & _possible(table)))
    lacking = ", ".join(sorted(needed_columns(likest, headings) - headings)) or "none"
    near = f"; {likest} comes nearest (missing: {lacking})" if headings & _possible(likest) else ""
    rule = (
        f"has the headings of no table of a study{near}. Say what they mean with a [[source]] in {FILE}: "
        f"commonplace import --suggest {file.name} begins one"
    )
    return file.fault(rule, row=1)
