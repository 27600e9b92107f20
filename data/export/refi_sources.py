"""Transcripts and what was marked in them as the text sources of a REFI-QDA project."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import polars as pl
from lxml import etree

from data.export.refi_cases import add_values
from data.export.refi_elements import Guids, add, element, refer
from data.study import Study

BOM = "\ufeff"
QUOTED = 50
"""Characters of the marked words that name a selection."""


def sources(study: Study, guids: Guids) -> Iterator[etree._Element]:
    """A source for each interview, with a selection for each passage marked and a coding for each mark."""
    marks = _marks(study.tables["codings"], study.tables["codes"])
    for row in study.tables["interviews"].iter_rows(named=True):
        key = row["interview"]
        guid = guids.of("interviews", key)
        source = element("TextSource", guid=guid, name=key, plainTextPath=f"internal://{guid}.txt")
        for selection in _selections(key, marks.get(key), study.transcripts[key], guids):
            source.append(selection)
        add_values(source, "interviews", row, guids)
        yield source


def texts(study: Study, guids: Guids) -> Iterator[tuple[str, bytes]]:
    """The files of the sources and their content.

    A text that begins with a byte order mark is given one more: a reader drops the first as no part of the text.
    """
    for key, text in study.transcripts.items():
        name = f"sources/{guids.of('interviews', key)}.txt"
        yield name, ((BOM if text.startswith(BOM) else "") + text).encode()


def _marks(codings: pl.DataFrame, codes: pl.DataFrame) -> Mapping[str, pl.DataFrame]:
    """The codings of each interview, with the time of each as the standard writes it."""
    order = codes.select("code").with_row_index("position")
    held = pl.col("coded_at").dt.year().is_between(1, 9999)
    time = pl.when(held).then(pl.col("coded_at").dt.to_string("%Y-%m-%dT%H:%M:%S%.f"))
    marks = codings.join(order, on="code").with_columns(time=time)
    parted = marks.sort("start", "end", "position", "coder", "round").partition_by("interview", as_dict=True)
    return {str(key): part for (key,), part in parted.items()}


def _selections(key: str, marks: pl.DataFrame | None, text: str, guids: Guids) -> Iterator[etree._Element]:
    rows = marks.iter_rows(named=True) if marks is not None else ()
    for (start, end), codings in groupby(rows, key=lambda row: (row["start"], row["end"])):
        yield _selection(list(codings), text[start:end], guids)


def _selection(marks: Sequence[Mapping[str, Any]], words: str, guids: Guids) -> etree._Element:
    first, times = marks[0], [mark["time"] for mark in marks]
    selection = element(
        "PlainTextSelection",
        guid=guids.of("passages", first["interview"], first["start"], first["end"]),
        name=_quoted(words),
        startPosition=str(first["start"]),
        endPosition=str(first["end"]),
        creatingUser=guids.of("coders", first["coder"]),
        creationDateTime=min(times) if all(times) else None,  # a mark without its own time would be given it
    )
    for mark in marks:
        coding = add(
            selection,
            "Coding",
            guid=coding_guid(mark, guids),
            creatingUser=guids.of("coders", mark["coder"]),
            creationDateTime=mark["time"],
        )
        refer(coding, "CodeRef", guids.of("codes", mark["code"]))
    return selection


def coding_guid(mark: Mapping[str, Any], guids: Guids) -> str:
    """The id of a coding, from all that makes it another than the next."""
    return guids.of("codings", *(mark[name] for name in ("interview", "start", "end", "code", "coder", "round")))


def _quoted(words: str) -> str:
    """The beginning of the words on one line, with a space for each character that is not to be seen."""
    shown = " ".join(words[: QUOTED * 2].split())
    if not shown.isprintable():
        shown = " ".join("".join(letter if letter.isprintable() else " " for letter in shown).split())
    return shown[:QUOTED]
