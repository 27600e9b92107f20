"""The table of change: the same numbers as the dumbbells, one row a code, one column an occasion."""

from typing import Any

import polars as pl
from dash import html

from dashboard.components.plate import evidence_button

MOVES = ("Came to it", "Left it", "Difference in points, 95% interval")
"""What analysts get besides: people who voiced it only at the last stage, or only at the first; and their balance."""


def change_table(change: pl.DataFrame, caption: str, *, with_moves: bool) -> html.Table:
    """A table from rows of stage_change: what is said of each end; `with_moves` how many came and left besides."""
    first, last = change.select("first_label", "last_label").row(0)
    heads = [first, last, *(MOVES if with_moves else ())]
    body, above = [], object()
    is_grouped = change["heading"].n_unique() > 1
    for row in change.iter_rows(named=True):
        if is_grouped and row["heading"] is not None and row["heading"] != above:
            body.append(
                html.Tr(html.Th(row["heading"], colSpan=len(heads) + 1, scope="colgroup", className="cp-group"))
            )
        above = row["heading"]
        said = [row["before_says"], row["after_says"], *(_moves(row) if with_moves else ())]
        button = evidence_button("code", row["code"], children=row["name"], className="cp-link")
        values = [html.Td(text, className="cp-num text-end") for text in said]
        body.append(html.Tr([html.Th(button, scope="row"), *values]))
    named = [html.Th(name, scope="col", className="text-end") for name in heads]
    return html.Table(
        [
            html.Caption(caption, className="visually-hidden"),
            html.Thead(html.Tr([html.Th("Code", scope="col"), *named])),
            html.Tbody(body),
        ],
        className="table table-sm align-middle",
    )


def _moves(row: dict[str, Any]) -> tuple[str, str, str]:
    """Counts of people, and the difference of the shares in percentage points: "+40 (5 to 66)"."""
    middle, low, high = (_points(row[name]) for name in ("difference", "low", "high"))
    return str(row["gained"]), str(row["lost"]), f"{middle} ({low} to {high})"


def _points(share: float) -> str:
    """A difference of shares in whole percentage points, with its sign: "+40", "−5", "0"."""
    points = round(100 * share)
    return f"{points:+d}".replace("-", "−") if points else "0"
