from collections.abc import Callable
from pathlib import Path
from statistics import median

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from queries.database import Database
from queries.disclosure import ROWS, WithheldError
from queries.saturation import SATURATION, saturation, saturation_orders, saturation_reached
from queries.selection import Filters, Selection
from tests import oracle
from tests.gates import analyst, leader, presentation
from tests.queries.test_agreement import edited
from tests.studies import NORTHMERE, open_release, write_small

SIX = {f"i{place}": (f"r{place % 5}", "S2" if place == 6 else "S1") for place in range(1, 7)}
BY_BOTH = [(interview, coder) for interview in SIX for coder in "ab"]
INDUCTIVE = ("T1.1", "T2.1")


def origins(rows: list[dict]) -> list[dict]:
    """The codebook with two codes found in the interviews and one that was there before."""
    origin = {"T1.1": "free_node", "T2.1": "free_node", "T1.2": "deductive"}
    return [row | {"origin": origin.get(row["code"], "")} for row in rows]


def held(
    folder: Path, codings: list[tuple], order: list[tuple] | None = None, *, finished: list[tuple] = BY_BOTH
) -> pl.DataFrame:
    """The answer for a small study, whose interviews have the (sequence, conducted_on) of `order`."""
    package = edited(write_small(folder, codings=codings, interviews=SIX, finished=finished), "codes", origins)
    if order:
        times = [{"sequence": sequence, "conducted_on": day} for sequence, day in order]
        edited(package, "interviews", lambda rows: [r | time for r, time in zip(rows, times, strict=True)])
    database = open_release(package, folder / "releases")
    frame = saturation(analyst(database), Selection())
    database.close()
    return frame


def by_both(interview: str, code: str, polarity: str = "affirm") -> list[tuple]:
    return [(interview, 0, 5, code, coder, polarity) for coder in "ab"]


def test_a_code_is_new_in_the_first_interview_that_has_it(tmp_path: Path) -> None:
    codings = [
        *by_both("i1", "T1.2"),  # not found in the interviews
        *by_both("i2", "T1.1", "counter"), ("i2", 0, 5, "T2.1", "a", "affirm"),  # against, and by one coder of two
        *by_both("i3", "T1.1"),
        *by_both("i4", "T1.1"), *by_both("i4", "T2.1"),
        *by_both("i5", "T2.1"),
    ]  # fmt: skip
    frame = held(tmp_path, codings)
    assert frame["interview"].to_list() == list(SIX)
    assert frame["place"].to_list() == [1, 2, 3, 4, 5, 6]
    assert frame["new_codes"].to_list() == [0, 0, 1, 1, 0, 0]
    assert frame["cumulative"].to_list() == [0, 0, 1, 2, 2, 2]
    assert frame["codes"].to_list() == [[], [], ["T1.1"], ["T1.1", "T2.1"], ["T2.1"], []]
    assert frame["free_nodes"].unique().to_list() == [2]
    assert frame.select("respondent", "stage").row(5) == ("r1", "Second round")


def test_interviews_stand_in_the_order_held_by_sequence_then_date_then_key(tmp_path: Path) -> None:
    order = [("", ""), ("", ""), ("", "2015-03-02"), ("", "2015-03-01"), (9, "2015-05-01"), (2, "2015-06-01")]
    frame = held(tmp_path, by_both("i1", "T1.1") + by_both("i4", "T1.1"), order)
    assert frame["interview"].to_list() == ["i6", "i5", "i4", "i3", "i1", "i2"]
    assert frame["new_codes"].to_list() == [0, 0, 1, 0, 0, 0]


def test_an_interview_nobody_has_finished_has_no_place(tmp_path: Path) -> None:
    finished = [pair for pair in BY_BOTH if pair[0] != "i2"]
    frame = held(tmp_path, by_both("i2", "T1.1") + by_both("i3", "T1.1"), finished=finished)
    assert frame.select("place", "interview", "new_codes").rows()[:2] == [(1, "i1", 0), (2, "i3", 1)]
    assert frame.height == 5


def curve(new_codes: list[int], *, free_nodes: int = 50) -> pl.DataFrame:
    """An answer of the query, made by hand; each interview has its new codes and no others."""
    codes = [[f"{place}.{number}" for number in range(new)] for place, new in enumerate(new_codes)]
    return pl.DataFrame({
        "place": range(1, len(new_codes) + 1), "new_codes": new_codes, "free_nodes": free_nodes, "codes": codes,
    }, schema_overrides={"codes": pl.List(pl.String), "free_nodes": pl.Int64})  # fmt: skip


def test_the_published_sequence_is_saturated_at_6_and_7() -> None:
    frame = saturation_reached(curve([18, 9, 6, 4, 4, 3, 1, 0, 1, 0, 0, 1]))
    assert frame.select("base", "run", "threshold", "base_codes", "reached_at", "reading", "reason").rows() == [
        (4, 2, 0.05, 37, 6, "6+2", None),
        (4, 2, 0.0, 37, 9, "9+2", None),
        (4, 3, 0.05, 37, 7, "7+3", None),
        (4, 3, 0.0, 37, None, None, "not reached"),
    ]


@pytest.mark.parametrize(
    ("frame", "reasons"),
    [
        (curve([]), ["no interview is read"] * 2),
        (curve([0, 0, 0, 0, 0, 0, 0], free_nodes=0), ["no code of the codebook comes from the interviews"] * 2),
        (curve([0, 0, 0, 0, 5, 0, 0]), ["the first 4 interviews have no code that comes from the interviews"] * 2),
        (curve([3, 2, 1, 0, 0, 0]), [None, "fewer than 7 interviews are read"]),
        (curve([3, 2]), ["fewer than 6 interviews are read", "fewer than 7 interviews are read"]),
    ],
)
def test_where_there_is_no_saturation_to_report_the_reason_is_given(frame: pl.DataFrame, reasons: list) -> None:
    found = saturation_reached(frame)
    assert found["reason"].to_list() == [reasons[0], reasons[0], reasons[1], reasons[1]]
    assert found["reached_at"].is_null().to_list() == [reason is not None for reason in found["reason"]]
    assert not any("meaning" in (reason or "") for reason in found["reason"])


def test_a_study_without_free_nodes_says_so(tmp_path: Path) -> None:
    package = write_small(tmp_path, codings=by_both("i1", "T1.1"), interviews=SIX, finished=BY_BOTH)
    database = open_release(package, tmp_path / "releases")
    frame = saturation(analyst(database), Selection())
    assert frame["cumulative"].to_list() == [0] * 6
    assert set(saturation_reached(frame)["reason"]) == {"no code of the codebook comes from the interviews"}
    assert saturation_orders(frame)["high"].to_list() == [0] * 6
    database.close()


def test_the_band_of_random_orders_is_the_same_every_time() -> None:
    frame = curve([8, 0, 0, 0])  # one interview in four has all: it comes by place k in k of 4 orders
    band = saturation_orders(frame)
    assert band.rows() == [(1, 0, 0, 8), (2, pytest.approx(4, abs=4), 0, 8), (3, 8, 0, 8), (4, 8, 8, 8)]
    assert band.equals(saturation_orders(frame))
    assert saturation_orders(curve([])).schema == band.schema
    assert saturation_orders(curve([])).is_empty()


@pytest.mark.parametrize("gate", [leader, presentation])
def test_it_is_for_analysts_only(database: Database, gate: Callable) -> None:
    with pytest.raises(WithheldError):
        saturation(gate(database), Selection())
    assert SATURATION.name not in ROWS


def expected(package: Path, stages: tuple[str, ...] = ()) -> list[tuple[int, str, int, int, set[str]]]:
    """Place, interview, new and all free-node codes so far, and those it has, in the order held."""
    voiced = oracle.voiced(package)
    free = [
        code["code"]
        for code in oracle.rows(package, "codes")
        if (code["level"], code["origin"]) == ("code", "free_node")
    ]
    read = {a["interview"] for a in oracle.rows(package, "assignments") if a["finished"] == "true"}
    interviews = [each for each in oracle.rows(package, "interviews") if each["interview"] in read]
    interviews.sort(
        key=lambda each: (int(each.get("sequence") or 10**6), each.get("conducted_on") or "9999", each["interview"])
    )
    seen: set[str] = set()
    found = []
    for each in interviews:
        if not stages or each["stage"] in stages:
            codes = {code for code in free if (each["respondent"], each["stage"]) in voiced[code]}
            found.append((len(found) + 1, each["interview"], len(codes - seen), len(codes | seen), codes))
            seen |= codes
    return found


def answered(frame: pl.DataFrame) -> list[tuple]:
    rows = frame.select("place", "interview", "new_codes", "cumulative", "codes").iter_rows()
    return [(*rest, set(codes)) for *rest, codes in rows]


@pytest.mark.parametrize("stages", [(), ("S1",), ("S3",)])
def test_northmere_agrees_with_the_independent_count(database: Database, stages: tuple[str, ...]) -> None:
    frame = saturation(analyst(database), Selection(Filters(stages=stages)))
    assert answered(frame) == expected(NORTHMERE, stages)
    assert frame["free_nodes"].unique().to_list() == [18]


def test_northmere_reads_all_22_interviews_in_the_order_held(database: Database) -> None:
    frame = saturation(analyst(database), Selection())
    assert frame["interview"].to_list()[-2:] == ["L12-S3", "L03-S3"]  # where both coders decide, not the panel
    assert frame["cumulative"].to_list()[-1] == len(set().union(*frame["codes"].to_list())) <= 18
    reached = saturation_reached(frame)
    new = frame["new_codes"].to_list()
    for run, threshold, base_codes, at in reached.select("run", "threshold", "base_codes", "reached_at").iter_rows():
        quiet = [p for p in range(4, 23 - run) if sum(new[p : p + run]) <= threshold * sum(new[:4])]
        assert (base_codes, at) == (sum(new[:4]), quiet[0] if quiet else None)
    band = saturation_orders(frame)
    assert band["place"].to_list() == frame["place"].to_list()
    assert band.filter(band["low"] > band["median"]).is_empty()
    assert band["median"].to_list()[-1] == frame["cumulative"].to_list()[-1]
    assert abs(band["median"][0] - median(map(len, frame["codes"]))) <= 1


coding = st.tuples(
    st.sampled_from(sorted(SIX)),
    st.sampled_from(["T1.1", "T1.2", "T2.1"]),
    st.sampled_from("abp"),
    st.sampled_from(["affirm", "affirm", "counter"]),
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(marked=st.lists(coding, unique=True, max_size=30), data=st.data())
def test_any_small_study_agrees_with_the_independent_count(
    tmp_path_factory: pytest.TempPathFactory, marked: list[tuple], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("any")
    finished = data.draw(st.lists(st.sampled_from([(i, c) for i in SIX for c in "abp"]), unique=True))
    numbers = data.draw(st.permutations(["", "", "", 1, 2, 3]))
    days = data.draw(st.lists(st.sampled_from(["", "2015-01-01", "2015-02-01"]), min_size=6, max_size=6))
    order = list(zip(numbers, days, strict=True))
    codings = [(i, 3 * place, 3 * place + 2, *rest) for place, (i, *rest) in enumerate(marked)]
    assert answered(held(folder, codings, order, finished=finished)) == expected(folder / "small")
