"""The desk: what is laid out for each audience of a release, worked out once."""

from collections.abc import Callable
from functools import cache

from dashboard.access import visitor
from dashboard.address import known_to
from dashboard.page import Choice, Edition, Page
from dashboard.pages import network, place_and_issue, who_sees_what
from dashboard.pages.barriers import barriers_and_enablers
from dashboard.pages.findings import findings_page
from dashboard.pages.themes import leadership_or_themes
from queries.audience import Audience
from queries.database import Database
from queries.disclosure import Gate
from queries.study import overview


class Desk:
    """For each audience its gate, what its pages say of the study, and what a link may name; the pages by address.

    `release` is the release's number and date, as every page states them.
    """

    def __init__(self, database: Database, release: str) -> None:
        self.release = release
        self.gates = {audience: Gate(database, audience) for audience in Audience}
        self.pages = {page.path: page for page in _pages(self.gates[Audience.ANALYST])}
        self.edition_for = cache(lambda audience: Edition(overview(self.gates[audience]), release))
        self._known_to = cache(lambda audience: known_to(self.gates[audience]))
        self._choices = cache(lambda audience: self._all_choices(self.gates[audience]))

    @property
    def gate(self) -> Gate:
        """The gate for whoever asks."""
        return self.gates[visitor().audience]

    @property
    def edition(self) -> Edition:
        """The study as it is told to whoever asks."""
        return self.edition_for(visitor().audience)

    @property
    def is_known(self) -> Callable[[str, str], bool]:
        """Whether there is a value of a filter, a split or a code for whoever asks."""
        return self._known_to(visitor().audience)

    @property
    def choices(self) -> list[Choice]:
        """The choices of all pages for whoever asks: a file may be asked for by any of them."""
        return self._choices(visitor().audience)

    def _all_choices(self, gate: Gate) -> list[Choice]:
        return [choice for page in self.pages.values() for choice in page.choices(gate)]


def _pages(gate: Gate) -> list[Page]:
    """The pages of a release, the first one first."""
    return [
        findings_page(gate),
        leadership_or_themes(gate),
        barriers_and_enablers(gate),
        place_and_issue.page,
        network.page,
        who_sees_what.page,
    ]
