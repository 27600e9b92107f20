"""Keys made from the names that other tools use."""

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 60
"""Letters of a name that its key has at most."""


def slug(name: str) -> str:
    """A name in lower case with dashes for all that is neither letter, digit, underscore nor dot."""
    return re.sub(r"[^\w.]+", "-", _composed(name).casefold()).strip("-._")[:LONGEST] or "unnamed"


def keys_of(names: Iterable[str]) -> list[str]:
    """Names as keys: safe characters only, and no two alike, in the order given."""
    keys: list[str] = []
    used: set[str] = set()
    numbers: dict[str, int] = {}
    for name in names:
        key = base = re.sub(r"[^\w. -]", "-", _composed(name)).strip(" -._")[:LONGEST] or "unnamed"
        number = numbers.get(base.casefold(), 2)
        while key.casefold() in used:
            key, number = f"{base}-{number}", number + 1
        numbers[base.casefold()] = number
        used.add(key.casefold())
        keys.append(key)
    return keys


def _composed(name: str) -> str:
    """A letter and its accent as one character, where there is one: an accent alone cannot be in a key."""
    return unicodedata.normalize("NFC", name)
