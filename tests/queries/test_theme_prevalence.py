from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from queries.database import Database
from queries.disclosure import WithheldError
from queries.selection import Dimension, Filters, Level, Selection
from queries.themes import leave_one_organisation_out, theme_prevalence
from tests import oracle
from tests.gates import analyst, leader
from tests.studies import NORTHMERE, open_release, write_small

FOUR = {"i1": ("r1", "S1"), "i2": ("r2", "S1"), "i3": ("r3", "S1"), "i4": ("r1", "S2")}


def counts(database: Database, **selection: object) -> dict[tuple[str, str], tuple[int, int, int]]:
    frame = theme_prevalence(analyst(database), Selection(**selection))
    columns = frame.select("value", "code", "respondents", "counter_only", "n").iter_rows()
    return {(value, code): (present, against, n) for value, code, present, against, n in columns}


def small(tmp_path: Path, codings: list[tuple], finished: list[tuple[str, str]], **more: object) -> Database:
    package = write_small(tmp_path, codings=codings, interviews=FOUR, finished=finished, **more)
    return open_release(package, tmp_path / "releases")


ALL_BY_BOTH = [(interview, coder) for interview in FOUR for coder in ("a", "b")]


def test_a_person_interviewed_twice_is_one_person(tmp_path: Path) -> None:
    twice = [("i1", 0, 5, "T1.1", c, "affirm") for c in "ab"] + [("i4", 0, 5, "T1.1", c, "affirm") for c in "ab"]
    found = counts(small(tmp_path, twice, ALL_BY_BOTH))
    assert found["all", "T1.1"] == (1, 0, 3)


def test_without_a_panel_every_coder_who_finished_must_say_so(tmp_path: Path) -> None:
    codings = [
        ("i1", 0, 5, "T1.1", "a", "affirm"),
        ("i2", 0, 5, "T1.1", "a", "affirm"),
        ("i2", 3, 9, "T1.1", "b", "affirm"),
    ]
    found = counts(small(tmp_path, codings, ALL_BY_BOTH))
    assert found["all", "T1.1"] == (1, 0, 3)  # r2 only; r1 has one coder of two


def test_the_panel_decides_where_it_has_finished(tmp_path: Path) -> None:
    codings = [
        ("i1", 0, 5, "T1.1", "a", "affirm"), ("i1", 0, 5, "T1.1", "p", "affirm"),
        ("i2", 0, 5, "T1.1", "a", "affirm"), ("i2", 0, 5, "T1.1", "b", "affirm"),
    ]  # fmt: skip
    found = counts(small(tmp_path, codings, [*ALL_BY_BOTH, ("i1", "p"), ("i2", "p")]))
    assert found["all", "T1.1"] == (1, 0, 3)  # r1, confirmed; not r2, whom both coders marked and the panel did not


def test_an_interview_nobody_finished_is_unknown_and_left_out_of_n(tmp_path: Path) -> None:
    codings = [("i2", 0, 5, "T1.1", "a", "affirm")]
    found = counts(small(tmp_path, codings, [("i1", "a"), ("i3", "a")]))
    assert found["all", "T1.1"] == (0, 0, 2)


def test_speaking_against_a_code_does_not_make_it_present(tmp_path: Path) -> None:
    codings = [("i1", 0, 5, "T1.1", c, "counter") for c in "ab"] + [("i2", 0, 5, "T1.1", c, "affirm") for c in "ab"]
    codings += [("i2", 7, 9, "T1.1", c, "counter") for c in "ab"]
    found = counts(small(tmp_path, codings, ALL_BY_BOTH))
    assert found["all", "T1.1"] == (1, 1, 3)  # r2 says both and counts as present; r1 only denies


def test_a_theme_is_present_where_any_of_its_codes_is(tmp_path: Path) -> None:
    codings = [("i1", 0, 5, "T1.1", c, "affirm") for c in "ab"] + [("i2", 0, 5, "T1.2", c, "affirm") for c in "ab"]
    codings += [("i3", 0, 5, "T1.1", "a", "affirm"), ("i3", 0, 5, "T1.2", "b", "affirm")]  # no code by both
    found = counts(small(tmp_path, codings, ALL_BY_BOTH), level=Level.THEME)
    assert found == {("all", "T1"): (2, 0, 3), ("all", "T2"): (0, 0, 3)}


@pytest.mark.parametrize(("rule", "present"), [("adjudicated_else_all", 1), ("all", 1), ("any", 3)])
def test_the_counting_rule_of_the_study_is_followed(tmp_path: Path, rule: str, present: int) -> None:
    codings = [("i1", 0, 5, "T1.1", c, "affirm") for c in "ab"]
    codings += [("i2", 0, 5, "T1.1", "a", "affirm"), ("i3", 0, 5, "T1.1", "b", "affirm")]
    assert counts(small(tmp_path, codings, ALL_BY_BOTH, counting=rule))["all", "T1.1"] == (present, 0, 3)


@pytest.mark.parametrize(("rule", "present"), [("adjudicated_else_all", 0), ("all", 1)])
def test_only_one_rule_listens_to_the_panel(tmp_path: Path, rule: str, present: int) -> None:
    codings = [("i1", 0, 5, "T1.1", c, "affirm") for c in "ab"]
    database = small(tmp_path, codings, [*ALL_BY_BOTH, ("i1", "p")], counting=rule)
    assert counts(database)["all", "T1.1"] == (present, 0, 3)


def test_groups_share_out_the_people_and_keep_zeros(tmp_path: Path) -> None:
    codings = [("i1", 0, 5, "T1.1", c, "affirm") for c in "ab"]
    database = small(tmp_path, codings, ALL_BY_BOTH, organisations={"r1": "x", "r2": "y"})
    found = counts(database, dimension=Dimension.ORGANISATION)
    assert found["x", "T1.1"] == (1, 0, 1)
    assert found["y", "T1.1"] == (0, 0, 1)
    assert found["", "T1.1"] == (0, 0, 1)  # r3's organisation was not recorded
    by_stage = counts(database, dimension=Dimension.STAGE)
    assert (by_stage["S1", "T1.1"], by_stage["S2", "T1.1"]) == ((1, 0, 3), (0, 0, 1))


def test_northmere_agrees_with_the_independent_count(database: Database) -> None:
    voiced = oracle.voiced(NORTHMERE)
    stage = {None: (), "S1": ("S1",), "S3": ("S3",)}
    asked = oracle.rows(NORTHMERE, "interviews")
    for when, stages in stage.items():
        n = len({row["respondent"] for row in asked if when in (None, row["stage"])})
        for level in Level:
            found = counts(database, filters=Filters(stages=stages), level=level)
            assert len(found) == {Level.CODE: 61, Level.THEME: 18, Level.DOMAIN: 6}[level]
            for (_, code), (present, _, of) in found.items():
                assert (code, present, of) == (code, len(oracle.people(voiced[code], when)), n)


def test_northmere_planted_facts(database: Database) -> None:
    at = {stage: counts(database, filters=Filters(stages=(stage,))) for stage in ("S1", "S3")}
    whole = counts(database)
    assert whole["all", "N2.2"][0] == 0
    assert whole["all", "O2.1"][0] > 0
    both = {"L01", "L02", "L03", "L04", "L05", "L06", "L07", "L10", "L11", "L12"}
    voiced = oracle.voiced(NORTHMERE)
    change = {
        code: tuple(len(oracle.people(voiced[code], s) & both) for s in ("S1", "S3"))
        for code in ("L3.2", "L3.1", "M1.1")
    }
    assert change == {"L3.2": (2, 7), "L3.1": (5, 2), "M1.1": (3, 7)}
    assert at["S1"]["all", "L3.2"][2] == at["S3"]["all", "L3.2"][2] == 11


def test_northmere_by_role_group_agrees_with_the_independent_count(database: Database) -> None:
    groups = {row["respondent"]: row["role_group"] for row in oracle.rows(NORTHMERE, "respondents")}
    voiced = oracle.voiced(NORTHMERE)
    for (group, code), (present, _, n) in counts(database, dimension=Dimension.ROLE_GROUP).items():
        assert present == sum(groups[person] == group for person in oracle.people(voiced[code]))
        assert n == 6


def domain_of(code: str, parent: dict[str, str]) -> str:
    return domain_of(parent[code], parent) if parent[code] else code


@pytest.mark.parametrize("level", list(Level))
def test_every_other_denominator_of_northmere_agrees_too(database: Database, level: Level) -> None:
    body = {row["respondent"]: row["organisation"] for row in oracle.rows(NORTHMERE, "respondents")}
    interviews = {row["interview"]: (row["respondent"], row["stage"]) for row in oracle.rows(NORTHMERE, "interviews")}
    parent = {row["code"]: row["parent"] for row in oracle.rows(NORTHMERE, "codes")}
    voiced, readings, asked = oracle.voiced(NORTHMERE), oracle.readings(NORTHMERE), oracle.asked(NORTHMERE)
    for row in theme_prevalence(analyst(database), Selection(level=level)).rows(named=True):
        code, people = row["code"], oracle.people(voiced[row["code"]])
        put_to = [interviews[interview] for interview in asked[domain_of(code, parent)]]
        assert row["organisations"] == len({body[person] for person in people})
        assert row["organisations_n"] == len(set(body.values()))
        assert row["strictest"] == len(readings[code]["strictest"])
        assert row["most_generous"] == len(readings[code]["most_generous"])
        assert row["strictest"] <= row["respondents"] <= row["most_generous"]
        assert row["respondents"] + row["counter_only"] == len(readings[code]["raised"] | people)
        assert row["asked"] == len({person for person, _ in put_to})
        assert row["voiced_when_asked"] == len({person for person, stage in put_to if (person, stage) in voiced[code]})
        assert row["asked_or_raised"] == len({person for person, _ in put_to} | readings[code]["raised"])


def test_a_leader_is_told_of_totals_only_and_an_interval_only_of_what_is_told(database: Database) -> None:
    frame = theme_prevalence(leader(database), Selection(level=Level.CODE))
    assert not frame.filter(pl.col("code").str.contains("^(L3|M1)"))["code"].to_list()
    exact = frame.filter(pl.col("least") == pl.col("most"))
    assert exact["low"].null_count() == 0
    assert frame.filter(pl.col("least") < pl.col("most"))["low"].is_null().all()
    row = frame.filter(code="L2.1").row(0, named=True)
    assert (row["says"], round(row["low"], 3), round(row["high"], 3)) == ("9 of 12", 0.468, 0.911)
    assert set(frame.columns) == {
        "value", "label", "heading_code", "heading", "code", "name", "base", "least", "most", "says", "n", "low", "high",
    }  # fmt: skip


def test_a_leader_s_filters_and_splits_are_taken_off(database: Database) -> None:
    whole = theme_prevalence(leader(database), Selection())
    for filters in (Filters(organisations=("acute",)), Filters(stages=("S1",))):
        for dimension in Dimension:
            assert theme_prevalence(leader(database), Selection(filters, dimension)).equals(whole)


def test_leaving_out_one_organisation_moves_the_share_as_worked_out(tmp_path: Path) -> None:
    sizes = {"x": (3, 3), "y": (2, 4), "z": (2, 5)}  # seven of twelve; without x four of nine, without z five of seven
    people = [(f"{body}{place}", body, place < said) for body, (said, n) in sizes.items() for place in range(n)]
    package = write_small(
        tmp_path, codings=[(person, 0, 5, "T1.1", "a", "affirm") for person, _, said in people if said],
        interviews={person: (person, "S1") for person, *_ in people}, finished=[(person, "a") for person, *_ in people],
        organisations={person: body for person, body, _ in people},
    )  # fmt: skip
    database = open_release(package, tmp_path / "releases")
    frame = leave_one_organisation_out(analyst(database), Selection())
    lowest, highest, bodies = frame.filter(code="T1.1").select("lowest", "highest", "organisations").row(0)
    assert (lowest, highest, bodies) == (pytest.approx(4 / 9), pytest.approx(5 / 7), 3)
    alone = leave_one_organisation_out(analyst(database), Selection(Filters(organisations=("x",))))
    assert alone["lowest"].to_list() == [None] * 3
    with pytest.raises(WithheldError):
        leave_one_organisation_out(leader(database), Selection())
    database.close()


FILTER_VALUES = {
    "networks": ("northmere", ""),
    "organisations": ("acute", "north", "university"),
    "sector_groups": ("provider", "commissioner"),
    "role_groups": ("senior_clinical", "senior_managerial"),
    "stages": ("S1", "S3"),
}
filters = st.builds(
    Filters,
    **{name: st.lists(st.sampled_from(values), unique=True).map(tuple) for name, values in FILTER_VALUES.items()},
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(wide=filters, name=st.sampled_from(sorted(FILTER_VALUES)), data=st.data())
def test_a_further_filter_never_raises_a_count(
    database: Database, wide: Filters, name: str, data: st.DataObject
) -> None:
    allowed = getattr(wide, name) or FILTER_VALUES[name]
    narrowed = Filters(**vars(wide) | {name: (data.draw(st.sampled_from(allowed)),)})
    before, after = counts(database, filters=wide), counts(database, filters=narrowed)
    for key, (present, _, n) in after.items():
        assert present <= before[key][0] <= before[key][2]
        assert present <= n <= before[key][2]


@pytest.mark.parametrize(
    "narrow",
    [Filters(networks=("",)), Filters(organisations=("acute",)), Filters(sector_groups=("provider",)),
     Filters(role_groups=("senior_clinical",)), Filters(stages=("S1",))],
    ids=lambda value: next(name for name, chosen in vars(value).items() if chosen),
)  # fmt: skip
def test_every_filter_changes_an_answer(database: Database, narrow: Filters) -> None:
    assert counts(database, filters=narrow) != counts(database)


coding = st.tuples(
    st.sampled_from(sorted(FOUR)),
    st.sampled_from(["T1.1", "T1.2", "T2.1"]),
    st.sampled_from("abp"),
    st.sampled_from(["affirm", "counter"]),
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(marks=st.lists(coding, unique=True, max_size=20), data=st.data())
def test_any_small_study_agrees_with_the_independent_count(
    tmp_path_factory: pytest.TempPathFactory, marks: list[tuple[str, str, str, str]], data: st.DataObject
) -> None:
    pairs = [(interview, coder) for interview in FOUR for coder in "abp"]
    finished = data.draw(st.lists(st.sampled_from(pairs), unique=True))
    folder = tmp_path_factory.mktemp("any")
    codings = [(i, 10 * place, 10 * place + 4, code, coder, said) for place, (i, code, coder, said) in enumerate(marks)]
    package = write_small(folder, codings=codings, interviews=FOUR, finished=finished, transcript="x" * 300)
    database = open_release(package, folder / "releases")
    voiced = oracle.voiced(package)
    read = {FOUR[interview][0] for interview, _ in finished}
    expected = (
        {code: (len(oracle.people(voiced[code])), len(read)) for code in ("T1.1", "T1.2", "T2.1")} if read else {}
    )
    frame = theme_prevalence(analyst(database), Selection())
    assert dict(zip(frame["code"], frame.select("respondents", "n").iter_rows(), strict=True)) == expected
    database.close()


def test_the_answer_keeps_its_columns_when_nothing_is_left(database: Database) -> None:
    frame = theme_prevalence(analyst(database), Selection(filters=Filters(organisations=("nowhere",))))
    assert frame.is_empty()
    assert frame.schema["respondents"] == pl.Int64
