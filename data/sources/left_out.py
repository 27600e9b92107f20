"""What a source holds and a study did not take."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LeftOut:
    """Something that was left out: where it stands, what it is and why, of which kind, and how many of it."""

    place: str
    what: str
    reason: str
    kind: str = ""
    count: int = 1
