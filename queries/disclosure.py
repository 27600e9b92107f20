"""Disclosure: the gate. The only way to an answer, and the one place where the policy is carried out."""

import json
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from threading import Lock

import polars as pl
from cachetools import LRUCache

from queries.audience import SMALLEST_GROUP, Audience, Terms
from queries.database import Database
from queries.policy import ANALYSTS_ONLY, ROWS
from queries.query import Query
from queries.rulings import Ruling
from queries.selection import Dimension, Filters, Selection

KEPT = 4_000_000
"""Bytes of answers that a gate keeps."""

ANALYSTS_ALONE = "This is for the study’s analysts only."
"""Said of everything that is withheld, whatever it is and whether or not there is any."""


class WithheldError(Exception):
    """What was asked for is for analysts only."""


RELEASE_TERMS = Query(
    "release_terms",
    {
        "counts": pl.String,
        "window": pl.Int32,
        "partition": pl.String,
        "smallest_group": pl.Int64,
        "groups": pl.Int64,
    },
)


class Gate:
    """A release as one audience may see it. Every answer that leaves `queries` comes through `run`."""

    def __init__(self, database: Database, audience: Audience) -> None:
        self.audience = audience
        self._database = database
        self._kept: LRUCache[str, pl.DataFrame] = LRUCache(KEPT, lambda frame: frame.estimated_size())
        self._lock = Lock()

    @cached_property
    def terms(self) -> Terms:
        """What the study promises its leaders, and to whom this gate speaks."""
        row = RELEASE_TERMS.ask(self._database).row(0, named=True)
        is_large_enough = row["groups"] > 1 and row["smallest_group"] >= SMALLEST_GROUP
        partition = Dimension(row["partition"]) if row["counts"] == "words" and is_large_enough else None
        return Terms(self.audience, row["counts"], row["window"], partition)

    def run(self, query: Query, /, **parameters: object) -> pl.DataFrame:
        """The answer to `query` that the audience may have; raises WithheldError when it may have none of it.

        Analysts get the whole answer. For everyone else filters are taken off, a split that is not the declared one
        too, and the row of the policy narrows the rest.
        """
        row = ROWS.get(query.name, ANALYSTS_ONLY)
        if self.terms.is_restricted:
            return self._answer(query, parameters, row.full)
        if row.ruling is None or self._database.is_held_back:
            raise WithheldError(ANALYSTS_ALONE)
        return self._answer(query, self._narrowed(parameters), row.ruling)

    def _answer(self, query: Query, parameters: dict[str, object], ruling: Ruling) -> pl.DataFrame:
        """The answer as `ruling` makes it, kept for when it is asked for again: a release never changes."""
        key = json.dumps([query.name, parameters], sort_keys=True)
        with self._lock:
            kept = self._kept.get(key)
        if kept is None:
            kept = ruling(query.ask(self._database, **parameters), self.terms)
            with self._lock, suppress(ValueError):  # too large to be kept
                self._kept[key] = kept
        return kept

    def narrow(self, selection: Selection) -> Selection:
        """The part of a selection that the audience may make."""
        if self.terms.is_restricted:
            return selection
        return replace(selection, filters=Filters(), dimension=self._dimension(selection.dimension))

    def _narrowed(self, parameters: dict[str, object]) -> dict[str, object]:
        narrow: dict[str, object] = {}
        if "filters" in parameters:
            narrow["filters"] = Filters().parameters()
        if "dimension" in parameters:
            narrow["dimension"] = self._dimension(Dimension(str(parameters["dimension"]))).value
        return parameters | narrow

    def _dimension(self, asked: Dimension) -> Dimension:
        is_told = self.audience == Audience.LEADER and asked == self.terms.partition
        return asked if is_told else Dimension.WHOLE
