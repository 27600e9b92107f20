"""Audit: whether anyone who reads what was released could be certain of what another person said."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Any

import polars as pl

from queries.attack import Statement, TooManyError, certain, differencing
from queries.audience import SMALLEST_GROUP, Audience, Terms
from queries.bands import banded, scheme_for
from queries.comparison import networks_observed, periods
from queries.consent import consents
from queries.database import Database
from queries.disclosure import Gate
from queries.query import Query
from queries.selection import Dimension, Level, Selection
from queries.structure import structure
from queries.themes import stage_change, theme_prevalence

RELEASED_GROUPS = Query(
    "released_groups",
    {
        "code": pl.String,
        "dimension": pl.String,
        "value": pl.String,
        "occasion": pl.String,
        "people": pl.List(pl.String),
        "respondents": pl.Int64,
    },
)
READERS = ("someone from outside", "one of the people asked", "two of them who pool what they know")
"""Who might try, by how many people's answers they know."""

HELD_AGAINST = 2
"""How many of READERS a release must hold against; what the last could be certain of is only reported."""


@dataclass(frozen=True)
class Told:
    """A number told of a code on an occasion: of which people, and what would be told for each count of them."""

    code: str
    occasion: str
    group: str
    people: frozenset[str]
    told: tuple[int, ...]


@dataclass(frozen=True)
class Leak:
    """What lets a reader be certain of a person: of which codes, through which numbers, and how."""

    audience: str
    codes: list[str]
    slices: list[str]
    how: str


@dataclass
class Audit:
    """What was looked at: numbers by audience, every leak, and what two insiders could do, which is none."""

    release: str
    releases: list[str]
    numbers: dict[str, int] = field(default_factory=dict)
    leaks: list[Leak] = field(default_factory=list)
    if_two_pool: list[Leak] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether the release may go to leaders."""
        return not self.leaks

    def as_json(self) -> dict[str, Any]:
        """All of it as plain values."""
        return asdict(self) | {"holds": self.holds}


def audit(release: str, database: Database, earlier: Mapping[str, Database]) -> Audit:
    """The audit of `release`, together with every release that leaders had before it, by name.

    Each code is taken by itself: all that is told of it to the audience, over everything that might be true. Leaders
    are taken to have seen the presentation as well.
    """
    kept = {**earlier, release: database}
    found = Audit(release, list(kept))
    seen: list[Told] = []
    for audience in (Audience.PRESENTATION, Audience.LEADER):
        numbers: list[Told] = []
        for name, each in kept.items():
            told, wrong = told_to(Gate(each, audience), Gate(each, Audience.ANALYST), release=name)
            numbers += told
            found.leaks += wrong
        seen += numbers
        found.numbers[audience.value] = len(numbers)
        _attack(found, audience, numbers if audience == Audience.PRESENTATION else seen)
        _difference(found, audience, numbers, Gate(database, audience).terms.window - 1)
        _rebase(found, audience, numbers)
    for name, each in earlier.items():
        found.leaks += told_anew(Gate(each, Audience.LEADER), Gate(database, Audience.LEADER), name)
        found.leaks += _nearly_the_same_people(each, database, name)
    return found


def told_anew(before: Gate, after: Gate, name: str) -> list[Leak]:
    """Confidences of bodies and other networks' people that a later release tells otherwise than the one `name` did.

    One answer that changed, or one person who left, is what lies between the two.
    """
    figures = [name for name in structure(after).columns if name not in ("says", "bodies")]
    ties = [structure(gate).filter("is_survey").select(figures) for gate in (before, after)]
    leaks = _changed(ties, ["network", "relation", "year"], f"{name}: ties told in confidence", "network")
    for period in set(periods(before)["period"]) & set(periods(after)["period"]):
        people = [
            networks_observed(gate, period)
            .filter(pl.col("says").str.contains(" of ") | (pl.col("source_type") == "survey"))
            .select("indicator", "network", "value", "low", "high", "n", "says")
            for gate in (before, after)
        ]
        leaks += _changed(people, ["indicator", "network"], f"{name}: people of networks, {period}", "indicator")
    return leaks


def _changed(frames: list[pl.DataFrame], key: list[str], what: str, named: str) -> list[Leak]:
    before, after = frames
    both = before.join(after, on=key, how="semi")
    otherwise = both.join(after, on=before.columns, how="anti", nulls_equal=True)
    if otherwise.is_empty():
        return []
    how = "these figures are told otherwise than before, so what lies between them is one answer, or one person"
    return [Leak(Audience.LEADER.value, sorted(set(otherwise[named])), [what], how)]


def _nearly_the_same_people(before: Database, after: Database, name: str) -> list[Leak]:
    """Whether fewer than five people came or went, whatever the codes are called by now."""
    then, now = (set(consents(Gate(each, Audience.ANALYST))["respondent"]) for each in (before, after))
    moved = sorted(then ^ now)
    if not 0 < len(moved) < SMALLEST_GROUP:
        return []
    how = f"the people are those of before but for {', '.join(moved)}, so that numbers on both can be subtracted"
    return [Leak(Audience.LEADER.value, ["all"], [name], how)]


def _rebase(found: Audit, audience: Audience, numbers: Iterable[Told]) -> None:
    """Look for codes that are told of everyone in one release and of those interviewed twice in another."""
    occasions: dict[str, dict[bool, Told]] = {}
    for each in numbers:
        occasions.setdefault(each.code, {})[each.occasion == "at any stage"] = each
    both = {code: told for code, told in occasions.items() if len(told) == 2}
    if both:
        slices = sorted({each.group for told in both.values() for each in told.values()})
        how = "a code is told on two bases, so the people between them can be told apart"
        found.leaks.append(Leak(audience.value, sorted(both), slices, how))


def told_to(gate: Gate, whole: Gate, *, release: str) -> tuple[list[Told], list[Leak]]:
    """Every number of people that `gate` lets out, and those that are not what its rule says.

    `whole` is the analysts' gate to the same release, which knows who is in each group.
    """
    groups = {
        (code, dimension, value, occasion): (frozenset(people), respondents)
        for code, dimension, value, occasion, people, respondents in whole.run(RELEASED_GROUPS).iter_rows()
    }
    told, wrong = [], []
    for code, dimension, value, occasion, least, most, n in _released(gate):
        people, count = groups[code, dimension, value, occasion]
        bands = _bands(gate.terms, len(people), is_split=dimension != Dimension.WHOLE)
        group = f"{release}: {value if dimension != Dimension.WHOLE else 'everyone'}, {len(people)} people, {occasion}"
        if (least, most, n) != (*bands[count], len(people)):
            wrong.append(Leak(gate.audience.value, [code], [group], f"it is told as {least} to {most} of {n}"))
        told.append(Told(code, occasion, group, people, tuple(bands.index(band) for band in bands)))
    return told, wrong


def _released(gate: Gate) -> Iterable[tuple[Any, ...]]:
    """(code, dimension, value, occasion, least, most, n) of every number of people that the gate lets out."""
    dimensions = [Dimension.WHOLE, *([gate.terms.partition] if gate.terms.partition else [])]
    for level in Level:
        for dimension in dimensions:
            frame = theme_prevalence(gate, Selection(dimension=dimension, level=level))
            if gate.narrow(Selection(dimension=dimension)).dimension == dimension:
                for row in frame.drop_nulls("least").select("code", "value", "least", "most", "n").iter_rows():
                    yield row[0], dimension.value, row[1], "at any stage", *row[2:]
        change = stage_change(gate, Selection(level=level))
        for end, occasion in (("before", "at the first stage"), ("after", "at the last stage")):
            told = change.drop_nulls(f"{end}_least").select("code", f"{end}_least", f"{end}_most", "n")
            for row in told.iter_rows():
                yield row[0], Dimension.WHOLE.value, "all", occasion, *row[1:]


@cache
def _bands(terms: Terms, n: int, *, is_split: bool) -> list[tuple[int | None, int | None]]:
    """What is told of a group of `n` people for each number of them, from none to all."""
    counts = pl.DataFrame({"count": range(n + 1), "n": [n] * (n + 1)})
    bands = banded(counts, scheme_for(terms, is_split=is_split), terms.window, count="count")
    return list(bands.select("least", "most").iter_rows())


def _attack(found: Audit, audience: Audience, numbers: Iterable[Told]) -> None:
    """Try every reader on all that is told of each code; codes told in the same way are tried once."""
    kinds: dict[frozenset[tuple[frozenset[str], tuple[int, ...]]], list[Told]] = {}
    of_code: dict[tuple[str, str], list[Told]] = {}
    for each in numbers:
        of_code.setdefault((each.code, each.occasion), []).append(each)
    for told in of_code.values():
        kinds.setdefault(frozenset((each.people, each.told) for each in told), []).extend(told)
    for kind, told in kinds.items():
        everyone = sorted(frozenset().union(*(people for people, _ in kind)))
        place = {person: position for position, person in enumerate(everyone)}
        statements = [Statement(frozenset(place[person] for person in people), table) for people, table in kind]
        codes, slices = sorted({each.code for each in told}), sorted({each.group for each in told})
        for knowing, reader in enumerate(READERS):
            try:
                times = certain(statements, len(everyone), knowing=knowing)
                how = f"{reader} could be certain of a person in {times:,} of the answers there could be"
            except TooManyError as error:
                times, how = 1, f"it cannot be shown to be safe: {error}"
            if times:
                leaks = found.leaks if knowing < HELD_AGAINST else found.if_two_pool
                leaks.append(Leak(audience.value, codes, slices, how))


def _difference(found: Audit, audience: Audience, numbers: Iterable[Told], most: int) -> None:
    """Look for few people whose number follows by taking one number from another, whatever the occasion."""
    of_code: dict[str, list[Told]] = {}
    for each in numbers:
        of_code.setdefault(each.code, []).append(each)
    kinds: dict[frozenset[frozenset[str]], list[Told]] = {}
    for told in of_code.values():
        kinds.setdefault(frozenset(each.people for each in told), []).extend(told)
    for groups, told in kinds.items():
        everyone = sorted(frozenset().union(*groups))
        place = {person: position for position, person in enumerate(everyone)}
        positions = [frozenset(place[person] for person in group) for group in groups]
        for people in differencing(positions, len(everyone), most):
            named = ", ".join(everyone[person] for person in people)
            codes, slices = sorted({each.code for each in told}), sorted({each.group for each in told})
            found.leaks.append(Leak(audience.value, codes, slices, f"one number less another is that of {named} alone"))
