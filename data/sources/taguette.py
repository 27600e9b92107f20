"""Taguette: a SQLite database of documents, tags and highlights.

Highlights are placed by UTF-8 bytes of the document's HTML with its tags taken away; they become code points here.
"""

import json
import re
from collections.abc import Iterable, Mapping
from html import unescape
from typing import Any

from data.sources.code_tree import Node, take_codes
from data.sources.incoming import Incoming
from data.sources.judged_codings import JudgedCodings, same, take_coders
from data.sources.keys import keys_of
from data.sources.parts import Known, Parts
from data.sources.sqlite_values import (
    Row,
    Tables,
    by_id,
    leave_out_all,
    line,
    moment,
    name_of,
    number,
    take_memo,
    text,
    without_ending,
)

CONVENTION = "UTF-8 bytes of the text without its HTML tags, end exclusive"
DEEPEST = 100
"""Levels of the deepest tag; a path of more dots is no path."""

_TAG = re.compile(r"<[A-Za-z/!?]")
_MARK = re.compile(r"[\"'>]")

STATEMENTS = {
    "projects": "select * from projects order by id",
    "project_members": "select * from project_members order by user_login",
    "documents": "select * from documents order by id",
    "tags": "select * from tags order by path",
    "highlights": "select * from highlights order by id",
    "highlight_tags": "select * from highlight_tags order by highlight_id, tag_id",
    "commands": "select * from commands order by id",
    "alembic_version": "select * from alembic_version",
}


def recognises(file: Incoming) -> bool:
    """Whether the file is a Taguette database, judged by the tables in it; raises StudyError for a damaged one."""
    return file.sqlite_tables >= {"documents", "highlights", "highlight_tags", "tags", "projects"}


def read(file: Incoming, known: Known) -> Parts:
    """The one project in the database; raises StudyError where there are several, or the places are doubtful."""
    with file.database() as database:
        tables = Tables(file, database, STATEMENTS)
        projects = tables.rows("projects")
        if len(projects) != 1:
            rule = f"holds {len(projects)} projects; export the one you want from Taguette as its own database"
            raise file.fault(rule)
        version = line(next(iter(tables.rows("alembic_version")), {}).get("version_num")) or "unknown"
        title = line(projects[0].get("name")) or file.path.stem or "Taguette project"
        parts = Parts(tool=f"Taguette (database schema {version[:40]})", title=title)
        parts.note = text(projects[0].get("description"))
        documents = _take_documents(tables, parts)
        codes = _take_codebook(file, tables, parts)
        _take_codings(file, tables, documents, codes, parts)
    return parts


def _take_documents(tables: Tables, parts: Parts) -> dict[int, str]:
    """The interview of each document that has a text."""
    documents = by_id(tables.rows("documents"), "id", "transcripts", parts)
    names = {own: name_of(row, "document", own) for own, row in documents.items()}
    keys = dict(zip(names, keys_of([without_ending(name) for name in names.values()]), strict=True))
    for own, row in documents.items():
        take_memo(parts, "file", names[own], row, "description")
        content = text_of(text(row.get("contents")))
        if content.strip():
            parts.transcripts[keys[own]] = content
            parts.in_file["transcripts"] = parts.in_file.get("transcripts", 0) + 1
        else:
            leave_out_all(parts, names[own], "transcripts", "it is empty", 1)
    interviews = {own: key for own, key in keys.items() if key in parts.transcripts}
    parts.identities["interviews"] = {key: str(own) for own, key in interviews.items()}
    return interviews


def _take_codebook(file: Incoming, tables: Tables, parts: Parts) -> dict[int, str]:
    """The tags as a tree, in which a dot in a path parts a tag from the one above it; returns the code of each tag."""
    tags = by_id(tables.rows("tags"), "id", "codes", parts)
    paths = {own: line(row.get("path")) or f"tag {own}" for own, row in tags.items()}
    of_tags = {path: f"tag {own}" for own, path in paths.items()}
    branches = set(of_tags)
    for path in of_tags:
        if path.count(".") > DEEPEST:
            raise file.fault(f"stands under more than {DEEPEST} others", place="tags", value=path)
        above = path.rpartition(".")[0]
        while above:
            branches.add(above)
            above = above.rpartition(".")[0]
    owned = {path: of_tags.get(path, f"path {path}") for path in sorted(branches - {""})}
    described = {path: text(tags[own].get("description")) for own, path in paths.items()}
    nodes = {}
    for path, own_id in owned.items():
        above, _, name = path.rpartition(".")
        is_tag = path in of_tags
        nodes[own_id] = Node(name.strip() or path, described.get(path, ""), owned.get(above), is_tag, path)
    keys = take_codes(file, nodes, parts)
    return {own: keys[of_tags[path]] for own, path in paths.items()}


def _take_codings(
    file: Incoming, tables: Tables, interviews: Mapping[int, str], codes: Mapping[int, str], parts: Parts
) -> None:
    highlights = by_id(tables.rows("highlights"), "id", "highlights", parts)
    coders, dates = _made_by(tables, highlights, parts)
    spans = _spans(highlights, interviews, parts.transcripts)
    codings = JudgedCodings(parts)
    tagged = set()
    for pair in tables.rows("highlight_tags"):
        own = number(pair, "highlight_id")
        row = highlights.get(own, {})
        interview, code = interviews.get(number(row, "document_id")), codes.get(number(pair, "tag_id"))
        place, span = f"highlight {own} in {interview or 'no document'}", spans.get(own)
        tagged.add(own)
        if interview is None or code is None:
            codings.leave_out(place, "its document or its tag is not in the database")
        elif span is None:
            codings.mistaken(place, "it is placed outside its document")
        elif not same(parts.transcripts[interview], span, text_of(text(row.get("snippet")))):
            codings.mistaken(place, "its words are not those that stand at its place")
        else:
            codings.add(place, (interview, *span, code, coders[own], 1), dates.get(own, ""))
    for own, row in highlights.items():
        if own not in tagged:
            place = f"highlight {own} in {interviews.get(number(row, 'document_id'))}"
            parts.leave_out(place, "highlights", "it has no tag, so nothing was coded")
    codings.finish(file, CONVENTION)
    parts.in_file["highlights"] = parts.in_file.get("highlights", 0) + len(highlights)
    parts.taken_besides["highlights"] = len(tagged & highlights.keys())


def _made_by(tables: Tables, highlights: Iterable[int], parts: Parts) -> tuple[dict[int, str], dict[int, str]]:
    """The coder of each highlight and when it was made, from the log of what each member did."""
    members = [login for row in tables.rows("project_members") if (login := line(row.get("user_login")))]
    made_by: dict[int, str] = {}
    dates: dict[int, str] = {}
    for row in tables.rows("commands"):
        command = _command(row)
        own = number(command, "highlight_id")
        login = line(row.get("user_login"))
        if command.get("type") == "highlight_add" and login:
            made_by[own], dates[own] = login, moment(row.get("date"))
    someone = members[0] if len(set(members)) == 1 else "unknown"
    logins = {own: made_by.get(own, someone) for own in highlights}
    coders = take_coders(sorted({*logins.values(), *members}), parts)
    unsigned = sum(own not in made_by for own in logins)
    if unsigned and someone not in members:
        parts.assumed.append(
            f"the log does not say who made {unsigned} of the highlights; their coder is “{coders[someone]}”"
        )
    return {own: coders[login] for own, login in logins.items()}, dates


def _command(row: Row) -> dict[str, Any]:
    try:
        command = json.loads(text(row.get("payload")))
    except (ValueError, RecursionError):
        return {}
    return command if isinstance(command, dict) else {}


def _spans(
    highlights: Mapping[int, Row], interviews: Mapping[int, str], transcripts: Mapping[str, str]
) -> dict[int, tuple[int, int]]:
    """Where each highlight stands in code points; those that stand nowhere are left out."""
    wanted: dict[str, set[int]] = {}
    places = {own: (number(row, "start_offset"), number(row, "end_offset")) for own, row in highlights.items()}
    of = {own: interviews.get(number(row, "document_id"), "") for own, row in highlights.items()}
    for own, interview in of.items():
        wanted.setdefault(interview, set()).update(places[own])
    points = {interview: code_points(transcripts.get(interview, ""), byte) for interview, byte in wanted.items()}
    spans = {}
    for own, (first, last) in places.items():
        start, end = points[of[own]].get(first), points[of[own]].get(last)
        if start is not None and end is not None and start < end:
            spans[own] = (start, end)
    return spans


def code_points(content: str, offsets: Iterable[int]) -> dict[int, int]:
    """The code point at each of the byte offsets into the UTF-8 of a text at which a character begins, or the end."""
    data = content.encode()
    points, point, before = {}, 0, 0
    for offset in sorted(offsets):
        if offset == len(data) or (0 <= offset < len(data) and data[offset] & 0xC0 != 0x80):
            point += len(data[before:offset].decode())
            points[offset], before = point, offset
    return points


def text_of(html: str) -> str:
    """The text of an HTML fragment: its tags taken away, its character references resolved, nothing else changed."""
    pieces, place = [], 0
    while place < len(html):
        start = html.find("<", place)
        if start < 0:
            start = len(html)
        is_tag = bool(_TAG.match(html, start))
        pieces.append(unescape(html[place : start if is_tag else start + 1]))
        place = _end(html, start) if is_tag else start + 1
    return "".join(pieces)


def _end(html: str, start: int) -> int:
    """Where the tag that begins at `start` is over; a tag without an end goes on to the end of all."""
    if html.startswith("<!--", start):
        found = html.find("-->", start + 4)
        return found + 3 if found >= 0 else len(html)
    place = start
    while match := _MARK.search(html, place):
        if match[0] == ">":
            return match.end()
        place = html.find(match[0], match.end()) + 1  # what is between quotation marks ends no tag
        if not place:
            break
    return len(html)
