"""QualCoder: a project folder with the SQLite database data.qda, or that database itself.

What is marked by hand is counted by the tool's text field, which takes a character beyond the basic plane for two and a
Windows line end for one; the words beside each place say where that is so.
"""

from collections.abc import Mapping

from data.sources.code_tree import Node, take_codes
from data.sources.incoming import Incoming
from data.sources.judged_codings import take_coders
from data.sources.parts import Known, Parts
from data.sources.sqlite_project import owner_of, take_case_rows, take_codings, take_files, take_notes
from data.sources.sqlite_values import Row, Tables, by_id, leave_out_all, line, name_of, number, take_memo, text

DATABASE = "data.qda"
SPEAKERS = "📌 Speaker coding"
"""The name by which QualCoder itself marks who speaks; no reader of the study."""

STATEMENTS = {
    "project": "select * from project order by rowid",
    "source": "select * from source order by rowid",
    "code_cat": "select * from code_cat order by rowid",
    "code_name": "select * from code_name order by rowid",
    "code_text": "select * from code_text order by rowid",
    "code_image": "select * from code_image order by rowid",
    "code_av": "select * from code_av order by rowid",
    "annotation": "select * from annotation order by rowid",
    "journal": "select * from journal order by rowid",
    "cases": "select * from cases order by rowid",
    "case_text": "select * from case_text order by rowid",
    "attribute_type": "select * from attribute_type order by rowid",
    "attribute": "select * from attribute order by rowid",
    "coder_names": "select * from coder_names order by rowid",
    "graph": "select * from graph order by rowid",
    "ris": "select * from ris order by rowid",
    "stored_sql": "select * from stored_sql order by rowid",
}
NO_PLACE = {
    "code_image": ("codings of pictures", "they mark areas of pictures, and a study holds words"),
    "code_av": ("codings of recordings", "they mark stretches of recordings, and a study holds words"),
    "graph": ("graphs", "a study has no place for drawings of the codebook"),
    "ris": ("bibliographic entries", "a study has no place for references"),
    "stored_sql": ("stored queries", "they are questions to QualCoder's own database"),
}
_SPEAKING = "QualCoder made them to say who speaks; they are nobody's reading"


def recognises(file: Incoming) -> bool:
    """Whether the file is a QualCoder project: its folder, or the database in it."""
    if file.is_folder:
        inner = file.path / DATABASE
        try:
            is_there = inner.is_file() and inner.stat().st_size > 0
        except OSError:
            return False
        return is_there and recognises(Incoming(inner))
    return file.sqlite_tables >= {"project", "source", "code_cat", "code_name", "code_text"}


def read(file: Incoming, known: Known) -> Parts:
    """The project as parts of a study; raises StudyError where the database is damaged or its places are doubtful."""
    folder = file.path.absolute().parent if file.name == DATABASE and not file.is_folder else file.path
    source = Incoming(file.path / DATABASE) if file.is_folder else file
    with source.database() as database:
        tables = Tables(source, database, STATEMENTS)
        about = next(iter(tables.rows("project")), {})
        parts = Parts(tool=_tool(about), title=folder.name.removesuffix(".qda") or "QualCoder project")
        take_memo(parts, "project", parts.title, about)
        files = take_files(tables.rows("source"), parts)
        by_people = [row for row in tables.rows("code_text") if line(row.get("owner")) != SPEAKERS]
        codes = _take_codebook(source, tables, by_people, parts)
        coders = _take_coders(tables, by_people, parts)
        take_codings(source, parts, rounds={1: by_people}, files=files, codes=codes, coders=coders)
        leave_out_all(parts, "code_text", "codings", _SPEAKING, len(tables.rows("code_text")) - len(by_people))
        important = sum(number(row, "important") == 1 for row in by_people)
        leave_out_all(parts, "code_text", "marks of importance", "a study has no place for them", important)
        facts = [(line(row.get("attr_type")), row) for row in tables.rows("attribute")]
        take_case_rows(tables.rows("cases"), tables.rows("case_text"), facts, files, parts)
        take_notes(tables.rows("journal"), tables.rows("annotation"), files, parts)
        for row in tables.rows("attribute_type"):
            take_memo(parts, "attribute", line(row.get("name")), row)
        _leave_out_others(tables, parts)
    return parts


def _tool(about: Row) -> str:
    written_by, version = line(about.get("about"))[:40], line(about.get("databaseversion"))[:20]
    tool = written_by if written_by.startswith("QualCoder") else "QualCoder"
    return f"{tool} (database {version or 'of an unknown version'})"


def _take_codebook(file: Incoming, tables: Tables, by_people: list[Row], parts: Parts) -> dict[int, str]:
    """Categories and codes as one tree, in which a code may stand under a code; returns the key of each code."""
    categories = by_id(tables.rows("code_cat"), "catid", "codes", parts)
    codes = by_id(tables.rows("code_name"), "cid", "codes", parts)
    nodes: dict[str, Node] = {}
    made_by: dict[str, str] = {}
    for own, row in categories.items():
        parent = _id("catid", number(row, "supercatid"))
        nodes[f"catid {own}"] = Node(name_of(row, "category", own), text(row.get("memo")), parent, codable=False)
        made_by[f"catid {own}"] = line(row.get("owner"))
    for own, row in codes.items():
        under = number(row, "supercid")
        parent = _id("cid", under) if under in codes else _id("catid", number(row, "catid"))
        nodes[f"cid {own}"] = Node(name_of(row, "code", own), text(row.get("memo")), parent, codable=True)
        made_by[f"cid {own}"] = line(row.get("owner"))
    used = {f"cid {number(row, 'cid')}" for row in by_people}
    kept = _of_people({own for own in nodes if made_by[own] != SPEAKERS or own in used}, nodes)
    leave_out_all(parts, "code_name", "codes", _SPEAKING, len(nodes) - len(kept))
    keys = take_codes(file, kept, parts)
    return {own: keys[f"cid {own}"] for own in codes if f"cid {own}" in keys}


def _id(kind: str, own: int) -> str | None:
    return f"{kind} {own}" if own > 0 else None


def _of_people(wanted: set[str], nodes: Mapping[str, Node]) -> dict[str, Node]:
    """The codes and categories that are wanted, and whatever these stand under."""
    kept: set[str] = set()
    for own in wanted:
        step = own
        while step in nodes and step not in kept:
            kept.add(step)
            step = nodes[step].parent or ""
    return {own: node for own, node in nodes.items() if own in kept}


def _take_coders(tables: Tables, by_people: list[Row], parts: Parts) -> dict[str, str]:
    """The key of each coder by name; those who marked nothing, or no words, are coders too."""
    listed = tables.rows("coder_names")
    names = {owner_of(row) for row in by_people}
    names |= {line(row.get("name")) for row in listed}
    names |= {line(row.get("codername")) for row in tables.rows("project")}
    names |= {line(row.get("owner")) for table in ("code_image", "code_av") for row in tables.rows(table)}
    hidden = [line(row.get("name")) for row in listed if number(row, "visibility") == 0]
    if hidden:
        parts.assumed.append(f"what coders hidden in QualCoder have marked is taken too: {', '.join(hidden[:5])}")
    return take_coders(sorted(names - {"", SPEAKERS}), parts)


def _leave_out_others(tables: Tables, parts: Parts) -> None:
    """What a study has no place for; what was written about it is kept."""
    for table, (kind, reason) in NO_PLACE.items():
        rows = tables.rows(table)
        for row in rows if table.startswith("code_") else ():
            take_memo(parts, "coding", f"{kind}, file {line(row.get('id'))}", row)
        leave_out_all(parts, table, kind, reason, len(rows))
