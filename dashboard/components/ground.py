"""The ground of a claim: how it is known, how sure its authors are, and where it stands; always in words too."""

from typing import NamedTuple

from dash import html
from dash.development.base_component import Component


class Ground(NamedTuple):
    """How a claim is known: its name, what that means in a sentence, and the class of its line."""

    name: str
    means: str
    line: str


GROUNDS = {
    "empirical_case": Ground("This case: interviews", "Said by the people who were interviewed here.", "case"),
    "measured_here": Ground("Measured here", "Counted, surveyed or taken from the record in this study.", "here"),
    "literature": Ground("Literature", "Taken from published work, and not measured here.", "lit"),
    "author_assertion": Ground("Authors’ argument", "Argued by the authors, and not measured.", "arg"),
}
"""Each claim_basis of a finding; the firmer the line, the firmer the ground."""


class Confidence(NamedTuple):
    """How sure the authors are: how many of the three cells are filled, and what that means in a sentence."""

    cells: int
    means: str


CONFIDENCE = {
    "high": Confidence(3, "Those who evaluated it think further evidence would hardly change this."),
    "moderate": Confidence(2, "Those who evaluated it think further evidence could change this."),
    "low": Confidence(1, "Those who evaluated it think further evidence may well change this."),
}
STATUS = {
    "draft": "Draft: analysts alone see it",
    "checked": "Checked, not published: analysts alone see it",
    "retracted": "Retracted: analysts alone see it",
}
"""What is said of a finding that is not published."""


def ground_line(basis: str) -> Component:
    """The ground in words, after the line that stands for it."""
    ground = GROUNDS[basis]
    return html.Span(ground.name, className=f"cp-basis {ground.line}")


def confidence_cells(level: str) -> Component:
    """The level of confidence in words, after its three cells."""
    cells = [html.I(className="on" if place < CONFIDENCE[level].cells else "") for place in range(3)]
    return html.Span(
        [html.Span(cells, **{"aria-hidden": "true"}), f"{level.capitalize()} confidence"], className="cp-conf"
    )


def apparatus(basis: str, confidence: str, status: str) -> Component:
    """What stands by a claim: its ground, the confidence in it, and its status where it is not published."""
    standing = [html.Span(STATUS[status], className="cp-status")] if status in STATUS else []
    return html.Div([ground_line(basis), confidence_cells(confidence), *standing], className="cp-apparatus cp-small")
