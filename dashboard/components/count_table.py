"""The table of counts: the same numbers as the chart, one row a code, one column a group."""

from collections.abc import Callable

import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboard.components.plate import evidence_button
from dashboard.components.shapes import shape


def count_table(
    frame: pl.DataFrame, caption: str, people: str, *, interval: Callable[[dict[str, object]], str] | None = None
) -> html.Table:
    """A table from rows of (label, heading, code, name, says): each cell says how many `people`.

    `interval`, given a row of an unsplit frame, adds a column with what it says of it. As in the chart, `mark` and
    `heading_mark` are the shapes of a code and a heading, and a row without a code is a note.
    """
    groups = frame["label"].unique(maintain_order=True).to_list()
    is_whole = len(groups) == 1
    heads = [people.capitalize(), *(["95% interval"] if interval else [])] if is_whole else groups
    body, above = [], object()
    for (heading, code, name), cells in frame.group_by(["heading", "code", "name"], maintain_order=True):
        if heading is not None and heading != above:
            title = [*_shape(cells, "heading_mark"), heading]
            body.append(html.Tr(html.Th(title, colSpan=len(heads) + 1, scope="colgroup", className="cp-group")))
        above = heading
        if code is None:
            body.append(html.Tr(html.Td(name, colSpan=len(heads) + 1, className="cp-note")))
            continue
        told = dict(cells.select("label", "says").iter_rows())
        button = evidence_button("code", code, children=name, className="cp-link")
        said = [told.get(group, "–") for group in groups]
        said += [interval(cells.row(0, named=True))] if interval and is_whole else []
        values = [html.Td(text, className="cp-num text-end") for text in said]
        body.append(html.Tr([html.Th([*_shape(cells, "mark"), button], scope="row"), *values]))
    head = html.Tr(
        [html.Th("Code", scope="col"), *(html.Th(name, scope="col", className="text-end") for name in heads)]
    )
    return html.Table(
        [html.Caption(caption, className="visually-hidden"), html.Thead(head), html.Tbody(body)],
        className="table table-sm align-middle",
    )


def _shape(cells: pl.DataFrame, column: str) -> list[Component]:
    return shape(cells[column][0]) if column in cells.columns else []
