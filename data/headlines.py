"""Headline numbers: what a dashboard would say of a study, and which of it changes between two states of it."""

import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from data.build import release_id, write_release
from data.study import Study
from queries.audience import Audience
from queries.comparison import networks_observed, periods
from queries.database import Database, DatabaseError
from queries.disclosure import Gate
from queries.selection import Level, Selection
from queries.structure import structure
from queries.study import overview
from queries.themes import theme_prevalence

PEOPLE, NETWORKS = ("people", "domain", "theme", "code"), ("period", "indicator", "density")
KINDS = PEOPLE + NETWORKS
"""What a headline number is of, in the order they are told."""

Number = int | float | str


@dataclass(frozen=True)
class Headline:
    """One number: its kind, its key among those of the kind, its name, the value, and of how many where it counts."""

    kind: str
    key: str
    label: str
    value: Number
    n: int | None = None


@dataclass(frozen=True)
class Headlines:
    """The headline numbers of a study, and by kind why there are none."""

    numbers: tuple[Headline, ...]
    lacking: Mapping[str, str]


@dataclass(frozen=True)
class HeadlineChange:
    """A number that is not what it was; `before` is None where it is new, and `after` where it is gone."""

    kind: str
    key: str
    label: str
    before: Headline | None
    after: Headline | None

    @property
    def is_of_n_alone(self) -> bool:
        """Whether as many people say so as before, and only those whose interviews are read are more or fewer."""
        return bool(self.before and self.after and self.before.value == self.after.value)

    @property
    def size(self) -> tuple[float, float]:
        """By how much it changed: people, or parts of the larger value; then the share of those read."""
        before, after = self.before, self.after
        if before and after and (isinstance(before.value, str) or isinstance(after.value, str)):
            return 1.0, 0.0
        old, new = (float(each.value) if each and each.value else 0.0 for each in (before, after))
        if self.kind in PEOPLE:
            return abs(new - old), abs(_share(new, after) - _share(old, before))
        return abs(new - old) / (max(abs(old), abs(new)) or 1), 0.0

    def __str__(self) -> str:
        old, new = _said(self.before, self.after)
        if self.before is None:
            return f"{self.label}: {new}, new"
        return f"{self.label}: {old} -> {new}" if self.after else f"{self.label}: gone, was {old}"


def headlines(study: Study) -> Headlines:
    """The numbers that analysts read on the dashboard of `study`, worked out by the same questions.

    People whose interviews are read; how many of them voice each domain, theme and code; the latest value of every
    indicator of a network; the density of its ties. Those who withdrew are not counted. What cannot be worked out is
    `lacking`, with the reason; nothing is raised.
    """
    kept = study.without_withdrawn()
    try:
        with tempfile.TemporaryDirectory(prefix="commonplace-numbers-") as folder:
            path = Path(folder) / "numbers.duckdb"
            write_release(kept, release_id(kept), path, lambda step: None)
            with closing(Database(path)) as database:
                return _asked(Gate(database, Audience.ANALYST))
    except (OSError, duckdb.Error, DatabaseError) as error:
        reason = f"the numbers could not be worked out ({str(error).splitlines()[0]})"
        return Headlines((), dict.fromkeys(KINDS, reason))


def headline_changes(
    before: Headlines, after: Headlines, renamed: Mapping[str, str]
) -> tuple[tuple[HeadlineChange, ...], tuple[str, ...]]:
    """The numbers that changed, kind by kind and the largest change first; and which were not compared, and why.

    `renamed` gives the key that a code has now for the one it had. A kind that either state lacks is not compared.
    """
    old = {(each.kind, _key_now(each, renamed)): each for each in before.numbers}
    new = {(each.kind, each.key): each for each in after.numbers}
    lacking = {**before.lacking, **after.lacking}
    changes = []
    for kind, key in dict.fromkeys([*new, *old]):
        one, other = old.get((kind, key)), new.get((kind, key))
        told = other or one
        differs = one is None or other is None or (one.value, one.n) != (other.value, other.n)
        if told and differs and kind not in lacking:
            changes.append(HeadlineChange(kind, key, told.label, one, other))
    changes.sort(key=lambda change: (KINDS.index(change.kind), *(-part for part in change.size)))
    return tuple(changes), _not_compared(before.lacking, after.lacking)


def _asked(gate: Gate) -> Headlines:
    numbers: list[Headline] = []
    lacking: dict[str, str] = {}
    about = overview(gate)
    if about.is_coded and about.respondents_read:
        numbers.append(Headline("people", "n", "People whose interviews are read", about.respondents_read))
        numbers.append(Headline("people", "interviews", "Interviews read", about.interviews_read or 0))
        for level in (Level.DOMAIN, Level.THEME, Level.CODE):
            counts = theme_prevalence(gate, Selection(level=level)).select("code", "name", "least", "n")
            numbers += [
                Headline(level.value, code, f"{name} ({code})", count, n) for code, name, count, n in counts.iter_rows()
            ]
    else:
        reason = "no interview is read to its end by anyone" if about.is_coded else "nothing is coded"
        lacking |= dict.fromkeys(PEOPLE, reason)
    return Headlines((*numbers, *_of_networks(gate)), lacking)


def _of_networks(gate: Gate) -> list[Headline]:
    found = periods(gate).head(1)
    numbers = [Headline("period", "latest", "Latest period of the indicators", period) for period in found["period"]]
    observed = networks_observed(gate).filter(pl.col("value").is_not_null())
    for row in observed.select("indicator", "name", "network", "network_name", "value").iter_rows():
        indicator, name, network, network_name, value = row
        numbers.append(Headline("indicator", f"{indicator}, {network}", f"{name}, {network_name}", value))
    ties = structure(gate).filter(pl.col("density").is_not_null())
    columns = ("network", "network_name", "relation", "relation_name", "is_directed", "year", "density")
    for network, network_name, relation, relation_name, directed, year, density in ties.select(columns).iter_rows():
        way = "directed" if directed else "undirected"
        label = f"Density of {relation_name} ({way}), {network_name}, {year}"
        numbers.append(Headline("density", f"{network}, {relation}, {way}, {year}", label, density))
    return numbers


def _key_now(headline: Headline, renamed: Mapping[str, str]) -> str:
    return renamed.get(headline.key, headline.key) if headline.kind in PEOPLE[1:] else headline.key


def _not_compared(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    """A sentence for each group of numbers that is lacking for the same reasons."""
    groups: dict[tuple[str | None, str | None], list[str]] = {}
    for kind in KINDS:
        if kind in before or kind in after:
            groups.setdefault((before.get(kind), after.get(kind)), []).append(kind)
    sentences = []
    for (old, new), kinds in groups.items():
        what = "Headline numbers" if kinds == list(KINDS) else "Counts of people"
        why = [f"{state}, {reason}" for state, reason in (("before", old), ("after", new)) if reason]
        sentences.append(f"{what} are not compared: {'; '.join(why)}.")
    return tuple(sentences)


def _share(count: float, of: Headline | None) -> float:
    return count / of.n if of and of.n else 0.0


def _said(before: Headline | None, after: Headline | None) -> tuple[str, str]:
    """The two numbers in words, with as many decimals as it takes to tell them apart."""
    pairs = [(_worded(before, decimals), _worded(after, decimals)) for decimals in (4, 8, 17)]
    return next((pair for pair in pairs if pair[0] != pair[1]), pairs[-1])


def _worded(headline: Headline | None, decimals: int) -> str:
    if headline is None:
        return ""
    if headline.n is not None:
        return f"{headline.value} of {headline.n}"
    if isinstance(headline.value, str):
        return headline.value
    value = round(float(headline.value), decimals)
    return f"{int(value) if value.is_integer() else value:,}"
