"""The panel of an indicator: how it is measured, and its value in every network."""

from dash import html
from dash.development.base_component import Component

from dashboard.page import Edition
from queries.disclosure import Gate
from queries.selection import Selection


def indicator_evidence(gate: Gate, edition: Edition, selection: Selection) -> list[Component]:
    """What the panel holds for the selection's indicator; nothing for one that nobody observed."""
    return [html.Div("")] if selection.indicator else []
