"""Auditing: a release together with every other one that leaders of its study have had."""

from contextlib import ExitStack, closing
from pathlib import Path

import duckdb

from data.release import Release, ReleaseError, describe_release, releases_in
from queries.audit import Audit, audit
from queries.database import Database, DatabaseError


def audit_release(path: Path) -> Audit:
    """The audit of the release at `path`; raises ReleaseError where it, or one that leaders have had, is not there."""
    entry = describe_release(path)
    return audit_draft(path, path.parent, study=entry.study, release=entry.release, name=str(entry))


def audit_draft(draft: Path, folder: Path, *, study: str, release: str, name: str) -> Audit:
    """The audit of the file `draft`, which is to be `release` of `study`, beside what is in `folder` already."""
    others = [
        each for each in releases_in(folder) if each.study == study and each.for_leaders and each.release != release
    ]
    with ExitStack() as opened:
        earlier = {str(each): opened.enter_context(closing(_opened(folder, each))) for each in others}
        try:
            return audit(name, opened.enter_context(closing(Database(draft, held_back=False))), earlier)
        except duckdb.Error as error:
            if not others:
                raise
            raise ReleaseError(
                f"Leaders have had {', '.join(earlier)} of {study}, and what they could make of that and a new release "
                f"cannot be worked out ({str(error).splitlines()[0]}): another version of Commonplace built it. "
                f"Build into another folder with --releases, or, if nobody has it, take the entry out of {folder}."
            ) from error


def _opened(folder: Path, entry: Release) -> Database:
    try:
        return Database(folder / entry.file, held_back=False)
    except DatabaseError as error:
        raise ReleaseError(
            f"Leaders have had {entry} of {entry.study}, and {folder / entry.file} cannot be read, so what they could "
            f"make of both is not known. Put the file back, or, if nobody has it, take the entry out of {folder}."
        ) from error
