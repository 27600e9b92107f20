import csv
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries import disclosure, network_rulings, rulings
from queries.comparison import ALONE, DEPENDS, comparison, networks_observed, periods
from queries.database import Database
from queries.disclosure import ANALYSTS_ONLY
from queries.network_rulings import NO_VALUE
from tests import oracle
from tests.gates import analyst, leader, presentation
from tests.studies import NORTHMERE, SETTINGS, open_release, write_small

PROPOSED = {
    "indicator_periods": replace(ANALYSTS_ONLY, ruling=rulings.as_it_is),
    "indicator_comparison": replace(
        ANALYSTS_ONLY, ruling=network_rulings.indicators, full=network_rulings.exact_indicators
    ),
}


@pytest.fixture(autouse=True, scope="module")
def policy() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disclosure, "ROWS", PROPOSED | dict(disclosure.ROWS))
        yield


YEAR = ("2015-01-01", "2015-12-31")
BEFORE = ("2014-01-01", "2014-12-31")


@dataclass
class Seen:
    """An observation as it is written into observations.csv."""

    indicator: str
    subject: str
    value: float | str = ""
    numerator: float | str = ""
    denominator: float | str = ""
    missing_reason: str = ""
    period: tuple[str, str] = YEAR
    subject_type: str = "network"


def write(package: Path, table: str, rows: Sequence[Mapping[str, object]]) -> None:
    with (package / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def indicator(name: str, **more: object) -> dict[str, object]:
    return {
        "indicator": name, "dimension": "Dimension", "name": name, "unit": "likert_1_5", "minimum": "", "maximum": "",
        "direction": "higher", "source_type": "survey", "code": "", "claim_basis": "literature",
        "stated_contrast": "similar",
    } | more  # fmt: skip


def prevalence(name: str = "voiced", code: str = "T1.1") -> dict[str, object]:
    return indicator(name, unit="proportion_of_respondents", source_type="coded_prevalence", code=code)


def study(
    folder: Path,
    indicators: Sequence[Mapping[str, object]],
    seen: Sequence[Seen],
    *,
    issue: Sequence[str] = ("x", "y", "z"),
    places: Sequence[str] = ("n",),
    first: Mapping[str, bool] | None = None,
    last: Mapping[str, bool] | None = None,
    belong: Mapping[str, str] | None = None,
    release: str = "",
    code: str = "T1.1",
) -> Database:
    """A study of `places` and `issue` networks; `first` and `last` say who was interviewed then and voiced `code`."""
    when = {"S1": first or {}, "S2": last or {}}
    interviews = {f"{who}-{stage}": (who, stage) for stage, people in when.items() for who in people}
    interviews = interviews or {"only-S1": ("only", "S1")}
    marks = [(f"{who}-{at}", 0, 5, code, "a", "affirm") for at, people in when.items() for who in people if people[who]]
    package = write_small(
        folder,
        codings=marks,
        interviews=interviews,
        finished=[(interview, "a") for interview in interviews],
        settings=f"{SETTINGS}\n[release]\n{release}\n",
    )
    kinds = {**dict.fromkeys(places, "place_based"), **dict.fromkeys(issue, "issue_based")}
    write(package, "networks", [
        {"network": key, "name": f"Network {key}", "network_type": kind, "issue_focus": "falls" * (kind == "issue_based")}
        for key, kind in kinds.items()
    ])  # fmt: skip
    if belong is not None:
        people = oracle.rows(package, "respondents")
        write(package, "respondents", [row | {"network": belong.get(row["respondent"], "n")} for row in people])
    write(package, "indicators", indicators)
    write(package, "observations", [
        {"indicator": one.indicator, "subject_type": one.subject_type, "subject": one.subject,
         "period_start": one.period[0], "period_end": one.period[1], "value": one.value, "numerator": one.numerator,
         "denominator": one.denominator, "missing_reason": one.missing_reason}
        for one in seen
    ])  # fmt: skip
    return open_release(package, folder / "releases")


def share(name: str, network: str, count: int, n: int, **more: Any) -> Seen:
    return Seen(name, network, count / n, count, n, **more)


def of(frame: pl.DataFrame, network: str = "n", name: str | None = None) -> dict[str, Any]:
    found = frame.filter(pl.col("network") == network)
    return (found.filter(pl.col("indicator") == name) if name else found).row(0, named=True)


def crowd(voicing: int, n: int = 12) -> dict[str, bool]:
    return {f"r{place:02}": place < voicing for place in range(n)}


def test_one_network_beside_nine_as_worked_by_hand(tmp_path: Path) -> None:
    others = dict(zip("abcdefghi", (3.2, 3.0, 3.9, 2.6, 3.3, 3.1, 2.9, 3.7, 3.1), strict=True))
    seen = [Seen("score", "n", 4.1), *(Seen("score", key, value) for key, value in others.items())]
    database = study(tmp_path, [indicator("score")], seen, issue=[*others, "j"])
    row = of(comparison(analyst(database)))
    assert (row["rank"], row["of"], row["rank_says"]) == (1, 10, "highest of 10 with data")
    assert (row["issue_n"], row["issue_missing"]) == (9, 1)
    assert (row["issue_median"], row["issue_lower"], row["issue_upper"]) == (3.1, 3.0, 3.3)
    assert [round(row[key], 2) for key in ("z_cc", "z_low", "z_high", "permutation")] == [2.27, 0.98, 3.52, 0.1]
    assert row["hedges_g"] is None  # one place-based network alone
    told = of(comparison(leader(database)))
    assert told == {key: value for key, value in row.items() if key in told}
    assert set(row) - set(told) == {"z_cc", "z_low", "z_high", "permutation", "hedges_g", "hedges_low", "hedges_high"}


def test_two_places_have_a_row_each_and_a_difference_of_means(tmp_path: Path) -> None:
    seen = [Seen("score", "n", 3), Seen("score", "m", 5), Seen("score", "x", 1), Seen("score", "y", 2)]
    frame = comparison(analyst(study(tmp_path, [indicator("score")], seen, places=("n", "m"))))
    assert frame.select("network", "rank", "of").rows() == [("m", 1, 4), ("n", 2, 4)]
    for row in frame.iter_rows(named=True):
        assert round(row["hedges_g"], 4) == 1.2778  # (4 - 1.5) / sqrt(1.25), times 4 / 7
        assert row["hedges_low"] < row["hedges_g"] < row["hedges_high"]
        assert (row["issue_median"], row["issue_n"], row["issue_missing"]) == (1.5, 2, 1)


def test_ties_share_the_better_rank_and_one_comparator_has_no_quartiles(tmp_path: Path) -> None:
    seen = [Seen("score", "n", 3), Seen("score", "x", 3)]
    row = of(comparison(leader(study(tmp_path, [indicator("score")], seen))))
    assert (row["rank"], row["of"], row["issue_median"], row["issue_lower"]) == (1, 2, 3.0, None)


def test_no_comparator_and_no_value_are_said_and_not_zero(tmp_path: Path) -> None:
    seen = [Seen("alone", "n", 3), Seen("gone", "x", 3), Seen("gone", "y", 5)]
    database = study(tmp_path, [indicator("alone"), indicator("gone")], seen)
    frame = comparison(analyst(database))
    alone, gone = of(frame, name="alone"), of(frame, name="gone")
    assert (alone["rank"], alone["rank_says"], alone["issue_median"], alone["issue_missing"]) == (None, ALONE, None, 3)
    assert (gone["rank"], gone["rank_says"], gone["issue_median"], gone["z_cc"]) == (None, NO_VALUE, 4.0, None)
    assert (gone["says"], of(comparison(leader(database)), name="gone")["says"]) == ("not collected", NO_VALUE)


def test_every_network_stands_there_and_missing_reasons_are_for_analysts(tmp_path: Path) -> None:
    reasons = {"x": "too_few", "y": "not_applicable"}
    seen = [Seen("score", "n", 3), *(Seen("score", key, missing_reason=reason) for key, reason in reasons.items())]
    database = study(tmp_path, [indicator("score")], seen)
    frame = networks_observed(analyst(database))
    assert dict(frame.select("network", "missing_reason").iter_rows()) == {"n": None, **reasons, "z": "not_collected"}
    assert frame["says"].to_list() == [None, "too few", "not applicable", "not collected"]
    told = networks_observed(leader(database))
    assert "missing_reason" not in told.columns
    assert told.filter(pl.col("network") != "n").drop("network", "network_name").n_unique() == 1


def test_periods_come_latest_first_and_the_latest_is_shown(tmp_path: Path) -> None:
    long = ("2014-01-01", "2015-12-31")
    seen = [Seen("s", "n", 1, period=BEFORE), Seen("s", "n", 2, period=YEAR), Seen("s", "n", 3, period=long)]
    seen.append(Seen("s", "o", 9, period=("2019-01-01", "2019-12-31"), subject_type="organisation"))
    gate = leader(study(tmp_path, [indicator("s")], seen))
    names = periods(gate)["period"].to_list()
    assert names == ["/".join(period) for period in (YEAR, long, BEFORE)]
    assert [of(networks_observed(gate, name))["value"] for name in (None, *names)] == [2, 2, 3, 1]
    assert networks_observed(gate, "2016-01-01/2016-12-31").is_empty()
    assert comparison(gate, "nonsense").is_empty()
    assert comparison(gate, "nonsense").schema["rank"] == pl.Int64


def test_leaders_are_told_of_everyone_interviewed_at_any_stage(tmp_path: Path) -> None:
    first, last = crowd(3), {f"r{place:02}": 2 <= place < 7 for place in range(11)}  # r00 to r02, and r02 to r06
    seen = [share("voiced", "n", 5, 11), share("voiced", "n", 3, 11, period=BEFORE), share("voiced", "x", 5, 11)]
    database = study(tmp_path, [prevalence()], seen, first=first, last=last)
    row = of(networks_observed(leader(database)))
    assert (row["value"], row["n"], row["says"]) == (7 / 12, 12, "7 of 12")
    before = of(networks_observed(leader(database), "/".join(BEFORE)))
    assert (before["value"], before["n"], before["says"]) == (None, None, NO_VALUE)
    earlier = of(networks_observed(analyst(database), "/".join(BEFORE)))
    assert (earlier["says"], earlier["respondents"], earlier["interviewed"]) == ("3 of 11", None, None)
    full = of(networks_observed(analyst(database)))
    assert (full["value"], full["says"], full["n"]) == (5 / 11, "5 of 11", 11)
    assert (full["respondents"], full["interviewed"], full["base"], full["studied"]) == (7, 12, "total", "whole")


def test_a_theme_released_as_change_is_told_at_the_last_stage_of_those_interviewed_twice(tmp_path: Path) -> None:
    first = crowd(4)
    last = {f"r{place:02}": place % 2 == 0 for place in range(10)} | {"late": True}
    database = study(
        tmp_path, [prevalence()], [share("voiced", "n", 6, 11)], first=first, last=last, release='change = ["T1"]'
    )
    row = of(networks_observed(leader(database)))
    assert (row["value"], row["n"], row["says"]) == (0.5, 10, "5 of 10")


def test_a_domain_that_mixes_bases_has_no_number(tmp_path: Path) -> None:
    people = crowd(6)
    database = study(
        tmp_path,
        [prevalence(code="D"), prevalence("theme", "T2")],
        [share("voiced", "n", 6, 12)],
        first=people,
        last=people,
        release='change = ["T1"]',
    )
    frame = networks_observed(leader(database))
    assert (of(frame, name="voiced")["low"], of(frame, name="voiced")["says"]) == (None, NO_VALUE)
    assert of(frame, name="theme")["says"] == "2 or fewer of 12"


@pytest.mark.parametrize(
    ("belong", "told"),
    [
        ({}, {"n": "6 of 12", "x": "5 of 11"}),
        ({"r00": "x"}, {"n": NO_VALUE, "x": NO_VALUE}),  # a count of either is a slice of the twelve
        ({"r00": "y"}, {"n": NO_VALUE, "x": "5 of 11"}),
        ({"r00": ""}, {"n": NO_VALUE, "x": NO_VALUE}),  # they may belong to any network
    ],
)
def test_no_count_is_told_of_a_part_of_the_people(tmp_path: Path, belong: dict[str, str], told: dict[str, str]) -> None:
    seen = [share("voiced", "n", 5, 11), share("voiced", "x", 5, 11)]
    database = study(tmp_path, [prevalence()], seen, first=crowd(6), belong=belong)
    frame = networks_observed(leader(database))
    assert {key: of(frame, key)["says"] for key in told} == told


def test_a_group_too_small_reads_like_one_that_is_missing(tmp_path: Path) -> None:
    seen = [share("voiced", "x", 2, 4), Seen("voiced", "y", missing_reason="too_few")]
    frame = networks_observed(leader(study(tmp_path, [prevalence()], seen, first=crowd(2, n=4))))
    assert frame.drop("network", "network_name", "network_type").n_unique() == 1


def test_a_share_that_cannot_be_banded_is_withheld(tmp_path: Path) -> None:
    unfit = [
        ("", ""), (6, ""), (5.5, 11), (12, 11), (-1, 11), (5, 11.5), ("", 11), (0, 0),
    ]  # fmt: skip
    seen = [Seen(f"case{place}", "x", 0.5, *parts) for place, parts in enumerate(unfit)]
    seen += [Seen("missing", "x", "", 5, 11, "not_applicable"), share("fit", "x", 5, 11)]
    database = study(tmp_path, [prevalence(one.indicator) for one in seen], seen, first=crowd(6))
    frame = networks_observed(leader(database)).filter(pl.col("network") == "x")
    told = frame.filter(pl.col("low").is_not_null() | pl.col("value").is_not_null() | pl.col("n").is_not_null())
    assert told["indicator"].to_list() == ["fit"]
    assert frame.filter(pl.col("says") == NO_VALUE).height == len(seen) - 1


ONE_TO_FIVE = {"minimum": 1, "maximum": 5}


SHARE = {"unit": "proportion", "maximum": 1}
OTHERS = {
    "near the end": (ONE_TO_FIVE, Seen("", "n", 4.9), 4.9),
    "all answered 5": (ONE_TO_FIVE, Seen("", "n", 5), None),
    "all answered 1": (ONE_TO_FIVE, Seen("", "n", 1), None),
    "five people": ({}, Seen("", "n", 4, 20, 5), 4),
    "four people": ({}, Seen("", "n", 4, 16, 4), None),
    "all ties": (SHARE | {"source_type": "network_analysis"}, Seen("", "n", 1), None),
    "all seats": (SHARE | {"source_type": "administrative"}, Seen("", "n", 1), 1),
    "rated": ({"source_type": "documentary_rating", "unit": "ordinal_1_3", "maximum": 3}, Seen("", "n", 3), 3),
    "whose money": ({"source_type": "administrative", "unit": "gbp"}, Seen("", "n", 1000), None),
    "how many agreed": ({"unit": "persons"}, Seen("", "n", 11), None),
    "how many agreed elsewhere": ({"unit": "count"}, Seen("", "x", 11, 11, 12), None),
    "meetings": ({"unit": "count"}, Seen("", "n", 11, 132, 12), 11),
    "people on a base of the survey's own": (SHARE, share("", "n", 5, 11), None),
    "people elsewhere": (SHARE, share("", "x", 5, 11), 5 / 11),
}


def test_which_other_values_leaders_are_told(tmp_path: Path) -> None:
    seen = [replace(one, indicator=name.replace("'", "")) for name, (_, one, _) in OTHERS.items()]
    about = [indicator(name.replace("'", ""), **more) for name, (more, _, _) in OTHERS.items()]
    database = study(tmp_path, about, seen, first=crowd(6))
    told, full = networks_observed(leader(database)), networks_observed(analyst(database))
    for one, (_, _, value) in zip(seen, OTHERS.values(), strict=True):
        row = of(told, one.subject, one.indicator)
        assert (row["value"], row["low"], row["high"]) == (value, value, value), one.indicator
        assert (row["says"] == NO_VALUE) == (value is None)
        assert of(full, one.subject, one.indicator)["value"] == one.value


def test_an_indicator_of_organisations_is_not_in_the_comparison(tmp_path: Path) -> None:
    seen = [Seen("bodies", "o", 3, subject_type="organisation"), Seen("both", "o", 9, subject_type="organisation")]
    seen += [Seen("both", "n", 4)]
    database = study(tmp_path, [indicator("bodies"), indicator("both"), indicator("never")], seen)
    for gate in (analyst(database), leader(database)):
        frame = networks_observed(gate)
        assert frame["indicator"].unique().sort().to_list() == ["both", "never"]
        assert 9 not in frame["value"].to_list()


@pytest.mark.parametrize(
    ("own", "cases"),
    [
        (11, [({"x": (5, 12), "y": (9, 12)}, "highest of 3 with data"), ({"x": (5, 12), "y": (11, 12)}, DEPENDS)]),
        (
            6,
            [
                ({"x": (6, 12), "y": (11, 12)}, "joint lowest of 3 with data"),
                ({"x": (1, 12), "y": (11, 12)}, "2nd highest of 3 with data"),
            ],
        ),
        (2, [({"x": (1, 6), "y": (9, 12)}, DEPENDS), ({"x": (4, 12), "y": (9, 12)}, "lowest of 3 with data")]),
        (10, [({"x": (5, 6)}, DEPENDS)]),
    ],
)
def test_a_rank_is_told_only_where_all_released_values_agree(
    tmp_path: Path, own: int, cases: list[tuple[dict[str, tuple[int, int]], str]]
) -> None:
    seen = [share(f"i{place}", key, *of_) for place, (others, _) in enumerate(cases) for key, of_ in others.items()]
    about = [prevalence(f"i{place}") for place in range(len(cases))]
    frame = comparison(leader(study(tmp_path, about, seen, first=crowd(own))))
    assert frame["rank_says"].to_list() == [rank for _, rank in cases]
    assert frame["rank"].is_null().to_list() == [rank == DEPENDS for _, rank in cases]


WORDS: dict[str, tuple[dict[str, str], tuple[Any, ...], str]] = {
    "highest": ({}, (9, 1, 2, 3), "highest of 4 with data"),
    "tied": ({}, (3, 1, 2, 3), "joint highest of 4 with data"),
    "second": ({}, (2, 0, 1, 3), "2nd highest of 4 with data"),
    "second from below": ({}, (2, 1, 3, 4), "2nd lowest of 4 with data"),
    "in the middle": ({}, (2, 1, 3, ""), "2nd highest of 3 with data"),
    "lowest": ({}, (0, 1, 2, 3), "lowest of 4 with data"),
    "alike": ({}, (1, 1, 1, 1), "the same in all 4 with data"),
    "near": ({"unit": "km"}, (1, 2, 3, 4), "closest of 4 with data"),
    "far": ({"unit": "km"}, (4, 4, 3, 2), "joint furthest of 4 with data"),
    "fast": ({"unit": "days", "direction": "lower"}, (2, 1, 3, 4), "2nd fastest of 4 with data"),
    "fast in the middle": ({"unit": "days", "direction": "lower"}, (2, 1, 3, ""), "2nd fastest of 3 with data"),
    "slow": ({"unit": "days", "direction": "lower"}, (9, 1, 3, 4), "slowest of 4 with data"),
    "days": ({"unit": "days", "direction": "neutral"}, (9, 1, 3, 4), "longest of 4 with data"),
    "years": ({"unit": "years"}, (1, 2, 3, 4), "shortest of 4 with data"),
    "people": ({"unit": "persons"}, (9, 2, 3, 4), "largest of 4 with data"),
}


def test_a_rank_is_said_from_the_nearer_end_in_words_that_fit(tmp_path: Path) -> None:
    about = [indicator(name, source_type="administrative", **more) for name, (more, _, _) in WORDS.items()]
    seen = [
        Seen(name, key, value)
        for name, (_, values, _) in WORDS.items()
        for key, value in zip("nxyz", values, strict=True)
        if value != ""
    ]
    frame = comparison(leader(study(tmp_path, about, seen)))
    assert {row["indicator"]: row["rank_says"] for row in frame.iter_rows(named=True)} == {
        name: words for name, (_, _, words) in WORDS.items()
    }
    for name, (_, (own, *others), _) in WORDS.items():
        row, values = of(frame, name=name), [other for other in others if other != ""]
        assert row["rank"] == 1 + sum(other > own for other in values)
        assert row["rank_lowest"] == 1 + sum(other < own for other in values)


def test_a_rank_that_may_be_shared_is_said_as_such(tmp_path: Path) -> None:
    seen = [share("voiced", "x", 50, 60), share("voiced", "y", 20, 60)]  # n is 10 to 12 of 12, x 10 of 12
    row = of(comparison(leader(study(tmp_path, [prevalence()], seen, first=crowd(11)))))
    assert (row["rank"], row["rank_lowest"]) == (1, None)
    assert row["rank_says"] == "highest or joint highest of 3 with data"


def test_the_middle_of_the_issue_based_is_told_only_where_all_are_exact(tmp_path: Path) -> None:
    seen = [share("exact", "x", 4, 10), share("exact", "y", 5, 10), share("banded", "x", 4, 10)]
    seen += [share("banded", "y", 1, 10)]
    database = study(tmp_path, [prevalence("exact"), prevalence("banded")], seen, first=crowd(6))
    frame = comparison(leader(database))
    assert of(frame, name="exact")["issue_median"] == 0.45
    banded = of(frame, name="banded")
    assert [banded[key] for key in ("issue_median", "issue_lower", "issue_upper")] == [None] * 3
    assert (banded["issue_n"], banded["rank_says"]) == (2, "highest of 3 with data")
    assert of(comparison(analyst(database)), name="banded")["issue_median"] == 0.25


def test_on_the_screen_counts_are_words(tmp_path: Path) -> None:
    seen = [share("voiced", "x", 2, 12), share("voiced", "y", 12, 12), Seen("score", "n", 4.1)]
    database = study(tmp_path, [prevalence(), indicator("score")], seen, first=crowd(6))
    frame = networks_observed(presentation(database))
    assert {key: of(frame, key, "voiced")["says"] for key in "nxy"} == {
        "n": "some of 12", "x": "few of 12", "y": "nearly all of 12",
    }  # fmt: skip
    assert of(frame, name="voiced")["value"] is None
    assert of(frame, name="score")["value"] == 4.1


def test_hidden_counts_leave_no_trace(tmp_path: Path) -> None:
    def payload(place: str, own: int, x: int, y: int, reason: str) -> tuple[str, str]:
        seen = [share("voiced", "x", x, 12), share("voiced", "y", y, 13), Seen("voiced", "z", missing_reason=reason)]
        seen += [share("voiced", "n", own, 11)]
        database = study(tmp_path / place, [prevalence()], seen, first=crowd(own))
        gates = (leader(database), presentation(database))
        first, second = ("\n".join(f(gate).write_csv() for f in (comparison, networks_observed)) for gate in gates)
        return first, second

    one, other = payload("one", 10, 0, 11, "too_few"), payload("two", 11, 2, 12, "not_collected")
    assert one == other
    visible = payload("three", 9, 0, 11, "too_few")
    assert visible[0] != one[0]


OWN_CODES = {
    "shared_narrative": "M1.1",
    "neutral_setting": "M2.3",
    "incomplete_commitment": "L3.2",
    "power_barrier": "B1",
}


def test_northmere_stores_what_its_own_codings_give(database: Database) -> None:
    voiced = oracle.voiced(NORTHMERE)
    for period, stage in ((BEFORE, "S1"), (YEAR, "S3")):
        frame = networks_observed(analyst(database), "/".join(period))
        for name, code in OWN_CODES.items():
            row = of(frame, "northmere", name)
            assert (row["numerator"], row["denominator"]) == (len(oracle.people(voiced[code], stage)), 11)
            assert row["value"] == round(row["numerator"] / 11, 4)


def test_northmere_leaders_never_see_the_stored_count(database: Database) -> None:
    voiced = oracle.voiced(NORTHMERE)
    met = oracle.rows(NORTHMERE, "interviews")
    twice = {row["respondent"] for row in met if row["stage"] == "S1"} & {
        row["respondent"] for row in met if row["stage"] == "S3"
    }
    expected = {
        "shared_narrative": (len(oracle.people(voiced["M1.1"], "S3") & twice), 10),
        "incomplete_commitment": (len(oracle.people(voiced["L3.2"], "S3") & twice), 10),
        "neutral_setting": (len(oracle.people(voiced["M2.3"])), 12),
        "power_barrier": (len(oracle.people(voiced["B1"])), 12),
    }
    assert expected["power_barrier"] == (11, 12)
    for period in (BEFORE, YEAR):
        frame = networks_observed(leader(database), "/".join(period))
        for name, (count, n) in expected.items():
            row = of(frame, "northmere", name)
            if period == BEFORE:
                assert (row["low"], row["n"], row["says"]) == (None, None, NO_VALUE)
            elif 3 <= count <= n - 3:
                assert (row["value"], row["n"], row["says"]) == (count / n, n, f"{count} of {n}")
            else:
                assert (row["value"], row["low"], row["high"]) == (None, 10 / 12, 1.0)
                assert row["says"] == "10 or more of 12"
        for row in frame.filter(pl.col("source_type") == "coded_prevalence").iter_rows(named=True):
            if row["value"] is not None:
                assert 3 <= round(row["value"] * row["n"]) <= row["n"] - 3
        assert not {"numerator", "denominator", "missing_reason", "respondents", "studied"} & set(frame.columns)
    text = comparison(leader(database)).filter(pl.col("source_type") == "coded_prevalence").write_csv()
    for row in oracle.rows(NORTHMERE, "observations"):
        if row["subject"] == "northmere" and row["indicator"] in OWN_CODES:
            assert row["value"] not in text.replace("0.583333", "").split(",")
            assert f"{row['numerator']} of {row['denominator']}" not in text


def test_northmere_agrees_with_an_independent_count(database: Database) -> None:
    kinds = {row["network"]: row["network_type"] for row in oracle.rows(NORTHMERE, "networks")}
    for period in (BEFORE, YEAR):
        seen = [
            row for row in oracle.rows(NORTHMERE, "observations") if (row["period_start"], row["period_end"]) == period
        ]
        frame = comparison(analyst(database), "/".join(period))
        assert frame.height == 21
        short = 0
        for row in frame.iter_rows(named=True):
            values = {one["subject"]: float(one["value"]) for one in seen
                      if one["indicator"] == row["indicator"] and one["value"]}  # fmt: skip
            own = values["northmere"]
            issue = sorted(value for key, value in values.items() if kinds[key] == "issue_based")
            assert (row["value"], row["issue_n"], row["issue_missing"]) == (own, len(issue), 9 - len(issue))
            assert row["issue_median"] == pytest.approx(statistics.median(issue))
            assert row["rank"] == 1 + sum(value > own for value in issue)
            assert row["z_cc"] == pytest.approx((own - statistics.fmean(issue)) / statistics.stdev(issue))
            assert row["of"] == len(values)
            short += len(issue) < 9
        assert short > 8  # several issue-based networks lack some indicators


def allowed(count: int, n: int) -> list[float]:
    """Every share that a released count leaves open, with a window of three."""
    if n < 5:
        return []
    return [value / n for value in (range(3) if count < 3 else range(n - 2, n + 1) if count > n - 3 else [count])]


counts = st.lists(st.integers(3, 9).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), max_size=3)


@settings(max_examples=4, deadline=None)
@given(own=st.integers(0, 12), cases=st.lists(counts, min_size=6, max_size=9))
def test_any_rank_told_is_that_of_every_truth_left_open(
    tmp_path_factory: pytest.TempPathFactory, own: int, cases: list[list[tuple[int, int]]]
) -> None:
    names = [f"i{place}" for place in range(len(cases))]
    seen = [Seen("i0", "n", missing_reason="not_collected")]
    for name, others in zip(names, cases, strict=True):
        seen += [share(name, key, *of_) for key, of_ in zip("xyz", others, strict=False)]
    about = [prevalence(name) for name in names]
    database = study(tmp_path_factory.mktemp("any"), about, seen, first=crowd(own))
    frame = comparison(leader(database))
    for name, others in zip(names, cases, strict=True):
        row = of(frame, name=name)
        known = [values for values in (allowed(*other) for other in others) if values]
        ranks = {1 + sum(value > mine for value in rest) for mine, *rest in product(allowed(own, 12), *known)}
        assert row["of"] == 1 + len(known)
        if not known:
            assert (row["rank"], row["rank_says"]) == (None, ALONE)
        else:
            assert row["rank"] == (ranks.pop() if len(ranks) == 1 else None)
            assert (row["rank_says"] == DEPENDS) == (row["rank"] is None)
    database.close()
