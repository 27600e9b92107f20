"""Disclosure: the gate. The one place that decides what an audience may see, and the only way to an answer.

POLICY is read by people as well: it stands on the page "Who sees what".
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import polars as pl

from queries import rulings
from queries.audience import SMALLEST_GROUP, Audience, Terms
from queries.database import Database
from queries.query import Query
from queries.rulings import Ruling
from queries.selection import Dimension, Filters, Selection


class WithheldError(Exception):
    """What was asked for is for analysts only."""


@dataclass(frozen=True)
class Row:
    """A row of the policy: what it covers, what each audience gets, in words, and how the answers are narrowed.

    `queries` are the questions it decides on. `ruling` makes of their answers what leaders and the presentation screen
    get; None where analysts alone get any. `full` makes what analysts get.
    """

    about: str
    leader: str
    presentation: str
    analyst: str
    queries: tuple[str, ...] = ()
    ruling: Ruling | None = None
    full: Ruling = rulings.as_it_is


POLICY = (
    Row(
        "What the study is",
        "Title, stages, networks and how many people were interviewed",
        "The same",
        "Also the coders, the codings and the organisations counted",
        ("overview",),
        rulings.overview,
    ),
    Row(
        "The codebook: names and definitions",
        "All of it",
        "All of it",
        "All of it",
        ("codebook", "domains_shown", "release_terms"),
        rulings.as_it_is,
    ),
    Row(
        "How many people voice a code or theme",
        "The number where it is at least three people from none and from all (more if the study says so); else a "
        "range, such as “2 or fewer”. Or, if the study says so, words: few, some, nearly all, with one declared split "
        "told as minority, half or majority",
        "Few, some, nearly all",
        "Exact, with intervals, the readings of each coder, organisations, and who was asked",
        ("theme_prevalence",),
        rulings.totals,
        rulings.exact_totals,
    ),
    Row(
        "Change between the first stage and the last",
        "For the themes released so, the two numbers on the people interviewed twice, by the same rule; these themes "
        "have no other number",
        "The same in words",
        "For every code, with those who came to it and those who left it",
        ("stage_change",),
        rulings.changes,
        rulings.exact_changes,
    ),
    Row(
        "Quotations",
        "Cleared wording only, by consent, put down to “Senior leader”, or to a role group of five or more beside an "
        "exact number; at most two of one person",
        "Of these, what may be made public",
        "Every passage, with its place",
        ("quotations",),
        rulings.quotations,
    ),
    Row(
        "Transcripts, coders’ marks and filters",
        "None",
        "None",
        "All; each look is logged",
        ("passages", "filter_choices"),
    ),
)

ANALYSTS_ONLY = Row("Everything else", "None", "None", "All; each look is logged")

ROWS: Mapping[str, Row] = {query: row for row in POLICY for query in row.queries}
"""The row that decides on each question; a question without one is for analysts only."""

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


def promise(terms: Terms) -> str:
    """What leaders are promised, in one sentence."""
    told = (
        f"exactly when it is at least {terms.window} people from none and from all, and as a range otherwise"
        if terms.counts == "window"
        else "in words: few, some or nearly all"
    )
    return (
        f"Leaders are told a number {told}, so that nobody who reads it, and nobody who is one of them and knows their "
        "own answer, can be certain what any other person said."
    )


class Gate:
    """A release as one audience may see it. Every answer that leaves `queries` comes through `run`."""

    def __init__(self, database: Database, audience: Audience) -> None:
        self.audience = audience
        self._database = database

    @cached_property
    def terms(self) -> Terms:
        """What the study promises its leaders, and to whom this gate speaks."""
        row = RELEASE_TERMS.ask(self._database).row(0, named=True)
        is_split_told = row["counts"] == "words" and row["partition"] and (row["smallest_group"] or 0) >= SMALLEST_GROUP
        partition = Dimension(row["partition"]) if is_split_told else None
        return Terms(self.audience, row["counts"], row["window"], partition)

    def run(self, query: Query, /, **parameters: object) -> pl.DataFrame:
        """The answer to `query` that the audience may have; raises WithheldError when it may have none of it.

        Analysts get the whole answer. For everyone else filters are taken off, a split that is not the declared one
        too, and the row of the policy narrows the rest.
        """
        row = ROWS.get(query.name, ANALYSTS_ONLY)
        if self.terms.is_restricted:
            return row.full(query.ask(self._database, **parameters), self.terms)
        if row.ruling is None or self._database.is_held_back:
            raise WithheldError("This is for the study’s analysts only.")
        return row.ruling(query.ask(self._database, **self._narrowed(parameters)), self.terms)

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
