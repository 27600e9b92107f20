"""Speaker turns: who speaks where in a transcript, told by the labels at the beginnings of lines."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

_LOOKED_AT = 100
"""How much of a line may hold a label and the time beside it."""

_NAMED = 6
"""How many speakers a sentence about turns names."""

_TIME = r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:[.,][0-9]{1,3})?"
_CLOCK = rf"[\[(<]?{_TIME}[\])>]?"
_NAME = r"(?P<name>[^\W_](?:[\w .,'’&/#-]{0,48}[\w.])?(?:\s?\([^()\[\]:]{1,30}\))?)"
_COLON = rf"(?::(?:\s++{_CLOCK})?(?=\s|$)|：)"

_SHAPES = {
    "colon": re.compile(rf"\s*+(?P<before>{_CLOCK}\s*+[-–]?\s*+)?{_NAME}\s*+(?P<time>{_CLOCK})?\s*+{_COLON}"),
    "brackets": re.compile(rf"\s*+(?:{_CLOCK}\s*+)?\[{_NAME}\](?=\s|$)"),
    "name and time": re.compile(rf"\s*+{_NAME}\s++(?P<time>{_CLOCK})\s*+$"),
    "time and name": re.compile(rf"\s*+(?P<before>{_CLOCK})\s++(?P<name>[^\W\d_][\w .,'’-]{{0,48}})$"),
    "brackets, colon": re.compile(rf"\s*+(?:{_CLOCK}\s*+)?\[{_NAME}\]\s*+{_COLON}"),
}

_USUAL = re.compile(
    r"(?:interviewer|interviewee|int|iver|ivee|iv|respondent|resp|res|participant|part|speaker|moderator|mod|facilitator"
    r"|fac|researcher|research assistant|patient|host|question|answer|[iqarpsmf])[ .#-]{0,2}[0-9]{0,4}(?: ?\(.*\))?"
)
_INTERVIEWER = re.compile(
    r"interviewer|int|iver|iv|i|q|question|moderator|mod|facilitator|fac|researcher|research assistant"
)
_HEADING = re.compile(
    r"notes?|nb|example|date|time|place|location|venue|title|subject|source|duration|file|project|summary|background"
    r"|keywords|transcript|transcription|recording|interview|theme|topic|section|re|from|to|cc|ps|p\.s|https?|aims?|name"
    r"|methods?|conclusions?|context|introduction|pause|laughs|laughter|laughing|inaudible|unclear|silence|crosstalk"
    r"|music|applause|sighs|coughs|crying|interruption|phone|end|start|redacted|anonymised"
)
"""What stands before a colon or in brackets, and says nothing of who speaks."""

_SMALL_WORD = re.compile(r"de|da|di|del|der|den|van|von|la|le|of|the|and|al|bin|ibn|y")
"""What begins small inside a name."""


class Turn(NamedTuple):
    """What one person says in one go, by code points of the transcript, half-open; nobody's before the first label."""

    speaker: str
    start: int
    end: int


class Label(NamedTuple):
    """What may be a label at the beginning of a line: whom it names, where it ends, and how it is set out.

    The shape is of what kind the label is, whether a blank line stands above it (None where no line does), and whether
    words follow on its line. `sure` where it can hardly be anything else, `small` where it is no name as names are
    written.
    """

    speaker: str
    end: int
    shape: tuple[str, bool | None, bool]
    sure: bool
    small: bool


def turns(text: str) -> list[Turn]:
    """The turns of a transcript: no two overlap, and together they are all of it.

    A line such as `Name:`, `[Name]`, `P1 (12:03):` or `Name 00:01:02` begins a turn where such labels alternate or one
    of them repeats; a text without turns is one turn of nobody's.
    """
    found: list[tuple[int, Label]] = []
    place: int = 0
    blank: bool | None = None
    for line in text.splitlines(keepends=True):
        label = label_of(line, after_blank=blank)
        if label:
            found.append((place, label))
        place, blank = place + len(line), not line.strip()
    speakers = settled(label for _, label in found)
    starts = [(start, speakers[_folded(label.speaker)]) for start, label in found if _folded(label.speaker) in speakers]
    if not starts or starts[0][0] > 0:
        starts.insert(0, (0, ""))
    ends = [start for start, _ in starts[1:]] + [len(text)]
    return [Turn(speaker, start, end) for (start, speaker), end in zip(starts, ends, strict=True) if end > start]


def speakers(text: str) -> dict[str, int]:
    """How many turns each speaker of a transcript has, in the order in which they first speak."""
    return dict(Counter(turn.speaker for turn in turns(text) if turn.speaker))


def told(found: Mapping[str, int]) -> str:
    """A sentence on the turns of a transcript, from what `speakers` says: of how many people, and how many of each."""
    if not found:
        return "no speaker turns were recognised"
    some = ", ".join(f"{speaker} ({count})" for speaker, count in list(found.items())[:_NAMED])
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    return f"turns of {len(found)} speaker{'s' if len(found) > 1 else ''}: {some}{more}"


def is_interviewer(label: str) -> bool:
    """Whether a speaker's label is one of those that interviewers usually have."""
    plain = re.sub(r"\([^()]*\)\s*$", "", label).casefold().strip(" .#0123456789")
    return _INTERVIEWER.fullmatch(plain) is not None


def spoken_by_interviewer(codings: Iterable[tuple[str, int, int]], transcripts: Mapping[str, str]) -> dict[str, int]:
    """By interview, how many codings (interview, start, end) lie wholly in what an interviewer says."""
    asked: dict[str, list[tuple[int, int]]] = {}
    counts: Counter[str] = Counter()
    for interview, start, end in codings:
        if interview not in asked:
            asked[interview] = _asked(transcripts.get(interview, ""))
        spans = asked[interview]
        place = bisect_right(spans, start, key=lambda span: span[0]) - 1
        if place >= 0 and end <= spans[place][1]:
            counts[interview] += 1
    return dict(counts)


def label_of(line: str, *, after_blank: bool | None = False) -> Label | None:
    """The label that a line begins with, if it may be one; `settled` says whether it is."""
    looked_at = line[:_LOOKED_AT].rstrip()
    if not any(mark in looked_at for mark in ":：["):
        return None
    for kind, pattern in _SHAPES.items():
        match = pattern.match(looked_at)
        if match:
            groups = match.groupdict()
            speaker = " ".join(groups["name"].split()).rstrip(" ,-")
            usual = _USUAL.fullmatch(speaker.casefold()) is not None
            timed = kind == "colon" and bool(groups["time"] or groups["before"])
            shape = (kind, None if "time" in kind else after_blank, match.end() < len(looked_at))
            if usual or _may_speak(speaker):
                return Label(speaker, match.end(), shape, usual or timed, not usual and not _is_name(speaker))
    return None


def settled(labels: Iterable[Label]) -> dict[str, str]:
    """The speakers among the labels of a text, each as it is first written, by what it is with case taken away.

    A usual label, or one with a time beside it, is one at once; another must be there twice, or be set out as those
    are; one that is no name needs a usual one beside it. There are two turns at least, and two speakers where labels
    are only bracketed: [laughs] may come often.
    """
    written: dict[str, str] = {}
    counts: Counter[str] = Counter()
    kinds: dict[tuple[str, tuple[str, bool | None, bool], bool, bool], None] = {}
    for label in labels:
        folded = _folded(label.speaker)
        written.setdefault(folded, label.speaker)
        counts[folded] += 1
        kinds[folded, label.shape, label.sure, label.small] = None
    beside = any(sure for _, _, sure, _ in kinds)
    good = {name for name, _, sure, small in kinds if sure or (counts[name] > 1 and (beside or not small))}
    shapes = {shape for name, shape, _, _ in kinds if name in good}
    below = {shape for shape in shapes if shape[1] is not None} or shapes
    good |= {name for name, shape, _, small in kinds if not small and any(_alike(shape, other) for other in below)}
    bracketed = all(shape[0] == "brackets" for name, shape, _, _ in kinds if name in good)
    if sum(counts[name] for name in good) < 2 or (bracketed and len(good) < 2):
        return {}
    return {name: speaker for name, speaker in written.items() if name in good}


def _alike(one: tuple[str, bool | None, bool], other: tuple[str, bool | None, bool]) -> bool:
    """Whether two labels are set out alike; the line above makes no difference to one that has none."""
    return (one[0], one[2]) == (other[0], other[2]) and (one[1] == other[1] or None in (one[1], other[1]))


def _may_speak(speaker: str) -> bool:
    """Whether a label is of a few words, none the usual heading of something else, and of one word if it is small."""
    words = re.sub(r"\s?\(.*\)$", "", speaker).split()
    few = 0 < len(words) < 6 and any(map(str.isalpha, speaker)) and not _HEADING.fullmatch(speaker.casefold())
    return few and (len(words) == 1 or _is_name(speaker))


def _is_name(speaker: str) -> bool:
    """Whether a label is written as a name: no word begins small."""
    words = re.sub(r"\s?\(.*\)$", "", speaker).split()
    return not words[0][0].islower() and all(not word[0].islower() or _SMALL_WORD.fullmatch(word) for word in words)


def _folded(speaker: str) -> str:
    return speaker.casefold()


def _asked(text: str) -> list[tuple[int, int]]:
    """Where interviewers speak, turns that follow one another in one."""
    spans: list[tuple[int, int]] = []
    for turn in turns(text):
        if is_interviewer(turn.speaker):
            if spans and spans[-1][1] == turn.start:
                spans[-1] = (spans[-1][0], turn.end)
            else:
                spans.append((turn.start, turn.end))
    return spans
