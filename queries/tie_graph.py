"""The ties of one relation as a graph: bodies by number, and what those among them that were heard reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Graph:
    """One relation in one year: bodies by number, who among them was heard, and the ties that were reported.

    `is_heard` is None where nobody recorded who answered. `arcs` holds an undirected tie once. `outside` counts ties
    that lead out of the network's bodies, and are left out.
    """

    names: Sequence[str]
    groups: Sequence[str | None]
    is_heard: Sequence[bool] | None
    arcs: frozenset[tuple[int, int]]
    outside: int
    directed: bool
    is_survey: bool

    @property
    def n(self) -> int:
        """Bodies, those without ties too."""
        return len(self.names)

    @property
    def heard(self) -> list[int]:
        """The bodies whose answers are known: all of them where the ties are from the record."""
        return [place for place in range(self.n) if not self.is_survey or self.is_heard is None or self.is_heard[place]]

    def among(self, places: Sequence[int]) -> set[tuple[int, int]]:
        """The ties among some bodies, numbered anew."""
        number = {place: new for new, place in enumerate(places)}
        return {(number[one], number[other]) for one, other in self.arcs if one in number and other in number}


def graph(row: dict[str, Any]) -> Graph:
    """The graph of a row of tie_structure.sql, with the ties that a body which was heard can have reported.

    A directed tie is its sender's word; of an undirected one either end's word is enough.
    """
    bodies = row["bodies"]
    number = {body["organisation"]: place for place, body in enumerate(bodies)}
    answers = [body["answered"] for body in bodies]
    is_heard = [bool(answer) for answer in answers] if any(answer is not None for answer in answers) else None
    pairs = [(tie["from"], tie["to"]) for tie in row["ties"]]
    inside = {(number[one], number[other]) for one, other in pairs if one in number and other in number}
    if row["is_survey"] and is_heard:
        inside = {
            (one, other) for one, other in inside if is_heard[one] or (is_heard[other] and not row["is_directed"])
        }
    return Graph(
        names=[body["name"] for body in bodies],
        groups=[body["sector_group"] for body in bodies],
        is_heard=is_heard,
        arcs=frozenset(inside),
        outside=sum(one not in number or other not in number for one, other in pairs),
        directed=row["is_directed"],
        is_survey=row["is_survey"],
    )
