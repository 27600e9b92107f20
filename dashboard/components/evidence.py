"""Evidence: the words behind a count, in their context, with what each coder marked."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from dash import html
from dash.development.base_component import Component

from queries.passages import segments

PAGE = 10
"""Passages shown at a time."""

NOT_COUNTED = "Not counted: the readers who decide on this interview did not agree on it."


def evidence(
    code: dict[str, Any],
    counts: Sequence[Component],
    *,
    counter_only: int,
    coders: Sequence[str],
    passages: pl.DataFrame,
    page: int,
) -> list[Component]:
    """The panel's content: a row of the codebook, the people counted, those only against, and a page of passages."""
    total = int(passages["total"][0]) if passages.height else 0
    shown = f"Passages {page * PAGE + 1} to {page * PAGE + passages.height} of {total}" if passages.height else ""
    against = [html.P(f"{counter_only} more only spoke against it.", className="cp-small")] if counter_only else []
    return [
        html.Span([code["heading"] or "", " ", html.Span(code["code"], className="cp-key")], className="cp-head"),
        html.H2(code["name"], id="evidence-title", tabIndex=-1),
        html.P(code["definition"] or "The codebook gives no definition.", className="cp-small"),
        *counts,
        *against,
        html.P(shown, className="cp-measure mt-3")
        if shown
        else html.P("No one has coded this here.", className="mt-3"),
        passage_list(passages, coders, first=page * PAGE + 1),
        _pager(page, total),
    ]


def passage_list(passages: pl.DataFrame, coders: Sequence[str], *, first: int = 1) -> html.Ol:
    """Passages in their context with every coder's marks, numbered from `first`.

    Each of `coders` keeps one line style throughout: the first a solid line, the second dots, all others dashes.
    """
    styles = dict(zip(coders, ["a", "b", *["c"] * len(coders)], strict=False))
    return html.Ol(
        [_passage(row, styles) for row in passages.iter_rows(named=True)], className="cp-passages", start=first
    )


def _passage(row: dict[str, Any], styles: Mapping[str, str]) -> html.Li:
    polarities = {mark["polarity"] for mark in row["marks"]}
    stance = "For and against" if len(polarities) > 1 else "Against" if polarities == {"counter"} else "For"
    aside = [] if row["counted"] or stance == "Against" else [html.P(NOT_COUNTED, className="cp-note")]
    marked = [_segment(part.text, part.coders, styles) for part in segments(row["passage"], row["start"], row["marks"])]
    words = [_before(row["before"]), *marked, _after(row["after"])]
    return html.Li(
        [
            html.P(
                [
                    html.B(stance),
                    f" · {row['respondent']} · {row['stage']} · characters {row['start']} to {row['end']}",
                ],
                className="cp-note",
            ),
            html.Blockquote(html.P(words, className="cp-passage")),
            html.P(_readers(row["marks"], styles), className="cp-note"),
            *aside,
        ]
    )


def _segment(text: str, coders: tuple[str, ...], styles: Mapping[str, str]) -> Component | str:
    words = _close(text)
    if not coders:
        return words
    both = "ab" if {styles[coder] for coder in coders} >= {"a", "b"} else styles[coders[0]]
    return html.Mark(words, className=f"cp-coded {both}", title=" and ".join(coders))


def _readers(marks: list[dict[str, Any]], styles: Mapping[str, str]) -> list[Component | str]:
    """Who marked it, each with the line their mark is drawn with."""
    parts: list[Component | str] = []
    for coder in sorted({mark["coder"] for mark in marks if not mark["is_panel"]}):
        parts += [html.Span(className=f"cp-line {styles[coder]}", **{"aria-hidden": "true"}), f"{coder} ", " "]
    panel = sorted({mark["coder"] for mark in marks if mark["is_panel"]})
    named = sorted({mark["code"] for mark in marks})
    parts.append(f"· {', '.join(panel)} confirmed " if panel else "")
    parts.append(f"· {', '.join(named)}" if len(named) > 1 else "")
    return parts


def _before(text: str) -> str:
    """Context up to the passage, from the start of a word."""
    _, blank, rest = text.partition(" ")
    return _close(f"… {rest}" if blank else text)


def _after(text: str) -> str:
    rest, blank, _ = text.rpartition(" ")
    return _close(f"{rest} …" if blank else text)


def _close(text: str) -> str:
    """Turns of speech on lines of their own, without the blank lines between them."""
    return re.sub(r"\n\s*", "\n", text)


def _pager(page: int, total: int) -> Component:
    pages = -(-total // PAGE)
    buttons = [
        html.Button(name, type="button", className="btn btn-cp", **{"data-passages": to})
        for name, to in (("Earlier passages", page - 1), ("Later passages", page + 1))
        if 0 <= to < pages
    ]
    return html.Div(buttons, className="d-flex gap-2")
