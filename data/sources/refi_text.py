"""The texts of a REFI-QDA project: found in its archive, or beside it, by the paths that tools write."""

import codecs
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Protocol
from urllib.parse import unquote

from data.sources.archive import Archive
from data.sources.conventions import Text
from data.sources.incoming import Incoming

LARGEST_TEXT = 32 * 2**20
LARGEST_IN_ALL = 256 * 2**20
"""Bytes of the longest text read, and of all of a project."""

LARGEST_XML = 256 * 2**20
MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ENCODINGS = dict(zip(MARKS, ("utf-32-le", "utf-32-be", "utf-8", "utf-16-le", "utf-16-be"), strict=True))
_ABSENT = "is not in the project"


class UnreadableError(Exception):
    """A text cannot be had; the words say why, to follow after its name."""


class Place(Protocol):
    """Where the sources of a project are."""

    def read(self, path: str) -> bytes:
        """The file that a path of the project names; raises UnreadableError."""


@contextmanager
def opened(file: Incoming) -> Iterator[tuple[bytes, str, Place]]:
    """The project's XML, the name of its member of the archive, and where its sources are."""
    if not file.is_zip:
        yield file.content(LARGEST_XML), "", _Folder(file.path.parent)
        return
    with file.archive() as archive:
        inside = projects_in(archive.names)
        if len(inside) != 1:
            rule = f"holds {len(inside)} files that end in .qde ({', '.join(inside)}); a REFI-QDA project holds one"
            raise file.fault(rule)
        yield archive.read(inside[0], LARGEST_XML), inside[0], _Members(archive, inside[0])


def projects_in(members: tuple[str, ...]) -> list[str]:
    """The members that are the XML of a project; what macOS adds to archives is none."""
    paths = [(name, _tidy(name)) for name in members]
    return [
        name
        for name, path in paths
        if path.lower().endswith(".qde") and not path.startswith("__MACOSX/") and path.rpartition("/")[2][:2] != "._"
    ]


def decoded(content: bytes) -> Text:
    """The text of a file without its byte order mark, its line ends as they are; raises UnreadableError."""
    mark = next((mark for mark in MARKS if content.startswith(mark)), b"")
    encoding = _ENCODINGS.get(mark, "utf-8")
    try:
        return Text(content[len(mark) :].decode(encoding), bom=bool(mark))
    except UnicodeDecodeError as error:
        raise UnreadableError(f"is not {encoding.upper()} text (byte {error.start + len(mark)})") from error


def refuse_wordless(text: Text) -> None:
    """Refuse a text without words, or with characters that no text has; raises UnreadableError."""
    if not text.content.strip():
        raise UnreadableError("is empty")
    if "\0" in text.content:
        raise UnreadableError("holds null characters: it is no text, or UTF-16 without a byte order mark")


def _tidy(path: str) -> str:
    return path.replace("\\", "/").removeprefix("./")


def _candidates(path: str) -> list[str]:
    """What a path of the XML can mean inside the project, as written or with %20 for a space."""
    return list(dict.fromkeys((_inside(path, path), _inside(unquote(path), path))))


def _inside(path: str, written: str) -> str:
    """A path without its scheme; raises UnreadableError where it leads out of the project."""
    scheme, colon, rest = _tidy(path).partition("://")
    if colon and scheme.lower() not in ("internal", "relative"):
        raise UnreadableError(f"is outside the project ({written})")
    inside = rest.lstrip("/") if colon else _tidy(path)
    parts = PurePosixPath(inside).parts
    if not parts or ".." in parts or inside.startswith("/") or inside[1:2] == ":" or "\0" in inside:
        raise UnreadableError(f"is outside the project ({written})")
    return "/".join(parts)


class _Members:
    """The members of an archive, whatever the case of their names, in the project's folder or that of its sources."""

    def __init__(self, archive: Archive, project: str) -> None:
        self._archive, self._left = archive, LARGEST_IN_ALL
        self._folder = _tidy(project).rpartition("/")[0].lower()
        self._names: dict[str, list[str]] = defaultdict(list)
        for name in archive.names:
            self._names[_tidy(name).lower()].append(name)

    def read(self, path: str) -> bytes:
        for candidate in _candidates(path):
            for folder in ("sources", ""):
                place = "/".join(part for part in (self._folder, folder, candidate) if part)
                found = self._names.get(place.lower(), [])
                exact = [name for name in found if _tidy(name).endswith(candidate)] if len(found) > 1 else found
                if len(exact) > 1 or (found and not exact):
                    raise UnreadableError(f"could be any of {', '.join(found)}")
                if exact:
                    content = self._archive.read(exact[0], min(LARGEST_TEXT, self._left))
                    self._left -= len(content)
                    return content
        raise UnreadableError(_ABSENT)


class _Folder:
    """The files beside a bare .qde, and in its folder of sources; nothing outside that folder is looked at."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._left = folder.resolve(), LARGEST_IN_ALL
        self._entries: dict[Path, dict[str, list[str]]] = {}

    def read(self, path: str) -> bytes:
        for candidate in _candidates(path):
            for place in (f"sources/{candidate}", candidate):
                found = self._find(place.split("/"))
                if found:
                    return self._content(found, path)
        raise UnreadableError(_ABSENT)

    def _find(self, parts: list[str]) -> Path | None:
        place = self._folder
        for part in parts:
            alike = self._named(place).get(part.lower(), [])
            if part not in alike and len(alike) != 1:
                return None
            place /= part if part in alike else alike[0]
        return place

    def _named(self, folder: Path) -> dict[str, list[str]]:
        """The entries of a folder by their names in lower case."""
        if folder not in self._entries:
            entries: dict[str, list[str]] = defaultdict(list)
            if folder.resolve().is_relative_to(self._folder) and folder.is_dir():
                for entry in folder.iterdir():
                    entries[entry.name.lower()].append(entry.name)
            self._entries[folder] = entries
        return self._entries[folder]

    def _content(self, found: Path, path: str) -> bytes:
        resolved = found.resolve()
        if not resolved.is_relative_to(self._folder) or not resolved.is_file():
            raise UnreadableError(f"is outside the project ({path})")
        try:
            if resolved.stat().st_size > min(LARGEST_TEXT, self._left):
                raise UnreadableError(f"is longer than {LARGEST_TEXT // 2**20} MB, the most that is read")
            content = resolved.read_bytes()
        except OSError as error:
            raise UnreadableError(f"cannot be read: {error.strerror}") from error
        self._left -= len(content)
        return content
