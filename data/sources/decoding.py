"""The text in a file's bytes, in whatever encoding it was saved, and whether it reads as what people say."""

import codecs
import csv
import re
from collections import Counter

from data.sources.turns import label_of, speakers

_BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_MOST_CONTROL = 0.05
"""The share of control characters above which bytes are no text."""

_SAMPLE = 200_000
"""How many characters are looked at to see what a text is like."""

_ALIKE = 0.9
_SEPARATORS = ",;\t|"
_SENTENCE = re.compile(r"[.?!…][\"'”’)]*(?:\s|$)|[。？！]")


def decoded(content: bytes, *, whole: bool = True) -> tuple[str, str] | None:
    """The text that bytes hold and what was assumed to read it, or None where they are no text.

    UTF-8, or UTF-16 with its mark; what is neither is read as Windows-1252, and that is said. `whole` is false for the
    beginning of a file, which may end inside a character.
    """
    for bom, encoding in _BOMS.items():
        if content.startswith(bom):
            text = _read(content[len(bom) :], encoding, whole=whole)
            return (text, "") if text is not None and _is_text(text) else None
    text = _read(content, "utf-8", whole=whole)
    assumed = ""
    if text is None:
        text = _read(content, "cp1252", whole=whole)
        strange = sum(byte > 127 for byte in content)
        assumed = f"the file is no UTF-8, so it was read as Windows-1252; {strange:,} of its characters are not ASCII"
    return (text, assumed) if text is not None and _is_text(text) else None


_FEWEST_WORDS = 4
_ENDS = (".", "!", "?", "…", "”", '"')


def looks_like_prose(text: str) -> bool:
    """Whether a text reads as a transcript: it is no table, and has speaker turns or sentences.

    Lines that nearly all have one number of cells, by commas, semicolons, tabs or bars, are a table, unless the first
    of them is what somebody says.
    """
    sample = text[:_SAMPLE]
    lines = [line for line in sample.splitlines(keepends=True) if line.strip()]
    told = bool(speakers(sample))
    labelled = told and label_of(lines[0]) is not None
    if not labelled and any(_is_table(lines, mark, cut=len(text) > _SAMPLE) for mark in _SEPARATORS):
        return False
    letters, solid = (sum(map(test, sample)) for test in (str.isalpha, lambda character: not character.isspace()))
    if len(lines) == 1 and len(lines[0].split()) >= _FEWEST_WORDS and lines[0].rstrip().endswith(_ENDS):
        return letters >= 0.7 * solid
    return told or (20 <= letters >= 0.7 * solid and len(_SENTENCE.findall(sample)) > 1)


def _read(content: bytes, encoding: str, *, whole: bool) -> str | None:
    try:
        return codecs.getincrementaldecoder(encoding)().decode(content, final=whole)
    except UnicodeDecodeError:
        return None


def _is_text(text: str) -> bool:
    return "\0" not in text and len(_CONTROL.findall(text)) <= _MOST_CONTROL * len(text)


def _is_table(lines: list[str], separator: str, *, cut: bool) -> bool:
    """Whether nine of ten rows have as many cells as one another, and more than one."""
    try:
        rows = [row for row in csv.reader(lines, delimiter=separator) if any(row)]
    except csv.Error:
        return False
    widths = Counter(map(len, rows[:-1] if cut else rows))
    if sum(widths.values()) < 2:
        return False
    width, count = widths.most_common(1)[0]
    headed = widths.total() > 2 or not _SENTENCE.search(lines[0])
    return width > 1 and count >= _ALIKE * widths.total() and headed
