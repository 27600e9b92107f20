"""The evidence panel: behind a number, the words; for analysts in their context, for leaders as they were cleared."""

from typing import Any

import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboard.components.evidence import PAGE, evidence
from dashboard.components.people import people_row
from dashboard.components.quoted import quoted
from dashboard.components.sentences import says
from dashboard.finding_panel import finding_evidence
from dashboard.indicator_panel import indicator_evidence
from dashboard.page import Edition
from queries.disclosure import Gate
from queries.passages import passages
from queries.quotations import quotations
from queries.selection import Dimension, Level, Selection
from queries.study import Overview
from queries.themes import codebook, stage_change, theme_prevalence


def evidence_for(gate: Gate, edition: Edition, selection: Selection, page: int) -> list[Component]:
    """What the panel holds for the innermost evidence that is open; nothing where none is, or where it is unknown.

    Of a code the passages are shown from the one numbered `page` times PAGE on.
    """
    if selection.code:
        found = code_evidence(gate, edition.study, selection, page)
    elif selection.indicator:
        found = indicator_evidence(gate, edition, selection)
    else:
        found = finding_evidence(gate, edition, selection)
    is_nested = sum(map(bool, (selection.code, selection.indicator, selection.finding))) > 1
    return (
        [html.Button("Back", type="button", className="btn btn-cp cp-back"), *found] if found and is_nested else found
    )


def code_evidence(gate: Gate, study: Overview, selection: Selection, page: int) -> list[Component]:
    """What the panel holds for the selection's code, from passage `page` times PAGE on; nothing for no known code."""
    row = next(iter(codebook(gate).filter(code=selection.code).rows(named=True)), None)
    if row is None:
        return []
    branch = Selection(selection.filters, Dimension.WHOLE, Level(row["level"]))
    total = theme_prevalence(gate, branch, domains=[selection.code]).filter(code=selection.code)
    if gate.terms.is_restricted:
        found = passages(gate, selection, selection.code, limit=PAGE, offset=PAGE * page)
        against = int(total["counter_only"].sum())
        return evidence(
            row, _counts(total, study), counter_only=against, coders=study.coders or (), passages=found, page=page
        )
    change = stage_change(gate, branch, domains=[selection.code]).filter(code=selection.code)
    return quoted(row, [*_counts(total, study), *_changes(change, study)], quotations(gate, selection.code))


def _counts(total: pl.DataFrame, study: Overview) -> list[Component]:
    return [_people(row, "", study) for row in total.iter_rows(named=True)]


def _changes(change: pl.DataFrame, study: Overview) -> list[Component]:
    return [
        _people(row, end, study, f" in {row[label]}")
        for row in change.iter_rows(named=True)
        for end, label in (("before_", "first_label"), ("after_", "last_label"))
    ]


def _people(row: dict[str, Any], end: str, study: Overview, when: str = "") -> Component:
    said = says(row[f"{end}says"], study.people(row["n"] or 2) + when)
    return people_row(row[f"{end}least"], row[f"{end}most"], row["n"], said)
