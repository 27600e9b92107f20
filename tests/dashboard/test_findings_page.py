import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from dash import html
from dash.development.base_component import Component

from dashboard.components.about import about
from dashboard.components.finding_card import KINDS, against, changed, finding_card, voiced
from dashboard.components.ground import CONFIDENCE, GROUNDS
from dashboard.components.lede import meanings, summary, unpublished
from dashboard.components.people import MOST_DRAWN
from dashboard.components.words import listed, number
from dashboard.finding_rows import finding_rows
from dashboard.page import Display, Edition
from dashboard.pages.findings import findings_page
from data.tables.columns import CLAIM_BASES
from data.tables.findings import Findings
from queries.bands import NOT_SHOWN
from queries.database import Database
from queries.disclosure import Gate
from queries.findings import Cited, Finding, Told, findings
from queries.selection import Selection
from queries.study import Overview, overview
from tests.gates import analyst, leader, presentation
from tests.oracle import people, rows
from tests.oracle import voiced as voiced_by
from tests.studies import NORTHMERE, open_release, write_small
from tests.tree import every, said

GATES = [leader, presentation, analyst]
CLAIM = Finding(
    "f", "Trust grew", "prevalence", "total", "M2.1", "Trust building", "Enablers", "enabler", "empirical_case",
    "moderate", "published", "doubts were voiced too.", (Told(8, 8, 12, "8 of 12"),), "", (),
)  # fmt: skip
QUOTED = pl.DataFrame(
    [("contradicts", "We never did", "Senior leader"), ("supports", "We did", "Senior leader")],
    ["stance", "wording", "attribution"],
    orient="row",
)


def drawn(gate: Gate, **choices: str) -> Component:
    page = findings_page(gate)
    selection = Selection(choices=tuple(choices.items()))
    return page.view(page, gate, Edition(overview(gate), "release 1"), selection, Display())


def cards(component: Component) -> list[Component]:
    return [each for each in every(component) if isinstance(each, html.Article)]


def figures(component: Component) -> list[str]:
    return [each.className for each in every(component) if str(getattr(each, "className", "")).startswith("cp-person")]


def test_the_question_names_those_who_were_asked(database: Database, without_interviews: Database) -> None:
    assert findings_page(analyst(database)).question == "What twelve leaders told us"
    assert findings_page(analyst(without_interviews)).question == "What we found"


def test_leaders_read_each_published_finding_with_its_number_its_ground_and_what_speaks_against_it(
    database: Database,
) -> None:
    published = [row for row in rows(NORTHMERE, "findings") if row["status"] == "published"]
    shown = cards(drawn(leader(database)))
    assert len(shown) == len(published) == 10
    for place, (card, row) in enumerate(zip(shown, published, strict=True), 1):
        text = said(card)
        assert text.startswith(f"{place} ")
        assert "{" not in text
        assert f"But {row['caveat']}" in text
        assert GROUNDS[row["claim_basis"]].name in text
        assert f"{row['confidence'].capitalize()} confidence" in text
        assert "analysts alone" not in text


def test_totals_on_the_cards_are_those_of_an_independent_count(database: Database) -> None:
    voices = voiced_by(NORTHMERE)
    totals = [row for row in rows(NORTHMERE, "findings") if row["measure"] == "total" and row["status"] == "published"]
    assert totals
    text = said(drawn(analyst(database)))
    for row in totals:
        count = len(people(voices[row["subject"]]))
        assert 3 <= count <= 9
        assert f"{count} of 12 leaders" in text
        assert f"{count} of 12 leaders" in said(drawn(leader(database)))
        assert f"{count} of 12 leaders" not in said(drawn(presentation(database)))


@pytest.mark.parametrize("gate", GATES)
def test_the_figures_of_a_card_are_those_its_words_tell(database: Database, gate: Callable[[Database], Gate]) -> None:
    for finding, card in zip(findings(gate(database)), cards(drawn(gate(database))), strict=True):
        kinds = figures(card)
        assert kinds.count("cp-person on") == sum(told.least for told in finding.counts)
        assert kinds.count("cp-person wh") == sum(told.most - told.least for told in finding.counts)
        assert len(kinds) == sum(told.n for told in finding.counts)


def test_analysts_read_besides_what_is_not_published_and_that_it_is_not(database: Database) -> None:
    page = drawn(analyst(database))
    assert len(cards(page)) == 12
    assert "Two are not published: analysts alone see them." in said(page)
    assert "Draft: analysts alone see it" in said(page)
    assert "Retracted: analysts alone see it" in said(page)


def test_the_presentation_says_people_in_words_and_what_they_mean(database: Database) -> None:
    text = said(drawn(presentation(database)))
    assert "Some of 12 leaders" in text
    assert "“Some” means 3 to 9 of 12 and 3 to 7 of 10; “few” means 2 or fewer of 10." in text


@pytest.mark.parametrize("gate", GATES)
def test_everything_of_a_card_opens_its_evidence(database: Database, gate: Callable[[Database], Gate]) -> None:
    for finding, card in zip(findings(gate(database)), cards(drawn(gate(database))), strict=True):
        buttons = [each for each in every(card) if isinstance(each, html.Button)]
        assert [getattr(button, "data-finding") for button in buttons] == [finding.finding] * 2
        assert said(buttons[0]) == finding.headline
        assert said(buttons[1]).startswith("More evidence")
        assert finding.headline in said(buttons[1])


def test_a_choice_lets_through_findings_of_its_kind_and_keeps_their_places(database: Database) -> None:
    gate = leader(database)
    changes = drawn(gate, kind="change")
    assert [said(card).split(" ", 1)[0] for card in cards(changes)] == ["2", "4"]
    assert "Two of the ten findings: “Change”." in said(changes)
    assert finding_rows(gate, Selection(choices=(("kind", "change"),)))["finding"].to_list() == ["backing", "story"]
    both = drawn(gate, kind="contrast", basis="literature")
    assert len(cards(both)) == 1
    assert "One of the ten findings: “Beside other networks” and “Literature”." in said(both)


def test_a_choice_that_no_finding_meets_says_so(database: Database) -> None:
    page = drawn(leader(database), kind="change", basis="literature")
    assert cards(page) == []
    assert "No finding is both of this kind and on this ground" in said(page)
    assert "About this study" in said(page)


def test_only_what_occurs_can_be_chosen(database: Database, without_findings: Database) -> None:
    page = findings_page(leader(database))
    kind, basis = page.choices(leader(database))
    assert (kind.name, [value for value, _ in kind.options]) == ("kind", ["*", *KINDS])
    assert (basis.name, [value for value, _ in basis.options]) == ("basis", ["*", *GROUNDS])
    assert page.choices(leader(without_findings)) == ()


def test_the_file_holds_what_the_cards_say(database: Database) -> None:
    told = finding_rows(leader(database), Selection())
    assert told["headline"].to_list() == [finding.headline for finding in findings(leader(database))]
    driver, backing = told.rows(named=True)[:2]
    assert (driver["least"], driver["most"], driver["n"], driver["before_least"]) == (8, 8, 12, None)
    assert (backing["before_says"], backing["after_says"], backing["n"]) == ("2 or fewer of 10", "7 of 10", 10)
    assert backing["contradicts"] == ["Executive attendance"]
    assert backing["least"] is None
    assert not any("L1" in name for row in told["supports"].to_list() for name in row)
    assert finding_rows(analyst(database), Selection()).height == 12


@pytest.fixture
def without_findings(tmp_path: Path) -> Iterator[Database]:
    interviews = {f"i{number}": (f"r{number}", "S1") for number in range(5)}
    codings = [(interview, 0, 5, "T1.1", "a", "affirm") for interview in interviews]
    package = write_small(
        tmp_path, codings=codings, interviews=interviews, finished=[(interview, "a") for interview in interviews]
    )
    opened = open_release(package, tmp_path / "releases")
    yield opened
    opened.close()


@pytest.fixture
def without_interviews(tmp_path: Path) -> Iterator[Database]:
    """Northmere's networks alone, with the indicators that count nobody."""
    package = tmp_path / "networks"
    package.mkdir()
    settings = 'id = "nets"\ntitle = "Networks alone"\ndesign = "comparative"\ndata_status = "synthetic"\nstages = { S1 = "Once" }\n'
    (package / "study.toml").write_text(f"[study]\n{settings}")
    shutil.copy(NORTHMERE / "networks.csv", package)
    indicators = pl.read_csv(NORTHMERE / "indicators.csv").filter(pl.col("code").is_null())
    indicators.write_csv(package / "indicators.csv")
    observed = pl.read_csv(NORTHMERE / "observations.csv", infer_schema=False)
    observed.filter(pl.col("indicator").is_in(indicators["indicator"].to_list()), subject_type="network").write_csv(
        package / "observations.csv"
    )
    opened = open_release(package, tmp_path / "releases")
    yield opened
    opened.close()


def test_without_findings_the_page_says_what_fills_it_and_where_there_is_something(
    without_findings: Database, without_interviews: Database
) -> None:
    text = said(drawn(analyst(without_findings)))
    assert "No findings are recorded" in text
    assert "findings.csv" in text
    assert "Meanwhile: Themes . About" in text
    assert "Five leaders of The network, in 5 interviews: First round and Second round." in text
    assert "There are no findings to read yet" in said(drawn(leader(without_findings)))
    networks = said(drawn(leader(without_interviews)))
    assert "Meanwhile: Place and issue . About" in networks
    assert "No one was interviewed in this study." in networks
    assert "case, not a sample" not in networks


def test_a_study_of_nothing_leads_nowhere_else(tmp_path: Path) -> None:
    package = write_small(tmp_path, codings=[], interviews={"i0": ("r0", "S1")}, finished=[])
    database = open_release(package, tmp_path / "releases")
    text = said(drawn(leader(database)))
    assert "Meanwhile" not in text
    assert "No interview has been read to its end yet." in text
    database.close()


def test_the_strip_says_what_the_study_is_to_each_audience(database: Database) -> None:
    to_leaders, to_analysts = said(drawn(leader(database))), said(drawn(analyst(database)))
    for text in (to_leaders, to_analysts):
        assert "Twelve leaders of Northmere Quality Network, in 22 interviews: Autumn 2014 and Autumn 2015." in text
        assert "Ten of them were heard at both stages." in text
        assert "One network, twelve posts: a case, not a sample of others." in text
        assert "Every person, body, place, quotation and figure in this study is invented." in text
    marked = sum(row["status"] != "superseded" for row in rows(NORTHMERE, "codings"))
    coders = [row for row in rows(NORTHMERE, "coders") if row["role"] == "independent"]
    assert f"{number(len(coders)).capitalize()} readers marked {marked:,} passages" in to_analysts
    assert f"{marked:,}" not in to_leaders
    assert "Leaders are told a number" in to_leaders
    assert "Leaders are told a number" not in to_analysts


def strip(study: Overview, both: int | None = None) -> str:
    return said(about(study, both, ""))


def test_the_strip_fits_any_study(database: Database) -> None:
    study = replace(overview(analyst(database)), note=None)
    few = replace(
        study, respondents=3, interviews=3, respondents_read=2, networks=[], stages=["Once"], are_leaders=False
    )
    assert "Three respondents, in 3 interviews. Two readers" in strip(few).replace("How it was read ", "")
    assert "One respondent not yet read to the end counts nowhere." in strip(few)
    assert "A case, not a sample of others." in strip(few)
    one = replace(few, coders=["A"], respondents=1, respondents_read=1, networks=["x", "y"], are_leaders=True)
    assert "One reader marked" in strip(one)
    assert "not yet read" not in strip(one)
    assert "Two networks, one post: a case" in strip(one)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("4 of 10", "7 of 10", "4, then 7 of 10 leaders interviewed twice"),
        ("few of 10", "some of 10", "Few, then some of 10 leaders interviewed twice"),
        ("8 or more of 10", "8 or more of 10", "8 or more of 10 leaders at both stages"),
        (NOT_SHOWN, NOT_SHOWN, NOT_SHOWN),
    ],
)
def test_a_change_is_one_phrase(before: str, after: str, words: str) -> None:
    assert changed(Told(0, 1, 10, before), Told(0, 1, 10, after), "leaders") == words


def test_both_stages_are_drawn_unless_there_are_too_many_or_too_few_to_say() -> None:
    ends = (Told(4, 4, 10, "4 of 10", "Then"), Told(7, 7, 10, "7 of 10", "Now"))
    few = html.Div(voiced(replace(CLAIM, counts=ends), "leaders"))
    assert len(figures(few)) == 20
    assert "Then Now" in said(few)
    many = MOST_DRAWN + 1
    for told in (Told(4, 4, many, f"4 of {many}"), Told(None, None, None, NOT_SHOWN)):
        assert figures(html.Div(voiced(replace(CLAIM, counts=(told, told)), "leaders"))) == []
        assert figures(html.Div(voiced(replace(CLAIM, counts=(told,)), "leaders"))) == []


def test_barriers_and_enablers_have_a_shape_and_a_word_besides_the_colour() -> None:
    for valence, shape in (("barrier", "▼"), ("enabler", "▲")):
        text = said(html.Div(voiced(replace(CLAIM, valence=valence), "leaders")))
        assert f"{shape} {valence.capitalize()}: 8 of 12 leaders" in text
    assert said(html.Div(voiced(replace(CLAIM, valence="neutral"), "leaders"))) == "8 of 12 leaders"
    figure = replace(CLAIM, measure="indicator", counts=(), figure="3.8 of 5", valence="")
    assert said(html.Div(voiced(figure, "leaders"))) == "◆ 3.8 of 5"
    assert voiced(replace(figure, figure=""), "leaders") == []


@pytest.mark.parametrize(
    ("caveat", "sentence"),
    [
        ("doubts were voiced.", "But doubts were voiced."),
        ("The rest left.", "But the rest left."),
        ("Northmere is one.", "But Northmere is one."),
        ("But nobody asked.", "But nobody asked."),
    ],
)
def test_a_caveat_goes_on_after_but(caveat: str, sentence: str) -> None:
    assert said(html.Div(against(replace(CLAIM, caveat=caveat)))) == sentence


def test_a_finding_without_a_caveat_has_no_but() -> None:
    assert against(replace(CLAIM, caveat="")) == []


def test_a_card_shows_wording_for_it_or_what_it_rests_on() -> None:
    assert "“We did” Senior leader · More evidence" in said(finding_card(1, CLAIM, QUOTED, "leaders"))
    assert "We never did" not in said(finding_card(1, CLAIM, QUOTED, "leaders"))
    cited = (
        Cited("code", "M2.1", "supports", "Trust building"),
        Cited("code", "B4.1", "contradicts", "Trust deficit"),
        Cited("quote", "i0:0-5", "supports", ""),
    )
    for quotations in (None, QUOTED.head(1)):
        text = said(finding_card(1, replace(CLAIM, evidence=cited), quotations, "leaders"))
        assert "Rests on Trust building. More evidence" in text
        assert "i0:" not in text
    assert "Rests on Trust building." in said(finding_card(1, CLAIM, None, "leaders"))
    account = replace(CLAIM, measure="none", subject="", subject_name="", counts=())
    assert "Rests on" not in said(finding_card(1, account, None, "leaders"))


def test_a_finding_stands_under_its_heading_or_its_kind() -> None:
    assert said(finding_card(3, CLAIM, None, "leaders")).startswith("3 Enablers M2.1")
    account = replace(CLAIM, kind="narrative", measure="none", subject="", heading="", counts=())
    assert said(finding_card(4, account, None, "leaders")).startswith("4 Account Trust grew")


def test_the_legend_explains_what_is_drawn_and_nothing_else(database: Database) -> None:
    to_leaders, to_analysts = said(drawn(leader(database))), said(drawn(analyst(database)))
    assert "not shown, to protect individuals" in to_leaders
    assert "not shown, to protect individuals" not in to_analysts
    assert "did not raise it, which is not disagreement" in to_analysts
    assert "raised it" not in said(drawn(leader(database), basis="literature"))


def test_the_lede_counts_findings() -> None:
    assert summary(1, 1, "", "") == "One finding, with its ground and what speaks against it."
    assert summary(20, 20, "", "") == "20 findings, each with its ground and what speaks against it."
    assert unpublished(0) == ""
    assert unpublished(1) == "One is not published: analysts alone see it."
    assert (
        meanings([Told(8, 8, 12, "8 of 12"), Told(10, 12, 12, "10 or more of 12"), Told(None, None, None, NOT_SHOWN)])
        == ""
    )
    assert meanings([Told(10, 12, 12, "nearly all of 12")]) == "“Nearly all” means 10 or more of 12."


def test_each_ground_confidence_and_kind_of_the_data_has_its_words() -> None:
    columns = Findings.columns()
    assert set(GROUNDS) == set(CLAIM_BASES)
    assert len({ground.line for ground in GROUNDS.values()}) == len(GROUNDS)
    assert set(CONFIDENCE) == set(columns["confidence"].categories)
    assert sorted(level.cells for level in CONFIDENCE.values()) == [1, 2, 3]
    assert set(KINDS) == set(columns["kind"].categories)


def test_lists_and_numbers_read_as_prose() -> None:
    assert [listed(names) for names in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]
    assert [number(count) for count in (0, 1, 12, 13)] == ["no", "one", "twelve", "13"]
