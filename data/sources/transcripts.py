"""Transcripts: one interview a file, as plain text or as a Word document."""

import re
from pathlib import Path

from data.sources.decoding import decoded, looks_like_prose
from data.sources.incoming import Incoming
from data.sources.keys import keys_of
from data.sources.parts import Known, Parts
from data.sources.turns import speakers, told
from data.sources.word import DOCUMENT, text_of

LARGEST = 16 * 2**20
"""Bytes of the largest transcript read as plain text: some three hundred hours of talk."""

_OTHER = re.compile(
    r"\s*(?:<[?!]|<html|\{\\rtf|%!PS|WEBVTT|\{\s*[\"}]|\[\s*[\[{\"\]]|\d+\s*\n\d+:\d\d:\d\d[,.]\d+ *-->)", re.IGNORECASE
)
"""How texts of other kinds begin: markup, rich text, captions, JSON."""


def recognises(file: Incoming) -> bool:
    """Whether the file is a Word document, or a text of no other kind that reads as prose or as speaker turns."""
    if file.is_zip:
        return DOCUMENT in file.members
    if file.is_binary or file.size > LARGEST or file.root != ("", ""):
        return False
    beginning = decoded(file.head, whole=False)
    if beginning is None or _OTHER.match(beginning[0]):
        return False
    found = decoded(file.content(LARGEST))
    return found is not None and looks_like_prose(found[0])


def read(file: Incoming, known: Known) -> Parts:
    """The one transcript in the file, named after it, with what stands beside its text counted and left out.

    Raises StudyError where the file holds no words, or cannot be read.
    """
    parts = _word(file) if file.is_zip else _plain(file)
    [text] = parts.transcripts.values()
    if not text.strip():
        raise file.fault("holds no words, so it is no transcript")
    parts.in_file["transcripts"] = 1
    parts.assumed.append(told(speakers(text)))
    return parts


def key_of(file: Incoming) -> str:
    """The key of the interview that a file is a transcript of: its name without the ending."""
    return keys_of([Path(file.name).stem])[0]


def _plain(file: Incoming) -> Parts:
    found = decoded(file.content(LARGEST))
    if found is None:
        raise file.fault("is no text in UTF-8, UTF-16 or Windows-1252. Save it as UTF-8")
    text, assumed = found
    return Parts(tool="plain text", transcripts={key_of(file): text}, assumed=[assumed] if assumed else [])


def _word(file: Incoming) -> Parts:
    written = text_of(file)
    parts = Parts(tool="Word document", transcripts={key_of(file): written.text})
    for kind, count in (+written.apart).items():
        parts.in_file[kind] = count
        parts.leave_out(file.name, kind, "are no part of what is said in the text", count=count)
    if written.inserted:
        parts.assumed.append(f"{written.inserted} tracked insertions are taken as text, as if they were accepted")
    return parts
