"""Passages given by their words: found in the transcript, so that every coding has its place."""

import re
from collections.abc import Mapping

import polars as pl

from data.faults import Fault
from data.sources.left_out import LeftOut

PLAIN = str.maketrans("‘’‚“”„–—‑", "'''\"\"\"---")
"""Marks that spreadsheets and word processors set for one another."""


def located(codings: pl.DataFrame, transcripts: Mapping[str, str]) -> tuple[pl.DataFrame, list[LeftOut], list[Fault]]:
    """Codings with `start` and `end` filled in from their `text` where they have none.

    A text that occurs once gives the place; runs of white space count as equal, and so do plain and typographic
    quotation marks and dashes. One that does not occur, or occurs
    more than once, is left out with the reason. Where offsets are given too, the words must be the ones they span.
    Returns the codings without the `text` column, what was left out, and the faults.
    """
    for column in ("interview", "start", "end"):
        if column not in codings.columns:
            codings = codings.with_columns(pl.lit(None, pl.String).alias(column))
    left_out, faults, starts, ends, keep = [], [], [], [], []
    for row in codings.iter_rows(named=True):
        start, end, quoted = row["start"], row["end"], row["text"]
        transcript = transcripts.get(row["interview"] or "", "")
        reason = ""
        if quoted and start is None and end is None:
            spans = _spans(quoted, transcript)
            reason = "" if len(spans) == 1 else _reason(len(spans), row["interview"])
            start, end = spans[0] if len(spans) == 1 else (None, None)
        elif quoted and not _same(quoted, start, end, transcript):
            rule = f"are not the words at {start} to {end} of transcript {row['interview']}"
            faults.append(Fault(row["file"], row["row"], "text", quoted, rule))
        if reason:
            left_out.append(LeftOut(f"{row['file']}, row {row['row']}", quoted, reason, "codings"))
        keep.append(not reason)
        starts.append(None if start is None else str(start))
        ends.append(None if end is None else str(end))
    placed = codings.with_columns(start=pl.Series(starts, dtype=pl.String), end=pl.Series(ends, dtype=pl.String))
    return placed.filter(pl.Series(keep, dtype=pl.Boolean)).drop("text"), left_out, faults


def _spans(quoted: str, transcript: str) -> list[tuple[int, int]]:
    pattern = r"\s+".join(re.escape(word) for word in _plain(quoted).split())
    return [match.span() for match in re.finditer(pattern, _plain(transcript))] if pattern else []


def _plain(text: str) -> str:
    """The text with every quotation mark and dash a plain one, and as many characters as before."""
    return text.translate(PLAIN)


def _same(quoted: str, start: object, end: object, transcript: str) -> bool:
    try:
        spanned = transcript[int(str(start)) : int(str(end))]
    except ValueError:
        return True  # offsets that are no numbers are reported as such, once
    return _plain(spanned).split() == _plain(quoted).split()


def _reason(occurrences: int, interview: str | None) -> str:
    if not occurrences:
        return f"these words do not occur in transcript {interview}"
    return f"these words occur {occurrences} times in transcript {interview}, so their place is not certain"
