"""Nothing: why a page of counts is empty, and what would fill it."""

from dash import html

from dashboard.components.layout import empty_state
from dashboard.page import Edition
from queries.disclosure import Gate
from queries.selection import Dimension, Selection
from queries.themes import codebook

NOT_RECORDED = {
    Dimension.NETWORK: ("No networks are recorded", "networks.csv names them; the column network of respondents.csv "
                        "says who belongs to which."),
    Dimension.ORGANISATION: ("No organisations are recorded", "organisations.csv names them; the column organisation "
                             "of respondents.csv says who belongs to which."),
    Dimension.SECTOR_GROUP: ("No sector groups are recorded", "They come from the column sector_group of "
                             "organisations.csv, through each respondent's organisation."),
    Dimension.ROLE_GROUP: ("No role groups are recorded", "They come from the column role_group of respondents.csv."),
}  # fmt: skip
"""Why there is nothing to split by, and what would fill it. Every interview has a stage."""


def nothing_counted(name: str, gate: Gate, edition: Edition, selection: Selection) -> html.Div:
    """Why the page called `name` has no count of people for a selection, from the first reason to the last."""
    level = selection.level.value
    if codebook(gate).filter(level=level).is_empty():
        return empty_state(f"The codebook has no {level}s", f"codes.csv gives them as rows of the level {level}.")
    if not edition.study.respondents_read:
        return empty_state(
            "No interview has been read to its end yet",
            "A person counts once a coder has finished their interview; assignments.csv says so, as finished.",
        )
    if not edition.study.is_coded:
        return empty_state("No one has coded anything yet", "Codings come from codings.csv, or from a file you import.")
    if not gate.terms.is_restricted:
        return empty_state(
            f"{name} has no number as a whole",
            "Some of it is counted on everyone interviewed and some on those interviewed twice, and the two are never "
            "added. Count codes or themes instead.",
        )
    return empty_state("No one is left by these filters", "Choose other values in the filters above, or All.")
