"""Audience: who is reading, and the terms on which this release speaks to them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from queries.selection import Dimension

SMALLEST_GROUP = 5
"""People a group must have before leaders are told anything of it, or a quotation is put down to it."""


class Audience(StrEnum):
    """The three people Commonplace is for; each sees what the policy gives them and nothing else."""

    LEADER = "leader"
    PRESENTATION = "presentation"
    ANALYST = "analyst"


@dataclass(frozen=True)
class Terms:
    """What the study promises its leaders, and to whom this answer goes.

    `window` is how many people a count must be away from none and from all to be given exactly; `partition` the one
    split that leaders may see, or None where there is none or where one of its groups is too small.
    """

    audience: Audience
    counts: Literal["window", "words"]
    window: int
    partition: Dimension | None

    @property
    def is_restricted(self) -> bool:
        """Whether what is shown is for analysts only."""
        return self.audience == Audience.ANALYST
