from pathlib import Path

import pytest
from dash.development.base_component import Component

from dashboard.controls import options
from dashboard.page import Display, Edition
from dashboard.pages.themes import leadership_or_themes
from queries.database import Database
from queries.selection import Dimension, Filters, Level, Selection
from queries.study import overview
from tests.gates import analyst
from tests.studies import open_release, write_small

MANY = {f"i{number}": (f"r{number}", "S1") for number in range(15)}


def words(component: object) -> str:
    """All that a page says, and what its buttons and pictures are called."""
    if isinstance(component, Component):
        label = getattr(component, "aria-label", "")
        return " ".join(filter(None, [label, words(getattr(component, "children", None))]))
    if isinstance(component, list | tuple):
        return " ".join(words(child) for child in component)
    return "" if component is None else str(component)


def drawn(database: Database, selection: Selection, **display: object) -> str:
    page = leadership_or_themes(analyst(database))
    return words(
        page.view(
            page, analyst(database), Edition(overview(analyst(database)), "release 1"), selection, Display(**display)
        )
    )


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
    assert said.count("Open the evidence") == 15
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
