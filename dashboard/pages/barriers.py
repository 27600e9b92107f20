"""Barriers and enablers: what hinders and what carries, side by side on one scale and never netted."""

from dash import html
from dash.development.base_component import Component

from dashboard.page import Display, Edition, Page
from queries.disclosure import Gate
from queries.selection import Selection
from queries.themes import domains_shown


def barriers_and_enablers(gate: Gate) -> Page:
    """The page for this release, on the domains that the study gives to barriers and to enablers."""
    domains = [code for name in ("barriers", "enablers") for code in domains_shown(gate, name)["code"]]
    return Page("/barriers", "Barriers", "What hinders, what carries?", tuple(domains), view)


def view(page: Page, gate: Gate, edition: Edition, selection: Selection, display: Display) -> Component:
    """The two panels of the dot plot, and what stands beside them."""
    return html.Div("")
