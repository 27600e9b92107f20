"""Quoted: what a leader may read behind a number: the people, and wording that was cleared."""

from collections.abc import Sequence
from typing import Any

import polars as pl
from dash import html
from dash.development.base_component import Component

NOTHING_CLEARED = "No wording about this has been cleared for you to read. That says nothing of how many spoke of it."


def quoted(code: dict[str, Any], counts: Sequence[Component], quotations: pl.DataFrame) -> list[Component]:
    """The panel's content: a row of the codebook, its released counts, and rows of (stance, wording, attribution)."""
    spoken = {stance: rows for (stance,), rows in quotations.group_by(["stance"], maintain_order=True)}
    found: list[Component] = []
    for stance, heading in (("for", "In their words"), ("against", "Against it")):
        if stance in spoken:
            found.append(html.H3(heading, className="cp-stance"))
            found.append(quotation_list(spoken[stance]))
    return [
        html.Span([code["heading"] or "", " ", html.Span(code["code"], className="cp-key")], className="cp-head"),
        html.H2(code["name"], id="evidence-title", tabIndex=-1),
        html.P(code["definition"] or "The codebook gives no definition.", className="cp-small"),
        *counts,
        *(found or [html.P(NOTHING_CLEARED, className="cp-note mt-3")]),
    ]


def attributed(quotations: pl.DataFrame) -> pl.DataFrame:
    """Quotations as (stance, wording, attribution): put down for analysts to the `respondent` and their consent."""
    if "attribution" in quotations.columns:
        return quotations.select("stance", "wording", "attribution")
    consent = pl.format("{} · cleared, {} for {}", "respondent", "quote_consent", "quote_scope")
    return quotations.select("stance", "wording", attribution=pl.coalesce(consent, "respondent"))


def quotation_list(quotations: pl.DataFrame) -> html.Ul:
    """Rows of (wording, attribution) as quotations one under another."""
    said = quotations.select("wording", "attribution").iter_rows()
    return html.Ul([html.Li(quotation(*row)) for row in said], className="cp-passages")


def quotation(wording: str, attribution: str, *more: Component | str) -> html.Blockquote:
    """Cleared wording with its mark hung and whom it is put down to; `more` stands after that."""
    return html.Blockquote(html.P([f"“{wording}”", html.Cite([attribution, *more])], className="cp-quote"))
