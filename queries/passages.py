"""The words behind a number: passages of a code in their context, with every coder's marks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import polars as pl

from queries.disclosure import Gate
from queries.query import Query
from queries.selection import Selection

PASSAGES = Query(
    "passages",
    {
        "interview": pl.String,
        "respondent": pl.String,
        "stage": pl.String,
        "start": pl.Int64,
        "end": pl.Int64,
        "before": pl.String,
        "passage": pl.String,
        "after": pl.String,
        "marks": pl.List(
            pl.Struct(
                {
                    "start": pl.Int64,
                    "end": pl.Int64,
                    "coder": pl.String,
                    "is_panel": pl.Boolean,
                    "code": pl.String,
                    "polarity": pl.String,
                }
            )
        ),
        "counted": pl.Boolean,
        "total": pl.Int64,
    },
)

CONTEXT = 180
"""Characters shown on either side of a passage."""


@dataclass(frozen=True)
class Segment:
    """A stretch of a passage that the same coders marked from its first character to its last."""

    text: str
    coders: tuple[str, ...]


def passages(gate: Gate, selection: Selection, code: str, *, limit: int | None = None, offset: int = 0) -> pl.DataFrame:
    """Passages of `code` (or of codes below it) in the selection's interviews, one row a passage, in a steady order.

    `before` and `after` are up to CONTEXT characters around it, `marks` who marked which span of it as what,
    `counted` whether the person counts as voicing the code in that interview, and `total` how many passages there
    are in all. Without a `limit` all of them come.
    """
    return gate.run(
        PASSAGES,
        filters=selection.filters.parameters(),
        code=code,
        context=CONTEXT,
        limit=limit,
        offset=offset,
    )


def segments(passage: str, start: int, marks: Sequence[dict[str, object]]) -> Iterator[Segment]:
    """`passage`, which begins at `start` of its transcript, cut wherever an independent coder's mark begins or ends.

    The panel's marks do not cut: it confirms what a coder marked.
    """
    spans = [(int(str(m["start"])), int(str(m["end"])), str(m["coder"])) for m in marks if not m["is_panel"]]
    edges = sorted({start, start + len(passage)} | {edge for begin, end, _ in spans for edge in (begin, end)})
    for left, right in pairwise(edges):
        coders = sorted({coder for begin, end, coder in spans if begin <= left and right <= end})
        yield Segment(passage[left - start : right - start], tuple(coders))
