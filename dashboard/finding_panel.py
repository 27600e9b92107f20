"""The panel of a finding: its chain of evidence, from the headline down to the words."""

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.evidence import passage_list
from dashboard.components.finding_card import against, head, voiced
from dashboard.components.ground import CONFIDENCE, GROUNDS, STATUS, confidence_cells, ground_line
from dashboard.components.plate import evidence_button
from dashboard.components.quoted import attributed, quotation_list
from dashboard.page import Edition
from queries.disclosure import Gate
from queries.findings import Cited, Finding, finding_passages, finding_quotations, findings
from queries.selection import Level, Selection
from queries.themes import codebook, theme_prevalence
from queries.tie_metrics import METRICS, tie_metric

RESTS = {"supports": "What it rests on", "contradicts": "What speaks against it", "qualifies": "What qualifies it"}
SUBJECTS = {"total": "code", "change": "code", "indicator": "indicator", "tie_metric": "tie_metric"}
"""What kind of thing each measure counts."""

SAID = {
    "supports": "In their words",
    "contradicts": "In their words, against it",
    "qualifies": "In their words, qualifying it",
}

NOTHING_CLEARED = "No wording for this has been cleared for you to read. That says nothing of how many spoke of it."


def finding_evidence(gate: Gate, edition: Edition, selection: Selection) -> list[Component]:
    """What the panel holds for the selection's finding; nothing for one that the audience has none of."""
    placed = {each.finding: (place, each) for place, each in enumerate(findings(gate), 1)}
    if selection.finding not in placed:
        return []
    place, finding = placed[selection.finding]
    name, key = head(finding)
    return [
        html.Span([f"Finding {place} · {name} ", html.Span(key, className="cp-key")], className="cp-head"),
        html.H2(finding.headline, id="evidence-title", tabIndex=-1),
        *voiced(finding, edition.study.people(2)),
        *_readings(gate, finding, edition.study.people(2)),
        *_expected(finding),
        *against(finding),
        *_known(finding),
        *_chain(finding),
        *_words(gate, edition, finding),
    ]


def _readings(gate: Gate, finding: Finding, people: str) -> list[Component]:
    """For analysts: what the number would be by the strictest reading and the most generous, and in how many bodies."""
    if not gate.terms.is_restricted or finding.measure != "total":
        return []
    levels = dict(codebook(gate).select("code", "level").iter_rows())
    counted = Selection(level=Level(levels.get(finding.subject, Level.CODE)))
    rows = theme_prevalence(gate, counted, domains=[finding.subject]).filter(code=finding.subject)
    return [_reading(row, people) for row in rows.iter_rows(named=True)]


def _reading(row: dict[str, Any], people: str) -> Component:
    strictest, generous = row["strictest"], row["most_generous"]
    band, by = str(generous), " by every reading"
    if strictest < generous:
        band, by = f"{strictest} to {generous}", ", depending on the reader"
    bodies = f"; heard in {row['organisations']} of {row['organisations_n']} bodies" if row["organisations_n"] else ""
    return html.P(f"{band} of {row['n']} {people}{by}{bodies}.", className="cp-small")


def _expected(finding: Finding) -> list[Component]:
    """For analysts: what the finding expects of its numbers, and the numbers."""
    if not finding.expects:
        return []
    found = ", ".join(f"{name} {value:.6g}" for name, value in finding.numbers) or "none"
    return [html.P(f"Expected of its numbers: {finding.expects}. Found: {found}.", className="cp-small")]


def _known(finding: Finding) -> list[Component]:
    """How it is known and how surely, each with what that means."""
    status = [html.P(f"{STATUS[finding.status]}.", className="cp-small")] if finding.status in STATUS else []
    return [
        html.H3("How this is known", className="cp-stance"),
        html.Dl(
            [
                html.Dt(ground_line(finding.claim_basis)),
                html.Dd(GROUNDS[finding.claim_basis].means),
                html.Dt(confidence_cells(finding.confidence)),
                html.Dd(CONFIDENCE[finding.confidence].means),
            ],
            className="cp-known cp-small",
        ),
        *status,
    ]


def _chain(finding: Finding) -> list[Component]:
    """What it rests on: what it counts, and what it cites besides wordings, by stance."""
    cited = [each for each in finding.evidence if each.kind != "quote"]
    subject = SUBJECTS.get(finding.measure), finding.subject
    if subject[0] and subject not in [(each.kind, each.reference) for each in cited]:
        cited.insert(0, Cited(subject[0], finding.subject, "supports", finding.subject_name))
    found: list[Component] = []
    for stance, heading in RESTS.items():
        links = [html.Li(_link(each)) for each in cited if each.stance == stance]
        if links:
            found += [html.H3(heading, className="cp-stance"), html.Ul(links, className="cp-chain")]
    return found


def _link(cited: Cited) -> Component:
    """A way to what is cited: to the evidence of a code or an indicator, or to the page of the network's ties."""
    if cited.kind == "tie_metric":
        ties = tie_metric(cited.reference)
        name = f"{ties.relation_name}: {METRICS[ties.metric].name.lower()}" if ties else cited.name
        return dcc.Link(name, href="/network", className="cp-link")
    if cited.kind == "document":
        return html.Span(cited.name)
    key = [" ", html.Span(cited.reference, className="cp-key")] if cited.kind == "code" else []
    return evidence_button(cited.kind, cited.reference, children=[cited.name, *key], className="cp-link")


def _words(gate: Gate, edition: Edition, finding: Finding) -> list[Component]:
    """The wordings it cites that are cleared for the audience, by stance; for analysts every passage in its context."""
    cleared = attributed(finding_quotations(gate, finding.finding))
    found: list[Component] = []
    for stance, heading in SAID.items():
        said = cleared.filter(stance=stance)
        if said.height:
            found += [html.H3(heading, className="cp-stance"), quotation_list(said)]
    if gate.terms.is_restricted:
        return [*found, *_passages(gate, edition, finding)]
    of_people = finding.measure in ("total", "change", "none")
    return found or ([html.P(NOTHING_CLEARED, className="cp-note mt-3")] if of_people else [])


def _passages(gate: Gate, edition: Edition, finding: Finding) -> list[Component]:
    cited = finding_passages(gate, finding.finding)
    if cited.is_empty():
        return [html.P("It cites no passage.", className="cp-note mt-3")]
    found: list[Component] = [html.H3("The passages it cites, with every coder’s marks", className="cp-stance")]
    for stance, heading in RESTS.items():
        rows = cited.filter(stance=stance)
        if rows.height:
            found += [html.P(heading, className="cp-measure"), passage_list(rows, edition.study.coders or ())]
    return found
