"""Group rows: the themes of a page as rows of people, one under another, so that they can be held side by side."""

import polars as pl
from dash import html

from dashboard.components.people import people_figures
from dashboard.components.plate import evidence_button


def group_rows(groups: pl.DataFrame, caption: str, people: str) -> html.Table:
    """A table from rows of (code, name, least, most, n, says): a name, its people, and how many they are.

    Of a range it is said without the n, which its figures show. A row of which nothing is said (`says` null) is told
    elsewhere, as change, and says so.
    """
    body = []
    for code, name, least, most, n, says in groups.select("code", "name", "least", "most", "n", "says").iter_rows():
        button = evidence_button("code", code, children=name, className="cp-link")
        cells = (
            [html.Td("told as change, below", colSpan=2, className="cp-elsewhere")]
            if says is None
            else [
                html.Td(people_figures(least, most, n)),
                html.Td(says if least == most else says.removesuffix(f" of {n}"), className="cp-num text-end"),
            ]
        )
        body.append(html.Tr([html.Th(button, scope="row"), *cells]))
    heads = [html.Th(head, scope="col") for head in ("Theme", f"{people.capitalize()}, drawn", people.capitalize())]
    return html.Table(
        [
            html.Caption(caption, className="visually-hidden"),
            html.Thead(html.Tr(heads), className="visually-hidden"),
            html.Tbody(body),
        ],
        className="table table-sm cp-groups",
    )
