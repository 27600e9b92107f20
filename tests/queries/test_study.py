from pathlib import Path

from queries.database import Database
from queries.selection import FIELDS, Dimension, Filters
from queries.study import filter_choices, overview
from tests import oracle
from tests.gates import analyst
from tests.studies import NORTHMERE, open_release, write_small


def test_overview_counts_what_the_tables_hold(database: Database) -> None:
    study = overview(analyst(database))
    assert (study.respondents, study.interviews, study.interviews_read, study.respondents_read) == (12, 22, 22, 12)
    assert (study.codes, study.themes, study.organisations) == (61, 18, 8)
    assert study.codings == len(oracle.rows(NORTHMERE, "codings"))
    assert study.coders == ["Coder A", "Coder B"]
    assert study.stages == ["Autumn 2014", "Autumn 2015"]
    assert study.networks == ["Northmere Quality Network"]
    assert study.is_synthetic
    assert (study.people(1), study.people(12)) == ("leader", "leaders")


def test_each_choice_says_how_many_people_it_would_leave(database: Database) -> None:
    organisation = {row["respondent"]: row["organisation"] for row in oracle.rows(NORTHMERE, "respondents")}
    at_first = {row["respondent"] for row in oracle.rows(NORTHMERE, "interviews") if row["stage"] == "S1"}
    choices = filter_choices(analyst(database), Filters(stages=("S1",)), Dimension.ORGANISATION)
    for value, count in choices.select("value", "respondents").iter_rows():
        assert count == sum(organisation[person] == value for person in at_first)
    assert dict(choices.select("value", "respondents").iter_rows())["south"] == 0  # L08 was only seen the second time


def test_a_filter_does_not_narrow_its_own_choices(database: Database) -> None:
    for dimension in FIELDS:
        free = filter_choices(analyst(database), Filters(), dimension)
        first = free["value"][0]
        assert filter_choices(analyst(database), Filters().with_values(dimension, (first,)), dimension).equals(free)


def test_names_are_shown_as_they_were_given(tmp_path: Path) -> None:
    package = write_small(
        tmp_path, codings=[], interviews={"i1": ("r1", "S1")}, finished=[("i1", "a")], organisations={"r1": "o"}
    )
    path = package / "organisations.csv"
    path.write_text(path.read_text().replace("Body o", "iCAN_North_2"))
    release = open_release(package, tmp_path / "releases")
    assert filter_choices(analyst(release), Filters(), Dimension.ORGANISATION)["label"].to_list() == ["iCAN_North_2"]
    assert filter_choices(analyst(release), Filters(), Dimension.ROLE_GROUP)["label"].to_list() == ["Senior managerial"]
    release.close()
