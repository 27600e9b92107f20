from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dashboard.indicator_panel import indicator_evidence
from dashboard.page import Edition
from queries.database import Database
from queries.disclosure import Gate
from queries.selection import Selection
from queries.study import overview
from tests import oracle
from tests.dashboard.test_place_and_issue_page import GATES, cities, found
from tests.dashboard.test_themes_page import words
from tests.gates import analyst, leader, presentation
from tests.queries.test_comparison import BEFORE, YEAR, Seen, indicator, study
from tests.studies import NORTHMERE


def panel(gate: Gate, indicator: str, **more: Any) -> list[Any]:
    return indicator_evidence(gate, Edition(overview(gate), "release 1"), Selection(indicator=indicator, **more))


def values(components: object) -> dict[str, str]:
    """The value of every network, as the table says it."""
    table = found(components, "Table")[0]
    return {words(found(row, "Th")): words(found(row, "Td")[0]) for row in found(table, "Tr") if found(row, "Td")}


@GATES
def test_a_panel_says_what_is_measured_and_how(database: Database, gate_of: Any) -> None:
    components = panel(gate_of(database), "member_distance")
    text = words(components)
    heading = found(components, "H2")[0]
    assert (heading.id, heading.tabIndex, words(heading)) == ("evidence-title", -1, "Distance between members")
    for said in (
        "Space", "Mean distance between the head offices of each pair of member bodies", "Taken from records.",
        "Kilometres. Neither way is better.", "2015 · release 1", "Distance between members: shorter in place-based",
        "Literature", "closest of 9 with data", "4.9 km",
    ):  # fmt: skip
        assert said in text


def test_every_network_has_its_value_the_place_based_first(database: Database) -> None:
    networks = {row["network"]: row["name"] for row in oracle.rows(NORTHMERE, "networks")}
    seen = {
        networks[row["subject"]]: f"{float(row['value']):g} km" if row["value"] else "No value to show"
        for row in oracle.rows(NORTHMERE, "observations")
        if row["indicator"] == "member_distance" and row["period_start"] == YEAR[0]
    }
    told = values(panel(leader(database), "member_distance"))
    assert told == {name: seen.get(name, "No value to show") for name in networks.values()}
    assert next(iter(told)) == "Northmere Quality Network"


def test_the_period_chosen_is_the_one_shown(database: Database) -> None:
    text = words(panel(leader(database), "shared_narrative", choices=(("period", "/".join(BEFORE)),)))
    assert "2014 · release 1" in text
    assert " ".join(text.split()).count("Northmere Quality Network: No value to show") == 1


@GATES
def test_a_count_of_people_leads_to_their_words_and_other_values_do_not(database: Database, gate_of: Any) -> None:
    (button,) = found(panel(gate_of(database), "shared_narrative"), "Button")
    assert getattr(button, "data-code") == "M1.1"
    assert not found(panel(gate_of(database), "learning_culture"), "Button")


def test_leaders_are_told_bands_and_neither_reasons_nor_tests(database: Database) -> None:
    for gate, said in ((leader(database), "10 or more of 12"), (presentation(database), "nearly all of 12")):
        components = panel(gate, "power_barrier")
        assert values(components)["Northmere Quality Network"] == said
        text = words(components)
        for hidden in ("not collected", "As recorded", "z =", "p =", "For analysts", "10 of 11", "11 of 12", "0.9091"):
            assert hidden not in text


def test_analysts_get_what_was_recorded_and_how_far_out_it_is(database: Database) -> None:
    text = words(panel(analyst(database), "power_barrier"))
    assert "0.9091 = 10 / 11" in text
    assert "too few" in text
    assert "z = " in text
    assert "with 8 comparators it cannot be below 0.11." in text
    assert "Leaders are told of Northmere Quality Network by another count: 11 of 12, on everyone interviewed" in text
    assert "Hedges" not in text
    paired = words(panel(analyst(database), "shared_narrative"))
    assert "7 of 10, on those interviewed at both ends" in paired
    survey = words(panel(analyst(database), "trust_score"))
    assert "Leaders are told" not in survey


def test_three_cities_have_a_difference_of_means_for_analysts(tmp_path: Path) -> None:
    database = cities(tmp_path)
    text = words(panel(analyst(database), "far"))
    for name in "nmp":
        assert f"Network {name}: z = −" in text
    assert "Hedges’ g −" in text
    assert "place-based less issue-based" in text
    told = words(panel(leader(database), "far"))
    assert told.count("with data") == 3
    assert "Hedges" not in told


def test_what_is_not_recorded_is_said(tmp_path: Path) -> None:
    about = [indicator("a", claim_basis="", stated_contrast="none", unit="gbp", source_type="administrative")]
    database = study(tmp_path, about, [Seen("a", "n", -1200)], issue=())
    text = words(panel(analyst(database), "a"))
    for said in ("No definition is recorded.", "Nothing is claimed of it.", "−£1,200", "None recorded.", "−1,200"):
        assert said in text
    assert "Its ground" not in text
    assert "For analysts" not in text
    assert "No value to show" in words(panel(leader(database), "a"))


@pytest.mark.parametrize("key", ["", "nobody"])
def test_an_unknown_indicator_has_no_panel(database: Database, key: str) -> None:
    selection = replace(Selection(), indicator=key)
    assert indicator_evidence(leader(database), Edition(overview(leader(database)), ""), selection) == []
