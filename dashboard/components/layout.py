"""The grid every page is set in: a margin that says where a thing belongs, and an entry that says what it is."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

Children = Sequence[Component | str]


def entry(margin: Children, body: Children) -> html.Section:
    """One block of a page: its apparatus in the margin, itself beside it."""
    return html.Section(
        [html.Div(margin, className="cp-mhead cp-entry"), html.Div(body, className="cp-entry")], className="cp-row"
    )


def title(question: str) -> html.Div:
    """The page's question."""
    return html.Div([html.Div(), html.Div(html.H1(question))], className="cp-row cp-title")


def skeleton() -> html.P:
    """What stands where a page is still being drawn."""
    lines = [html.Span(className="cp-skeleton-line", style={"width": width}) for width in ("58%", "82%", "34%", "70%")]
    return html.P([html.Span("Loading", className="visually-hidden"), *lines], className="cp-skeleton", role="status")


def empty_state(reason: str, remedy: str) -> html.Div:
    """What stands where there is nothing to show: why, and what would fill it."""
    return html.Div([html.H2(reason), html.P(remedy, className="cp-lede")], className="cp-empty")
