"""Findings: what the evaluation claims, how sure it is, the voices behind it and what speaks against it."""

from dash import html
from dash.development.base_component import Component

from dashboard.page import Display, Edition, Page
from queries.disclosure import Gate
from queries.selection import Selection


def view(page: Page, gate: Gate, edition: Edition, selection: Selection, display: Display) -> Component:
    """The cards of the findings."""
    return html.Div("")


page = Page("/findings", "Findings", "What did we find?", (), view, counts_people=False)
