"""A project that a tool keeps in SQLite, its rows under QualCoder's names: texts, codings, cases and notes."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from data.sources.case_interviews import Link, covers, take_cases, take_fact
from data.sources.conventions import Convention, Text
from data.sources.incoming import Incoming
from data.sources.judged_codings import JudgedCodings, placed, said_of
from data.sources.keys import keys_of
from data.sources.parts import Parts
from data.sources.sqlite_values import (
    Row,
    by_id,
    leave_out_all,
    line,
    moment,
    name_of,
    number,
    take_memo,
    text,
    whole,
    without_ending,
)


@dataclass(frozen=True)
class TextFile:
    """A text of the project: the key of its interview, its name, and its characters."""

    key: str
    name: str
    text: Text


Files = Mapping[int, TextFile]
"""The texts of a project by the ids of their files."""


def take_files(rows: Iterable[Row], parts: Parts) -> dict[int, TextFile]:
    """Give the parts the texts; files without one are left out."""
    sources = by_id(rows, "id", "transcripts", parts)
    texts: dict[int, str] = {}
    for own, row in sources.items():
        name, content = name_of(row, "file", own), text(row.get("fulltext"))
        take_memo(parts, "file", name, row)
        if content.strip("\ufeff\ufffd \t\r\n"):
            texts[own] = content
        elif text(row.get("mediapath")):
            reason = "it is a picture, a recording, or a document of which the tool has no text"
            leave_out_all(parts, name, "files without text", reason, 1)
        else:
            leave_out_all(parts, name, "transcripts", "it is empty", 1)
    names = {own: name_of(sources[own], "file", own) for own in texts}
    keys = keys_of([without_ending(name) for name in names.values()])
    files = {
        own: TextFile(key, names[own], Text(content.removeprefix("\ufeff"), bom=content.startswith("\ufeff")))
        for key, (own, content) in zip(keys, texts.items(), strict=True)
    }
    parts.transcripts = {each.key: each.text.content for each in files.values()}
    parts.identities["interviews"] = {each.key: str(own) for own, each in files.items()}
    parts.in_file["transcripts"] = parts.in_file.get("transcripts", 0) + len(files)
    return files


def owner_of(row: Row) -> str:
    """Who made a coding."""
    return line(row.get("owner")) or "unknown"


def take_codings(
    file: Incoming,
    parts: Parts,
    *,
    rounds: Mapping[int, Iterable[Row]],
    files: Files,
    codes: Mapping[int, str],
    coders: Mapping[str, str],
) -> None:
    """Give the parts the codings of each round; raises StudyError where their places are not to be trusted."""
    codings = JudgedCodings(parts)
    used: Counter[Convention | None] = Counter()
    for round_, row in ((round_, row) for round_, rows in rounds.items() for row in rows):
        of, code = files.get(number(row, "fid")), codes.get(number(row, "cid"))
        place = line(f"coding {line(row.get('ctid'))} in {_named(files, row)}")
        take_memo(parts, "coding", place, row)
        if of is None:
            codings.leave_out(place, "its file is not there, or has no text")
        elif code is None:
            codings.leave_out(place, "its code is not there")
        else:
            words = text(row.get("seltext")).removeprefix("\ufeff")
            span, convention = placed(of.text, words, number(row, "pos0"), number(row, "pos1"))
            if span is None:
                codings.mistaken(place, "it is placed outside its file, or its words are not those at its place")
                continue
            used[convention] += 1
            key = (of.key, *span, code, coders[owner_of(row)], round_)
            is_near = convention is None
            codings.add(place, key, moment(row.get("date")), has_words=bool(words.strip()), is_near=is_near)
    codings.finish(file, said_of(used, [each.text for each in files.values()], parts))


def take_case_rows(
    rows: Iterable[Row], links: Iterable[Row], facts: Iterable[tuple[str, Row]], files: Files, parts: Parts
) -> None:
    """Give the parts the cases that have texts of their own, and what is known of cases and files.

    `facts` are rows with the kind of what they are of: a case or a file.
    """
    cases = by_id(rows, "caseid", "cases", parts)
    names = {own: name_of(row, "case", own) for own, row in cases.items()}
    for own, row in cases.items():
        take_memo(parts, "case", names[own], row)
    joined = []
    for row in links:
        case, of = number(row, "caseid"), number(row, "fid")
        place = f"{names.get(case, f'case {case}')}, {_named(files, row)}"
        content = files[of].text.content if of in files else ""
        joined.append(Link(place, case, of, covers(content, whole(row.get("pos0")), whole(row.get("pos1")))))
        take_memo(parts, "case link", place, row)
    respondents = take_cases(names, joined, {own: each.key for own, each in files.items()}, parts)
    given = parts.tables.get("interviews")
    people = dict(given.select("interview", "respondent").rows()) if given is not None else {}
    known_as = {"case": respondents, "file": {own: people.get(each.key, each.key) for own, each in files.items()}}
    for kind, row in facts:
        value, own = text(row.get("value")).strip(), number(row, "id")
        if value:  # a tool may keep an empty one for every case and file that has none
            reason = f"it is of a {kind or 'thing'} that is no respondent here"
            who = known_as.get(kind, {}).get(own)
            take_fact(parts, who, line(row.get("name")), value, place=f"{kind} {own}", reason=reason)


def take_notes(journal: Iterable[Row], annotations: Iterable[Row], files: Files, parts: Parts) -> None:
    """Give the parts what was written into the journal and beside the texts."""
    for row in journal:
        take_memo(parts, "journal", line(row.get("name")), row, "jentry")
    for row in annotations:
        end = f" to {line(row['pos1'])}" if "pos1" in row else ""
        take_memo(parts, "annotation", f"{_named(files, row)}, {line(row.get('pos0'))}{end}", row)


def _named(files: Files, row: Row) -> str:
    own = number(row, "fid")
    return files[own].name if own in files else f"file {line(row.get('fid'))}"
