"""The XML of REFI-QDA, read from its beginning to its end without ever being in memory as a tree."""

from typing import Any

from lxml import etree

from data.sources.incoming import SAFE_XML, Incoming
from data.sources.refi_elements import Attributes, begun, finished, said
from data.sources.refi_records import Code, Project, guid
from data.sources.refi_text import LARGEST_TEXT

MOST_ELEMENTS = 3_000_000
DEEPEST = 200
"""Levels of the deepest codebook read."""

_CHUNK = 2**16
_VALUES = ("TextValue", "BooleanValue", "IntegerValue", "FloatValue", "DateValue", "DateTimeValue")
_TEXTS = frozenset(("Description", "PlainTextContent", *_VALUES))
_LISTS = ("Users", "CodeBook", "Codes", "Variables", "Cases", "Sources", "Notes", "Links", "Sets", "Graphs")
_SECTIONS = frozenset((*_LISTS, "Description", "NoteRef"))


def parsed(content: bytes, file: Incoming, place: str = "") -> Project:
    """What the XML says; raises StudyError where it is damaged, holds a DOCTYPE, or is no REFI-QDA."""
    reader = _Reader(file, place)
    options: dict[str, Any] = {**SAFE_XML, "target": reader}
    parser = etree.XMLParser(**options)
    try:
        for start in range(0, len(content), _CHUNK):
            parser.feed(content[start : start + _CHUNK])
        parser.close()
    except etree.XMLSyntaxError as error:
        words = " ".join(str(error.msg).split())
        rule = f"is damaged, or no XML: {words}. Export it again from its tool"
        raise file.fault(rule, place=place, row=error.lineno or None) from error
    return reader.project


class _Reader:
    """Takes what the parser finds, and keeps what the open elements are."""

    def __init__(self, file: Incoming, place: str) -> None:
        self.project = Project()
        self._file, self._place = file, place
        self._open: list[object] = []
        self._names: dict[str, str] = {}
        self._text: list[str] | None = None
        self._elements = self._skipped = self._length = 0

    def doctype(self, *_: object) -> None:
        """Refuse a document type: it can name files, and entities that grow without end."""
        raise self._file.fault("holds a DOCTYPE; no tool writes that, so it is not opened", place=self._place)

    def start(self, tag: str, attributes: Attributes) -> None:
        """Take in that an element begins."""
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            rule = f"holds more than {MOST_ELEMENTS:,} elements, the most that are read"
            raise self._file.fault(rule, place=self._place)
        name = self._names.get(tag) or self._names.setdefault(tag, tag.rpartition("}")[2])
        if self._skipped:
            self._skipped += 1
        elif not self._open:
            self._begin(name, _plain(attributes))
        elif len(self._open) == 1 and name not in _SECTIONS:
            self.project.unknown.append(name)
            self._skipped = 1
        else:
            if name in _TEXTS:
                self._text, self._length = [], 0
            record = begun(self.project, self._open, name, _plain(attributes))
            if isinstance(record, Code) and record.depth > DEEPEST:
                rule = f"stands deeper than {DEEPEST} levels down, the most that are read"
                raise self._file.fault(rule, place="codes", value=record.name)
            self._open.append(record)

    def data(self, text: str) -> None:
        """Take in characters that stand between tags."""
        if self._text is not None:
            self._length += len(text)
            if self._length > LARGEST_TEXT:
                rule = f"holds a text longer than {LARGEST_TEXT // 2**20} MB, the most that is read"
                raise self._file.fault(rule, place=self._place)
            self._text.append(text)

    def end(self, tag: str) -> None:
        """Take in that an element ends."""
        if self._skipped:
            self._skipped -= 1
            return
        record, name = self._open.pop(), self._names[tag]
        if name in _TEXTS:
            said(self._open[-1], name, "".join(self._text or ()))
            self._text = None
        else:
            finished(record)

    def close(self) -> None:
        """Take in that the document ends."""

    def _begin(self, name: str, attributes: Attributes) -> None:
        if name not in ("Project", "CodeBook"):
            raise self._file.fault(f"is no REFI-QDA: its outermost element is {name}", place=self._place)
        self.project.name, self.project.origin = attributes.get("name", ""), attributes.get("origin", "")
        self.project.user = guid(attributes.get("creatingUserGUID"))
        self._open.append(self.project)


def _plain(attributes: Attributes) -> Attributes:
    """Attributes as they were meant: where entities stay unresolved, the parser gives each ampersand as a reference."""
    if not any("&" in value for value in attributes.values()):
        return attributes
    return {name: value.replace("&#38;", "&") for name, value in attributes.items()}
