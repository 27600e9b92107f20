"""Codings of two states of a study, with the place of each on a line that both transcripts share."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from data.difference.places import Texts
from data.difference.tables import comparable
from data.study import Study

SPAN = ("interview", "start", "end")
PLACE = ("place_start", "place_end")

_PLACES = {"interview": pl.String, **dict.fromkeys(("start", "end", *PLACE), pl.Int64)}


@dataclass(frozen=True)
class ChangedTranscript:
    """A transcript with other words or other spacing: its characters before and after, words added and removed."""

    interview: str
    characters_before: int
    characters_after: int
    words_added: int
    words_removed: int


@dataclass(frozen=True)
class TranscriptChanges:
    """Transcripts that are new, that are gone, and that are not as they were."""

    added: tuple[str, ...]
    gone: tuple[str, ...]
    changed: tuple[ChangedTranscript, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.gone or self.changed)


@dataclass(frozen=True)
class PlacedCodings:
    """The codings before and after, as they are in the study and with a place each.

    Where the transcript is the same, the place is the span itself. Where it changed, it is what `Texts.places` says;
    null where the words are in one of the two texts alone. `row` numbers the rows.
    """

    before: pl.DataFrame
    after: pl.DataFrame
    transcripts: TranscriptChanges


def placed_codings(before: Study, after: Study) -> PlacedCodings:
    """The codings of both states with their places, and what became of the transcripts."""
    frames = [comparable("codings", study.tables["codings"]).with_row_index("row") for study in (before, after)]
    spans = [_spans(frame) for frame in frames]
    old, new = before.transcripts, after.transcripts
    changed, places = [], [pl.DataFrame(schema=_PLACES)] * 2
    for interview in sorted(old.keys() & new.keys()):
        if old[interview] == new[interview]:
            continue
        texts = Texts(old[interview], new[interview])
        marked = [each.get(interview, []) for each in spans]
        for which, found in enumerate(texts.places(*marked)):
            pairs = zip(marked[which], found, strict=True)
            rows = [(interview, *span, *(place or (None, None))) for span, place in pairs]
            places[which] = places[which].vstack(pl.DataFrame(rows, _PLACES, orient="row"))
        lengths = len(old[interview]), len(new[interview])
        changed.append(ChangedTranscript(interview, *lengths, texts.added, texts.removed))
    transcripts = TranscriptChanges(
        tuple(sorted(new.keys() - old.keys())), tuple(sorted(old.keys() - new.keys())), tuple(changed)
    )
    moved = [each.interview for each in changed]
    placed = [_placed(frame, known, moved) for frame, known in zip(frames, places, strict=True)]
    return PlacedCodings(placed[0], placed[1], transcripts)


def _spans(codings: pl.DataFrame) -> Mapping[str, list[tuple[int, int]]]:
    """By interview, each span that is marked there."""
    found: dict[str, list[tuple[int, int]]] = {}
    for interview, start, end in codings.select(SPAN).unique(maintain_order=True).iter_rows():
        found.setdefault(interview, []).append((start, end))
    return found


def _placed(codings: pl.DataFrame, places: pl.DataFrame, moved: list[str]) -> pl.DataFrame:
    is_moved = pl.col("interview").is_in(moved)
    return codings.join(places, on=SPAN, how="left", maintain_order="left").with_columns(
        pl.when(is_moved).then(pl.col(place)).otherwise(pl.col(edge)).alias(place)
        for place, edge in zip(PLACE, ("start", "end"), strict=True)
    )
