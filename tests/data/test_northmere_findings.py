"""What the demo study claims, held against an independent count of its own data."""

import operator
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from tests import oracle
from tests.studies import NORTHMERE

Row = dict[str, str]

PUBLISHED = ("driver", "backing", "promises", "story", "money", "silos", "power", "projects", "learning", "place")
TWELVE, TWICE = 12, 10
"""Leaders interviewed, and those interviewed at both stages."""

PUBLIC_SUPPORT = {"driver", "backing", "promises", "money", "silos", "power", "projects"}
"""Findings with words in their favour that may be read out at a conference."""


def findings() -> dict[str, Row]:
    return {row["finding"]: row for row in oracle.rows(NORTHMERE, "findings")}


def evidence(finding: str, kind: str, stance: str | None = None) -> list[str]:
    rows = oracle.rows(NORTHMERE, "evidence")
    return [
        row["reference"]
        for row in rows
        if (row["finding"], row["kind"]) == (finding, kind) and stance in (None, row["stance"])
    ]


def told_by(code: str) -> int:
    """Of the twelve, those who voice the code at either stage."""
    return len(oracle.people(oracle.voiced(NORTHMERE)[code]))


def before_and_after(code: str) -> tuple[int, int]:
    """Of the ten interviewed twice, those who voice the code at the first stage and at the last."""
    at = defaultdict(set)
    for row in oracle.rows(NORTHMERE, "interviews"):
        at[row["stage"]].add(row["respondent"])
    twice = at["S1"] & at["S3"]
    assert len(twice) == TWICE
    voices = oracle.voiced(NORTHMERE)[code]
    return len(oracle.people(voices, "S1") & twice), len(oracle.people(voices, "S3") & twice)


def observed(indicator: str, year: int = 2015) -> tuple[float, list[float]]:
    """Northmere's own value in a year, and those of the issue-based networks with data."""
    values = {
        row["subject"]: float(row["value"])
        for row in oracle.rows(NORTHMERE, "observations")
        if row["indicator"] == indicator and date.fromisoformat(row["period_end"]).year == year and row["value"]
    }
    return values.pop("northmere"), list(values.values())


def pairs(year: int) -> set[frozenset[str]]:
    """Pairs of bodies with a joint project on the record."""
    return {
        frozenset((row["from_organisation"], row["to_organisation"]))
        for row in oracle.rows(NORTHMERE, "ties")
        if (row["relation"], row["year"], row["source"]) == ("joint_projects", str(year), "record")
    }


def across(of: set[frozenset[str]]) -> int:
    group = {row["organisation"]: row["sector_group"] for row in oracle.rows(NORTHMERE, "organisations")}
    return sum(len({group[body] for body in pair}) == 2 for pair in of)


def possible_pairs() -> set[frozenset[str]]:
    return {
        frozenset(pair)
        for pair in combinations((row["organisation"] for row in oracle.rows(NORTHMERE, "memberships")), 2)
    }


# What each headline says, and what its caveat says against it.


def test_one_persistent_person_is_credited_and_shared_leading_at_least_as_widely() -> None:
    assert told_by("L2.2") == 8 > TWELVE / 2
    assert told_by("L2.1") == 9 >= told_by("L2.2")
    assert told_by("L2.3") == 7 > TWELVE / 2


def test_backing_from_the_top_thinned_and_the_register_hardly_moved() -> None:
    assert before_and_after("L3.2") == (2, 7)
    assert before_and_after("L3.1") == (5, 2)
    [earlier, later] = (observed("executive_attendance", year)[0] for year in (2014, 2015))
    assert later < earlier and earlier - later < 0.05


def test_trust_by_small_promises_is_told_widely_doubt_too_and_the_survey_is_not_on_top() -> None:
    assert told_by("M2.1") == 8 > TWELVE / 2
    assert 3 <= told_by("B4.1") < told_by("M2.1")
    own, others = observed("trust_score")
    assert own < max(others)


def test_a_common_story_took_hold_and_agreement_with_it_did_not_rise() -> None:
    assert before_and_after("M1.1") == (3, 7)
    [earlier, later] = (observed("narrative_agreement", year)[0] for year in (2014, 2015))
    assert later <= earlier and earlier >= 4  # of 5
    assert told_by("B2.5") >= 3


def test_money_is_named_by_three_in_four_and_joint_projects_grew_all_the_same() -> None:
    assert told_by("B3.1") == 9 >= TWELVE * 3 / 4
    assert len(pairs(2015)) > len(pairs(2014))
    against = {
        row["interview"]
        for row in oracle.rows(NORTHMERE, "codings")
        if (row["code"], row["polarity"]) == ("B3.1", "counter")
    }
    assert len(against) >= 2


def test_bodies_that_keep_to_themselves_are_told_of_widely_and_pooling_too() -> None:
    assert told_by("B2.1") == 8 > TWELVE / 2
    assert told_by("M3.3") >= 3


def test_power_is_named_more_often_here_whatever_the_withheld_count_is() -> None:
    own, others = observed("power_barrier")
    assert own > max(others)
    assert told_by("B1") >= 10 and max(others) < 10 / TWELVE
    [indicator] = (row for row in oracle.rows(NORTHMERE, "indicators") if row["indicator"] == "power_barrier")
    assert (indicator["code"], indicator["stated_contrast"]) == ("B1", "similar")
    assert TWICE > TWELVE / 2 and told_by("L2.4") >= 3


def test_most_pairs_share_a_project_some_came_apart_and_none_cross_sectors_more_than_chance() -> None:
    possible = possible_pairs()
    assert len(possible) == 28 and pairs(2015) <= possible
    assert len(pairs(2015)) == 21 > len(possible) / 2
    assert len(pairs(2014) - pairs(2015)) > 1
    assert across(pairs(2015)) / len(pairs(2015)) <= across(possible) / len(possible)
    assert told_by("B2.3") >= 3


def test_learning_is_valued_no_more_than_elsewhere() -> None:
    own, others = observed("learning_culture")
    assert own > 3  # the middle of the scale from 1 to 5
    assert own <= sorted(others)[len(others) // 2]
    assert max(others) - min(others) < 1
    assert told_by("Q1.1") >= 10


def test_place_is_ahead_on_some_measures_and_not_on_others() -> None:
    days, others = observed("days_to_adoption")
    assert days < min(others)
    lasting, others = observed("sustained_projects")
    assert lasting > max(others)
    for indicator in ("learning_culture", "trust_score", "patient_seats", "executive_attendance"):
        own, others = observed(indicator)
        assert own < max(others), indicator
    kinds = [row["network_type"] for row in oracle.rows(NORTHMERE, "networks")]
    assert kinds.count("place_based") == 1


def test_what_is_no_finding_yet_and_what_is_none_any_more() -> None:
    readings = oracle.readings(NORTHMERE)["M2.3"]
    assert told_by("M2.3") == 7 and len(readings["strictest"]) == 3
    [earlier, later] = (observed("executive_attendance", year)[0] for year in (2014, 2015))
    assert later <= earlier


# What an expectation is worth: it holds now, and not where the headline would not.

NAMES: dict[str, Callable[[], dict[str, float]]] = {
    "driver": lambda: {"count": told_by("L2.2"), "n": TWELVE},
    "promises": lambda: {"count": told_by("M2.1"), "n": TWELVE},
    "money": lambda: {"count": told_by("B3.1"), "n": TWELVE},
    "silos": lambda: {"count": told_by("B2.1"), "n": TWELVE},
    "room": lambda: {"count": told_by("M2.3"), "n": TWELVE},
    "backing": lambda: dict(zip(("before", "after"), before_and_after("L3.2"), strict=True)),
    "story": lambda: dict(zip(("before", "after"), before_and_after("M1.1"), strict=True)),
    "power": lambda: ranked("power_barrier"),
    "learning": lambda: ranked("learning_culture"),
    "projects": lambda: {"value": len(pairs(2015)) / len(possible_pairs())},
}

BROKEN: dict[str, dict[str, float]] = {
    "driver": {"count": 6},
    "promises": {"count": 6},
    "money": {"count": 7},
    "silos": {"count": 6},
    "room": {"count": 5},
    "backing": {"before": 7, "after": 7},
    "story": {"before": 3, "after": 5},
    "power": {"value": 0.9, "rank": 2},
    "learning": {"value": 4.1, "rank": 1},
    "projects": {"value": 0.5},
}


def ranked(indicator: str) -> dict[str, float]:
    own, others = observed(indicator)
    return {"value": own, "rank": 1 + sum(other > own for other in others), "n": 1 + len(others)}


def holds(expects: str, values: dict[str, float]) -> bool:
    """Worked out one comparison at a time: each side is a name or a number."""
    compare = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le, "=": operator.eq}
    parts = [comparison.split() for comparison in expects.split(" and ")]
    return all(
        compare[sign](*(values[side] if side in values else float(side) for side in (left, right)))
        for left, sign, right in parts
    )


def test_what_has_a_number_says_what_it_expects_of_it() -> None:
    for name, row in findings().items():
        assert bool(row["expects"]) == (row["measure"] != "none" and row["status"] != "retracted"), name
    assert {name for name, row in findings().items() if row["expects"]} == NAMES.keys() == BROKEN.keys()


@pytest.mark.parametrize("name", NAMES)
def test_an_expectation_holds_and_breaks_with_its_headline(name: str) -> None:
    expects = findings()[name]["expects"]
    assert holds(expects, NAMES[name]())
    assert not holds(expects, BROKEN[name])


# How they are written.


def test_the_published_come_first_then_a_draft_and_one_that_was_taken_back() -> None:
    status = [(name, row["status"]) for name, row in findings().items()]
    assert status == [*((name, "published") for name in PUBLISHED), ("room", "draft"), ("attendance", "retracted")]
    published = [findings()[name] for name in PUBLISHED]
    assert {row["kind"] for row in published} == {"prevalence", "change", "contrast", "structure", "narrative"}
    assert {row["claim_basis"] for row in published} == {
        "empirical_case", "measured_here", "literature", "author_assertion"
    }  # fmt: skip
    assert {row["confidence"] for row in published} == {"high", "moderate", "low"}
    assert all(row["contrary_searched"] == "true" for row in published)


@pytest.mark.parametrize("name", [*PUBLISHED, "room", "attendance"])
def test_a_headline_is_short_and_says_no_number_or_share_of_people(name: str) -> None:
    row = findings()[name]
    assert len(row["headline"].split()) <= 12
    for text in (row["headline"], row["caveat"]):
        assert not re.search(r"[0-9%]", text)
        assert not re.search(
            r"\b(all|every|everyone|nobody|none|half|two|three|eight|twelve) (of )?(the )?leaders", text
        )


@pytest.mark.parametrize("name", [*PUBLISHED, "room", "attendance"])
def test_a_caveat_reads_on_after_the_word_but(name: str) -> None:
    caveat = findings()[name]["caveat"]
    assert caveat[0].islower() and caveat.endswith(".")
    assert not caveat.startswith("but")
    assert 60 <= len(caveat) <= 170


# What they rest on.


def test_what_is_cited_is_there() -> None:
    known = {
        "code": {row["code"] for row in oracle.rows(NORTHMERE, "codes")},
        "indicator": {row["indicator"] for row in oracle.rows(NORTHMERE, "indicators")},
        "quote": {f"{row['interview']}:{row['start']}-{row['end']}" for row in oracle.rows(NORTHMERE, "quotes")},
        "tie_metric": {"joint_projects.density", "joint_projects.ei_index"},
        "document": {"Case study §III.3", "Case study §IV.1"},
    }
    for row in oracle.rows(NORTHMERE, "evidence"):
        assert row["finding"] in findings()
        assert row["reference"] in known[row["kind"]]
    for row in findings().values():
        kind = {"total": "code", "change": "code", "none": ""}.get(row["measure"], row["measure"])
        assert row["subject"] in known.get(kind, {""})


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_finding_cites_what_it_is_of_and_something_that_speaks_against_it(name: str) -> None:
    rows = [row for row in oracle.rows(NORTHMERE, "evidence") if row["finding"] == name]
    supporting = {row["reference"] for row in rows if row["stance"] == "supports"}
    assert not (subject := findings()[name]["subject"]) or subject in supporting
    assert any(row["stance"] == "contradicts" for row in rows)
    assert len(supporting) > 1


def readable(finding: str, scopes: set[str]) -> Iterator[tuple[str, str]]:
    """Each quotation of a finding that may be read, with its speaker and its stance."""
    people = {row["respondent"]: row for row in oracle.rows(NORTHMERE, "respondents")}
    speaker = {row["interview"]: row["respondent"] for row in oracle.rows(NORTHMERE, "interviews")}
    approved = {
        f"{row['interview']}:{row['start']}-{row['end']}"
        for row in oracle.rows(NORTHMERE, "quotes")
        if row["approval"] == "approved"
    }
    for row in oracle.rows(NORTHMERE, "evidence"):
        if (row["finding"], row["kind"]) != (finding, "quote"):
            continue
        person = people[speaker[row["reference"].split(":")[0]]]
        is_free = person["quote_consent"] in ("Q2", "Q3", "Q4") and person["quote_scope"] in scopes
        is_plain = person["quote_scope"] == "public" or not sensitive(row["reference"])
        if row["reference"] in approved and is_free and is_plain:
            yield person["respondent"], row["stance"]


def sensitive(quote: str) -> bool:
    interview, start, end = re.split(r"[:]|-(?=\d+$)", quote)
    hidden = {row["code"] for row in oracle.rows(NORTHMERE, "codes") if row["sensitive"] == "true"}
    return any(
        row["interview"] == interview
        and row["code"] in hidden
        and int(row["start"]) < int(end)
        and int(start) < int(row["end"])
        for row in oracle.rows(NORTHMERE, "codings")
    )


@pytest.mark.parametrize("name", PUBLISHED)
def test_leaders_may_read_every_quotation_of_a_finding(name: str) -> None:
    told = list(readable(name, {"network", "public"}))
    assert len(told) == len(evidence(name, "quote"))
    assert all([person for person, _ in told].count(person) <= 2 for person, _ in told)
    assert name == "learning" or "supports" in {stance for _, stance in told}
    assert "contradicts" in {stance for _, stance in told}


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_conference_has_words_for_a_finding_wherever_somebody_lets_it(name: str) -> None:
    told = [stance for _, stance in readable(name, {"public"})]
    assert told
    assert ("supports" in told) == (name in PUBLIC_SUPPORT)


@pytest.mark.parametrize("name", ["backing", "story"])
def test_of_a_change_only_those_are_quoted_who_were_interviewed_twice(name: str) -> None:
    twice = {row["respondent"] for row in oracle.rows(NORTHMERE, "interviews") if row["stage"] == "S1"} - {"L09"}
    assert {quote[:3] for quote in evidence(name, "quote")} <= twice


SUBJECTS = {"driver": "L2.2", "promises": "M2.1", "money": "B3.1", "silos": "B2.1", "story": "M1.1", "backing": "L3.2"}


@pytest.mark.parametrize(("name", "code"), SUBJECTS.items())
def test_words_in_favour_were_coded_so_by_the_panel_or_by_both_readers(name: str, code: str) -> None:
    marks = [
        row
        for row in oracle.rows(NORTHMERE, "codings")
        if (row["code"], row["polarity"]) == (code, "affirm") and row["status"] != "superseded"
    ]
    for quote in evidence(name, "quote", "supports"):
        interview, start, end = re.split(r"[:]|-(?=\d+$)", quote)
        coders = {
            row["coder"]
            for row in marks
            if row["interview"] == interview and int(row["start"]) < int(end) and int(start) < int(row["end"])
        }
        assert "panel" in coders, quote


def test_the_findings_lie_in_files_as_the_other_tables_do() -> None:
    for table in ("findings", "evidence", "lens"):
        content = (Path(NORTHMERE) / f"{table}.csv").read_bytes()
        assert b"\r" not in content and content.endswith(b"\n")
