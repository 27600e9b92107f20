"""Co-occurrence: which codes come together, in people and in passages."""

from collections.abc import Sequence

import polars as pl

from queries import statistics
from queries.disclosure import Gate
from queries.query import Query
from queries.selection import Selection

COOCCURRENCE = Query(
    "cooccurrence",
    {
        "first_code": pl.String,
        "first_name": pl.String,
        "second_code": pl.String,
        "second_name": pl.String,
        "both": pl.Int64,
        "first": pl.Int64,
        "second": pl.Int64,
        "n": pl.Int64,
        "same_passage": pl.Int64,
        "same_passage_interviews": pl.Int64,
    },
)

MEASURES = ("jaccard", "lift", "expected", "phi")


def cooccurrence(gate: Gate, selection: Selection, *, domains: Sequence[str] = ()) -> pl.DataFrame:
    """How many people voice `both` of two codes, the `first` and the `second`, of the `n` whose interviews are read.

    One row per two codes of the selection's level, in the order of the codebook (`first_code`, `first_name`,
    `second_code`, `second_name`); a code and one it stands under are no pair. `domains` limits both to branches of the
    codebook. `same_passage` is how many of `both` have, in one interview, affirming passages of the two that share at
    least one character, both marked by one reader whom the counting rule listens to, of codes that count in that
    interview; `same_passage_interviews` is in how many interviews. No rows where nobody is read.

    From queries.statistics, on people: `jaccard` (both over either, 0 to 1), `expected` (people who would voice both by
    chance), `lift` (both over expected), `phi` (-1 to 1), each null where it is undefined. `near_chance` is true where
    `both` is less than one person from `expected`: read `jaccard` beside it, since two common codes always meet; null
    where nobody voices either. For analysts only: WithheldError for everyone else.
    """
    pairs = gate.run(
        COOCCURRENCE,
        filters=selection.filters.parameters(),
        level=selection.level.value,
        domains=list(domains) or None,
    )
    met = [statistics.cooccurrence(*row) for row in pairs.select("both", "first", "second", "n").iter_rows()]
    measured = pairs.with_columns(
        pl.Series(name, [getattr(figures, name) for figures in met], dtype=pl.Float64) for name in MEASURES
    )
    is_voiced = pl.col("first") + pl.col("second") > 0
    return measured.with_columns(
        expected=pl.when(is_voiced).then("expected"),
        near_chance=pl.when(is_voiced).then((pl.col("both") - pl.col("expected")).abs() < 1),
    )
