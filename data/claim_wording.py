"""The wording of claims: numbers stand in a headline as placeholders, so that all get the one they may have."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence

ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
TENS = {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
COUNTED = {word: number for number, word in enumerate(ONES)} | TENS | {"dozen": 12, "both": 2}
"""Words that count, but for “one”: a single body, person or story is seldom a count of those who were asked."""

PARTS = r"(?:(?:two|three|four|one|a)[ -])?(?:third|quarter|fifth)s?"
PEOPLE = (
    r"(?:leader|respondent|interviewee|participant|informant|person|clinician|manager|doctor|nurse|director|executive)"
    r"s?|people|persons"
)
FILLER = r"(?:(?:of|the|our|these|those|its|senior|interviewed|chief) )*"

_WORDS = "|".join(word for word in COUNTED if word != "one")
_COUNTS = re.compile(
    rf"\b(?P<number>{_WORDS}|\d+)[ -](?:{FILLER})(?:{PEOPLE})\b"
    rf"|\b(?:only|just|but|exactly) one {FILLER}(?:{PEOPLE})\b"
    rf"|\bone of {FILLER}(?:{PEOPLE})\b",
    re.IGNORECASE,
)
_SHARES = re.compile(
    rf"\b(?:{PARTS} of|half) {FILLER}(?:{PEOPLE})\b"
    rf"|(?<!nearly )(?<!almost )(?<!not )\b(?:all|none)(?: of)? {FILLER}(?:{PEOPLE})\b"
    rf"|(?<!nearly )(?<!almost )(?<!not )\bevery {FILLER}(?:{PEOPLE})\b",
    re.IGNORECASE,
)
_OUT_OF = re.compile(
    rf"\b(?:all|{_WORDS}|one|half)(?: of| in| out of)?(?: the| our)? (?P<asked>{_WORDS})\b", re.IGNORECASE
)
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

REMEDY = "write {} instead, and leaders and a conference each read what they may have"


def headline_faults(headline: str, known: Sequence[str], asked: Collection[int]) -> Iterator[tuple[str, str]]:
    """What is wrong with a headline: the piece of it, and why, with the remedy.

    `known` are the placeholders that its measure has, `asked` how many people were asked in all or at a stage.
    """
    remedy = REMEDY.format(" or ".join(f"{{{name}}}" for name in known) or "it without the number")
    for name in _PLACEHOLDER.findall(headline):
        if name not in known:
            has = f"has {', '.join(f'{{{each}}}' for each in known)}" if known else "has no number"
            yield f"{{{name}}}", f"is no placeholder of this measure, which {has}"
    bare = _PLACEHOLDER.sub("", headline)
    if "{" in bare or "}" in bare:
        yield headline, "has a brace without its other half, and braces stand round placeholders only"
    if number := next((word for word in bare.split() if any(map(_is_number, word))), None):
        yield number, f"is a number; {remedy}"
    elif counts := _COUNTS.search(bare) or _SHARES.search(bare) or _out_of(bare, asked):
        yield counts[0], f"counts people; {remedy}"


def caveat_faults(caveat: str, asked: Collection[int]) -> Iterator[tuple[str, str]]:
    """What is wrong with a caveat: it may say how many people were asked, and no other count of them."""
    for found in _COUNTS.finditer(caveat):
        number = (found["number"] or "one").lower()
        if int(COUNTED.get(number, number)) not in asked:
            yield (
                found[0],
                "counts people, and a caveat reads the same for everyone; say it without the number",
            )
            return


def _out_of(text: str, asked: Collection[int]) -> re.Match[str] | None:
    """A count out of a number of things that is also the number of people who were asked."""
    return next((found for found in _OUT_OF.finditer(text) if COUNTED[found["asked"].lower()] in asked), None)


def _is_number(letter: str) -> bool:
    return unicodedata.category(letter) in ("Nd", "No")
