"""Drafts: files and folders that take their names when they are whole, or never."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock

OWNER_ONLY = 0o600


class ExportError(Exception):
    """The study could not be written; what was there before is untouched. The message says what to do."""


@contextmanager
def files_in_place(targets: Sequence[Path]) -> Iterator[list[BinaryIO]]:
    """Files to write, for their owner only, that take the names `targets` together at the end, or never.

    Raises ExportError where one of them is there already, or the disk does not take them.
    """
    drafts = [target.with_name(f".{target.name}.exporting") for target in targets]
    with _alone(targets[0]):
        for target in targets:
            if os.path.lexists(target):
                raise ExportError(f"{target} is there already. Name another file, or move it away first.")
        try:
            with ExitStack() as opened:
                files = [opened.enter_context(_created(draft)) for draft in drafts]
                yield files
                for file in files:
                    file.flush()
                    os.fsync(file.fileno())
            _rename(list(zip(drafts, targets, strict=True)))
        except OSError as error:
            raise _failed(targets[0], error) from error
        finally:
            for draft in drafts:
                with suppress(OSError):
                    draft.unlink(missing_ok=True)


@contextmanager
def folder_in_place(target: Path) -> Iterator[Path]:
    """An empty folder to fill, for its owner only, that takes the name `target` at the end, or never.

    Raises ExportError where `target` is there and is no empty folder, or the disk does not take it.
    """
    target = target.absolute()
    draft = target.with_name(f".{target.name}.exporting")
    with _alone(target):
        if os.path.lexists(target) and not (target.is_dir() and not any(target.iterdir())):
            raise ExportError(f"{target} is there already. Name a new folder, or an empty one.")
        try:
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir(mode=0o700)
            yield draft
            draft.replace(target)
        except OSError as error:
            raise _failed(target, error) from error
        finally:
            shutil.rmtree(draft, ignore_errors=True)


def write_private(path: Path, content: bytes) -> None:
    """Write a new file that only its owner can read."""
    with _created(path) as file:
        file.write(content)


def _created(path: Path) -> BinaryIO:
    path.unlink(missing_ok=True)  # of an export that was killed
    return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY), "wb")


def _rename(pairs: Sequence[tuple[Path, Path]]) -> None:
    done: list[Path] = []
    try:
        for draft, target in pairs:
            draft.replace(target)
            done.append(target)
    except OSError:
        for target in done:
            target.unlink(missing_ok=True)
        raise


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Two exports to one name at once would each write into the other's draft."""
    if not target.absolute().parent.is_dir():
        raise ExportError(f"{target} cannot be written: there is no folder {target.absolute().parent}. Make it first.")
    name = sha256(str(target.resolve()).encode()).hexdigest()[:16]
    with FileLock(Path(tempfile.gettempdir()) / f"commonplace-{name}.lock"):
        yield


def _failed(target: Path, error: OSError) -> ExportError:
    reason = error.strerror or str(error)
    return ExportError(f"{target} could not be written: {reason}. Nothing was left there.")
