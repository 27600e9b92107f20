"""Lineage: what became of codes whose key is gone, told from the passages they marked."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from data.difference.codings import PLACE

MOST = 0.8
"""The share of a code's passages that must say so before a code is taken to be renamed, merged or split."""

FEWEST = 2
"""Passages that must say so at least."""

Codebook = Mapping[str, Mapping[str, str | None]]
"""Codes by key, each with its `parent`, `level` and `name`."""

Mark = tuple[str, str, int, int]
"""Interview, coder and place: what two codes share when one coder marked the same words with them."""


@dataclass(frozen=True)
class Part:
    """A code that has passages of one that is gone, and how many."""

    code: str
    passages: int


@dataclass(frozen=True)
class Destination:
    """Where the `passages` of a code that is gone went: one part if it was renamed or merged, more if it was split."""

    parts: tuple[Part, ...]
    passages: int


@dataclass(frozen=True)
class Lineage:
    """What became of codes that are gone, as far as it can be told; each stands in one of the three, or in none."""

    renamed: Mapping[str, Destination]
    merged: Mapping[str, Destination]
    split: Mapping[str, Destination]

    @property
    def keys(self) -> dict[str, str]:
        """The key that each renamed code has now."""
        return {code: found.parts[0].code for code, found in self.renamed.items()}


def lineage(before: pl.DataFrame, after: pl.DataFrame, old: Codebook, new: Codebook) -> Lineage:
    """What became of the codes of `old` whose key is not in `new`, as far as passages tell it beyond doubt.

    `before` and `after` are codings with places, of the interviews and coders that both states have. Only codes of one
    level are set against each other; a domain or theme by the passages of all that stands under it. A code that is gone

    - was renamed if another is new and at least MOST of the passages of the larger are passages of both, FEWEST or
      more; with the same name one is enough, or none where neither has any. No other code may fit as well;
    - was merged into another if, of its passages that had not that code besides, at least MOST and FEWEST have it now,
      and more than have any other. The other was there before, or several that are gone were merged into it;
    - was split if at least MOST of its passages now have one of two or more codes that they did not have before, FEWEST
      or more each, and none of these has MOST of them alone.

    Any other code is just gone, or new.
    """
    gone, added = [code for code in old if code not in new], [code for code in new if code not in old]
    if not gone:
        return Lineage({}, {}, {})
    one, other = _Marks(before, old), _Marks(after, new)
    renamed = _renamed(gone, added, one, other)
    now = {code: found.parts[0].code for code, found in renamed.items()}
    left = {code: _Gone(code, one, other, now) for code in gone if code not in renamed}
    merged = _merged(left, {now.get(code, code) for code in old})
    split = {code: found for code, each in left.items() if code not in merged and (found := each.split())}
    return Lineage(renamed, merged, split)


class _Marks:
    """Which words each code marked; a domain or theme with all that stands under it."""

    def __init__(self, codings: pl.DataFrame, codebook: Codebook) -> None:
        self.codebook = codebook
        self.of: dict[str, set[Mark]] = {code: set() for code in codebook}
        self.at: dict[Mark, set[str]] = {}
        self.sizes: Counter[str] = Counter()
        above = {code: tuple(_above(code, codebook)) for code in codebook}
        seen: dict[str, set[Mark]] = {code: set() for code in codebook}
        columns = ("code", "interview", "coder", "start", "end", *PLACE)
        for code, interview, coder, start, end, *place in codings.select(columns).iter_rows():
            for unit in above.get(code, ()):
                seen[unit].add((interview, coder, start, end))
                if place[0] is not None:
                    mark = (interview, coder, place[0], place[1])
                    self.of[unit].add(mark)
                    self.at.setdefault(mark, set()).add(unit)
        self.sizes.update({code: len(marks) for code, marks in seen.items()})

    def level(self, code: str) -> str | None:
        return self.codebook[code]["level"]

    def name(self, code: str) -> str:
        return (self.codebook[code]["name"] or "").strip().casefold()


def _above(code: str, codebook: Codebook) -> Iterator[str]:
    """The code, and every domain and theme above it."""
    yield code
    above = codebook[code]["parent"]
    while above is not None:
        if codebook[above]["level"] != "code":
            yield above
        above = codebook[above]["parent"]


def _renamed(gone: Collection[str], added: Collection[str], one: _Marks, other: _Marks) -> dict[str, Destination]:
    is_new = set(added)
    agree = Counter(
        (old, new) for old in gone for mark in one.of[old] for new in other.at.get(mark, ()) if new in is_new
    )
    for old, new in _namesakes(gone, added, one, other):
        if not one.sizes[old] and not other.sizes[new]:
            agree[old, new] = 0
    fits: dict[tuple[str, str], tuple[float, bool]] = {}
    rivals: dict[tuple[int, str], list[tuple[str, str]]] = {}
    for (old, new), count in agree.items():
        is_namesake, larger = one.name(old) == other.name(new), max(one.sizes[old], other.sizes[new])
        is_enough = count >= MOST * larger and (is_namesake or count >= FEWEST)
        if one.level(old) == other.level(new) and is_enough:
            fits[old, new] = (count / larger if larger else 1.0, is_namesake)
            for end, code in enumerate((old, new)):
                rivals.setdefault((end, code), []).append((old, new))
    return {
        old: Destination((Part(new, agree[old, new]),), one.sizes[old])
        for (old, new), fit in fits.items()
        if all(fit > fits[pair] for pair in rivals[0, old] + rivals[1, new] if pair != (old, new))
    }


def _namesakes(gone: Collection[str], added: Collection[str], one: _Marks, other: _Marks) -> Iterator[tuple[str, str]]:
    """Codes of one name and level of which there is one that is gone and one that is new."""
    found: dict[tuple[str, str | None], tuple[list[str], list[str]]] = {}
    for end, (codes, marks) in enumerate(((gone, one), (added, other))):
        for code in codes:
            found.setdefault((marks.name(code), marks.level(code)), ([], []))[end].append(code)
    yield from ((old[0], new[0]) for old, new in found.values() if len(old) == len(new) == 1)


class _Gone:
    """A code that is gone: which codes of its level have its passages now, and which of them did not before."""

    def __init__(self, code: str, one: _Marks, other: _Marks, now: Mapping[str, str]) -> None:
        self.size = one.sizes[code]
        self.had: Counter[str] = Counter()
        self.newly: dict[str, set[Mark]] = {}
        for mark in one.of[code]:
            before = {now.get(each, each) for each in one.at[mark]}
            for each in other.at.get(mark, ()):
                if other.level(each) == one.level(code):
                    if each in before:
                        self.had[each] += 1
                    else:
                        self.newly.setdefault(each, set()).add(mark)

    def merged_into(self) -> str | None:
        """The one code that has taken most of the passages it did not have."""
        most = sorted(((len(marks), code) for code, marks in self.newly.items()), reverse=True)
        if not most or (len(most) > 1 and most[0][0] == most[1][0]):
            return None
        count, code = most[0]
        return code if count >= FEWEST and count >= MOST * (self.size - self.had[code]) else None

    def merged(self, into: str) -> Destination:
        return Destination((Part(into, len(self.newly[into]) + self.had[into]),), self.size)

    def split(self) -> Destination | None:
        """The codes that its passages went to."""
        parts = {code: marks for code, marks in self.newly.items() if len(marks) >= FEWEST}
        sizes, whole = [len(marks) for marks in parts.values()], set().union(*parts.values())
        if len(parts) < 2 or max(sizes) >= MOST * self.size or len(whole) < MOST * self.size:
            return None
        largest_first = sorted(parts.items(), key=lambda item: (-len(item[1]), item[0]))
        return Destination(tuple(Part(code, len(marks)) for code, marks in largest_first), self.size)


def _merged(gone: Mapping[str, _Gone], there_before: Collection[str]) -> dict[str, Destination]:
    into = {code: target for code, each in gone.items() if (target := each.merged_into())}
    taken = Counter(into.values())
    return {
        code: gone[code].merged(target) for code, target in into.items() if target in there_before or taken[target] > 1
    }
