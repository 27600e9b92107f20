"""The columns of a suggested [[source]]: which heading and which words are ours, what is missing and what left over."""

from collections.abc import Sequence

from data.faults import nearest
from data.sources.cells import NOTHING, words_of
from data.sources.draft import Draft
from data.sources.guess import Guess
from data.sources.guessed_shapes import Finding
from data.sources.guesses import USUALLY_CONSTANT, our_word, values_of
from data.sources.numbers import number, other_decimal
from data.sources.spreadsheet import Sheet
from data.tables import TABLES

EXAMPLES = 3
"""Words of a column that are shown at most where they are not the study's own."""

COMPLETED = {"codes": ("code", "name", "level", "sensitive", "codable"), "codings": ("code",)}
"""Columns that are filled in where a file does not have them, or come from elsewhere in it."""


def add_columns(draft: Draft, sheet: Sheet, best: Guess, spread: Sequence[Finding]) -> None:
    """Which of our columns stands under which heading, what is missing, and what is left over."""
    numbers, missing = [], dict[str, int]()
    kinds = TABLES[best.table].columns()
    for column in best.columns:
        reason = "; ".join(column.reasons) + ("" if column.sure else "; not certain")
        draft.entry("columns", column.name, column.heading, reason, sure=column.sure)
        kind = kinds.get(column.name)
        if kind is None:
            continue
        if not column.sure:
            if words_of(kind):
                _values(draft, column.name, words_of(kind), values_of(sheet.cells, column.heading))
            continue
        texts = [text.strip() for text in sheet.cells[column.heading].drop_nulls()]
        if words_of(kind) or kind.dtype.is_numeric() or kind.dtype.is_temporal():
            for text in texts:
                if text.casefold() in NOTHING and text not in words_of(kind):
                    missing[text] = missing.get(text, 0) + 1
        numbers += texts if kind.dtype.is_numeric() else []
        _values(draft, column.name, words_of(kind), values_of(sheet.cells, column.heading))
    commas = [text for text in numbers if number(text) is None and other_decimal(text, ".")]
    if commas:
        draft.setting("decimal", ",", f"{len(commas)} numbers have a comma before their decimals")
    if missing:
        told = ", ".join(f"“{word}” in {count} cells" for word, count in missing.items())
        draft.setting("missing", list(missing), f"words that say that there is nothing: {told}")
    _left_over(draft, sheet, best, spread)


def _values(draft: Draft, name: str, words: tuple[str, ...], values: Sequence[str]) -> None:
    """Our words for theirs: certain where they differ in how they are written, for a person to say where more."""
    strange = []
    for text in values:
        ours = our_word(words, text) if words else text
        if ours is None:
            strange.append(text)
        elif ours != text:
            draft.entry(f"values.{name}", text, ours)
    for text in strange[:EXAMPLES]:
        near = nearest(text, words) or "…"
        draft.entry(f"values.{name}", text, near, f"say which it is: {', '.join(words)}", sure=False)
    if len(strange) > EXAMPLES:
        draft.remark(f"values.{name}", f"{len(strange) - EXAMPLES} more words of the file need one of ours")


def _left_over(draft: Draft, sheet: Sheet, best: Guess, spread: Sequence[Finding]) -> None:
    given = {column.name for column in best.columns if column.sure}
    usual = USUALLY_CONSTANT if best.table == "codings" else set[str]()
    for name, kind in TABLES[best.table].columns().items():
        if not kind.nullable and name not in given | usual and name not in COMPLETED.get(best.table, ()):
            words = words_of(kind)
            told = f"one of {', '.join(words)}" if words else "the same for every row, if it is"
            draft.entry("constants", name, (words or ("…",))[0], f"needed, and under no heading: {told}", sure=False)
    used = {column.heading for column in best.columns} | {each for finding in spread for each in finding.headings}
    behind = [heading for heading in sheet.headings if heading not in used]
    if behind:
        shown = ", ".join(f"“{heading}”" for heading in behind[:40])
        draft.remark("columns", f"Left over: {shown}{' …' if len(behind) > 40 else ''}")
