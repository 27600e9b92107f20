"""The passages of a REFI-QDA project: where each stands, by the convention that its tool counts by."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from data.sources.conventions import Convention, convention_named
from data.sources.incoming import Incoming
from data.sources.offsets import Detection, Marked, ambiguity, detected
from data.sources.parts import Parts
from data.sources.refi_records import Document, Selection, guid
from data.sources.refi_sources import Interview

_NUMBER = re.compile(r"-?\d{1,12}")


@dataclass(slots=True)
class Passage:
    """A selection of a text and where it is; `problem` says why that cannot be."""

    interview: Interview
    selection: Selection
    marked: Marked | None = None
    problem: str = ""

    @property
    def place(self) -> str:
        """Where it stands in the file, in words."""
        return f"{self.interview.key}, {self.selection.start or '?'} to {self.selection.end or '?'}"

    def span(self, convention: Convention) -> tuple[int, int] | None:
        """Where it stands in code points; None where that is nowhere, and then `problem` says why."""
        span = self.marked.span(convention) if self.marked else None
        if self.marked and not span:
            beyond = self.marked.end > self.marked.text.length(convention)
            self.problem = (
                "it ends after the end of the text" if beyond else "it begins or ends in the middle of a character"
            )
        return span


def stated_convention(name: str, file: Incoming) -> Convention | None:
    """The convention that the user stated, if any; raises StudyError where it is none."""
    try:
        return convention_named(name) if name else None
    except ValueError as error:
        raise file.fault(str(error), place="--offsets", value=name) from error


@dataclass
class Placed:
    """The passages of all texts, and how their offsets are counted."""

    interviews: Sequence[Interview]
    passages: list[Passage]
    convention: Convention


def place_passages(
    interviews: Sequence[Interview], convention: Convention | None, file: Incoming, parts: Parts, *, is_stated: bool
) -> Placed:
    """Find out how the passages are placed, and tell the parts.

    `convention` is how offsets are counted where that is known, by the user (`is_stated`) or from the file. Raises
    StudyError where it is not and cannot be told.
    """
    passages = [passage for interview in interviews for passage in _passages(interview)]
    coded = [each.marked for each in passages if each.marked and each.selection.codings]
    detection = detected(coded, convention)
    if detection is None:
        return Placed(interviews, passages, convention or Convention())
    if detection.rivals:
        raise file.fault(ambiguity(detection), place="offsets")
    _say_how(detection, coded, parts, is_stated=is_stated)
    return Placed(interviews, passages, detection.convention)


def _say_how(detection: Detection, coded: Sequence[Marked], parts: Parts, *, is_stated: bool) -> None:
    words = detection.convention.words([marked.text for marked in coded])
    said = f"{words} (as stated)" if is_stated else words
    parts.offsets = {"convention": said, "score": detection.score, "readings": detection.readings}
    if detection.is_doubtful:
        parts.assumed.append(
            f"passages are placed by {said}, though only {detection.score:.0%} of their ends are at "
            "the end of a word. Compare some with the tool, and state the way of counting with --offsets if they differ"
        )


def _passages(interview: Interview) -> Iterator[Passage]:
    for document in interview.documents:
        for selection in document.selections:
            yield _passage(interview, document, selection)


def _passage(interview: Interview, document: Document, selection: Selection) -> Passage:
    passage = Passage(interview, selection)
    start, end = selection.start, selection.end
    if selection.kind == "TranscriptSelection":
        start, end = (document.sync_points.get(guid(point), "") for point in (start, end))
    if interview.text is None:
        passage.problem = interview.reason
    elif not (_NUMBER.fullmatch(start) and _NUMBER.fullmatch(end)):
        passage.problem = "its place in the text is not given in numbers"
    elif int(start) < 0:
        passage.problem = "it begins before the text"
    elif int(start) >= int(end):
        passage.problem = "it ends where it begins" if int(start) == int(end) else "it ends before it begins"
    else:
        words = tuple(words for words in (selection.name, selection.description) if words)
        passage.marked = Marked(interview.text, int(start), int(end), words)
    return passage
