"""Saturation: when further interviews stopped bringing codes that nobody had thought of.

It is about codes alone. Whether their meaning was understood needs many more interviews (Hennink and others 2017) and
is not claimed. For reflexive thematic analysis the idea itself is disputed (Braun and Clarke): show it where asked for.
"""

import polars as pl

from queries import statistics
from queries.disclosure import Gate
from queries.query import Query
from queries.selection import Selection

SATURATION = Query(
    "saturation",
    {
        "place": pl.Int64,
        "interview": pl.String,
        "respondent": pl.String,
        "stage": pl.String,
        "new_codes": pl.Int64,
        "cumulative": pl.Int64,
        "free_nodes": pl.Int64,
        "codes": pl.List(pl.String),
    },
)

BASE = 4
"""Interviews whose codes the later ones are held against."""

RUNS = (2, 3)
"""Interviews in a run."""

THRESHOLDS = (0.05, 0.0)
"""Shares of the base's codes that a run may bring and still count as bringing nothing new."""

ORDERS = 1000
SEED = 20


def saturation(gate: Gate, selection: Selection) -> pl.DataFrame:
    """New codes by interview, in the order held, over codes that were found in the interviews (free nodes) alone.

    One row per interview of the selection that is read: `place` from 1, by sequence, then by date, then by key, those
    without a sequence last; `interview`, `respondent`, `stage`; `codes`, the free-node codes present in it by the
    counting rule; `new_codes`, how many of them no earlier interview has; `cumulative`, how many there are by then, of
    the `free_nodes` in the codebook. For analysts only: WithheldError for everyone else.
    """
    return gate.run(SATURATION, filters=selection.filters.parameters())


def saturation_reached(held: pl.DataFrame) -> pl.DataFrame:
    """Whether and when code saturation is reached in what `saturation` returned (Guest, Namey and Chen 2020).

    One row per `run` of RUNS and `threshold` of THRESHOLDS, over the `base` of the first 4 interviews, which brought
    `base_codes`: `reached_at`, the place of the interview after which a run brings at most that share, and `reading`,
    such as 6+2; both null where none does. `reason` says why, and is null where it is reached.
    """
    rows = []
    for run in RUNS:
        for threshold in THRESHOLDS:
            found = statistics.saturation(held["new_codes"].to_list(), BASE, run, threshold)
            rows.append(
                {
                    "base": BASE,
                    "run": run,
                    "threshold": threshold,
                    "base_codes": found.base_codes if found else 0,
                    "reached_at": found.reached_at if found else None,
                    "reading": found.reading if found else None,
                    "reason": _reason(held, found, run),
                }
            )
    schema = {"base": pl.Int64, "run": pl.Int64, "threshold": pl.Float64, "base_codes": pl.Int64,
              "reached_at": pl.Int64, "reading": pl.String, "reason": pl.String}  # fmt: skip
    return pl.DataFrame(rows, schema=schema)


def saturation_orders(held: pl.DataFrame) -> pl.DataFrame:
    """What `saturation` returned, had the interviews been held in another order: 1,000 random ones, always the same.

    One row per `place`: `median`, `low` and `high` (5th and 95th percentiles) of the different codes by then.
    """
    band = statistics.saturation_band([set(codes) for codes in held["codes"]], ORDERS, SEED)
    schema = {"place": pl.Int64, "median": pl.Float64, "low": pl.Float64, "high": pl.Float64}
    return pl.DataFrame(band or (), schema=schema, orient="row")


def _reason(held: pl.DataFrame, found: statistics.Saturation | None, run: int) -> str | None:
    """Why there is no saturation to report; None where there is."""
    if held.is_empty():
        return "no interview is read"
    if not held["free_nodes"].item(0):
        return "no code of the codebook comes from the interviews"
    if found is None:
        return f"the first {BASE} interviews have no code that comes from the interviews"
    if not found.runs:
        return f"fewer than {BASE + run} interviews are read"
    return "not reached" if found.reached_at is None else None
