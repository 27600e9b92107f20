"""Codings of a table, each with its place: in a transcript, in the excerpts alone, or in an interview as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from data.faults import StudyError
from data.sources.left_out import LeftOut
from data.sources.passages import located

BETWEEN = "\n\n"
NO_TRANSCRIPT = "No transcript: the codes of this interview came as a table without passages."
KEY = ("interview", "start", "end", "code", "coder", "round")


@dataclass
class Excerpts:
    """Transcripts made of excerpts: of each interview its excerpts in the order they came, each once."""

    starts: dict[str, dict[str, int]] = field(default_factory=dict)
    _ends: dict[str, int] = field(default_factory=dict)

    def __contains__(self, interview: str) -> bool:
        return interview in self._ends

    def add(self, interview: str, excerpt: str) -> None:
        """Put an excerpt at the end of the interview's transcript, unless it stands there."""
        starts = self.starts.setdefault(interview, {})
        if excerpt not in starts:
            end = self._ends.get(interview)
            starts[excerpt] = 0 if end is None else end + len(BETWEEN)
            self._ends[interview] = starts[excerpt] + len(excerpt)

    def text(self, interview: str) -> str:
        """The transcript of an interview as it is by now."""
        return BETWEEN.join(self.starts[interview])


@dataclass
class Placed:
    """Codings with their places, the transcripts made for them, what was left out, and what was taken as so."""

    codings: pl.DataFrame
    transcripts: dict[str, str] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)
    text_matches: int | None = None


def placed(
    codings: pl.DataFrame, passages: pl.DataFrame, transcripts: Mapping[str, str], made: Excerpts | None, file: str
) -> Placed:
    """Place codings by their offsets, their `text`, or else on the interview as a whole.

    With `made` the excerpts in `passages` (interview and text of every row, coded or not) become the transcript of an
    interview that has none. Raises StudyError where words do not stand at the offsets given beside them.
    """
    if "text" in codings.columns:
        found = _by_words(codings, passages, transcripts, made, file)
    elif {"start", "end"} & set(codings.columns):
        found = Placed(codings)
    else:
        found = _as_a_whole(codings, transcripts, made, file)
    found.codings, twice = _once(found.codings, file)
    found.left_out += twice
    if "text" in codings.columns:
        found.text_matches = found.codings.height
    return found


def _by_words(
    codings: pl.DataFrame, passages: pl.DataFrame, transcripts: Mapping[str, str], made: Excerpts | None, file: str
) -> Placed:
    found = Placed(codings)
    for column in ("interview", "start", "end"):
        if column not in codings.columns:
            codings = codings.with_columns(pl.lit(None, pl.String).alias(column))
    wordless = codings.filter(pl.col("text").is_null() & pl.col("start").is_null())
    for row, code in wordless.select("row", "code").iter_rows():
        found.left_out.append(LeftOut(f"{file}, row {row}", code or "", "no words are given for it", "codings"))
    codings = codings.filter(pl.col("text").is_not_null() | pl.col("start").is_not_null())
    own = _built(passages, transcripts, made) if made is not None else set()
    if made is not None and own:
        found.transcripts = {each: made.text(each) for each in own if each not in transcripts}
        if found.transcripts:
            found.assumed.append(
                f"{_without(found.transcripts)}: excerpts, in the order of the rows and each once, are taken as all "
                "that was said"
            )
        codings = _in_excerpts(codings, made, own)
    whole = {**transcripts, **found.transcripts}
    found.codings, behind, faults = located(codings.with_columns(file=pl.lit(file)), whole)
    if faults:
        raise StudyError(faults)
    found.codings = found.codings.drop("file")
    found.left_out += behind
    return found


def _built(passages: pl.DataFrame, transcripts: Mapping[str, str], made: Excerpts) -> set[str]:
    """Add the excerpts to the transcripts made of them; returns the interviews whose excerpts are their transcript.

    One that has another transcript keeps it, and its excerpts are looked for in there.
    """
    own: set[str] = set()
    fresh = Excerpts()
    for interview, excerpt in passages.select("interview", "text").drop_nulls().iter_rows():
        (fresh if interview in transcripts and interview not in made else made).add(interview, excerpt)
        own.add(interview)
    for interview in fresh.starts:
        if f"{transcripts[interview]}{BETWEEN}".startswith(f"{fresh.text(interview)}{BETWEEN}"):
            made.starts[interview] = fresh.starts[interview]
        else:
            own.discard(interview)
    return own


def _in_excerpts(codings: pl.DataFrame, made: Excerpts, own: set[str]) -> pl.DataFrame:
    """Codings with their places in the interviews whose excerpts are their transcript."""
    starts, ends = codings["start"].to_list(), codings["end"].to_list()
    for at, (interview, text) in enumerate(codings.select("interview", "text").iter_rows()):
        if interview in own and text is not None and starts[at] is None:
            start = made.starts[interview][text]
            starts[at], ends[at] = str(start), str(start + len(text))
    return codings.with_columns(start=pl.Series(starts, dtype=pl.String), end=pl.Series(ends, dtype=pl.String))


def _as_a_whole(codings: pl.DataFrame, transcripts: Mapping[str, str], made: Excerpts | None, file: str) -> Placed:
    found = Placed(codings)
    interviews = codings["interview"].drop_nulls().unique(maintain_order=True).to_list()
    whole = dict(transcripts)
    if made is not None:
        for interview in interviews:
            if interview not in transcripts and interview not in made:
                made.add(interview, NO_TRANSCRIPT)
                found.transcripts[interview] = NO_TRANSCRIPT
        whole |= {interview: made.text(interview) for interview in interviews if interview in made}
    lengths = {interview: str(len(whole[interview])) for interview in interviews if whole.get(interview)}
    reason = "no passage is given for it, and its interview has no transcript to be coded as a whole"
    lost = codings.filter(~pl.col("interview").is_in(list(lengths)).fill_null(value=False))
    for row, code in lost.select("row", "code").iter_rows():
        found.left_out.append(LeftOut(f"{file}, row {row}", code or "", reason, "codings"))
    found.codings = codings.filter(pl.col("interview").is_in(list(lengths))).with_columns(
        start=pl.lit("0"), end=pl.col("interview").replace_strict(lengths, default=None, return_dtype=pl.String)
    )
    if lengths:
        found.assumed.append("no passages are given: each coding is of an interview as a whole")
    if found.transcripts:
        found.assumed.append(f"{_without(found.transcripts)}, and one that says so is made")
    return found


def _without(transcripts: Mapping[str, str]) -> str:
    return (
        "1 interview has no transcript"
        if len(transcripts) == 1
        else f"{len(transcripts)} interviews have no transcript"
    )


def _once(codings: pl.DataFrame, file: str) -> tuple[pl.DataFrame, list[LeftOut]]:
    """Codings that are not there twice: the same code on the same passage by the same coder."""
    key = [column for column in KEY if column in codings.columns]
    rest = [column for column in codings.columns if column not in ("row", "coded_at")]
    whole = codings.select(pl.all_horizontal(pl.col(key).is_not_null())).to_series()
    again = whole & ~codings.select(pl.struct(rest).is_first_distinct()).to_series()
    behind = [
        LeftOut(f"{file}, row {row}", code or "", "the same passage is coded so already", "codings")
        for row, code in codings.filter(again).select("row", "code").iter_rows()
    ]
    return codings.filter(~again), behind
