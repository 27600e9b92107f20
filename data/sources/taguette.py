"""Taguette: a SQLite database of documents, tags and highlights.

Highlights are placed by UTF-8 bytes of the document's HTML with its tags taken away; they become code points here.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from data.faults import Fault, StudyError
from data.sources.parts import Parts
from data.sources.passages import LeftOut

CONVENTION = "UTF-8 bytes of the text without its HTML tags, end exclusive"
STAGE = "S1"
_TABLES = {"documents", "highlights", "highlight_tags", "tags", "projects"}


def is_taguette(path: Path) -> bool:
    """Whether the file is a Taguette database, judged by what is in it."""
    try:
        with closing(_open(path)) as database:
            names = {name for (name,) in database.execute("select name from sqlite_master where type = 'table'")}
    except sqlite3.Error:
        return False
    return names >= _TABLES


def read_taguette(path: Path) -> Parts:
    """The one project in the database as parts of a study: a respondent and an interview for each document."""
    try:
        with closing(_open(path)) as database:
            return _project(database, path)
    except sqlite3.Error as error:
        raise StudyError([Fault(path.name, None, "", "", f"cannot be read as a Taguette database: {error}")]) from error


def _open(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    database.row_factory = sqlite3.Row
    return database


def _project(database: sqlite3.Connection, path: Path) -> Parts:
    projects = database.execute("select id, name, description from projects order by id").fetchall()
    if len(projects) != 1:
        rule = f"holds {len(projects)} projects; export the one you want from Taguette as its own database"
        raise StudyError([Fault(path.name, None, "", "", rule)])
    [version] = database.execute("select version_num from alembic_version").fetchone() or ["unknown"]
    tags = database.execute("select id, path, description from tags order by path").fetchall()
    documents = database.execute("select id, name, contents from documents order by id").fetchall()
    names = _keys([Path(document["name"]).stem for document in documents])
    parts = Parts(tool=f"Taguette (database schema {version})", title=projects[0]["name"], stages={STAGE: "Interviews"})
    parts.note = projects[0]["description"]
    parts.transcripts = {name: text_of(document["contents"]) for name, document in zip(names, documents, strict=True)}
    _coders(database, parts)
    codes = _codebook(tags, parts)
    interviews = {document["id"]: name for name, document in zip(names, documents, strict=True)}
    _interviews(list(interviews.values()), parts)
    _codings(database, interviews, codes, parts)
    return parts


def _coders(database: sqlite3.Connection, parts: Parts) -> None:
    members = [user for (user,) in database.execute("select user_login from project_members order by user_login")]
    coder = members[0] if len(members) == 1 else "taguette"
    if len(members) != 1:
        parts.assumed.append(
            f"Taguette does not keep who made a highlight; its {len(members)} members are taken as one coder, “{coder}”"
        )
    parts.table("coders", coder=[coder], name=[coder], role=["independent"])
    parts.in_file["coders"] = 1


def _codebook(tags: list[sqlite3.Row], parts: Parts) -> dict[int, str]:
    """The tags as a tree (a dot in a path parts a tag from the one above it), and the code of each tag."""
    paths = {tag["path"]: tag for tag in tags}
    branches = set(paths)
    for path in paths:
        above = path.rpartition(".")[0]
        while above:
            branches.add(above)
            above = above.rpartition(".")[0]
    ordered = sorted(branches)
    codes = dict(zip(ordered, _keys([_slug(path) for path in ordered]), strict=True))
    parents = [path.rpartition(".")[0] for path in ordered]
    parts.table(
        "codes",
        code=[codes[path] for path in ordered],
        parent=[codes.get(parent) for parent in parents],
        level=[_level(path, ordered) for path in ordered],
        name=[path.rpartition(".")[2].strip() for path in ordered],
        definition=[paths[path]["description"] if path in paths else None for path in ordered],
        sensitive=["false"] * len(ordered),
        codable=["true" if path in paths else "false" for path in ordered],
    )
    parts.in_file["codes"] = len(ordered)
    return {tag["id"]: codes[path] for path, tag in paths.items()}


def _level(path: str, paths: list[str]) -> str:
    below = [other for other in paths if other.startswith(path + ".")]
    if not below:
        return "code"
    return "theme" if all("." not in other.removeprefix(path + ".") for other in below) else "domain"


def _interviews(names: list[str], parts: Parts) -> None:
    parts.table("respondents", respondent=names)
    parts.table("interviews", interview=names, respondent=names, stage=[STAGE] * len(names))
    parts.in_file |= {"respondents": len(names), "interviews": len(names), "transcripts": len(names)}
    parts.assumed.append("each document is taken as one interview with one respondent of its own")


def _codings(database: sqlite3.Connection, interviews: dict[int, str], codes: dict[int, str], parts: Parts) -> None:
    [coder] = parts.tables["coders"]["coder"]
    offsets = {name: _code_points(text) for name, text in parts.transcripts.items()}
    rows: list[tuple[str, int, int, str]] = []
    placed = matches = 0
    highlights = database.execute(
        "select h.id, h.document_id, h.start_offset, h.end_offset, h.snippet, t.tag_id"
        " from highlights h left join highlight_tags t on t.highlight_id = h.id order by h.id, t.tag_id"
    ).fetchall()
    for highlight in highlights:
        name = interviews[highlight["document_id"]]
        place = f"highlight {highlight['id']} in {name}"
        if highlight["tag_id"] is None:
            parts.left_out.append(LeftOut(place, "highlights", "it has no tag, so nothing was coded"))
            continue
        placed += 1
        span = _span(highlight, offsets[name])
        if span is None:
            parts.left_out.append(LeftOut(place, "codings", "it is placed outside its document"))
            continue
        matches += parts.transcripts[name][slice(*span)].split() == text_of(highlight["snippet"]).split()
        rows.append((name, *span, codes[highlight["tag_id"]]))
    once = dict.fromkeys(rows)
    parts.left_out += [
        LeftOut(f"{name}, {start} to {end}", "codings", f"the same passage is coded {code} twice")
        for name, start, end, code in _repeated(rows)
    ]
    columns = list(zip(*once, strict=True)) or [(), (), (), ()]
    count = len(once)
    parts.table(
        "codings", interview=columns[0], start=columns[1], end=columns[2], code=columns[3], coder=[coder] * count,
        round=[1] * count, status=["independent"] * count, polarity=["affirm"] * count,
    )  # fmt: skip
    coded = set(columns[0])
    names = list(parts.transcripts)
    finished = ["true" if name in coded else "false" for name in names]
    parts.table("assignments", interview=names, coder=[coder] * len(names), finished=finished)
    parts.assumed.append("a document with at least one highlight is taken as read to its end; one without is unknown")
    parts.in_file |= {"highlights": len({row["id"] for row in highlights}), "codings": placed}
    parts.taken_besides = {"highlights": len({row["id"] for row in highlights if row["tag_id"] is not None})}
    parts.text_matches = matches
    parts.offsets = {"convention": CONVENTION, "score": round(matches / placed, 4) if placed else None}


def _repeated(rows: list[Any]) -> Iterator[Any]:
    seen = set()
    for row in rows:
        if row in seen:
            yield row
        seen.add(row)


def _span(highlight: sqlite3.Row, offsets: dict[int, int]) -> tuple[int, int] | None:
    start, end = offsets.get(highlight["start_offset"]), offsets.get(highlight["end_offset"])
    return None if start is None or end is None or start >= end else (start, end)


def _code_points(text: str) -> dict[int, int]:
    """For each byte of the UTF-8 text at which a character begins, and for its end, the code point it is."""
    points, byte = {}, 0
    for point, character in enumerate(text):
        points[byte] = point
        byte += len(character.encode())
    return points | {byte: len(text)}


class _Text(HTMLParser):
    """Collects what stands between the tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)


def text_of(html: str) -> str:
    """The text of an HTML fragment: its tags taken away, its character references resolved, nothing else changed."""
    parser = _Text()
    parser.feed(html)
    parser.close()
    return "".join(parser.pieces)


def _slug(name: str) -> str:
    return re.sub(r"[^\w.]+", "-", name.casefold()).strip("-._")[:60] or "unnamed"


def _keys(names: list[str]) -> list[str]:
    """Names as keys: safe characters only, and no two alike."""
    keys: list[str] = []
    for name in names:
        key = base = re.sub(r"[^\w. -]", "-", name).strip(" -._")[:60] or "unnamed"
        number = 2
        while key.casefold() in {other.casefold() for other in keys}:
            key, number = f"{base}-{number}", number + 1
        keys.append(key)
    return keys
