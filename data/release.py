"""Releases: where they lie, which is the newest, and how one joins them."""

import json
import os
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from queries.database import FOR_LEADERS, RETIRED, mark_of

INDEX = "index.json"


@dataclass(frozen=True)
class Release:
    """One release of a study: its number and date, and the id that names its file by its content.

    `for_leaders` where the audit let it go to leaders; `retired` where someone in it has since taken something back.
    """

    study: str
    number: int
    built_on: str
    release: str
    title: str
    for_leaders: bool = False
    retired: bool = False

    @property
    def file(self) -> str:
        """The name of its file in the folder of releases."""
        return f"{self.release}.duckdb"

    def __str__(self) -> str:
        built = date.fromisoformat(self.built_on)
        return f"release {self.number}, {built.day} {built:%b %Y}"


class ReleaseError(Exception):
    """A release that was asked for cannot be found or read; the message says what to do."""


def releases_in(folder: Path) -> list[Release]:
    """Every release in the index of `folder`, oldest first; none when there is no index yet."""
    path = folder / INDEX
    if not path.exists():
        return []
    try:
        return [Release(**entry) for entry in json.loads(path.read_text(encoding="utf-8"))["releases"]]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ReleaseError(f"{path} cannot be read ({error}). Move it away and build the study again.") from error


def find_release(folder: Path, release: str) -> Release | None:
    """The release with this id in `folder`, if its file is there too."""
    for entry in releases_in(folder):
        if entry.release == release and (folder / entry.file).exists():
            return entry
    return None


def describe_release(path: Path) -> Release:
    """The release that the file at `path` is, as its folder's index knows it."""
    if not path.is_file():
        raise ReleaseError(f"{path} is not a release. Build one with: commonplace build STUDY")
    entry = find_release(path.parent, path.stem)
    if entry is None:
        raise ReleaseError(f"{path} is not in the index beside it. Build its study again: commonplace build STUDY")
    if entry.retired:
        raise ReleaseError(
            f"{path} is retired: someone in it has taken back what they had given, so nobody may open it any more. "
            "Serve a newer release of the study."
        )
    return entry


def publish(folder: Path, built: Path, *, study: str, release: str, title: str, for_leaders: bool) -> Release:
    """Move the file `built` into place as `release` and add it to the index, each in one step.

    Whoever reads meanwhile sees the index before or after, never in between. The caller holds the folder's lock.
    """
    known = releases_in(folder)
    earlier = [each for each in known if each.release != release]
    number = 1 + max((entry.number for entry in earlier if entry.study == study), default=0)
    built_on = date.today().isoformat()
    same = next((entry for entry in known if entry.release == release), None)
    if same:
        number, built_on = same.number, same.built_on
    entry = Release(study, number, built_on, release, title, for_leaders)
    path = folder / entry.file
    for ending in (FOR_LEADERS, RETIRED):
        mark_of(path, ending).unlink(missing_ok=True)
    built.replace(path)
    if for_leaders:
        mark_of(path, FOR_LEADERS).touch()
    _write_index(folder, [*earlier, entry])
    return entry


def retire(folder: Path, releases: Collection[str]) -> None:
    """Mark the releases with these ids as retired, and let the index say so. The caller holds the folder's lock."""
    known = releases_in(folder)
    if any(each.release in releases and not each.retired for each in known):
        _write_index(folder, [_retire(folder, each) if each.release in releases else each for each in known])


def _write_index(folder: Path, entries: Sequence[Release]) -> None:
    draft = folder / f".{INDEX}.building"
    with draft.open("w", encoding="utf-8") as file:
        json.dump({"releases": [asdict(each) for each in entries]}, file, indent=2, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / INDEX)


def _retire(folder: Path, entry: Release) -> Release:
    mark_of(folder / entry.file, RETIRED).touch()
    return replace(entry, retired=True)
