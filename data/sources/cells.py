"""What single cells say: nothing, our word for theirs, a number as people write it."""

from collections.abc import Collection, Iterable

import dataframely as dy
import polars as pl

from data.faults import Fault, StudyError
from data.settings import FILE, Source
from data.sources.numbers import number, other_decimal
from data.tables import TABLES

NOTHING = ("na", "n/a", "n.a.", "n.a", "-", "–", "—", "none", "null", "nan", "nil", ".", "..", "?", "missing", "k.a.")
"""Words that often say that there is nothing, in lower case."""


def stripped(cells: pl.DataFrame, missing: Iterable[str] = (), keep: Collection[str] = ()) -> pl.DataFrame:
    """Cells without white space around them, and null where nothing is left or one says that there is nothing.

    Those in the columns `keep` stay as they are written.
    """
    nothing = ["", *(word.strip() for word in missing)]
    bare = {name: pl.col(name).str.strip_chars() for name in cells.columns if name != "row"}
    return cells.with_columns(
        pl.when(~text.is_in(nothing)).then(pl.col(name) if name in keep else text).alias(name)
        for name, text in bare.items()
    )


def free_text(table: str) -> list[str]:
    """The columns of a table that hold what people wrote, and no key, word or number."""
    return [
        name
        for name, column in TABLES[table].columns().items()
        if isinstance(column, dy.String) and not column.metadata and column.regex is None and not column.primary_key
    ]


def in_our_words(cells: pl.DataFrame, source: Source) -> pl.DataFrame:
    """Cells with our words for theirs, by column; the case of a word makes no difference unless it tells two apart."""
    for column, words in source.values.items():
        if column in cells.columns:
            exact = {theirs.strip(): ours for theirs, ours in words.items()}
            folded: dict[str, str] = {}
            for theirs, ours in exact.items():
                if folded.setdefault(theirs.casefold(), ours) != ours:
                    folded[theirs.casefold()] = theirs
            texts = cells[column].drop_nulls().unique().to_list()
            put = {text: exact.get(text, folded.get(text.casefold(), text)) for text in texts}
            cells = cells.with_columns(pl.col(column).replace(put).replace("", None))
    return cells


def with_numbers(
    cells: pl.DataFrame, source: Source, plain_already: Collection[str] = ()
) -> tuple[pl.DataFrame, list[str]]:
    """Cells of the table's number columns written plainly, and what was taken as so: 47.8% is 0.478.

    Columns that are `plain_already` are left alone: their points would be taken for marks between thousands.
    Raises StudyError where decimals have another mark than the source says, or a word says that there is nothing.
    """
    assumed: list[str] = []
    for column, kind in TABLES[source.table].columns().items():
        if (
            column not in cells.columns
            or column in plain_already
            or not (kind.dtype.is_integer() or kind.dtype.is_float())
        ):
            continue
        read: dict[str, str] = {}
        for row, text in cells.select("row", column).drop_nulls().unique(column, maintain_order=True).iter_rows():
            plain = number(text, source.decimal)
            if plain is not None:
                read[text] = plain
            else:
                _refuse(text, row, column, source)
        changed = [text for text, plain in read.items() if text != plain]
        if changed:
            assumed.append(f"numbers in {column} are written plainly: “{changed[0]}” is {read[changed[0]]}")
        cells = cells.with_columns(pl.col(column).replace(read))
    return cells, assumed


def _refuse(text: str, row: int, column: str, source: Source) -> None:
    """A number of the other kind, or a word for nothing, named with its remedy; the rest is left to the checks."""
    if other_decimal(text, source.decimal):
        other = "," if source.decimal == "." else "."
        rule = f'is no number with “{source.decimal}” as the decimal mark; set decimal = "{other}" in {FILE}'
        raise StudyError([Fault(source.file, row, column, text, rule)])
    if text.casefold() in NOTHING:
        rule = f'is no number; where it says that there is nothing, name it in {FILE}: missing = ["{text}"]'
        raise StudyError([Fault(source.file, row, column, text, rule)])


def words_of(column: dy.Column) -> tuple[str, ...]:
    """The words a column of ours may hold, where these are fixed."""
    if isinstance(column, dy.Enum):
        return tuple(column.categories)
    return ("true", "false") if column.dtype == pl.Boolean else ()
