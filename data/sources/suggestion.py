"""A first mapping of a table, as TOML for study.toml: what it is taken to be and why, the uncertain as comments."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from data.faults import StudyError
from data.sources.draft import Draft, comment
from data.sources.guess import Guess
from data.sources.guessed_shapes import (
    Finding,
    gaps_in,
    indicators_across,
    matrix_of,
    numbered_columns,
    separator_in,
)
from data.sources.guesses import guesses
from data.sources.incoming import Incoming
from data.sources.known_shapes import ROUND, known_shape
from data.sources.parts import Known
from data.sources.spreadsheet import Sheet, read_sheet
from data.sources.suggested_columns import EXAMPLES, add_columns
from data.sources.tabular import recognises
from data.sources.workbook import sheets_of

LEAST_FIT = 0.3
"""Below this no table of the study is like the file's."""

MOST_SHEETS = 30
MOST_COLUMNS = 200
FALLBACK = "cp1252"


def suggested(file: Incoming, known: Known) -> str:
    """A first [[source]] for each table of the file, with its reasons: what is not certain stands behind a #.

    Raises StudyError where the file is no table.
    """
    if not recognises(file):
        raise file.fault("is no table, so there is nothing to map. Import it as it is")
    sheets = sheets_of(file.path, file.name)
    texts: list[str] = []
    unread: list[StudyError] = []
    for name in list(sheets)[:MOST_SHEETS] or [""]:
        if sheets.get(name):
            texts.append(comment(f"Sheet “{name}” is hidden and was not looked at."))
            continue
        try:
            sheet, encoding = _read(file, name)
        except StudyError as error:
            unread.append(error)
            texts.append(comment(f"Sheet “{name}”: {error.faults[0].rule}."))
        else:
            texts.append(_of_sheet(sheet, file, known, encoding, name if len(sheets) > 1 else ""))
    if unread and len(unread) == len(texts):
        raise unread[0]
    return "\n\n".join(texts) + "\n"


def _read(file: Incoming, name: str) -> tuple[Sheet, str]:
    try:
        return read_sheet(file.path, sheet=name, name=file.name), ""
    except StudyError as error:
        if "is not UTF-8 text" not in str(error):
            raise
        return read_sheet(file.path, sheet=name, name=file.name, encoding=FALLBACK), FALLBACK


def _of_sheet(sheet: Sheet, file: Incoming, known: Known, encoding: str, title: str) -> str:
    shape = known_shape(sheet, file.name, known)
    place = f"{file.name}, sheet “{title}”" if title else file.name
    if shape:
        return comment(f"{place}: {shape.tool}. It is read without a mapping: import it as it is.")
    draft = Draft()
    if len(sheet.headings) > MOST_COLUMNS:
        draft.note(f"Only the first {MOST_COLUMNS} of its {len(sheet.headings):,} columns were looked at.")
        sheet = replace(sheet, cells=sheet.cells.select("row", *sheet.headings[:MOST_COLUMNS]))
    draft.setting("file", file.name)
    if title:
        draft.setting("sheet", title)
    if encoding:
        draft.setting("encoding", encoding, "the file is no UTF-8")
    return _drafted(draft, sheet, known, place, [name for name in (Path(file.name).stem, title) if name])


def _drafted(draft: Draft, sheet: Sheet, known: Known, place: str, names: Sequence[str]) -> str:
    """The rest of a draft: what the table is, how it is laid out, and which columns it has."""
    matrix = matrix_of(sheet.cells, known)
    if matrix:
        draft.note(f"{place}: {'taken as' if matrix.sure else 'maybe'} a matrix of {matrix.what}; {matrix.reason}.")
        _as_matrix(draft, sheet, matrix.what, known)
        return draft.text(sure=matrix.sure)
    found = guesses(sheet.cells, known, names)
    spread = numbered_columns(sheet.cells, known)
    best = found[0]
    if spread and spread[0].sure and best.heading("code") in (None, *spread[0].headings):
        codings = next(guess for guess in found if guess.table == "codings")
        best = codings.without(spread[0].headings)
    elif _is_wide(draft, sheet, found, known, place):
        return draft.text()
    sure = best.fit >= LEAST_FIT
    if spread and not sure:
        best = next(guess for guess in found if guess.table == "codings")
    elif not sure:
        headings = ", ".join(sheet.headings[:20])
        return comment(f"{place}: no table of a study is like this one. Its headings are: {headings}.")
    _note_table(draft, sheet, best, found, place)
    draft.setting("table", best.table)
    if best.table == "codings":
        _as_codings(draft, sheet, best, spread, known)
    add_columns(draft, sheet, best, [] if best.table != "codings" else spread)
    return draft.text(sure=sure)


def _note_table(draft: Draft, sheet: Sheet, best: Guess, found: Sequence[Guess], place: str) -> None:
    sure = [column for column in best.columns if column.sure]
    draft.note(f"{place}: taken as {best.table}; headings made out: {len(sure)} of {len(sheet.headings)}.")
    near = [guess.table for guess in found if guess is not best and guess.fit > max(best.fit - 0.05, LEAST_FIT)]
    if near and len(near) <= EXAMPLES:
        draft.note(f"It may as well be {' or '.join(near)}: change the table if so.")
    gaps = gaps_in(sheet.cells)
    if gaps:
        rows = ", ".join(str(row) for row in gaps[:EXAMPLES])
        draft.note(
            f'Rows are blank before row {rows}: where another table begins there, set range = "A1:F9" or the like.'
        )


def _as_codings(draft: Draft, sheet: Sheet, best: Guess, spread: Sequence[Finding], known: Known) -> None:
    """How codings are laid out, and what a table of them mostly takes as read."""
    code = best.heading("code")
    if code is None and spread:
        draft.setting("shape", "wide", spread[0].reason, sure=spread[0].sure)
    mark = separator_in(sheet.cells, code, known) if code else None
    if mark:
        draft.setting("several", mark.what, f"what parts several codes in “{code}”: {mark.reason}", sure=mark.sure)
    _excerpts(draft, known)
    _constants(draft, {column.name for column in best.columns if column.sure}, known)
    for finding in spread if code is None else ():
        draft.entry("spread", finding.what, "", finding.reason, sure=finding.sure and finding is spread[0])


def _excerpts(draft: Draft, known: Known) -> None:
    reason = "the words of an interview that has no transcript are taken as its transcript"
    draft.setting("text", "excerpts", reason, sure=not known.transcripts)


def _constants(draft: Draft, given: set[str], known: Known) -> None:
    for name, value in ROUND.items():
        if name not in given:
            draft.entry("constants", name, value, "as of a first reading; change it if it was another")
    if "coder" not in given:
        coder = next(iter(known.keys("coders")), "…")
        draft.entry("constants", "coder", coder, "needed: who coded is not told by the file", sure=False)


def _as_matrix(draft: Draft, sheet: Sheet, table: str, known: Known) -> None:
    first = sheet.headings[0]
    draft.setting("table", table)
    draft.setting("shape", "matrix")
    if table == "codings":
        _excerpts(draft, known)
        draft.entry("columns", "code", first, "the rows are codes, and the other headings interviews")
        _constants(draft, set(), known)
        return
    draft.entry("columns", "from_organisation", first, "the other headings are the organisations that ties lead to")
    draft.entry("constants", "directed", "true", "needed: whether a tie from one leads back to it", sure=False)
    for name, told in (("network", "in which network"), ("relation", "what joins them"), ("year", "of which year")):
        value = next(iter(known.keys("networks")), "…") if name == "network" else "…"
        draft.entry("constants", name, value, f"needed: {told}", sure=False)
    draft.entry("constants", "source", "survey", "needed: survey or record", sure=False)


def _is_wide(draft: Draft, sheet: Sheet, found: Sequence[Guess], known: Known, place: str) -> bool:
    """Whether the table has a row for each body of the study's and a column for each of several indicators."""
    bodies = {guess.table: guess for guess in found}["memberships"]
    observed = {guess.table: guess for guess in found}["observations"]
    kind = next((name for name in ("organisation", "network") if known.keys(f"{name}s") and bodies.heading(name)), "")
    by_heading = observed.heading("subject") if observed.heading("period") else None
    if not (kind or by_heading) or observed.heading("value") or observed.heading("indicator") or found[0].fit > 0.7:
        return False
    period = observed.heading("period")
    subject = (bodies.heading(kind) if kind else by_heading) or ""
    across = indicators_across(sheet.cells, [each for each in sheet.headings if each not in (subject, period)], known)
    if len(across) < 2:
        return False
    draft.note(f"{place}: taken as observations with a column for each indicator.")
    draft.setting("table", "observations")
    draft.setting("shape", "wide")
    draft.entry("columns", "subject", subject, f"its values are {kind}s of the study" if kind else "by its heading")
    if period:
        draft.entry("columns", "period", period)
    draft.entry("constants", "subject_type", kind or "organisation", sure=bool(kind))
    for name in () if period else ("period_start", "period_end"):
        draft.entry("constants", name, "…", "needed: a date such as 2014-04-01", sure=False)
    for heading, indicator, sure in across:
        draft.entry("spread", heading, indicator or "…", "" if sure else "say which indicator it is", sure=sure)
    return True
