"""Network: how the bodies of a network are tied, drawn and in figures of the whole."""

from dash import html
from dash.development.base_component import Component

from dashboard.page import Display, Edition, Page
from queries.disclosure import Gate
from queries.selection import Selection


def view(page: Page, gate: Gate, edition: Edition, selection: Selection, display: Display) -> Component:
    """The ring and the matrix of the ties, and the figures of the whole network."""
    return html.Div("")


page = Page("/network", "Network", "How do the bodies hold together?", (), view, counts_people=False)
