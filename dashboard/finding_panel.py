"""The panel of a finding: its chain of evidence, from the headline down to the words."""

from dash import html
from dash.development.base_component import Component

from dashboard.page import Edition
from queries.disclosure import Gate
from queries.selection import Selection


def finding_evidence(gate: Gate, edition: Edition, selection: Selection) -> list[Component]:
    """What the panel holds for the selection's finding; nothing for one that the audience has none of."""
    return [html.Div("")] if selection.finding else []
