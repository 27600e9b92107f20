from collections.abc import Callable
from dataclasses import replace

import pytest
from dash import dcc, html

from dashboard import finding_panel
from dashboard.components.ground import CONFIDENCE, GROUNDS
from dashboard.finding_panel import NOTHING_CLEARED, finding_evidence
from dashboard.page import Edition
from queries.database import Database
from queries.disclosure import Gate
from queries.findings import Cited, finding_quotations, findings
from queries.selection import Selection
from queries.study import overview
from tests.gates import analyst, leader, presentation
from tests.oracle import readings, rows
from tests.studies import NORTHMERE
from tests.tree import every, said

GATES = [leader, presentation, analyst]


def panel(gate: Gate, finding: str) -> html.Div:
    return html.Div(finding_evidence(gate, Edition(overview(gate), "release 1"), Selection(finding=finding)))


def opened(component: html.Div, kind: str) -> list[str]:
    """The keys whose evidence can be opened out of the panel."""
    return [getattr(each, f"data-{kind}") for each in every(component) if hasattr(each, f"data-{kind}")]


def key_of(gate: Gate, headline: str) -> str:
    return next(finding.finding for finding in findings(gate) if finding.headline.startswith(headline))


@pytest.mark.parametrize("gate", GATES)
def test_the_panel_begins_with_the_headline_that_takes_the_focus(
    database: Database, gate: Callable[[Database], Gate]
) -> None:
    for place, finding in enumerate(findings(gate(database)), 1):
        shown = panel(gate(database), finding.finding)
        [title] = [each for each in every(shown) if getattr(each, "id", "") == "evidence-title"]
        assert (said(title), title.tabIndex) == (finding.headline, -1)
        text = said(shown)
        assert text.startswith(f"Finding {place} · ")
        assert all(told.says.removesuffix(f" of {told.n}").lower() in text.lower() for told in finding.counts)
        assert finding.figure in text
        assert f"But {finding.caveat}" in text
        assert GROUNDS[finding.claim_basis].means in text
        assert CONFIDENCE[finding.confidence].means in text


def test_the_chain_leads_to_what_is_cited(database: Database) -> None:
    for gate in (leader(database), analyst(database)):
        shown = panel(gate, key_of(gate, "Backing"))
        assert set(opened(shown, "code")) == {"L3.1", "L3.2"}
        assert opened(shown, "indicator") == ["executive_attendance"]
        text = said(shown)
        assert text.index("What it rests on") < text.index("Incomplete senior commitment")
        assert text.index("What speaks against it") < text.index("Executive attendance")


def test_figures_of_ties_lead_to_the_page_of_the_network(database: Database) -> None:
    shown = panel(leader(database), key_of(leader(database), "Most pairs"))
    [link] = {each.href: each for each in every(shown) if isinstance(each, dcc.Link)}.values()
    assert link.href == "/network"
    assert "Joint projects: density" in said(shown)
    assert said(shown).count("Joint projects: density") == 1


@pytest.mark.parametrize("gate", [leader, presentation])
def test_readers_get_cleared_wording_and_nothing_of_the_transcripts(
    database: Database, gate: Callable[[Database], Gate]
) -> None:
    for finding in findings(gate(database)):
        text = said(panel(gate(database), finding.finding))
        cleared = finding_quotations(gate(database), finding.finding)
        assert all(" ".join(wording.split()) in text for wording in cleared["wording"])
        of_people = finding.measure in ("total", "change", "none")
        assert (NOTHING_CLEARED in text) == (cleared.is_empty() and of_people)
        for hidden in ("coder", "characters", "depending on the reader", "Expected", "-S1:", "-S3:", "bodies."):
            assert hidden not in text.replace(finding.caveat, "")


def test_against_and_qualifying_words_stand_under_their_own_heads(database: Database) -> None:
    gate = leader(database)
    text = said(panel(gate, key_of(gate, "A common story")))
    stances = finding_quotations(gate, key_of(gate, "A common story")).group_by("stance").agg("wording")
    heads = {"supports": "In their words", "contradicts": "In their words, against it",
             "qualifies": "In their words, qualifying it"}  # fmt: skip
    assert stances.height == 3
    for stance, wordings in stances.iter_rows():
        assert all(text.index(f"{heads[stance]} “") < text.index(wording) for wording in wordings)


def test_analysts_get_the_passages_the_band_of_readers_and_what_was_expected(database: Database) -> None:
    gate = analyst(database)
    text = said(panel(gate, "driver"))
    read = readings(NORTHMERE)["L2.2"]
    strictest, generous = len(read["strictest"]), len(read["most_generous"])
    assert f"{strictest} to {generous} of 12 leaders, depending on the reader; heard in 6 of 8 bodies." in text
    assert "Expected of its numbers: count >= 7. Found: count 8, n 12." in text
    assert "The passages it cites, with every coder’s marks" in text
    cited = [row for row in rows(NORTHMERE, "evidence") if row["finding"] == "driver" and row["kind"] == "quote"]
    assert text.count(" · characters ") == len(cited) == 5
    for row in cited:
        start, end = row["reference"].partition(":")[2].split("-")
        assert f"characters {start} to {end}" in text


def test_where_all_readers_agree_the_number_is_the_same_by_every_reading(database: Database) -> None:
    read = readings(NORTHMERE)["B3.1"]
    assert len(read["strictest"]) == len(read["most_generous"]) == 9
    assert "9 of 12 leaders by every reading; heard in" in said(panel(analyst(database), "money"))


def test_analysts_see_what_stands_behind_a_draft(database: Database) -> None:
    assert "Draft: analysts alone see it." in said(panel(analyst(database), "room"))
    assert "Retracted: analysts alone see it." in said(panel(analyst(database), "attendance"))


@pytest.mark.parametrize("gate", GATES)
def test_a_finding_the_audience_has_none_of_opens_nothing(database: Database, gate: Callable[[Database], Gate]) -> None:
    edition = Edition(overview(gate(database)), "release 1")
    for unknown in ("", "nowhere", *(["room", "attendance"] if gate is not analyst else [])):
        assert finding_evidence(gate(database), edition, Selection(finding=unknown)) == []


def test_what_it_counts_heads_the_chain_unless_it_is_cited_already(database: Database) -> None:
    claim = findings(analyst(database))[0]
    bare = html.Div(finding_panel._chain(replace(claim, evidence=())))
    assert opened(bare, "code") == ["L2.2"]
    against = replace(claim, evidence=(Cited("code", "L2.2", "contradicts", "Central strategic leader"),))
    shown = html.Div(finding_panel._chain(against))
    assert opened(shown, "code") == ["L2.2"]
    assert "What it rests on" not in said(shown)
    account = replace(claim, measure="none", subject="", evidence=(Cited("document", "X 2010", "supports", "X 2010"),))
    assert said(html.Div(finding_panel._chain(account))) == "What it rests on X 2010"
    assert finding_panel._chain(replace(account, evidence=())) == []


def test_a_claim_without_passages_says_so_and_one_without_a_number_has_no_band(database: Database) -> None:
    gate, edition = analyst(database), Edition(overview(analyst(database)), "release 1")
    claim = replace(findings(gate)[0], finding="nowhere", subject="nowhere", numbers=())
    assert said(html.Div(finding_panel._passages(gate, edition, claim))) == "It cites no passage."
    assert finding_panel._readings(gate, claim, "leaders") == []
    assert "Found: none." in said(html.Div(finding_panel._expected(claim)))
