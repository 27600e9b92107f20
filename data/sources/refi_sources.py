"""The sources of a REFI-QDA project as interviews: each text is one, whatever kind of source it is of."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from data.sources.conventions import Text
from data.sources.parts import Parts
from data.sources.refi_keys import given_or_made
from data.sources.refi_records import Document, Project, Source
from data.sources.refi_text import Place, UnreadableError, decoded, refuse_wordless

MEDIA = {
    "PDFSource": "pdf sources",
    "PictureSource": "picture sources",
    "AudioSource": "audio sources",
    "VideoSource": "video sources",
}
_ENDING = re.compile(r"\.(txt|md|docx?|odt|rtf|pdf|html?|m4a|mp[34]|wav|wma|mov|avi|wmv|jpe?g|png)$", re.IGNORECASE)


@dataclass
class Interview:
    """A text of the project: `text` is None where it cannot be had, and `reason` says why.

    `documents` are the elements that have this text: the source's own, and transcripts of recordings that are the same.
    """

    key: str
    source: Source
    documents: list[Document]
    text: Text | None = None
    reason: str = ""


def take_texts(project: Project, place: Place, parts: Parts, *, has_keys: bool, is_own: bool) -> list[Interview]:
    """Give the parts the transcripts, and the account of the sources; returns every text, read or not.

    Where sources have keys for names (`has_keys`) these stay. In a project that Commonplace wrote (`is_own`) any text
    is one of the study's, even one without words.
    """
    interviews, twins = _interviews(project, parts)
    names = [_name(each, has_keys=has_keys) for each in interviews]
    keys = given_or_made(names if has_keys else [""] * len(names), names)
    for interview, key, name in zip(interviews, keys, names, strict=True):
        interview.key = key
        try:
            interview.text = _read(interview.documents[0], place)
            if not is_own:
                refuse_wordless(interview.text)
            parts.transcripts[key] = interview.text.content
        except UnreadableError as error:
            interview.text, interview.reason = None, f"its text {error}"
            parts.leave_out(key, "transcripts", interview.reason, what=name)
    for interview, document in twins:
        interview.documents.append(document)
        reason = f"it is the text of {interview.key} as well, and stands there"
        parts.leave_out(document.name, "transcripts", reason)
    parts.identities["interviews"] = {each.key: each.documents[0].guid for each in interviews if each.text}
    _account(project, interviews, {id(document) for _, document in twins}, parts)
    return interviews


def first_texts(interviews: Sequence[Interview]) -> dict[int, Interview]:
    """The first text of each source that was read, by the identity of the source."""
    return {id(each.source): each for each in reversed(interviews) if each.text}


def _interviews(project: Project, parts: Parts) -> tuple[list[Interview], list[tuple[Interview, Document]]]:
    """The texts of the project, and the transcripts of recordings that are the text of a text source as well."""
    own = [Interview("", source, source.documents) for source in project.sources if source.kind == "TextSource"]
    by_path = {each.documents[0].path.lower(): each for each in own if each.documents[0].path}
    twins, others = [], []
    for source in project.sources:
        for document in source.documents if source.kind != "TextSource" else ():
            twin = by_path.get(document.path.lower())
            if twin:
                twins.append((twin, document))
            elif document.kind == "TextDescription" and not (document.selections or document.codings):
                reason = "it describes a picture, and nothing is coded in it"
                parts.leave_out(document.name or source.name, "transcripts", reason)
            else:
                others.append(Interview("", source, [document]))
    count = sum(len(source.documents) for source in project.sources)
    if count:
        parts.in_file["transcripts"] = count
    return [*own, *others], twins


def _name(interview: Interview, *, has_keys: bool) -> str:
    document, source = interview.documents[0], interview.source
    name = source.name if len(source.documents) == 1 else document.name
    name = name or document.name or source.name or PurePosixPath(document.path.replace("\\", "/")).name or document.guid
    return name if has_keys else _ENDING.sub("", name)


def _read(document: Document, place: Place) -> Text:
    if document.path:
        try:
            return decoded(place.read(document.path))
        except UnreadableError:
            if not document.content.strip():
                raise
    elif document.rich_path and not document.content:
        raise UnreadableError(f"is there as {document.rich_path} only, and not as plain text")
    return Text(document.content.removeprefix("\ufeff"), bom=document.content.startswith("\ufeff"))


def _account(project: Project, interviews: list[Interview], twins: set[int], parts: Parts) -> None:
    """Count the sources that are no texts: taken are those of which a text was."""
    read = {id(interview.source) for interview in interviews if interview.text}
    parts.in_file |= Counter(MEDIA[source.kind] for source in project.sources if source.kind in MEDIA)
    for source in project.sources:
        if source.kind not in MEDIA:
            continue
        kind = MEDIA[source.kind]
        if id(source) in read:
            parts.taken_besides[kind] = parts.taken_besides.get(kind, 0) + 1
        elif any(id(document) in twins for document in source.documents):
            parts.leave_out(source.name, kind, "its text is a source of its own, and stands there")
        else:
            reason = f"it has no text{' that can be read' if source.documents else ', and only texts are read'}"
            parts.leave_out(source.name, kind, reason)
