"""The table of counts: the same numbers as the chart, one row a code, one column a group."""

import polars as pl
from dash import html

from dashboard.components.plate import code_button


def count_table(frame: pl.DataFrame, caption: str, people: str) -> html.Table:
    """A table from rows of (label, heading, code, name, respondents, n): each cell says "x of n" `people`."""
    groups = frame["label"].unique(maintain_order=True).to_list()
    heads = [people.capitalize()] if len(groups) == 1 else groups
    body, above = [], object()
    for (heading, code, name), cells in frame.group_by(["heading", "code", "name"], maintain_order=True):
        if heading is not None and heading != above:
            body.append(html.Tr(html.Th(heading, colSpan=len(groups) + 1, scope="colgroup", className="cp-group")))
        above = heading
        counts = dict(zip(cells["label"], cells.select("respondents", "n").iter_rows(), strict=True))
        button = code_button(code, children=name, className="cp-link")
        values = [html.Td(_of(counts.get(group)), className="cp-num text-end") for group in groups]
        body.append(html.Tr([html.Th(button, scope="row"), *values]))
    head = html.Tr(
        [html.Th("Code", scope="col"), *(html.Th(name, scope="col", className="text-end") for name in heads)]
    )
    return html.Table(
        [html.Caption(caption, className="visually-hidden"), html.Thead(head), html.Tbody(body)],
        className="table table-sm align-middle",
    )


def _of(count: tuple[int, int] | None) -> str:
    return "–" if count is None else f"{count[0]} of {count[1]}"
