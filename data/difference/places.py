"""Places: where passages stand in two texts of one interview, in terms that both texts share."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from rapidfuzz.distance import Levenshtein

Span = tuple[int, int]
"""Half-open, in code points."""

MOST_PAIRS = 4_000_000_000
"""Words of one text times words of the other, beyond which the two are not laid side by side."""

MOST_SEARCHED = 1_000_000_000
"""Characters of one interview gone through in search of the exact words of passages."""

_WORD = re.compile(r"\S+")
_NONE = ""
"""Stands where the other text has a word and this one has none: it comes last, where -1 finds it."""


@dataclass(frozen=True)
class _Side:
    """One text: its words, the column of each beside the other text, and which of them both texts have.

    `equal` counts the words up to each that are the same in both; `following` and `preceding` give the nearest word
    from there that has a counterpart, -1 for none.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    columns: Sequence[int]
    is_equal: Sequence[bool]
    equal: Sequence[int]
    following: Sequence[int]
    preceding: Sequence[int]


class Texts:
    """Two texts of one interview laid side by side, word by word.

    A place is a span on the line that both share. It comes out the same whichever of the two is called the first, so
    that what is gained one way is lost the other way.
    """

    def __init__(self, before: str, after: str) -> None:
        self._is_swapped = before > after
        texts = sorted((before, after))
        spans = [[match.span() for match in _WORD.finditer(text)] for text in texts]
        words = [[text[start:end] for start, end in found] for text, found in zip(texts, spans, strict=True)]
        pairs, removed, added = _side_by_side(*words)
        self.removed, self.added = (added, removed) if self._is_swapped else (removed, added)
        one, other = [*words[0], _NONE], [*words[1], _NONE]
        widths = (1 + max(len(one[first]), len(other[second])) for first, second in pairs)
        self._starts = list(accumulate(widths, initial=0))
        alike = [first >= 0 and one[first] == other[second] for first, second in pairs]
        self._sides = [_side(texts[which], spans[which], pairs, alike, which) for which in (0, 1)]
        self._left_to_search = MOST_SEARCHED

    def places(self, before: Sequence[Span], after: Sequence[Span]) -> tuple[list[Span | None], list[Span | None]]:
        """The place of each span of the first text and of each of the second; None where it has none in the other.

        The same words, one after the other in both texts, are the same place. Words that were cut and put elsewhere
        are found if each text has them exactly once. Else a passage of which at least half the words are still there
        reaches from the first to the last word that has a counterpart, whatever was put in or taken out between.
        """
        first, second = (1, 0) if self._is_swapped else (0, 1)
        return [self._place(first, span) for span in before], [self._place(second, span) for span in after]

    def _place(self, which: int, span: Span) -> Span | None:
        side = self._sides[which]
        first, last = bisect_right(side.ends, span[0]), bisect_left(side.starts, span[1]) - 1
        if first > last:
            return None
        count, equal = last - first + 1, side.equal[last + 1] - side.equal[first]
        if equal == count and side.columns[last] - side.columns[first] == count - 1:
            return self._shared(side, span, first, last)
        return self._elsewhere(side.text[slice(*span)]) or (
            self._shared(side, span, side.following[first], side.preceding[last]) if equal * 2 >= count else None
        )

    def _elsewhere(self, words: str) -> Span | None:
        """The place of words that both texts have exactly once."""
        texts = [side.text for side in self._sides]
        self._left_to_search -= sum(map(len, texts))
        if self._left_to_search < 0:
            return None
        found = [text.find(words) for text in texts]
        if any(at < 0 or text.find(words, at + 1) >= 0 for at, text in zip(found, texts, strict=True)):
            return None
        side, span = self._sides[1], (found[1], found[1] + len(words))
        return self._shared(side, span, bisect_right(side.ends, span[0]), bisect_left(side.starts, span[1]) - 1)

    def _shared(self, side: _Side, span: Span, first: int, last: int) -> Span:
        """From word to word; inside a word only where both texts have the same one."""
        begins, ends = self._starts[side.columns[first]], self._starts[side.columns[last] + 1] - 1
        if side.is_equal[first]:
            begins += max(0, span[0] - side.starts[first])
        if side.is_equal[last]:
            ends -= max(0, side.ends[last] - span[1])
        return begins, ends


def _side_by_side(first: Sequence[str], second: Sequence[str]) -> tuple[list[tuple[int, int]], int, int]:
    """For each column the two words in it, -1 for none; how many the first text has alone, and the second."""
    if len(first) * len(second) > MOST_PAIRS:
        alone = [(place, -1) for place in range(len(first))] + [(-1, place) for place in range(len(second))]
        return alone, len(first), len(second)
    pairs: list[tuple[int, int]] = []
    removed = added = 0
    for step in Levenshtein.opcodes(first, second):
        ours, theirs = range(step.src_start, step.src_end), range(step.dest_start, step.dest_end)
        if step.tag != "equal":
            removed, added = removed + len(ours), added + len(theirs)
        if step.tag in ("equal", "replace"):
            pairs += zip(ours, theirs, strict=True)
        else:
            pairs += [(place, -1) for place in ours] + [(-1, place) for place in theirs]
    return pairs, removed, added


def _side(
    text: str, spans: Sequence[Span], pairs: Sequence[tuple[int, int]], alike: Sequence[bool], which: int
) -> _Side:
    columns = [column for column, pair in enumerate(pairs) if pair[which] >= 0]
    is_equal = [alike[column] for column in columns]
    here = [place if pairs[column][1 - which] >= 0 else -1 for place, column in enumerate(columns)]
    return _Side(
        text=text,
        starts=[start for start, _ in spans],
        ends=[end for _, end in spans],
        columns=columns,
        is_equal=is_equal,
        equal=list(accumulate(is_equal, initial=0)),
        following=list(accumulate(reversed(here), _nearest))[::-1],
        preceding=list(accumulate(here, _nearest)),
    )


def _nearest(known: int, here: int) -> int:
    return known if here < 0 else here
