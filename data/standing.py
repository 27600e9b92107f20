"""Standing: whether the findings of a draft release hold on its numbers, and whether leaders would be told them."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from data.expectations import expectation
from queries.audience import Audience
from queries.database import Database
from queries.disclosure import Gate
from queries.findings import Finding, findings, untold

CHECKED = ("checked", "published")


@dataclass(frozen=True)
class Standing:
    """A sentence for each finding that does not hold, and the keys of published ones that leaders would not get."""

    fallen: tuple[str, ...]
    untold: tuple[str, ...]


def standing(draft: Path) -> Standing:
    """How the findings of the release file `draft` stand, on the exact numbers."""
    with closing(Database(draft, held_back=False)) as database:
        gate = Gate(database, Audience.ANALYST)
        fallen = [said for finding in findings(gate) if finding.status in CHECKED for said in _fallen(finding)]
        return Standing(tuple(fallen), tuple(untold(gate, Gate(database, Audience.LEADER))))


def _fallen(finding: Finding) -> Iterator[str]:
    numbers = dict(finding.numbers)
    if finding.expects and not all(each.holds(numbers) for each in expectation(finding.expects)):
        found = ", ".join(f"{name} {number:g}" for name, number in numbers.items())
        says = f"the data say {found}" if found else "the data give no number"
        yield f"{finding.finding} expects {finding.expects}, and {says}."
