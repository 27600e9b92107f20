"""Data at its own address: the numbers of every view as CSV, through the same selection as the page."""

from collections.abc import Callable
from http import HTTPStatus

import polars as pl
from flask import Flask, Response, request

from dashboard.access import visitor
from dashboard.address import CODE, query_string, selection_from
from dashboard.desk import Desk
from dashboard.finding_rows import finding_rows
from dashboard.shell import file_stamp
from dashboard.view_log import note_view
from queries.agreement import agreement, agreement_characters, agreement_passages
from queries.comparison import comparison, networks_observed
from queries.cooccurrence import cooccurrence
from queries.disagreements import disagreements
from queries.disclosure import Gate, WithheldError
from queries.lens import through_lens
from queries.passages import passages
from queries.quotations import quotations
from queries.saturation import saturation
from queries.selection import Selection
from queries.structure import edges, structure
from queries.study import overview
from queries.themes import leave_one_organisation_out, stage_change, theme_prevalence

Rows = Callable[[Gate, Selection, list[str]], pl.DataFrame]


def register_downloads(server: Flask, desk: Desk) -> None:
    """Add a route for each of ROWS."""
    for name, rows in ROWS.items():
        server.add_url_rule(f"/{name}.csv", name, _download(name, rows, desk))


def _download(name: str, rows: Rows, desk: Desk) -> Callable[[], Response]:
    def answer() -> Response:
        query = request.args.to_dict(flat=False)
        domains = [domain for text in query.pop("domain", []) for domain in text.split(",") if domain]
        is_known = desk.is_known
        selection, unknown = selection_from(query, is_known, desk.choices)
        unknown += [] if all(is_known(CODE, domain) for domain in domains) else ["domain"]
        if unknown:  # a file cannot say on its face that part of what was asked for was left out
            return Response(f"There is nothing here for you of: {', '.join(unknown)}.\n", 400, mimetype="text/plain")
        try:
            frame = rows(desk.gate, selection, domains)
        except WithheldError as error:
            return Response(f"{error}\n", HTTPStatus.FORBIDDEN, mimetype="text/plain")
        reader, study = visitor(), desk.edition.study
        note_view(reader, f"/{name}.csv", query_string(selection), study.release)
        file = f"{study.study}-{desk.release.split(',', maxsplit=1)[0].replace(' ', '-')}-{name}.csv"
        stamped = frame.with_columns(stamp=pl.lit(file_stamp(study, desk.release, reader.audience)))
        headers = {"Content-Disposition": f'attachment; filename="{file}"'}
        return Response(as_csv(stamped), mimetype="text/csv", headers=headers)

    return answer


def as_csv(frame: pl.DataFrame) -> bytes:
    """The frame as CSV for a spreadsheet: lists joined, and no cell that a spreadsheet would run as a formula."""
    lists = [name for name, kind in frame.schema.items() if isinstance(kind, pl.List)]
    plain = frame.with_columns(pl.col(lists).cast(pl.List(pl.String)).list.join("; "))
    texts = [name for name, kind in plain.schema.items() if kind == pl.String]
    return (
        b"\xef\xbb\xbf" + plain.with_columns(pl.col(texts).str.replace(r"^([=+\-@\t\r])", "'$1")).write_csv().encode()
    )


def _passages(gate: Gate, selection: Selection, _domains: list[str]) -> pl.DataFrame:
    found = passages(gate, selection, selection.code)
    marks = pl.element().struct
    return found.drop("before", "after", "total", "marks").with_columns(
        coders=found["marks"].list.eval(marks.field("coder").unique(maintain_order=True)),
        polarity=found["marks"].list.eval(marks.field("polarity").unique(maintain_order=True)),
    )


def _overview(gate: Gate, _selection: Selection, _domains: list[str]) -> pl.DataFrame:
    told = {name: value for name, value in vars(overview(gate)).items() if value is not None}
    return pl.DataFrame([told])


ROWS: dict[str, Rows] = {
    "findings": lambda gate, selection, _domains: finding_rows(gate, selection),
    "theme-prevalence": lambda gate, selection, domains: theme_prevalence(gate, selection, domains=domains),
    "stage-change": lambda gate, selection, domains: stage_change(gate, selection, domains=domains),
    "leave-one-out": lambda gate, selection, domains: leave_one_organisation_out(gate, selection, domains=domains),
    "quotations": lambda gate, selection, _domains: quotations(gate, selection.code),
    "passages": _passages,
    "overview": _overview,
    "agreement": lambda gate, selection, domains: agreement(gate, selection, domains=domains),
    "agreement-passages": lambda gate, selection, domains: agreement_passages(gate, selection, domains=domains),
    "agreement-characters": lambda gate, selection, domains: agreement_characters(gate, selection, domains=domains),
    "disagreements": lambda gate, selection, _domains: disagreements(gate, selection, selection.code or None),
    "co-occurrence": lambda gate, selection, domains: cooccurrence(gate, selection, domains=domains),
    "lens": lambda gate, selection, _domains: through_lens(gate, selection, selection.choice("lens")),
    "saturation": lambda gate, selection, _domains: saturation(gate, selection),
    "comparison": lambda gate, selection, _domains: comparison(gate, selection.choice("period") or None),
    "networks-observed": lambda gate, selection, _domains: networks_observed(gate, selection.choice("period") or None),
    "ties": lambda gate, _selection, _domains: edges(gate),
    "tie-structure": lambda gate, _selection, _domains: structure(gate),
}
"""What each file holds, through the same gate as the pages."""
