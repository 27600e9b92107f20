"""Matching: the names that a file uses, and the keys that the study has for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process, utils

NEAREST = 3
"""How many keys are suggested for a name at most."""

COMPARED = 4_000_000
"""How many pairs are compared at most; names beyond that have no suggestion."""

_LONGEST = 200
_SHORT = 5
_ALIKE, _ALIKE_IF_SHORT = 65, 75


@dataclass(frozen=True)
class Matches:
    """Which key each name stands for, and for the names that stand for none the nearest keys, best first."""

    exact: dict[str, str]
    unmatched: dict[str, list[str]]


def matched(values: Iterable[str], known: Mapping[str, str]) -> Matches:
    """Match `values` with the study's keys and names as `exactly` does, and suggest keys for the rest."""
    every = list(dict.fromkeys(values))
    exact = exactly(every, known)
    return Matches(exact, nearest_names([value for value in every if value not in exact], known))


def exactly(values: Iterable[str], known: Mapping[str, str]) -> dict[str, str]:
    """The keys that `values` stand for: on the key, else on a name that just one key has.

    Case and runs of white space make no difference unless they are all that tells two keys or names apart.
    """
    keys, names = {key: key for key in known}, _unique((name, key) for key, name in known.items())
    folded_keys = _unique((_folded(key), key) for key in known)
    folded_names = _unique((_folded(name), key) for key, name in known.items())
    exact: dict[str, str] = {}
    for value in values:
        folded = _folded(value)
        key = keys.get(value) or names.get(value) or folded_keys.get(folded) or folded_names.get(folded)
        if key and folded:
            exact[value] = key
    return exact


def nearest_names(values: Iterable[str], known: Mapping[str, str]) -> dict[str, list[str]]:
    """For each value the keys whose names or keys are most like it, best first: three at most, and none unlike."""
    words = [(word, key) for key, name in known.items() for word in dict.fromkeys((name, key)) if word]
    choices = [utils.default_process(word[:_LONGEST]) for word, _ in words]
    near: dict[str, list[str]] = {}
    for number, value in enumerate(dict.fromkeys(values)):
        asked = utils.default_process(value[:_LONGEST])
        within = asked and (number + 1) * len(choices) <= COMPARED
        near[value] = _nearest(asked, choices, [key for _, key in words]) if within else []
    return near


def _nearest(asked: str, choices: list[str], keys: list[str]) -> list[str]:
    least = _ALIKE if len(asked) > _SHORT else _ALIKE_IF_SHORT
    best: dict[str, float] = {}
    for scorer in (fuzz.ratio, fuzz.token_sort_ratio):
        for _, score, place in process.extract(asked, choices, scorer=scorer, score_cutoff=least, limit=2 * NEAREST):
            best[keys[place]] = max(score, best.get(keys[place], 0))
    return sorted(best, key=lambda key: (-best[key], key))[:NEAREST]


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The pairs as a mapping, without the names that stand for more than one key."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for name, key in pairs:
        if found.setdefault(name, key) != key:
            twice.add(name)
    return {name: key for name, key in found.items() if name not in twice}
