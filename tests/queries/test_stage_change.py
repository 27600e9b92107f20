from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from queries.database import Database
from queries.selection import Filters, Level, Selection
from queries.themes import stage_change
from tests import oracle
from tests.gates import analyst, leader, presentation
from tests.studies import NORTHMERE, SETTINGS, open_release, write_small

EIGHT = {f"{person}-{stage}": (person, stage) for person in ("r1", "r2", "r3", "r4") for stage in ("S1", "S2")}
TABLE = ("both", "lost", "gained", "neither")


def expected(package: Path, first: str, last: str) -> dict[str, tuple[int, int, int, int]]:
    """The fourfold table of every code, in plain Python: the people read at both stages."""
    finished = {row["interview"] for row in oracle.rows(package, "assignments") if row["finished"] == "true"}
    read = {
        (row["respondent"], row["stage"]) for row in oracle.rows(package, "interviews") if row["interview"] in finished
    }
    people = {person for person, stage in read if stage == first} & {person for person, stage in read if stage == last}
    found = {}
    for code, voices in oracle.voiced(package).items():
        before, after = ({person for person in people if (person, stage) in voices} for stage in (first, last))
        found[code] = (len(before & after), len(before - after), len(after - before), len(people - before - after))
    return found


@pytest.mark.parametrize("level", list(Level))
def test_northmere_agrees_with_the_independent_count(database: Database, level: Level) -> None:
    tables = expected(NORTHMERE, "S1", "S3")
    frame = stage_change(analyst(database), Selection(level=level))
    assert frame.height > 0
    for row in frame.rows(named=True):
        assert tuple(row[name] for name in TABLE) == tables[row["code"]]
        assert (row["before"], row["after"], row["n"]) == (row["both"] + row["lost"], row["both"] + row["gained"], 10)
        assert row["difference"] == pytest.approx((row["after"] - row["before"]) / 10)
        assert row["low"] <= row["difference"] <= row["high"]


def test_the_planted_changes_of_northmere(database: Database) -> None:
    frame = stage_change(analyst(database), Selection())
    change = {row["code"]: (row["before"], row["after"]) for row in frame.rows(named=True)}
    assert (change["L3.2"], change["L3.1"], change["M1.1"]) == ((2, 7), (5, 2), (3, 7))


def test_a_case_worked_by_hand(tmp_path: Path) -> None:
    def said(person: str, stage: str) -> tuple[str, int, int, str, str, str]:
        return f"{person}-{stage}", 0, 5, "T1.1", "a", "affirm"

    codings = [said("r1", "S1"), said("r1", "S2"), said("r2", "S2"), said("r3", "S1"), said("r4", "S1")]
    finished = [(interview, "a") for interview in EIGHT if interview != "r4-S2"]  # r4 is unknown at the second stage
    package = write_small(tmp_path, codings=codings, interviews=EIGHT, finished=finished)
    database = open_release(package, tmp_path / "releases")
    row = stage_change(analyst(database), Selection()).filter(code="T1.1").row(0, named=True)
    assert tuple(row[name] for name in TABLE) == (1, 1, 1, 0)
    assert (row["first_label"], row["last_label"], row["n"]) == ("First round", "Second round", 3)
    assert stage_change(analyst(database), Selection(Filters(stages=("S1",)))).is_empty()
    database.close()


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    marks=st.lists(
        st.tuples(st.sampled_from(sorted(EIGHT)), st.sampled_from(["T1.1", "T1.2", "T2.1"]), st.sampled_from("ab")),
        unique=True,
        max_size=24,
    ),
    unread=st.sets(st.sampled_from(sorted(EIGHT)), max_size=3),
)
def test_any_small_study_agrees(
    tmp_path_factory: pytest.TempPathFactory, marks: list[tuple[str, str, str]], unread: set[str]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    codings = [(i, 10 * place, 10 * place + 4, code, coder, "affirm") for place, (i, code, coder) in enumerate(marks)]
    finished = [(interview, coder) for interview in EIGHT if interview not in unread for coder in "ab"]
    package = write_small(folder, codings=codings, interviews=EIGHT, finished=finished, transcript="x" * 300)
    database = open_release(package, folder / "releases")
    tables = expected(package, "S1", "S2")
    frame = stage_change(analyst(database), Selection())
    if sum(tables["T1.1"]):
        assert {row["code"]: tuple(row[name] for name in TABLE) for row in frame.rows(named=True)} == {
            code: tables[code] for code in ("T1.1", "T1.2", "T2.1")
        }
    else:
        assert frame.is_empty()
    database.close()


def test_with_one_stage_there_is_no_change(tmp_path: Path) -> None:
    once = SETTINGS.replace(', S2 = "Second round"', "")
    package = write_small(tmp_path, codings=[], interviews={"i1": ("r1", "S1")}, finished=[("i1", "a")], settings=once)
    database = open_release(package, tmp_path / "releases")
    assert stage_change(analyst(database), Selection()).is_empty()
    database.close()


def test_leaders_are_told_of_the_themes_released_as_change_and_never_who_changed(database: Database) -> None:
    for gate, before, after in (
        (leader(database), "2 or fewer of 10", "7 of 10"),
        (presentation(database), "few of 10", "some of 10"),
    ):
        frame = stage_change(gate, Selection())
        assert set(frame["code"].str.slice(0, 2)) == {"L3", "M1"}
        row = frame.filter(code="L3.2").row(0, named=True)
        assert (row["before_says"], row["after_says"], row["n"]) == (before, after, 10)
        assert not {"before", "after", "difference", "low", *TABLE} & set(frame.columns)
