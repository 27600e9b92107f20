"""Archive: a zip read in memory, whatever its maker meant by it."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile

from data.faults import Fault, StudyError

MOST_MEMBERS = 20_000
LARGEST_MEMBER = 256 * 2**20
"""Bytes of the largest member read, whatever the archive says of its size."""


class Archive:
    """The members of a zip archive by name; nothing is ever laid out on disk."""

    def __init__(self, opened: ZipFile, name: str) -> None:
        self._zip, self._name = opened, name
        members = [member for member in opened.infolist() if not member.filename.endswith("/")]
        if len(members) > MOST_MEMBERS:
            raise self.fault("", f"holds {len(members):,} files; the most that are read is {MOST_MEMBERS:,}")
        self.names = tuple(member.filename for member in members)
        seen: set[str] = set()
        for member in members:
            if not member.filename:
                raise self.fault("", "holds a file without a name; no tool writes that, so it is not opened")
            path = PurePosixPath(member.filename.replace("\\", "/"))
            if path.is_absolute() or ".." in path.parts or (path.parts[:1] and path.parts[0].endswith(":")):
                raise self.fault(member.filename, "leads out of the archive; no tool writes that, so it is not opened")
            if member.filename in seen:
                raise self.fault(member.filename, "stands twice in the archive, and which one is meant is not known")
            if member.flag_bits & 0x1:
                raise self.fault(member.filename, "is encrypted. Save the file without a password")
            seen.add(member.filename)

    @classmethod
    @contextmanager
    def opened(cls, path: Path, name: str) -> Iterator["Archive"]:
        """The archive at `path`; raises StudyError where it is damaged or not to be trusted."""
        try:
            archive = ZipFile(path)
        except (BadZipFile, NotImplementedError, EOFError, ValueError, OSError) as error:
            rule = f"is damaged, or no zip archive: {error}"
            raise StudyError([Fault(name, None, "", "", rule)]) from error
        with archive:
            yield cls(archive, name)

    def fault(self, member: str, rule: str) -> StudyError:
        """The error that something is wrong with a member, to be raised."""
        return StudyError([Fault(self._name, None, member, "", rule)])

    def size(self, member: str) -> int:
        """How large the archive says that a member is."""
        return self._zip.getinfo(member).file_size

    def read(self, member: str, largest: int = LARGEST_MEMBER) -> bytes:
        """The content of a member; raises StudyError where it is damaged, or larger than `largest` bytes."""
        try:
            with self._zip.open(member) as file:
                content = file.read(largest + 1)
        except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
            raise self.fault(member, f"is damaged: {error}") from error
        if len(content) > largest:
            raise self.fault(member, f"unpacks to more than {largest // 2**20:,} MB, the most that is read")
        return content
