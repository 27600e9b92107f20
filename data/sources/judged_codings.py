"""Codings of tools that keep the words beside the place: each is judged by its words, and all of them together."""

from collections import Counter
from collections.abc import Iterable, Sequence

from data.sources.conventions import CONVENTIONS, Convention, Text
from data.sources.incoming import Incoming
from data.sources.keys import keys_of
from data.sources.parts import Parts

LEAST_MATCHES = 0.9
"""The share of codings whose words must stand where they are said to: below it, the places are not to be trusted."""

STORED = Convention(bom=True)
"""Counted in the text as the tool stores it."""

IN_TEXT_FIELDS = Convention(utf_16=True, crlf_1=True)
"""Counted as the text fields of many programs do."""

ORDER = (STORED, IN_TEXT_FIELDS, *(each for each in CONVENTIONS if each not in (STORED, IN_TEXT_FIELDS)))

Span = tuple[int, int]
Key = tuple[str, int, int, str, str, int]


class JudgedCodings:
    """The codings of one file as they are read, each taken or left out with the reason."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._rows: dict[Key, str] = {}
        self._count = self._judged = self._matching = self._near = 0

    def leave_out(self, place: str, reason: str, count: int = 1) -> None:
        """Note codings that are not taken and cannot be judged."""
        self._count += count
        self._parts.leave_out(place, "codings", reason, count=count)

    def mistaken(self, place: str, reason: str) -> None:
        """Note a coding that is not where its words are: many of them make all the places doubtful."""
        self._judged += 1
        self.leave_out(place, reason)

    def add(self, place: str, row: Key, coded_at: str = "", *, has_words: bool = True, is_near: bool = False) -> None:
        """Take a coding (interview, start, end, code, coder, round) whose words stand there.

        Some have no words to judge them by; of some the words are near enough.
        """
        self._judged += has_words
        self._near += is_near
        self._matching += has_words and not is_near
        if row in self._rows:
            self.leave_out(place, f"the same passage is coded {row[3]} by {row[4]} twice")
            return
        self._count += 1
        self._rows[row] = coded_at

    def finish(self, file: Incoming, convention: str) -> None:
        """Give the parts the codings; raises StudyError where too few of them have their words at their places."""
        parts, good = self._parts, self._matching + self._near
        if self._judged and good / self._judged < LEAST_MATCHES:
            said = f"the words of {good} of {self._judged} match"
            rule = f"does not place its passages as its tool does: {said}. Was a text changed outside the tool?"
            raise file.fault(rule, place="codings")
        columns: Sequence[Sequence[object]] = list(zip(*self._rows, strict=True)) or [()] * 6
        count = len(self._rows)
        parts.table(
            "codings", interview=columns[0], start=columns[1], end=columns[2], code=columns[3], coder=columns[4],
            round=columns[5], status=["independent"] * count, polarity=["affirm"] * count,
            coded_at=list(self._rows.values()),
        )  # fmt: skip
        parts.in_file["codings"] = parts.in_file.get("codings", 0) + self._count
        parts.text_matches = self._matching
        score = round(self._matching / self._judged, 4) if self._judged else None
        parts.offsets = {"convention": convention, "score": score}


def same(content: str, span: Span, words: str) -> bool:
    """Whether the words are those of a text between two places, white space aside."""
    start, end = span
    if end - start > 2 * len(words) + 2:  # a line end is at most twice as long in one as in the other
        return False
    found = content[start:end]
    return found == words or found.split() == words.split()


def placed(text: Text, words: str, start: int, end: int) -> tuple[Span | None, Convention | None]:
    """The span of a passage and the convention by which it has its words; None where it stands in no such place.

    Where the words begin one character before the place, as some tools leave them when a text is changed, the one of
    the two that keeps words whole is taken, and no convention is given.
    """
    is_plain = not text.bom and not any(text.irregular)
    for convention in ORDER[:1] if is_plain else ORDER:
        first, last = text.point(start, convention), text.point(end, convention)
        if first is None or last is None or first >= last:
            continue
        if not words.strip() or same(text.content, (first, last), words):
            return (first, last), convention
        if convention == STORED and first:
            early = (first - 1, last - 1)
            if same(text.content, early, words):
                is_cut = _cuts(text, (first, last)) > _cuts(text, early)
                return early if is_cut else (first, last), None
            if same(text.content, (first - 1, last), words):
                return (first, last), None
    return None, None


def _cuts(text: Text, span: Span) -> int:
    return sum(text.splits(place) for place in span)


def said_of(used: Counter[Convention | None], texts: Sequence[Text], parts: Parts) -> str:
    """How the passages are counted, in words; those whose words begin early are said in `assumed`."""
    if used[None]:
        parts.assumed.append(
            f"in {used[None]} of the codings the words begin one character before the place; of the two, what cuts no "
            "word is taken"
        )
    others = [(each, count) for each, count in used.items() if each not in (None, STORED)]
    counted = [f"{count} of them in {each.words(texts)}" for each, count in others if each]
    return ", ".join(["Unicode code points of the text as stored, end exclusive", *counted])


def take_coders(names: Iterable[str], parts: Parts) -> dict[str, str]:
    """Give the parts a coder of each name; returns the key of each."""
    known = list(dict.fromkeys(names))
    keys = dict(zip(known, keys_of(known), strict=True))
    parts.table("coders", coder=list(keys.values()), name=known, role=["independent"] * len(known))
    parts.identities["coders"] = {key: name for name, key in keys.items()}
    parts.in_file["coders"] = len(known)
    return keys
