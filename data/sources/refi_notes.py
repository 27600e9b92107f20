"""What is written about things in a REFI-QDA project, as memos."""

from data.sources.parts import Memo, Parts
from data.sources.refi_convention import PREFIX
from data.sources.refi_people import Coders, moment
from data.sources.refi_records import Document, Project
from data.sources.refi_text import Place, UnreadableError, decoded


def take_notes(project: Project, place: Place, coders: Coders, parts: Parts) -> None:
    """Give the parts the notes, and the descriptions of sources, cases and variables."""
    for note in project.notes:
        about = "; ".join(dict.fromkeys(project.notes_on.get(note.guid, ())))
        try:
            text = _words(note, place)
        except UnreadableError as error:
            parts.leave_out(f"note {note.name}", "memos", f"its text {error}", what=note.name)
            _count(parts)
            continue
        _add(parts, Memo("note", about, coders.name(note.user), moment(note.written) or "", text))
    described = [(f"source {source.name}", source.description) for source in project.sources]
    described += [(f"source {each.name}", each.description) for source in project.sources for each in source.documents]
    described += [(f"case {case.name}", case.description) for case in project.cases]
    described += [(f"variable {each.name}", each.description) for each in project.variables]
    for about, text in described:
        if text.strip() and not about.startswith(f"variable {PREFIX}"):
            _add(parts, Memo("description", about, "", "", text.strip()))


def _words(note: Document, place: Place) -> str:
    """All that a note says; raises UnreadableError where that is nothing, or elsewhere and cannot be had."""
    content = note.content
    if note.path and not content.strip():
        content = decoded(place.read(note.path)).content
    said = [text.strip() for text in (note.name, note.description, content) if text.strip()]
    if not said:
        raise UnreadableError("is empty")
    return "\n\n".join(said)


def _add(parts: Parts, memo: Memo) -> None:
    parts.memos.append(memo)
    _count(parts)


def _count(parts: Parts) -> None:
    parts.in_file["memos"] = parts.in_file.get("memos", 0) + 1
