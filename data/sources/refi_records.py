"""What a REFI-QDA file says, as it says it: its elements by name, with GUIDs in one form."""

from collections import Counter
from dataclasses import dataclass, field

Value = tuple[str, str]
"""A variable's GUID, and what it is for the case or source that has the value."""


def guid(text: str | None) -> str:
    """A GUID as it compares equal: without braces, in lower case."""
    return (text or "").strip().strip("{}").lower()


@dataclass(slots=True)
class User:
    """Somebody who worked in the project."""

    guid: str
    name: str
    id: str


@dataclass(slots=True)
class Code:
    """A code and the one above it; those at the top of the codebook are of depth 1."""

    guid: str
    parent: "Code | None"
    name: str
    is_codable: bool
    depth: int = 1
    description: str = ""


@dataclass(slots=True)
class Coding:
    """A code given to a passage, or to a whole source; `user` and `written` are those of the coding itself."""

    code: str
    user: str
    written: str


@dataclass(slots=True)
class Selection:
    """A part of a source; `start` and `end` are as written, or the sync points of a transcript's selection."""

    kind: str
    guid: str
    name: str
    user: str
    written: str
    start: str
    end: str
    description: str = ""
    codings: list[Coding] = field(default_factory=list)


@dataclass(slots=True)
class Document:
    """A text: of a text source, of a PDF, of a recording, of a picture, or of a note."""

    kind: str
    guid: str
    name: str
    user: str
    written: str
    path: str
    rich_path: str
    content: str = ""
    description: str = ""
    selections: list[Selection] = field(default_factory=list)
    codings: list[Coding] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    sync_points: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Source:
    """A source with the texts it has; its `selections` are regions and times, its `codings` are of the whole."""

    kind: str
    guid: str
    name: str
    documents: list[Document] = field(default_factory=list)
    selections: list[Selection] = field(default_factory=list)
    codings: list[Coding] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    description: str = ""


@dataclass(slots=True)
class Variable:
    """What cases and sources can have a value of."""

    guid: str
    name: str
    description: str = ""


@dataclass(slots=True)
class Case:
    """A case: a person, a place, whatever its makers took for one."""

    guid: str
    name: str
    description: str = ""
    values: list[Value] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Project:
    """A whole file. `others` counts what has no place in a study; `notes_on` says what each note is about.

    `strays` are codings of what no standard says can be coded.
    """

    name: str = ""
    origin: str = ""
    user: str = ""
    description: str = ""
    users: list[User] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    variables: list[Variable] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    notes: list[Document] = field(default_factory=list)
    notes_on: dict[str, list[str]] = field(default_factory=dict)
    others: Counter[str] = field(default_factory=Counter)
    unknown: list[str] = field(default_factory=list)
    strays: list[Coding] = field(default_factory=list)
