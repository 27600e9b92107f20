from pathlib import Path

import pytest
from dash import html
from dash.development.base_component import Component

from dashboard.controls import options
from dashboard.evidence_panel import code_evidence
from dashboard.page import Display, Edition
from dashboard.pages.themes import leadership_or_themes
from queries.database import Database
from queries.disclosure import Gate
from queries.selection import Dimension, Filters, Level, Selection
from queries.study import overview
from tests.gates import analyst, leader, presentation
from tests.studies import SETTINGS, open_release, write_small

MANY = {f"i{number}": (f"r{number}", "S1") for number in range(15)}


def words(component: object) -> str:
    """All that a page says, and what its buttons and pictures are called."""
    if isinstance(component, Component):
        label = getattr(component, "aria-label", "")
        return " ".join(filter(None, [label, words(getattr(component, "children", None))]))
    if isinstance(component, list | tuple):
        return " ".join(words(child) for child in component)
    return "" if component is None else str(component)


def view(gate: Gate, selection: Selection, **display: object) -> Component:
    page = leadership_or_themes(gate)
    return page.view(page, gate, Edition(overview(gate), "release 1"), selection, Display(**display))


def told(gate: Gate, selection: Selection, **display: object) -> str:
    """All that the page says to an audience."""
    return " ".join(words(view(gate, selection, **display)).split())


def drawn(database: Database, selection: Selection, **display: object) -> str:
    return told(analyst(database), selection, **display)


def plates(component: object) -> list[str]:
    """The names of the plates, in the order of the page."""
    if isinstance(component, list | tuple):
        return [name for child in component for name in plates(child)]
    if not isinstance(component, Component):
        return []
    name = getattr(component, "id", "") if isinstance(component, html.Figure) else ""
    return [*([name.removeprefix("plate-")] if name else []), *plates(getattr(component, "children", None))]


def classes(component: object) -> set[str]:
    if isinstance(component, list | tuple):
        return {name for child in component for name in classes(child)}
    if not isinstance(component, Component):
        return set()
    own = (getattr(component, "className", None) or "").split()
    return {*own, *classes(getattr(component, "children", None))}


def many(tmp_path: Path, **more: object) -> Database:
    codings = more.pop("codings", [(interview, 0, 5, "T1.1", "a", "affirm") for interview in MANY])
    finished = more.pop("finished", [(interview, "a") for interview in MANY])
    return open_release(
        write_small(tmp_path, codings=codings, interviews=MANY, finished=finished, **more), tmp_path / "releases"
    )


def test_leadership_stands_where_the_study_names_it_and_themes_else(database: Database, tmp_path: Path) -> None:
    assert leadership_or_themes(analyst(database)).path == "/leadership"
    assert leadership_or_themes(analyst(database)).domains == ("L",)
    assert leadership_or_themes(analyst(many(tmp_path))).path == "/themes"


@pytest.mark.parametrize("width", ["wide", "medium", "narrow"])
@pytest.mark.parametrize("dimension", list(Dimension))
def test_every_split_says_every_number_to_a_screen_reader(database: Database, width: str, dimension: Dimension) -> None:
    said = drawn(database, Selection(dimension=dimension), width=width)
    assert said.count("Open the evidence") == 15 + 4  # the codes of the page, and those released as change
    assert "Leadership development: " in said


def test_more_groups_than_can_be_drawn_stand_in_the_table(tmp_path: Path) -> None:
    database = many(tmp_path, organisations={f"r{number}": f"body{number}" for number in range(15)})
    said = drawn(database, Selection(dimension=Dimension.ORGANISATION))
    assert "Open the evidence" not in said
    assert "Body body14" in said
    assert "1 of 1" in said


@pytest.mark.parametrize(
    ("dimension", "reason"),
    [
        (Dimension.ORGANISATION, "No organisations are recorded"),
        (Dimension.SECTOR_GROUP, "No sector groups are recorded"),
    ],
)
def test_what_was_not_recorded_is_told_with_what_would_fill_it(
    tmp_path: Path, dimension: Dimension, reason: str
) -> None:
    database = many(tmp_path)
    said = drawn(database, Selection(dimension=dimension))
    assert reason in said
    assert "respondents.csv" in said or "organisations.csv" in said
    assert options(analyst(database), Filters(), dimension) == [{"label": "None recorded", "value": "*"}]


def test_empty_pages_say_why(database: Database, tmp_path: Path) -> None:
    assert "No one is left by these filters" in drawn(
        database, Selection(Filters(organisations=("south",), stages=("S1",)))
    )
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    unread = many(tmp_path / "a", finished=[])
    assert "No interview has been read to its end yet" in drawn(unread, Selection())
    uncoded = many(tmp_path / "b", codings=[])
    assert "No one has coded anything yet" in drawn(uncoded, Selection())


def test_a_codebook_without_a_level_says_so(tmp_path: Path) -> None:
    package = write_small(
        tmp_path, codings=[("i0", 0, 5, "T1.1", "a", "affirm")], interviews=MANY, finished=[("i0", "a")]
    )
    codes = package / "codes.csv"
    lines = codes.read_text().splitlines()
    codes.write_text(
        "\n".join(
            [lines[0], *(line.replace(",T1,", ",,").replace(",T2,", ",,") for line in lines[1:] if ",code," in line)]
        )
        + "\n"
    )
    database = open_release(package, tmp_path / "releases")
    assert "The codebook has no themes" in drawn(database, Selection(level=Level.THEME))
    assert "Code one: 1 of 1 leader" in drawn(database, Selection())


def test_several_values_of_a_filter_are_a_choice_of_their_own(database: Database) -> None:
    both = Filters(organisations=("acute", "mental"))
    assert {"label": "2 chosen", "value": "acute,mental"} in options(analyst(database), both, Dimension.ORGANISATION)
    assert "Northmere Hospitals or Northmere Mental Health" in drawn(database, Selection(both))


def test_groups_and_codes_of_one_name_are_told_apart(tmp_path: Path) -> None:
    package = write_small(
        tmp_path, codings=[("i0", 0, 5, "T1.1", "a", "affirm")], interviews=MANY, finished=[(i, "a") for i in MANY],
        organisations={"r0": "x", "r1": "y"},
    )  # fmt: skip
    for table, old in (
        ("codes", "Code two"),
        ("codes", "Code three"),
        ("organisations", "Body x"),
        ("organisations", "Body y"),
    ):
        path = package / f"{table}.csv"
        path.write_text(path.read_text().replace(old, "Alike"))
    database = open_release(package, tmp_path / "releases")
    said = drawn(database, Selection(Filters(organisations=("x", "y")), Dimension.ORGANISATION))
    assert "Code one: 1 of 1 Alike (x), 0 of 1 Alike (y)" in said
    assert "Alike (T1.2): 0 of 1 Alike (x)" in said
    assert "Code one is heard in 1 of 2 organisations" in said
    database.close()


def test_a_wide_page_has_two_columns_and_one_that_is_split_or_narrower_has_one(database: Database) -> None:
    for gate in (analyst(database), leader(database), presentation(database)):
        for width in ("wide", "medium", "narrow"):
            page = view(gate, Selection(), width=width)
            assert plates(page) == ["totals", "groups", "change", "opposites"]
            assert ("cp-columns" in classes(page)) == (width == "wide")
    split = view(analyst(database), Selection(dimension=Dimension.ROLE_GROUP))
    assert plates(split) == ["totals", "groups", "change", "opposites"]
    assert "cp-columns" not in classes(split)


def test_leaders_are_told_the_page_s_answer_its_themes_and_what_changed(database: Database) -> None:
    said = told(leader(database), Selection())
    assert said.startswith(
        "Nearly all (10 or more of 12) spoke of Style and Structure; from Autumn 2014 to Autumn 2015, Incomplete senior "
        "commitment went from 2 or fewer to 7 of 10 interviewed twice."
    )
    assert "Distributed/shared leadership is voiced most: 9 of 12 leaders" in said
    assert "Nearly all raise Style and Structure" in said
    assert "Style 10 or more" in said
    assert "Commitment told as change, below" in said
    assert "4 more codes are told only as change between stages, at right." in said
    assert "Incomplete senior commitment: 2 or fewer, then 7 of 10 leaders" in said
    assert "12 of 12" not in said
    assert "11 of 12" not in said
    below = told(leader(database), Selection(), width="narrow")
    assert "4 more codes are told only as change between stages, below." in below


def test_analysts_are_told_the_number_of_every_theme(database: Database) -> None:
    said = drawn(database, Selection())
    assert "Nearly all raise Style, Structure and Commitment" in said
    assert "Style 11 of 12" in said
    assert "Commitment 12 of 12" in said
    assert "told as change" not in said
    assert "Incomplete senior commitment: 2, then 7 of 10 leaders" in said


def test_a_conference_is_told_words(database: Database) -> None:
    said = told(presentation(database), Selection())
    assert "Incomplete senior commitment went from few to some of 10 interviewed twice." in said
    assert "Style nearly all" in said
    assert "Nearly all: 10 or more of 12." in said
    assert "9 of 12 leaders" not in said


def test_themes_that_the_dot_plot_shows_are_not_shown_again(database: Database) -> None:
    themes = view(leader(database), Selection(level=Level.THEME))
    assert plates(themes) == ["totals", "change", "opposites"]
    assert "1 more theme is told only as change between stages" in words(themes)


def test_a_domain_that_mixes_bases_has_no_number_for_leaders(database: Database) -> None:
    assert "Leadership has no number as a whole" in told(leader(database), Selection(level=Level.DOMAIN))
    assert plates(view(analyst(database), Selection(level=Level.DOMAIN))) == ["totals", "groups", "opposites"]


def test_filters_that_leave_nobody_asked_twice_leave_no_change(database: Database) -> None:
    page = view(analyst(database), Selection(Filters(stages=("S1",))))
    assert plates(page) == ["totals", "groups", "opposites"]
    filtered = drawn(database, Selection(Filters(role_groups=("senior_clinical",))))
    assert "interviewed twice · of them Senior clinical" in filtered
    assert "voiced any code of the theme · of them Senior clinical" in filtered


def test_themes_of_a_study_without_views_are_one_plate(tmp_path: Path) -> None:
    database = many(tmp_path)
    page = view(leader(database), Selection())
    assert plates(page) == ["totals"]
    assert "Of 3 codes, 1 was voiced by at least half of the 15 leaders." in words(page)
    assert "cp-columns" not in classes(page)
    database.close()


def test_a_study_of_change_alone_is_its_dumbbells(tmp_path: Path) -> None:
    settings = SETTINGS + '\n[release]\nchange = ["T1", "T2"]\n'
    both = {f"r{who}-{stage}": (f"r{who}", stage) for who in range(8) for stage in ("S1", "S2")}
    codings = [(f"r{who}-S2", 0, 5, "T1.1", "a", "affirm") for who in range(4)]
    package = write_small(
        tmp_path, codings=codings, interviews=both, finished=[(i, "a") for i in both], settings=settings
    )
    database = open_release(package, tmp_path / "releases")
    page = view(leader(database), Selection())
    assert plates(page) == ["change"]
    assert "Code one: 2 or fewer, then 4 of 8 leaders" in words(page)
    assert "Count codes" not in words(page)
    database.close()


def test_one_person_is_said_as_one(tmp_path: Path) -> None:
    package = write_small(
        tmp_path, codings=[("i0", 0, 5, "T1.1", "a", "affirm")], interviews={"i0": ("r0", "S1")}, finished=[("i0", "a")]
    )
    people = package / "respondents.csv"
    people.write_text(people.read_text().replace("director", ""))
    database = open_release(package, tmp_path / "releases")
    for level in Level:
        said = drawn(database, Selection(level=level))
        assert "1 respondents" not in said
        assert "1 of 1 respondent" in said
    assert "Of 3 codes, 1 was voiced by the one respondent; 2 were voiced by no one." in drawn(database, Selection())
    assert "too few" in told(leader(database), Selection())
    study = overview(analyst(database))
    behind = words(code_evidence(analyst(database), study, Selection(code="T1.1"), 0))
    assert "1 of 1 respondent" in behind
    assert "respondents" not in behind
    database.close()
