"""Taguette: a SQLite database of documents, tags and highlights.

Highlights are placed by UTF-8 bytes of the document's HTML with its tags taken away; they become code points here.
"""

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from data.faults import Fault, StudyError
from data.sources.keys import keys_of, slug
from data.sources.left_out import LeftOut
from data.sources.parts import Parts

MAGIC = b"SQLite format 3\0"
CONVENTION = "UTF-8 bytes of the text without its HTML tags, end exclusive"
STAGE = "S1"
LEAST_MATCHES = 0.9
"""The share of codings whose words must stand where they are said to: below it, the places are not to be trusted."""

_TABLES = {"documents", "highlights", "highlight_tags", "tags", "projects"}


def is_taguette(path: Path) -> bool:
    """Whether the file is a Taguette database, judged by what is in it; raises StudyError for a damaged database."""
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            return False
    with _opened(path) as database:
        names = {name for (name,) in database.execute("select name from sqlite_master where type = 'table'")}
    return names >= _TABLES


def read_taguette(path: Path) -> Parts:
    """The one project in the database as parts of a study: a respondent and an interview for each document."""
    with _opened(path) as database:
        return _project(database, path)


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A copy of the database, its write-ahead log with it: reading must leave nothing beside the user's file."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copyfile(path, Path(folder) / "copy.sqlite3"))
        log = path.with_name(f"{path.name}-wal")
        if log.exists():
            shutil.copyfile(log, f"{copy}-wal")
        try:
            with closing(sqlite3.connect(copy)) as database:
                database.row_factory = sqlite3.Row
                yield database
        except sqlite3.Error as error:
            rule = f"cannot be read as a database: {error}"
            raise StudyError([Fault(path.name, None, "", "", rule)]) from error
        except (TypeError, ValueError, AttributeError) as error:
            rule = f"holds a value of a kind that Taguette does not write ({error})"
            raise StudyError([Fault(path.name, None, "", "", rule)]) from error


def _project(database: sqlite3.Connection, path: Path) -> Parts:
    projects = database.execute("select id, name, description from projects order by id").fetchall()
    if len(projects) != 1:
        rule = f"holds {len(projects)} projects; export the one you want from Taguette as its own database"
        raise StudyError([Fault(path.name, None, "", "", rule)])
    version = database.execute("select max(version_num) from alembic_version").fetchone()[0]
    tags = database.execute("select id, path, description from tags order by path").fetchall()
    documents = database.execute("select id, name, contents from documents order by id").fetchall()
    names = keys_of([Path(document["name"]).stem for document in documents])
    title = projects[0]["name"] or path.stem
    parts = Parts(tool=f"Taguette (database schema {version})", title=title, stages={STAGE: "Interviews"})
    parts.note = projects[0]["description"] or ""
    parts.transcripts = {name: text_of(document["contents"]) for name, document in zip(names, documents, strict=True)}
    codes = _codebook(tags, parts)
    interviews = {document["id"]: name for name, document in zip(names, documents, strict=True)}
    _interviews(list(interviews.values()), parts)
    _codings(database, interviews, codes, parts)
    return parts


def _coders(database: sqlite3.Connection, highlights: Iterable[int], parts: Parts) -> dict[int, str]:
    """The coder of each highlight, from the log of what each member did; the members themselves go into the parts."""
    members = [user for (user,) in database.execute("select user_login from project_members order by user_login")]
    made_by = {}
    for user, payload in database.execute("select user_login, payload from commands order by id"):
        command = json.loads(payload)
        if command.get("type") == "highlight_add":
            made_by[command.get("highlight_id")] = user
    unsigned = [highlight for highlight in highlights if highlight not in made_by]
    someone = members[0] if len(members) == 1 else "unknown"
    logins = sorted({made_by.get(highlight, someone) for highlight in highlights} | set(members))
    keys = dict(zip(logins, keys_of(logins), strict=True))
    parts.table("coders", coder=list(keys.values()), name=logins, role=["independent"] * len(keys))
    parts.in_file["coders"] = len(keys)
    if unsigned and len(members) != 1:
        parts.assumed.append(
            f"the log does not say who made {len(unsigned)} of the highlights; their coder is “{keys[someone]}”"
        )
    return {highlight: keys[made_by.get(highlight, someone)] for highlight in highlights}


def _codebook(tags: list[sqlite3.Row], parts: Parts) -> dict[int, str]:
    """The tags as a tree (a dot in a path parts a tag from the one above it), and the code of each tag."""
    paths = {tag["path"]: tag for tag in tags}
    branches = set(paths)
    for path in paths:
        above = path.rpartition(".")[0]
        while above:
            branches.add(above)
            above = above.rpartition(".")[0]
    ordered = sorted(branch for branch in branches if branch)
    codes = dict(zip(ordered, keys_of([slug(path) for path in ordered]), strict=True))
    parents = [path.rpartition(".")[0] for path in ordered]
    parts.table(
        "codes",
        code=[codes[path] for path in ordered],
        parent=[codes.get(parent) for parent in parents],
        level=[_level(path, ordered) for path in ordered],
        name=[path.rpartition(".")[2].strip() or path for path in ordered],
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
    highlights = database.execute(
        "select h.id, h.document_id, h.start_offset, h.end_offset, h.snippet, t.tag_id"
        " from highlights h left join highlight_tags t on t.highlight_id = h.id order by h.id, t.tag_id"
    ).fetchall()
    coders = _coders(database, dict.fromkeys(highlight["id"] for highlight in highlights), parts)
    offsets = {name: _code_points(text) for name, text in parts.transcripts.items()}
    rows: dict[tuple[str, int, int, str, str], None] = {}
    placed = matches = orphans = 0
    for highlight in highlights:
        name, code = interviews.get(highlight["document_id"]), codes.get(highlight["tag_id"])
        place = f"highlight {highlight['id']} in {name}"
        if highlight["tag_id"] is None:
            parts.left_out.append(LeftOut(place, "highlights", "it has no tag, so nothing was coded"))
            continue
        placed += 1
        span = _span(highlight, offsets[name]) if name else None
        if name is None or code is None:
            orphans += 1
            reason = "its document or its tag is not in the database"
        elif span is None:
            reason = "it is placed outside its document"
        elif parts.transcripts[name][slice(*span)].split() != text_of(highlight["snippet"]).split():
            reason = "its words are not those that stand at its place"
        elif (row := (name, *span, code, coders[highlight["id"]])) in rows:
            matches += 1
            reason = f"the same passage is coded {code} twice"
        else:
            matches += 1
            rows[row] = None
            continue
        parts.left_out.append(LeftOut(place, "codings", reason))
    judged = placed - orphans
    if judged and matches / judged < LEAST_MATCHES:
        rule = f"places its highlights otherwise than Taguette does: the words of {matches} of {judged} match"
        raise StudyError([Fault(parts.tool, None, "", "", rule)])
    columns = list(zip(*rows, strict=True)) or [(), (), (), (), ()]
    count = len(rows)
    parts.table(
        "codings", interview=columns[0], start=columns[1], end=columns[2], code=columns[3], coder=columns[4],
        round=[1] * count, status=["independent"] * count, polarity=["affirm"] * count,
    )  # fmt: skip
    _assignments(set(zip(columns[0], columns[4], strict=True)), parts)
    tagged = {row["id"] for row in highlights if row["tag_id"] is not None}
    parts.in_file |= {"highlights": len({row["id"] for row in highlights}), "codings": placed}
    parts.taken_besides = {"highlights": len(tagged)}
    parts.text_matches = matches
    parts.offsets = {"convention": CONVENTION, "score": round(matches / judged, 4) if judged else None}


def _assignments(read: set[tuple[Any, Any]], parts: Parts) -> None:
    """Who read which document: Taguette does not ask whether a reader has finished."""
    coders = parts.tables["coders"]["coder"].to_list()
    pairs = [
        (name, coder) for name in parts.transcripts for coder in coders if len(coders) == 1 or (name, coder) in read
    ]
    finished = ["true" if pair in read else "false" for pair in pairs]
    parts.table("assignments", interview=[n for n, _ in pairs], coder=[c for _, c in pairs], finished=finished)
    parts.assumed.append("a document that a coder highlighted is taken as read by them to its end; others are unknown")


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
