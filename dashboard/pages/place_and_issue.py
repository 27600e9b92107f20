"""Place and issue: each place-based network beside the issue-based ones, indicator by indicator."""

from dash import html
from dash.development.base_component import Component

from dashboard.page import Display, Edition, Page
from queries.disclosure import Gate
from queries.selection import Selection


def view(page: Page, gate: Gate, edition: Edition, selection: Selection, display: Display) -> Component:
    """The strips of the indicators, and the claims beside the data."""
    return html.Div("")


page = Page("/place-and-issue", "Place and issue", "Does place beat issue?", (), view, counts_people=False)
