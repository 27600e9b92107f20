"""Data at its own address: the numbers of every view as CSV, through the same selection as the page."""

from collections.abc import Callable

import polars as pl
from flask import Flask, Response, request

from dashboard.address import CODE, known_to, selection_from
from dashboard.page import Edition
from queries.database import Database
from queries.passages import passages
from queries.selection import Selection
from queries.study import overview
from queries.themes import theme_prevalence

Rows = Callable[[Database, Selection, list[str]], pl.DataFrame]


def register_downloads(server: Flask, database: Database, edition: Edition) -> None:
    """Add the routes /theme-prevalence.csv, /passages.csv and /overview.csv."""
    for name, rows in {
        "theme-prevalence": _theme_prevalence,
        "passages": _passages,
        "overview": lambda database, _selection, _domains: pl.DataFrame([vars(overview(database))]),
    }.items():
        server.add_url_rule(f"/{name}.csv", name, _download(name, rows, database, edition))


def _download(name: str, rows: Rows, database: Database, edition: Edition) -> Callable[[], Response]:
    def answer() -> Response:
        query = request.args.to_dict(flat=False)
        domains = [domain for text in query.pop("domain", []) for domain in text.split(",") if domain]
        is_known = known_to(database)
        selection, unknown = selection_from(query, is_known)
        unknown += [] if all(is_known(CODE, domain) for domain in domains) else ["domain"]
        if unknown:  # a file cannot say on its face that part of what was asked for was left out
            return Response(
                f"This release does not have what these name: {', '.join(unknown)}.\n", 400, mimetype="text/plain"
            )
        file = f"{edition.study.study}-{edition.study.release}-{name}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{file}"'}
        return Response(as_csv(rows(database, selection, domains)), mimetype="text/csv", headers=headers)

    return answer


def as_csv(frame: pl.DataFrame) -> bytes:
    """The frame as CSV for a spreadsheet: lists joined, and no cell that a spreadsheet would run as a formula."""
    lists = [name for name, kind in frame.schema.items() if isinstance(kind, pl.List)]
    plain = frame.with_columns(pl.col(lists).cast(pl.List(pl.String)).list.join("; "))
    texts = [name for name, kind in plain.schema.items() if kind == pl.String]
    return (
        b"\xef\xbb\xbf" + plain.with_columns(pl.col(texts).str.replace(r"^([=+\-@\t\r])", "'$1")).write_csv().encode()
    )


def _theme_prevalence(database: Database, selection: Selection, domains: list[str]) -> pl.DataFrame:
    return theme_prevalence(database, selection, domains=domains)


def _passages(database: Database, selection: Selection, _domains: list[str]) -> pl.DataFrame:
    found = passages(database, selection, selection.code)
    marks = pl.element().struct
    return found.drop("before", "after", "total", "marks").with_columns(
        coders=found["marks"].list.eval(marks.field("coder").unique(maintain_order=True)),
        polarity=found["marks"].list.eval(marks.field("polarity").unique(maintain_order=True)),
    )
