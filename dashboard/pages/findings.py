"""Findings: what the evaluation claims, how sure it is, the voices behind it and what speaks against it."""

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.address import query_string
from dashboard.components.about import about
from dashboard.components.finding_card import KINDS, finding_card
from dashboard.components.ground import GROUNDS
from dashboard.components.layout import empty_state
from dashboard.components.lede import findings_lede
from dashboard.components.words import number
from dashboard.finding_rows import BASIS, KIND, chosen
from dashboard.page import Choice, Display, Edition, Page
from queries.comparison import networks_observed
from queries.disclosure import Gate
from queries.findings import cited_quotations, findings
from queries.policy import promise
from queries.selection import Level, Selection
from queries.structure import structure
from queries.study import Overview, overview
from queries.themes import domains_shown, stage_change

ALL = "*"
"""The option that lets every finding through."""


def findings_page(gate: Gate) -> Page:
    """The page for this release, whose question names those who were asked."""
    study = overview(gate)
    people = study.respondents
    question = f"What {number(people)} {study.people(people)} told us" if people else "What we found"
    return Page("/findings", "Findings", question, (), view, counts_people=False, choices=choices)


def choices(gate: Gate) -> tuple[Choice, ...]:
    """The kinds and the grounds that the audience's findings are of, where there are several."""
    found = findings(gate)
    bases = {basis: ground.name for basis, ground in GROUNDS.items()}
    offered = (
        (KIND, "Kind of finding", KINDS, {finding.kind for finding in found}),
        (BASIS, "Ground", bases, {finding.claim_basis for finding in found}),
    )
    return tuple(
        Choice(name, label, ((ALL, "All"), *((key, said) for key, said in names.items() if key in occurring)))
        for name, label, names, occurring in offered
        if len(occurring) > 1
    )


def view(page: Page, gate: Gate, edition: Edition, selection: Selection, display: Display) -> Component:
    """The cards of the findings that are chosen, and what the study is."""
    every, shown = findings(gate), chosen(gate, selection)
    people = edition.study.people(2)
    strip = about(edition.study, _at_both_stages(gate), "" if gate.terms.is_restricted else promise(gate.terms))
    if not every:
        return html.Div([_nothing(gate, edition.study), strip])
    if not shown:
        return html.Div(
            [empty_state("No finding is both of this kind and on this ground", "Choose All in one of the two."), strip]
        )
    lede = findings_lede([each for _, each in shown], len(every), selection.choice(KIND), selection.choice(BASIS))
    quotations = cited_quotations(gate)
    cards = [finding_card(place, finding, quotations.get(finding.finding), people) for place, finding in shown]
    return html.Div([lede, *cards, _file(selection), strip])


def _file(selection: Selection) -> Component:
    """The way to the findings shown as a file."""
    href = f"/findings.csv{query_string(Selection(choices=selection.choices))}"
    tools = html.Div([html.Span(), html.A("Data (CSV)", href=href, className="cp-csv")], className="cp-tools cp-entry")
    return html.Div([html.Div(), tools], className="cp-row cp-file")


def _at_both_stages(gate: Gate) -> int | None:
    """How many people were heard at the first stage and at the last, where a change is told of them."""
    told = stage_change(gate, Selection(level=Level.THEME)).drop_nulls("n")
    n: int | None = told["n"][0] if told.height else None
    return n


def _nothing(gate: Gate, study: Overview) -> Component:
    """Why there are no findings, what would fill the page, and where there is something to read meanwhile."""
    reason = "No findings are recorded" if gate.terms.is_restricted else "There are no findings to read yet"
    remedy = (
        "findings.csv holds what the evaluation claims, and evidence.csv what each claim rests on; a finding is "
        "published once it says what speaks against it."
    )
    ways: list[Component | str] = []
    for name, path in _elsewhere(gate, study):
        ways += [", " if ways else "Meanwhile: ", dcc.Link(name, href=path)]
    return html.Div(
        [
            html.H2(reason),
            html.P(remedy, className="cp-lede"),
            *([html.P([*ways, "."], className="cp-lede")] if ways else []),
        ],
        className="cp-empty",
    )


def _elsewhere(gate: Gate, study: Overview) -> list[tuple[str, str]]:
    """The pages that have something of their own to show."""
    themes = ("Leadership", "/leadership") if domains_shown(gate, "leadership").height else ("Themes", "/themes")
    return [
        *([themes] if study.is_coded else []),
        *([("Place and issue", "/place-and-issue")] if networks_observed(gate).height else []),
        *([("Network", "/network")] if structure(gate).height else []),
    ]
