"""Zip archives whose bytes depend on nothing but their content."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from data.export.drafts import OWNER_ONLY

UNIX = 3


@contextmanager
def archive_in(file: BinaryIO) -> Iterator[ZipFile]:
    """An archive to be written into `file`, with members made by `member`."""
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        yield archive


def member(name: str) -> ZipInfo:
    """A member of an archive, the same on any day and machine, and for its owner only once it is laid out."""
    made = ZipInfo(name)
    made.compress_type = ZIP_DEFLATED
    made.create_system = UNIX
    made.external_attr = OWNER_ONLY << 16
    return made
