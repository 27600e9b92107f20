"""The log of analysts' views: who, which page, of what selection and release, and when; never what was said."""

from pathlib import Path

from dashboard.access import Visitor, releases_folder
from dashboard.safekeeping import append
from queries.audience import Audience

LOG = "views"
LONGEST = 300


def note_view(visitor: Visitor, page: str, selection: str, release: str | None) -> None:
    """Log one view, if it is an analyst's; `selection` is its query string, `release` the id of the release.

    A log that cannot be written stops no analyst and raises nothing; stderr says so once.
    """
    record(visitor, page=page, selection=selection, release=release, folder=releases_folder())


def record(visitor: Visitor, *, page: str, selection: str, release: str | None, folder: Path) -> None:
    """The same, in a folder of releases that is given."""
    if visitor.audience != Audience.ANALYST:
        return
    told = {
        "who": visitor.name,
        "audience": visitor.audience.value,
        "page": page,
        "selection": selection,
        "release": release,
    }
    append(folder, LOG, {name: value and value[:LONGEST] for name, value in told.items()})
