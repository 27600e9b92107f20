"""The panel of an indicator: how it is measured, and its value in every network."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.ground import GROUNDS, ground_line
from dashboard.components.indicators import BETTER, SOURCES, UNITS, Measure, Told, measures, period_label, said
from dashboard.components.plate import evidence_button
from dashboard.components.standings import claim
from dashboard.page import Edition
from queries.comparison import comparison, networks_observed, periods
from queries.disclosure import Gate
from queries.selection import Selection

KINDS = {"place_based": ("◆", "t-place", "Place-based"), "issue_based": ("○", "t-issue", "Issue-based")}
"""The mark, its colour and the name of each kind of network."""


def indicator_evidence(gate: Gate, edition: Edition, selection: Selection) -> list[Component]:
    """What the panel holds for the selection's indicator; nothing for one that nobody observed."""
    period = selection.choice("period") or None
    observed = networks_observed(gate, period).filter(indicator=selection.indicator)
    if observed.is_empty():
        return []
    measure = measures(observed, comparison(gate, period).filter(indicator=selection.indicator))[0]
    rows, about, found = list(observed.iter_rows(named=True)), measure.about, periods(gate)
    chosen = found.filter(period=period) if period else found
    when = period_label(*chosen.select("period_start", "period_end").row(0))
    return [
        html.Span(about["dimension"], className="cp-head"),
        html.H2(about["name"], id="evidence-title", tabIndex=-1),
        html.P(about["definition"] or "No definition is recorded.", className="cp-small"),
        *_standing(measure),
        _facts(measure, when, edition.release),
        *_code(about),
        _networks(rows, is_restricted=gate.terms.is_restricted),
        *(_tested(measure, rows) if gate.terms.is_restricted else []),
    ]


def _standing(measure: Measure) -> list[Component]:
    """Each place-based network's value, and its rank in words."""
    return [
        html.P(
            [
                html.Span("◆", className="cp-shape t-place", **{"aria-hidden": "true"}),
                f" {row['network_name']}: ",
                html.B(said(row, measure.about["unit"])),
                f", {row['rank_says'][:1].lower()}{row['rank_says'][1:]}" if row["low"] is not None else "",
            ],
            className="mb-2",
        )
        for row in measure.places
    ]


def _facts(measure: Measure, when: str, release: str) -> html.Dl:
    """How it is measured, and what is claimed of it."""
    about = measure.about
    claimed: list[Component | str] = [claim(measure) if measure.contrast != "none" else "Nothing is claimed of it."]
    ground = about["claim_basis"]
    facts: list[tuple[str, list[Component | str]]] = [
        ("How measured", [f"{SOURCES[about['source_type']][1]}."]),
        ("Unit", [f"{_capital(UNITS[about['unit']])}. {BETTER[about['direction']]}"]),
        ("Period", [f"{when} · {release}"]),
        ("The study’s claim", claimed),
    ]
    if ground is not None:
        facts.append(("Its ground", [ground_line(ground), html.Div(GROUNDS[ground].means, className="cp-note")]))
    return html.Dl([part for name, words in facts for part in (html.Dt(name), html.Dd(words))], className="cp-facts")


def _code(about: Told) -> list[Component]:
    """A way to the words behind a count of people."""
    if about["source_type"] != "coded_prevalence" or about["code"] is None:
        return []
    return [html.P(evidence_button("code", about["code"], children="Read what they said", className="btn btn-cp"))]


def _networks(rows: Sequence[Told], *, is_restricted: bool) -> html.Table:
    """Every network's value, the place-based first; for analysts as it was recorded as well."""
    heads = ["Network", "Value", *(["As recorded"] if is_restricted else [])]
    parts = [html.Thead(html.Tr([html.Th(head, scope="col") for head in heads]))]
    for kind, (mark, colour, name) in KINDS.items():
        shape = html.Span(mark, className=f"cp-shape {colour}", **{"aria-hidden": "true"})
        section = html.Tr(html.Th([shape, f" {name}"], colSpan=len(heads), scope="rowgroup", className="cp-group"))
        found = [_network(row, is_restricted=is_restricted) for row in rows if row["network_type"] == kind]
        parts.append(html.Tbody([section, *(found or [html.Tr(html.Td("None recorded.", colSpan=len(heads)))])]))
    return html.Table(
        [html.Caption("The value in every network", className="cp-head cp-caption"), *parts],
        className="table table-sm align-middle",
    )


def _network(row: Told, *, is_restricted: bool) -> html.Tr:
    told = html.Td(said(row, row["unit"]), className="cp-num" if row["low"] is not None else "cp-none")
    recorded = [html.Td(_recorded(row), className="cp-num")] if is_restricted else []
    return html.Tr([html.Th(row["network_name"], scope="row", className="fw-normal"), told, *recorded])


def _recorded(row: Told) -> str:
    """For analysts: "0.4545 = 5 / 11", or the value alone."""
    if row["value"] is None:
        return "–"
    number = f"{row['value']:,.6g}".replace("-", "−")
    if row["numerator"] is None or row["denominator"] is None:
        return number
    return f"{number} = {row['numerator']:,g} / {row['denominator']:,g}"


def _tested(measure: Measure, observed: Sequence[Told]) -> list[Component]:
    """For analysts: how far each place-based network lies from the others, and what leaders are told instead."""
    lines = [line for row in measure.places for line in _far(row, len(measure.places) > 1)]
    first = measure.places[0] if measure.places else {}
    if first.get("hedges_g") is not None:
        lines.append(
            f"Hedges’ g {_interval(first, 'hedges_g', 'hedges_low', 'hedges_high')}: place-based less issue-based."
        )
    for row in observed:
        if row["respondents"] is not None:
            base = "everyone interviewed" if row["base"] == "total" else "those interviewed at both ends"
            lines.append(
                f"Leaders are told of {row['network_name']} by another count: {row['respondents']} of "
                f"{row['interviewed']}, on {base}, as a band where it is near an end."
            )
    heading = [html.H3("For analysts", className="cp-stance")] if lines else []
    return [*heading, *(html.P(line, className="cp-small mb-2") for line in lines)]


def _far(row: Told, is_named: bool) -> list[str]:
    """The distance of a network in standard deviations, and how rare an arrangement as far out is."""
    if row["z_cc"] is None:
        return []
    who = f"{row['network_name']}: z" if is_named else "z"
    rare = f"Exact permutation p = {row['permutation']:.2f}; with {row['issue_n']} comparators it cannot be below "
    return [
        f"{who} = {_interval(row, 'z_cc', 'z_low', 'z_high')}, in standard deviations of the issue-based networks.",
        f"{rare}{1 / (row['issue_n'] + 1):.2f}.",
    ]


def _interval(row: Told, figure: str, low: str, high: str) -> str:
    return f"{row[figure]:.2f} (95% interval {row[low]:.2f} to {row[high]:.2f})".replace("-", "−")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
