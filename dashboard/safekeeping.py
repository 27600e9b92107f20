"""Safekeeping: the folder beside the releases for what its owner alone may read: the secret, invitations and logs."""

import json
import os
import secrets
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock

FOLDER = ".access"
SECRET = "COMMONPLACE_SECRET"  # noqa: S105 (the name of a variable)
SHORTEST_SECRET = 32
OWNER_ONLY = 0o600


class AccessError(Exception):
    """What invitations rest on cannot be used; the message names it, the reason and the remedy."""


@contextmanager
def usable(path: Path) -> Iterator[None]:
    """Whatever goes wrong with the file or folder at `path` inside is raised as an AccessError."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        reason = (isinstance(error, OSError) and error.strerror) or error
        raise AccessError(
            f"{path} cannot be used ({reason}). Make room for it and let whoever serves read and write it; "
            "if it is damaged, move it away and invite anew."
        ) from error


def private_folder(releases: Path) -> Path:
    """The folder for it in the folder of releases, made if need be; raises AccessError where it cannot be."""
    folder = releases / FOLDER
    with usable(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def made_once(path: Path, make: Callable[[Path], None]) -> Path:
    """`path`, filled by `make` for the first who asks: there as a whole or not at all, however many ask at once."""
    with usable(path):
        if not path.exists():
            with FileLock(path.with_name(f"{path.name}.lock"), mode=OWNER_ONLY):
                if not path.exists():
                    draft = path.with_name(f"{path.name}.new")
                    draft.unlink(missing_ok=True)
                    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY))
                    make(draft)
                    draft.replace(path)
    return path


def has_secret(releases: Path) -> bool:
    """Whether anything can have been signed here."""
    path = releases / FOLDER / "secret"
    with usable(path):
        return bool(os.environ.get(SECRET)) or path.exists()


def secret_of(releases: Path) -> str:
    """What links and cookies are signed with: COMMONPLACE_SECRET, else a file that is made for the first who asks.

    Raises AccessError for a secret that is too short, or that others can read.
    """
    if given := os.environ.get(SECRET):
        if len(given) < SHORTEST_SECRET:
            raise AccessError(
                f"{SECRET} is too short to keep a secret: {len(given)} characters. Give it {SHORTEST_SECRET} or more "
                "that nobody can guess, or leave it out and one is made."
            )
        return given
    path = made_once(private_folder(releases) / "secret", lambda draft: _write(draft, secrets.token_urlsafe(48)))
    with usable(path):
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise AccessError(
                f"{path} can be read by others, so any of them could have signed an invitation. "
                "Remove it, which ends every link, and invite anew."
            )
        return path.read_text(encoding="ascii")


def append(releases: Path, log: str, entry: Mapping[str, str | None]) -> None:
    """Add `entry`, with its time, to this month's file of `log`: one line of JSON in one write.

    What cannot be written is said on stderr, once, and stops nobody.
    """
    now = datetime.now(UTC)
    line = json.dumps({"at": now.isoformat(timespec="seconds"), **entry}).encode() + b"\n"
    path = releases / FOLDER / f"{log}-{now:%Y-%m}.jsonl"
    try:
        private_folder(releases)
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, OWNER_ONLY)
        try:
            written = os.write(file, line)
        finally:
            os.close(file)
    except (AccessError, OSError) as error:
        _say_once(f"{path} cannot be written, so this is not logged: {error}")
    else:
        if written < len(line):
            _say_once(f"{path} cannot be written whole, so this is not logged: the disk is full.")


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


_said: set[str] = set()
_saying = threading.Lock()


def _say_once(message: str) -> None:
    with _saying:
        is_new = message not in _said
        _said.add(message)
    if is_new:
        print(message, file=sys.stderr, flush=True)  # noqa: T201 (a server's stderr is its log)
