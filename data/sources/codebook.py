"""The codebook as a tree: which level of it a code stands on."""

from collections.abc import Mapping


def levels(parents: Mapping[str, str | None]) -> dict[str, str]:
    """The level of each code, from the parent of each.

    One with nothing below it is a code, one that has only such below it is a theme, and what is above those a domain.
    """
    branches = {parent for parent in parents.values() if parent is not None}
    above_branches = {parent for code, parent in parents.items() if code in branches and parent is not None}
    return {code: "domain" if code in above_branches else "theme" if code in branches else "code" for code in parents}
