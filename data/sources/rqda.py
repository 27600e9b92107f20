"""RQDA: an SQLite database of files, codes and codings, in which what is deleted stays with another status.

Places are code points from 0, end exclusive; a few words begin one character before their place. R
writes NA where there is nothing.
"""

import codecs
import re
from collections import Counter
from itertools import chain

from data.sources.code_tree import Node, take_codes
from data.sources.incoming import Incoming
from data.sources.judged_codings import take_coders
from data.sources.parts import Known, Parts
from data.sources.sqlite_project import owner_of, take_case_rows, take_codings, take_files, take_notes
from data.sources.sqlite_values import Row, Tables, by_id, leave_out_all, line, name_of, number, take_memo, text, whole

FALLBACK = "cp1252"
LIVE = 1
DELETED = (0, -1)

STATEMENTS = {
    "project": "select * from project order by rowid",
    "source": "select * from source order by rowid",
    "freecode": "select * from freecode order by rowid",
    "codecat": "select * from codecat order by rowid",
    "treecode": "select * from treecode order by rowid",
    "coding": "select rowid as ctid, * from coding order by rowid",
    "coding2": "select rowid as ctid, * from coding2 order by rowid",
    "cases": "select * from cases order by rowid",
    "caselinkage": "select * from caselinkage order by rowid",
    "attributes": "select * from attributes order by rowid",
    "caseattr": "select * from caseAttr order by rowid",
    "fileattr": "select * from fileAttr order by rowid",
    "journal": "select * from journal order by rowid",
    "annotation": "select * from annotation order by rowid",
    "filecat": "select * from filecat order by rowid",
    "treefile": "select * from treefile order by rowid",
    "image": "select * from image order by rowid",
    "imagecoding": "select * from imageCoding order by rowid",
}
_PLACED = {"selfirst": "pos0", "selend": "pos1"}
RENAMED = {
    "source": {"file": "fulltext"},
    "coding": _PLACED,
    "coding2": _PLACED,
    "cases": {"id": "caseid"},
    "caselinkage": _PLACED,
    "caseattr": {"variable": "name", "caseid": "id"},
    "fileattr": {"variable": "name", "fileid": "id"},
    "journal": {"journal": "jentry"},
    "annotation": {"position": "pos0", "annotation": "memo"},
}
"""The names that QualCoder, which grew out of RQDA, has for the same columns."""

NO_PLACE = {
    "filecat": ("file categories", "a study has no place for groups of files"),
    "treefile": ("file category links", "a study has no place for groups of files"),
    "image": ("pictures", "a study holds words"),
    "imagecoding": ("codings of pictures", "they mark areas of pictures, and a study holds words"),
}
_NOTHING = re.compile(r"\s*(?:NA)+\s*")
"""More often than once where RQDA has made one passage of several."""

_WRITTEN = ("memo", "jentry", "value")


def recognises(file: Incoming) -> bool:
    """Whether the file is an RQDA project."""
    names = {name.casefold() for name in file.sqlite_tables}
    return names >= {"project", "source", "freecode", "codecat", "treecode", "coding"}


def read(file: Incoming, known: Known) -> Parts:
    """The project as parts of a study; raises StudyError where the database is damaged or its places are doubtful.

    Text that is not UTF-8 is read in the encoding that a [[source]] of study.toml gives, or as Windows-1252.
    """
    encoding = next((each.encoding for each in known.sources if each.encoding != "utf-8"), FALLBACK)
    try:
        codecs.lookup(encoding)
    except LookupError as error:
        raise file.fault("is no encoding that is known", place="source.encoding", value=encoding) from error
    with file.database() as database:
        tables = Tables(file, database, STATEMENTS, encoding)
        about = next((_cleaned(row, "project") for row in tables.rows("project")), {})
        version = line(about.get("databaseversion"))[:20] or "of an unknown version"
        parts = Parts(tool=f"RQDA (database {version})", title=file.path.stem or "RQDA project")
        take_memo(parts, "project", parts.title, about)
        files = take_files(_live(tables, "source", "transcripts", parts), parts)
        codes = _take_codebook(file, tables, parts)
        rounds = {
            number_: _live(tables, table, "codings", parts) for number_, table in enumerate(("coding", "coding2"), 1)
        }
        coders = take_coders(sorted({owner_of(row) for row in chain(*rounds.values())}), parts)
        take_codings(file, parts, rounds=rounds, files=files, codes=codes, coders=coders)
        if rounds[2]:
            parts.assumed.append("the codings of RQDA's second table are taken as a second round of coding")
        facts = [("case", row) for row in _live(tables, "caseattr", "attributes", parts)]
        facts += [("file", row) for row in _live(tables, "fileattr", "attributes", parts)]
        links = _live(tables, "caselinkage", "case links", parts)
        take_case_rows(_live(tables, "cases", "cases", parts), links, facts, files, parts)
        take_notes(_live(tables, "journal", "memos", parts), _live(tables, "annotation", "memos", parts), files, parts)
        for row in _live(tables, "attributes", "variables", parts):
            take_memo(parts, "attribute", line(row.get("name")), row)
        for table, (kind, reason) in NO_PLACE.items():
            leave_out_all(parts, table, kind, reason, len(tables.rows(table)))
        if tables.misread:
            said = f"{tables.misread} values are not UTF-8 and are read as {encoding}"
            parts.assumed.append(f"{said}; if letters look wrong, give the encoding in a [[source]] for this file")
    return parts


def _live(tables: Tables, table: str, kind: str, parts: Parts) -> list[Row]:
    """The rows of a table that RQDA shows; the others are left out."""
    rows: list[Row] = []
    gone: Counter[str] = Counter()
    for row in tables.rows(table):
        status = whole(row.get("status", LIVE))
        if status == LIVE:
            rows.append(_cleaned(row, table))
        else:
            gone["deleted in RQDA" if status in DELETED else "RQDA does not show them for their status"] += 1
    for reason, count in gone.items():
        leave_out_all(parts, table, kind, reason, count)
    return rows


def _cleaned(row: Row, table: str) -> Row:
    """A row under QualCoder's names, without the NA that stands for nothing."""
    names = RENAMED.get(table, {})
    renamed = {names.get(column, column): value for column, value in row.items()}
    return renamed | {column: None for column in _WRITTEN if _NOTHING.fullmatch(text(renamed.get(column)))}


def _take_codebook(file: Incoming, tables: Tables, parts: Parts) -> dict[int, str]:
    """The key of each code; of the categories of a code the first is the one that it stands under."""
    codes = by_id(_live(tables, "freecode", "codes", parts), "id", "codes", parts)
    categories = by_id(_live(tables, "codecat", "codes", parts), "catid", "codes", parts)
    parents = _parents(tables, codes, categories, parts)
    nodes = {
        f"catid {own}": Node(name_of(row, "category", own), text(row.get("memo")), None, codable=False)
        for own, row in categories.items()
    }
    for own, row in codes.items():
        parent = f"catid {parents[own]}" if own in parents else None
        nodes[f"id {own}"] = Node(name_of(row, "code", own), text(row.get("memo")), parent, codable=True)
    keys = take_codes(file, nodes, parts)
    return {own: keys[f"id {own}"] for own in codes}


def _parents(tables: Tables, codes: dict[int, Row], categories: dict[int, Row], parts: Parts) -> dict[int, int]:
    """The category of each code that has one."""
    parents: dict[int, int] = {}
    links = _live(tables, "treecode", "category links", parts)
    for row in links:
        code, category = number(row, "cid"), number(row, "catid")
        there = code in codes and category in categories
        names = (
            [name_of(codes[code], "code", code), name_of(categories[category], "category", category)] if there else []
        )
        place = f"code {names[0]} in category {names[1]}" if there else f"code {code} in category {category}"
        take_memo(parts, "category link", place, row)
        if not there:
            parts.leave_out(place, "category links", "its code or its category is not there")
        elif code in parents:
            parts.leave_out(place, "category links", "a code has one place in a codebook, and it has another already")
        else:
            parents[code] = category
    if links:
        parts.in_file["category links"] = parts.in_file.get("category links", 0) + len(links)
        parts.taken_besides["category links"] = len(parents)
    return parents
