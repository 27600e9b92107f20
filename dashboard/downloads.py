"""Data at its own address: the numbers of every view as CSV, through the same selection as the page."""

from collections.abc import Callable

import polars as pl
from flask import Flask, Response, request

from dashboard.address import known_to, selection_from
from dashboard.page import Edition
from queries.database import Database
from queries.passages import passages
from queries.selection import Selection
from queries.study import overview
from queries.themes import theme_prevalence

MOST_PASSAGES = 100_000

Rows = Callable[[Database, Selection], pl.DataFrame]


def register_downloads(server: Flask, database: Database, edition: Edition) -> None:
    """Add the routes /theme-prevalence.csv, /passages.csv and /overview.csv."""
    for name, rows in {
        "theme-prevalence": _theme_prevalence,
        "passages": _passages,
        "overview": lambda database, _: pl.DataFrame([vars(overview(database))]),
    }.items():
        server.add_url_rule(f"/{name}.csv", name, _download(name, rows, database, edition))


def _download(name: str, rows: Rows, database: Database, edition: Edition) -> Callable[[], Response]:
    def answer() -> Response:
        selection, _ = selection_from(request.args.to_dict(flat=False), known_to(database))
        file = f"{edition.study.study}-{edition.study.release}-{name}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{file}"'}
        return Response(as_csv(rows(database, selection)), mimetype="text/csv", headers=headers)

    return answer


def as_csv(frame: pl.DataFrame) -> bytes:
    """The frame as CSV for a spreadsheet: lists joined, and no cell that a spreadsheet would run as a formula."""
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    lists = [name for name, kind in frame.schema.items() if kind == pl.List(pl.String)]
    plain = frame.with_columns(pl.col(lists).list.join("; "), pl.col(texts).str.replace(r"^([=+\-@\t\r])", "'$1"))
    return b"\xef\xbb\xbf" + plain.write_csv().encode()


def _theme_prevalence(database: Database, selection: Selection) -> pl.DataFrame:
    domains = [domain for text in request.args.getlist("domain") for domain in text.split(",") if domain]
    return theme_prevalence(database, selection, domains=domains)


def _passages(database: Database, selection: Selection) -> pl.DataFrame:
    found = passages(database, selection, selection.code, limit=MOST_PASSAGES)
    marks = pl.element().struct
    return found.drop("before", "after", "total", "marks").with_columns(
        coders=found["marks"].list.eval(marks.field("coder").unique(maintain_order=True)),
        polarity=found["marks"].list.eval(marks.field("polarity").unique(maintain_order=True)),
    )
