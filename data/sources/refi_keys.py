"""Keys of a REFI-QDA project's things: the ones it gives where they can be keys, and others made from names."""

import re
from collections.abc import Sequence
from unicodedata import normalize

from data.sources.keys import keys_of

_KEY = re.compile(r"[^\W_][\w. -]{0,79}")


def given_or_made(given: Sequence[str], names: Sequence[str]) -> list[str]:
    """A key for each thing: the one given where it can be a key and nothing before has it, else one from its name."""
    keys: list[str] = []
    used: set[str] = set()
    for own in given:
        is_free = bool(_KEY.fullmatch(own)) and own.casefold() not in used
        keys.append(own if is_free else "")
        used.add(keys[-1].casefold())
    kept = [key for key in keys if key]
    lacking = [normalize("NFC", name) for key, name in zip(keys, names, strict=True) if not key]
    made = iter(keys_of([*kept, *lacking])[len(kept) :])
    return [key or next(made) for key in keys]
