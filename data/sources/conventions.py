"""Conventions: the ways in which tools count the characters of a text, and where their offsets are in code points."""

import re
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from unicodedata import category

from data.faults import nearest, one_of

_BEYOND = re.compile("[\U00010000-\U0010ffff]")
_IRREGULAR = re.compile("\r\n|[\U00010000-\U0010ffff]")
_JOINER = "\u200d"
_SKIN = frozenset("\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")


@dataclass(frozen=True)
class Convention:
    """One way to count: in UTF-16 code units or code points, the byte order mark in or out, CRLF as one or as two."""

    utf_16: bool = False
    bom: bool = False
    crlf_1: bool = False

    @property
    def name(self) -> str:
        """As it is written after --offsets: code-points, or utf-16,bom,crlf-1."""
        endings = (",bom" if self.bom else "") + (",crlf-1" if self.crlf_1 else "")
        return ("utf-16" if self.utf_16 else "code-points") + endings

    def words(self, texts: "Sequence[Text]") -> str:
        """In words, as far as these texts make a difference."""
        said = ["UTF-16 code units" if self.utf_16 else "Unicode code points"]
        if any(text.bom for text in texts):
            said.append("byte order mark counted" if self.bom else "byte order mark not counted")
        if any(text.irregular[1] for text in texts):
            said.append("CRLF counted as one" if self.crlf_1 else "CRLF counted as two")
        return ", ".join(said)


CONVENTIONS = tuple(Convention(*flags) for flags in product((False, True), repeat=3))
"""All eight; where two of them come to the same, the one that stands first is named."""


def convention_named(name: str) -> Convention:
    """The convention that a user wrote, in any order and case; raises ValueError with the names there are."""
    first, *endings = [part.strip() for part in name.casefold().split(",")]
    for convention in CONVENTIONS:
        kind, *of_it = convention.name.split(",")
        if first == kind and sorted(endings) == sorted(of_it):
            return convention
    names = [convention.name for convention in CONVENTIONS]
    hint = nearest(name, names)
    raise ValueError(one_of(names) + (f". Did you mean {hint}?" if hint else ""))


class Text:
    """A text as another tool counts it: `content` is without the byte order mark, and `bom` says whether it had one."""

    def __init__(self, content: str, *, bom: bool = False) -> None:
        self.content, self.bom = content, bom
        self._steps: dict[tuple[bool, bool], tuple[array[int], array[int]]] = {}

    @cached_property
    def irregular(self) -> tuple[bool, bool]:
        """Whether it holds characters beyond the basic plane, and Windows line ends."""
        return bool(_BEYOND.search(self.content)), "\r\n" in self.content

    def point(self, offset: int, convention: Convention) -> int | None:
        """The code point at an offset; None where it is outside the text or inside a character."""
        if offset < 0:
            return None
        if convention.bom and self.bom and offset:
            offset -= 1
        if not (convention.utf_16 or convention.crlf_1):
            return offset if offset <= len(self.content) else None
        after, shift = self._counted(convention.utf_16, convention.crlf_1)
        step = bisect_right(after, offset)
        behind = shift[step - 1]
        if step < len(after) and after[step] == offset + 1 and shift[step] > behind:
            return None
        point = offset - behind
        return point if point <= len(self.content) else None

    def length(self, convention: Convention) -> int:
        """The offset of its end."""
        _, shift = self._counted(convention.utf_16, convention.crlf_1)
        return len(self.content) + shift[-1] + (self.bom and convention.bom)

    def _counted(self, utf_16: bool, crlf_1: bool) -> tuple["array[int]", "array[int]"]:
        """The offsets after each irregular character, and by how much they are ahead of the code points from there."""
        steps = self._steps.get((utf_16, crlf_1))
        if steps is None:
            after, shift, ahead = array("l", [0]), array("l", [0]), 0
            for match in _IRREGULAR.finditer(self.content):
                is_crlf = match.end() - match.start() == 2
                if crlf_1 if is_crlf else utf_16:
                    ahead += -1 if is_crlf else 1
                    after.append(match.end() + ahead)
                    shift.append(ahead)
            steps = self._steps[utf_16, crlf_1] = after, shift
        return steps

    def splits(self, point: int) -> bool:
        """Whether a place is inside a word, a line end, or a character with its marks."""
        if not 0 < point < len(self.content):
            return False
        before, at = self.content[point - 1], self.content[point]
        if at < "\x7f" and before < "\x7f":
            return (_in_word(before) and _in_word(at)) or (before == "\r" and at == "\n")
        joined = _JOINER in (before, at) or at in _SKIN or category(at)[0] == "M"
        return joined or (_in_word(before) and _in_word(at))


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_" or (character > "\u02ff" and category(character)[0] == "M")
