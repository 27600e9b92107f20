"""What a page shows: which interviews, grouped how, at which level of the codebook."""

from dataclasses import dataclass, fields, replace
from enum import StrEnum


class Dimension(StrEnum):
    """What people can be grouped by; each is a dimension of the view interview_dimension."""

    WHOLE = "whole"
    STAGE = "stage"
    NETWORK = "network"
    ORGANISATION = "organisation"
    SECTOR_GROUP = "sector_group"
    ROLE_GROUP = "role_group"


class Level(StrEnum):
    """Which level of the codebook is counted."""

    CODE = "code"
    THEME = "theme"
    DOMAIN = "domain"


@dataclass(frozen=True)
class Filters:
    """Which interviews: the values let through, field by field; an empty field lets everything through.

    The empty string stands for "not recorded".
    """

    networks: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    sector_groups: tuple[str, ...] = ()
    role_groups: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()

    def values(self, dimension: Dimension) -> tuple[str, ...]:
        """The values let through of one dimension."""
        chosen: tuple[str, ...] = getattr(self, FIELDS[dimension])
        return chosen

    def with_values(self, dimension: Dimension, values: tuple[str, ...]) -> "Filters":
        """The same filters with other values for one dimension."""
        return replace(self, **{FIELDS[dimension]: values})

    def parameters(self) -> dict[str, list[str] | None]:
        """The struct that the macro selected_interviews takes: every field bound, an empty one as null."""
        return {field.name: list(getattr(self, field.name)) or None for field in fields(self)}


FIELDS = {
    Dimension.NETWORK: "networks",
    Dimension.ORGANISATION: "organisations",
    Dimension.SECTOR_GROUP: "sector_groups",
    Dimension.ROLE_GROUP: "role_groups",
    Dimension.STAGE: "stages",
}
"""The field of Filters for each dimension that can be filtered."""


@dataclass(frozen=True)
class Selection:
    """All that decides what a page shows.

    `code`, `indicator` and `finding` are those whose evidence is open, or "". `choices` are what else a page lets its
    readers choose, by name; what stands at its default is not among them.
    """

    filters: Filters = Filters()
    dimension: Dimension = Dimension.WHOLE
    level: Level = Level.CODE
    code: str = ""
    indicator: str = ""
    finding: str = ""
    choices: tuple[tuple[str, str], ...] = ()

    def choice(self, name: str) -> str:
        """What is chosen of a page's choice, or "" where it stands at its default."""
        return dict(self.choices).get(name, "")

    @property
    def without_evidence(self) -> "Selection":
        """The same with no evidence open."""
        return replace(self, code="", indicator="", finding="")
