from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise
from math import comb
from pathlib import Path

import polars as pl
import pytest

import data.headlines
from data.headlines import KINDS, Headline, HeadlineChange, Headlines, headline_changes, headlines
from data.study import Study, load_study
from tests import oracle
from tests.studies import NORTHMERE, write_small


def edited(study: Study, **tables: Callable[[pl.DataFrame], pl.DataFrame]) -> Study:
    return replace(study, tables={**study.tables, **{name: edit(study.tables[name]) for name, edit in tables.items()}})


@pytest.fixture(scope="module")
def numbers(northmere: Study) -> Headlines:
    return headlines(northmere)


def test_counts_of_people_are_those_of_a_second_count(numbers: Headlines) -> None:
    levels = {row["code"]: row["level"] for row in oracle.rows(NORTHMERE, "codes")}
    expected = {
        (levels[code], code): (len(oracle.people(voices)), 12) for code, voices in oracle.voiced(NORTHMERE).items()
    }
    found = {(each.kind, each.key): (each.value, each.n) for each in numbers.numbers if each.n is not None}
    assert found == expected
    assert numbers.lacking == {}
    assert [each.value for each in numbers.numbers if each.kind == "people"] == [12, 22]


def test_indicators_are_those_observed_in_the_latest_period(numbers: Headlines) -> None:
    observed = [row for row in oracle.rows(NORTHMERE, "observations") if row["subject_type"] == "network"]
    latest = max(row["period_end"] for row in observed)
    expected = {
        f"{row['indicator']}, {row['subject']}": float(row["value"])
        for row in observed
        if row["period_end"] == latest and row["value"]
    }
    assert {each.key: each.value for each in numbers.numbers if each.kind == "indicator"} == expected
    assert [each.value for each in numbers.numbers if each.kind == "period"] == ["2015-01-01/2015-12-31"]


def test_the_density_of_ties_on_record_is_ties_of_pairs(numbers: Headlines) -> None:
    ties = [
        row for row in oracle.rows(NORTHMERE, "ties") if (row["relation"], row["year"]) == ("joint_projects", "2014")
    ]
    densities = {each.key: each.value for each in numbers.numbers if each.kind == "density"}
    assert densities["northmere, joint_projects, undirected, 2014"] == pytest.approx(len(ties) / comb(8, 2))


def test_one_who_withdrew_is_in_no_number(northmere: Study) -> None:
    gone = pl.when(pl.col("respondent") == "L07").then(pl.date(2015, 12, 1)).alias("withdrawn_on")
    after = headlines(edited(northmere, respondents=lambda rows: rows.with_columns(gone)))
    voiced = oracle.voiced(NORTHMERE)
    for each in after.numbers:
        if each.n is not None:
            assert (each.value, each.n) == (len(oracle.people(voiced[each.key]) - {"L07"}), 11)


@pytest.mark.parametrize(
    ("codings", "reason"),
    [([], "nothing is coded"), ([("i", 0, 5, "T1.1", "a", "affirm")], "no interview is read to its end by anyone")],
)
def test_a_study_without_counts_says_why(
    tmp_path: Path, codings: list[tuple[str, int, int, str, str, str]], reason: str
) -> None:
    package = write_small(tmp_path, codings=codings, interviews={"i": ("r", "S1")}, finished=[])
    assert headlines(load_study(package)) == Headlines((), dict.fromkeys(("people", "domain", "theme", "code"), reason))


def test_a_study_that_cannot_be_written_has_no_numbers_and_says_why(
    northmere: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(data.headlines, "write_release", fail)
    found = headlines(northmere)
    assert found.numbers == ()
    assert found.lacking == dict.fromkeys(KINDS, "the numbers could not be worked out (no space left)")


def counts(lacking: Mapping[str, str] | None = None, **values: tuple[int, int]) -> Headlines:
    told = (Headline("code", code, f"Code {code}", value, n) for code, (value, n) in values.items())
    return Headlines(tuple(told), lacking or {})


def test_changes_are_told_largest_first_and_what_is_the_same_is_not() -> None:
    before = counts(a=(7, 12), b=(3, 12), c=(5, 12), d=(2, 12), e=(4, 12))
    after = counts(a=(8, 12), b=(6, 12), c=(5, 12), d=(2, 11), f=(2, 12))
    changes, not_compared = headline_changes(before, after, {})
    assert [str(change) for change in changes] == [
        "Code e: gone, was 4 of 12",
        "Code b: 3 of 12 -> 6 of 12",
        "Code f: 2 of 12, new",
        "Code a: 7 of 12 -> 8 of 12",
        "Code d: 2 of 12 -> 2 of 11",
    ]
    assert [change.key for change in changes if change.is_of_n_alone] == ["d"]
    assert all(one.size >= other.size for one, other in pairwise(changes))
    assert not_compared == ()


def test_a_code_with_another_key_is_the_same_code() -> None:
    before, after = counts(old=(7, 12)), counts(new=(7, 12))
    assert headline_changes(before, after, {"old": "new"}) == ((), ())
    [gone, added] = sorted(headline_changes(before, after, {})[0], key=lambda change: change.key, reverse=True)
    assert (gone.key, gone.after, added.key, added.before) == ("old", None, "new", None)


def test_what_one_state_lacks_is_not_compared() -> None:
    lacking = dict.fromkeys(("people", "domain", "theme", "code"), "nothing is coded")
    every = dict.fromkeys(KINDS, "the numbers could not be worked out (why)")
    full = counts(a=(7, 12))
    assert headline_changes(counts(lacking), full, {}) == (
        (),
        ("Counts of people are not compared: before, nothing is coded.",),
    )
    assert headline_changes(counts(lacking), counts(lacking), {})[1] == (
        "Counts of people are not compared: before, nothing is coded; after, nothing is coded.",
    )
    assert headline_changes(full, Headlines((), every), {}) == (
        (),
        ("Headline numbers are not compared: after, the numbers could not be worked out (why).",),
    )


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (0.75, 0.8, "X: 0.75 -> 0.8"),
        (1500000.0, 1600000.0, "X: 1,500,000 -> 1,600,000"),
        (0.12345678, 0.12345679, "X: 0.12345678 -> 0.12345679"),
        ("2014-01-01/2014-12-31", "2015-01-01/2015-12-31", "X: 2014-01-01/2014-12-31 -> 2015-01-01/2015-12-31"),
        (12, 11, "X: 12 -> 11"),
    ],
)
def test_numbers_are_told_so_that_they_differ(before: float | str, after: float | str, words: str) -> None:
    kind = "period" if isinstance(before, str) else "indicator"
    change = HeadlineChange(kind, "x", "X", Headline(kind, "x", "X", before), Headline(kind, "x", "X", after))
    assert str(change) == words
    assert change.size[0] > 0


def test_a_share_that_moves_more_is_the_larger_change_of_two_by_one_person() -> None:
    (one, other), _ = headline_changes(counts(a=(5, 20), b=(5, 20)), counts(a=(6, 20), b=(6, 12)), {})
    assert (one.key, other.key) == ("b", "a")
