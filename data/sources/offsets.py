"""Offsets: which of the ways to count the characters of a text another tool has used, found out from what it marked.

Tools count code points or UTF-16 code units, count a byte order mark or not, and count a Windows line end as two
characters or as one. Counted wrongly, passages begin and end in the middle of words; that is how it is found out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.sources.conventions import CONVENTIONS, Convention, Text

SENSIBLE = 0.6
"""The share of span ends at word boundaries below which a convention is hardly the right one."""

ENOUGH = 10
"""Passages from which on such a share says something."""

SAMPLE = 2000
"""Passages by which conventions that clearly do not fit are told, where there are many more."""

_CLOSING = frozenset(".,;:!?)]}%»”’…")
_OPENING = frozenset("([{«“‘¿¡")
_SHORTEST = 4
"""Characters of the shortest name of a passage that is taken for its words."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A passage as a tool placed it, and what may be its words or the beginning of them."""

    text: Text
    start: int
    end: int
    words: tuple[str, ...] = ()

    def span(self, convention: Convention) -> tuple[int, int] | None:
        """Where it stands in code points; None where that is no passage of the text."""
        start, end = self.text.point(self.start, convention), self.text.point(self.end, convention)
        return None if start is None or end is None or start >= end else (start, end)


def matches(passage: str, words: str) -> int:
    """2 where the words are the whole passage, 1 where they begin it, 0 where they do not; white space is no matter."""
    given = "".join(words.split())
    given = given.removesuffix("...").rstrip("…")
    if len(given) < _SHORTEST or not passage:
        return 0
    near = passage if len(passage) <= 4 * len(words) + 80 else passage[: 4 * len(words) + 80]
    found = "".join(near.split())
    return (2 if len(found) == len(given) and near is passage else 1) if found.startswith(given) else 0


def likelihood(marked: Marked, span: tuple[int, int] | None) -> int:
    """Points for a reading of a passage: for ends that split no word, that leave out white space, and for its words.

    People who drag too far take white space behind a passage rather than before it, so that weighs less there.
    """
    if span is None:
        return 0
    text, (start, end) = marked.text, span
    points = 0
    if not text.splits(start):
        first = text.content[start]
        points += 2 if first.isspace() or first in _CLOSING else 4
    if not text.splits(end):
        last = text.content[end - 1]
        points += 3 if last.isspace() or last in _OPENING else 4
    if marked.words:
        kinds = (matches(text.content[start:end], words) for words in marked.words)
        points += 4 * max(kinds)
    return points


@dataclass(frozen=True)
class Detection:
    """The convention that fits best; for it and each that reads otherwise, the share of ends at word boundaries.

    `rivals` fit as well and read the passages `contested` otherwise; where there are any, nothing is certain.
    """

    convention: Convention
    passages: int
    readings: dict[str, float]
    rivals: tuple[Convention, ...] = ()
    contested: tuple[Marked, ...] = ()

    @property
    def score(self) -> float:
        """The share of span ends at word boundaries."""
        return self.readings[self.convention.name]

    @property
    def is_doubtful(self) -> bool:
        """Whether passages enough to say so seldom begin and end at words."""
        return self.passages >= ENOUGH and self.score < SENSIBLE


def detected(passages: Sequence[Marked], stated: Convention | None = None) -> Detection | None:
    """The convention by which the passages are placed; None where there are none. What is `stated` is not doubted."""
    if not passages:
        return None
    candidates = [stated] if stated else _told_apart(passages)
    scores: dict[str, float] = {}
    if len(passages) > 2 * SAMPLE:
        some = passages[:: len(passages) // SAMPLE]
        tried = _Tried(some, candidates)
        scores, candidates = tried.scores, [tried.best, *tried.rivals]
    tried = _Tried(passages, candidates)
    spans, best = tried.spans, tried.best
    rivals = _different({each: spans[each] for each in tried.rivals if spans[each] != spans[best]})
    contested = [
        marked for n, marked in enumerate(passages) if any(spans[each][n] != spans[best][n] for each in rivals)
    ]
    return Detection(best, len(passages), scores | tried.scores, tuple(rivals), tuple(contested))


class _Tried:
    """What comes of reading passages by each of several conventions.

    `best` fits best, the first of those that come to the same; `rivals` are all that it is not clearly better than.
    """

    def __init__(self, passages: Sequence[Marked], conventions: Sequence[Convention]) -> None:
        self.spans = {each: [marked.span(each) for marked in passages] for each in conventions}
        self.scores = {each.name: _share(passages, self.spans[each]) for each in _different(self.spans)}
        first = self.spans[conventions[0]]
        unlike = [n for n in range(len(passages)) if any(spans[n] != first[n] for spans in self.spans.values())]
        points = {each: [likelihood(passages[n], spans[n]) for n in unlike] for each, spans in self.spans.items()}
        self.best = max(points, key=lambda each: sum(points[each]))
        self.rivals = [each for each in points if each != self.best and not _clearly(points[self.best], points[each])]


def _told_apart(passages: Sequence[Marked]) -> list[Convention]:
    """The conventions that these texts can tell apart."""
    texts = {id(marked.text): marked.text for marked in passages}.values()
    beyond, crlf = (any(text.irregular[kind] for text in texts) for kind in (0, 1))
    bom = any(text.bom for text in texts)
    return [each for each in CONVENTIONS if each.utf_16 <= beyond and each.bom <= bom and each.crlf_1 <= crlf]


def _different(spans: Mapping[Convention, list[tuple[int, int] | None]]) -> list[Convention]:
    """The first of each group of conventions that place every passage alike."""
    kept: list[Convention] = []
    for convention, places in spans.items():
        if all(spans[other] != places for other in kept):
            kept.append(convention)
    return kept


def _share(passages: Sequence[Marked], spans: Sequence[tuple[int, int] | None]) -> float:
    kept = 0
    for marked, span in zip(passages, spans, strict=True):
        if span:
            kept += (not marked.text.splits(span[0])) + (not marked.text.splits(span[1]))
    return round(kept / (2 * len(passages)), 4)


def _clearly(best: Sequence[int], other: Sequence[int]) -> bool:
    """Whether the first reading is the better one: more than twice what speaks for it than for the other."""
    margins = [ours - theirs for ours, theirs in zip(best, other, strict=True)]
    forward, against = sum(max(margin, 0) for margin in margins), sum(max(-margin, 0) for margin in margins)
    return forward >= 2 and forward > 2 * against


def ambiguity(detection: Detection) -> str:
    """What is wrong where conventions fit equally well: three passages in each reading, and how to choose."""
    conventions = (detection.convention, *detection.rivals)
    names = " or ".join(f"--offsets {convention.name}" for convention in conventions)
    lines = []
    for number, marked in enumerate(detection.contested[:3], 1):
        lines.append(f"passage {number}, from {marked.start} to {marked.end}:")
        for convention in conventions:
            span = marked.span(convention)
            words = _shown(marked.text.content[slice(*span)]) if span else "outside the text"
            lines.append(f"    {convention.name}: {words}")
    said = "\n  ".join([*lines, f"Look which words were marked, and add {names}"])
    return (
        f"counts characters in a way that cannot be told: {len(conventions)} fit equally well, and place passages "
        f"otherwise:\n  {said}"
    )


def _shown(words: str) -> str:
    """Both ends of a passage in one line: they are what differs."""
    line = words.replace("\r\n", "↵").replace("\n", "↵").replace("\r", "↵")
    return f"“{line}”" if len(line) <= 64 else f"“{line[:30]} … {line[-30:]}”"
