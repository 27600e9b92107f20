"""Names in files and keys of the study: what is the same, and what is merely alike."""

import csv
import time
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from data.sources.matching import matched, nearest_names

BODIES = {"acute": "Northmere General Hospital", "north": "North District Council", "south": "South District Council"}


def test_a_key_comes_before_a_name_and_a_name_counts_only_where_one_key_has_it() -> None:
    known = {"north": "South", "south": "South", "East": "north", "west": ""}
    found = matched(["north", "South", "East", ""], known)
    assert found.exact == {"north": "north", "East": "East", "South": "south"}
    assert found.unmatched == {"": []}


def test_a_shared_name_stands_for_nobody() -> None:
    assert matched(["Council"], {"a": "Council", "b": "Council"}).exact == {}


def test_case_and_white_space_matter_only_where_nothing_else_tells_two_apart() -> None:
    found = matched(["ACUTE", "north  district COUNCIL"], BODIES)
    assert found.exact == {"ACUTE": "acute", "north  district COUNCIL": "north"}
    assert matched(["ANNA"], {"Anna": "", "anna": ""}).exact == {}
    assert matched(["anna"], {"Anna": "", "anna": ""}).exact == {"anna": "anna"}


def test_names_alike_are_suggested_best_first_and_never_applied() -> None:
    found = matched(["South Distrct Council", "Ministry of Silly Walks"], BODIES)
    assert found.exact == {}
    assert found.unmatched == {"South Distrct Council": ["south", "north"], "Ministry of Silly Walks": []}


def test_words_in_another_order_are_alike() -> None:
    assert nearest_names(["Hospital, Northmere General"], BODIES)["Hospital, Northmere General"] == ["acute"]


def test_codes_of_three_letters_that_share_two_are_not_alike() -> None:
    assert nearest_names(["RF4"], {"RF3": "", "RX4": ""}) == {"RF4": []}


def test_three_hundred_names_are_matched_at_once() -> None:
    known = {f"K{number}": f"Organisation number {number} of the eastern region" for number in range(300)}
    began = time.monotonic()
    found = matched([f"Organisation numbr {number} of the eastern regon" for number in range(300)], known)
    assert time.monotonic() - began < 2
    assert len(found.unmatched) == 300
    assert found.unmatched["Organisation numbr 7 of the eastern regon"][0] == "K7"


def test_so_many_names_that_comparing_them_would_take_long_get_no_suggestions_at_the_end() -> None:
    known = {f"key-{number}": f"name {number}" for number in range(5_000)}
    near = nearest_names([f"nme {number}" for number in range(500)], known)
    assert near["nme 1"]
    assert near["nme 499"] == []


def test_of_the_bodies_with_attendances_161_are_on_the_list_of_trusts(realdata: Path) -> None:
    with (realdata / "nhs_ae_attendances" / "ae_attendances.csv").open(encoding="utf-8") as file:
        bodies = {row["org_code"] for row in csv.DictReader(file)}
    with (realdata / "nhs_trust_reference" / "etr_2021.csv").open(encoding="utf-8") as file:
        trusts = {row["organisation_code"]: row["name"] for row in csv.DictReader(file)}
    found = matched(sorted(bodies), trusts)
    assert (len(bodies), len(found.exact), len(found.unmatched)) == (274, 161, 113)
    assert all(value == key for value, key in found.exact.items())


def test_the_trusts_of_another_table_match_by_name_although_written_in_capitals(realdata: Path) -> None:
    with (realdata / "nhs_capacity_indicators" / "england_ae.csv").open(encoding="utf-8") as file:
        rows = {row["Trust Name"]: row["Trust Code"] for row in csv.DictReader(file)}
    with (realdata / "nhs_trust_reference" / "etr_2021.csv").open(encoding="utf-8") as file:
        trusts = {row["organisation_code"]: row["name"] for row in csv.DictReader(file)}
    found = matched(rows, trusts)
    assert len(found.exact) == 208
    assert all(rows[name] == key for name, key in found.exact.items())
    renamed = "York And Scarborough Teaching Hospitals NHS Foundation Trust"
    assert len(found.unmatched) == 4
    assert found.unmatched[renamed][0] == rows[renamed] == "RCB"


@settings(deadline=None)
@given(st.lists(st.text(max_size=30), max_size=20), st.dictionaries(st.text(max_size=20), st.text(max_size=20)))
def test_every_name_is_matched_or_not_and_every_key_is_the_studys(values: list[str], known: dict[str, str]) -> None:
    found = matched(values, known)
    assert found.exact.keys() | found.unmatched.keys() == set(values)
    assert not found.exact.keys() & found.unmatched.keys()
    assert set(found.exact.values()) <= set(known)
    for near in found.unmatched.values():
        assert len(near) <= 3
        assert set(near) <= set(known)
