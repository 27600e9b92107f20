"""The margins of barriers and enablers: how their charts are read, and what could be taken wrongly."""

from collections.abc import Sequence

import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboard.components.shapes import shape
from queries.disclosure import Gate
from queries.study import Overview


def sides_margin(domains: Sequence[str], whole: pl.DataFrame, gate: Gate, people: str) -> list[Component]:
    """The margin of the two panels, from the rows of (least, most, n) that they draw."""
    n, is_banded = whole["n"][0], whole.filter(pl.col("least") < pl.col("most")).height > 0
    dots = f"Small dots mark every possible whole number of {people}, 0 to {n}."
    hatch = [html.Span(className="cp-withheld"), html.Br(), "Told as a range, to protect individuals."]
    bar = f"Pale bar: 95% interval (Wilson), if these {people} were typical of similar {people}."
    asides = [
        *([html.P(dots, className="cp-beside")] if n else []),
        *([html.P(hatch)] if is_banded else []),
        *([html.P(bar)] if gate.terms.is_restricted else []),
        html.P("Barriers and enablers are not opposites on one scale: no net score is made."),
        html.P("Who did not voice a code did not thereby disagree with it."),
        html.P("Choose a row to read the words behind it."),
    ]
    return [
        html.Span("Hindering and helping", className="cp-head"),
        html.Span(f" {', '.join(domains)}", className="cp-key"),
        html.Div(asides, className="cp-note cp-asides"),
    ]


def lens_margin(lens: str, gate: Gate, study: Overview) -> list[Component]:
    """The margin of a framework's items: what belongs to them, and that they are no sums."""
    ofs = (
        "Any of these: people who voiced at least one of an item’s codes, each counted once."
        if gate.terms.is_restricted
        else f"An item has no number of its own: one {study.people(1)} may voice several of its codes."
    )
    asides = [
        html.P("Every code of the study that belongs to an item, whatever its domain."),
        html.P(ofs),
        html.P([*shape("barrier", spoken=False), "barrier, ", *shape("enabler", spoken=False), "enabler"]),
        html.P("Choose a row to read the words behind it."),
    ]
    return [html.Span(lens, className="cp-head"), html.Div(asides, className="cp-note cp-asides")]
