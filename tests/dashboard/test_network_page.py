import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.page import Display, Edition
from dashboard.pages.network import choices, page
from queries.database import Database
from queries.disclosure import Gate
from queries.selection import Selection
from queries.study import overview
from tests import oracle
from tests.gates import analyst, leader, presentation
from tests.studies import NORTHMERE, open_release, write_small

AUDIENCES = (leader, presentation, analyst)
ANSWERS = ("sets_direction", "shares_resource", "trust")
"""The relations of Northmere that were told in confidence."""


def parts(component: object) -> Iterator[Component]:
    """Every component of a page."""
    if isinstance(component, Component):
        yield component
        yield from parts(getattr(component, "children", None))
    elif isinstance(component, list | tuple):
        for child in component:
            yield from parts(child)


def words(component: object) -> str:
    """All that a page says, and what its pictures are called."""
    if isinstance(component, Component):
        label = getattr(component, "aria-label", "")
        return " ".join(filter(None, [label, words(getattr(component, "children", None))]))
    if isinstance(component, list | tuple):
        return " ".join(words(child) for child in component)
    return "" if component is None else str(component)


def drawn(gate: Gate, *, width: str = "wide", theme: str = "light", **chosen: str) -> Component:
    selection = Selection(choices=tuple(chosen.items()))
    return page.view(page, gate, Edition(overview(gate), "release 1"), selection, Display(width, theme))


def graphs(view: Component) -> list[Any]:
    return [part.figure for part in parts(view) if isinstance(part, dcc.Graph)]


def named(view: Component, name: str) -> list[Any]:
    """The traces of one name in all the figures of a view."""
    return [trace for figure in graphs(view) for trace in figure.data if trace.name == name]


def headings(view: Component) -> list[str]:
    return [words(part.children) for part in parts(view) if isinstance(part, html.H2)]


def table_rows(view: Component, place: int) -> list[list[str]]:
    table = [part for part in parts(view) if isinstance(part, html.Table)][place]
    return [[words(cell.children) for cell in row.children] for row in table.children[2].children]


def write(package: Path, table: str, rows: Sequence[Mapping[str, object]]) -> None:
    with (package / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def tie(pair: str, relation: str = "shares_staff", *, source: str = "record", network: str = "n", year: int = 2015,
        directed: bool = False, weight: object = 2) -> dict[str, object]:  # fmt: skip
    return {"network": network, "from_organisation": pair[0], "to_organisation": pair[1], "relation": relation,
            "directed": str(directed).lower(), "weight": weight, "year": year, "source": source}  # fmt: skip


def study(
    folder: Path, ties: Sequence[Mapping[str, object]], *, bodies: str = "ABCDE", members: str | None = None,
    answered: str | None = None, networks: Sequence[Mapping[str, object]] = (),
) -> Database:  # fmt: skip
    package = write_small(folder, codings=[], interviews={"i": ("r", "S1")}, finished=[("i", "a")])
    groups = ("provider", "commissioner")
    rows = [
        {"organisation": key, "name": f"Body {key}", "sector_group": groups[at % 2]} for at, key in enumerate(bodies)
    ]
    write(package, "organisations", rows)
    write(package, "respondents", [{"respondent": "r", "network": "n"}])
    if members != "":
        write(package, "memberships", [{"network": "n", "organisation": key} for key in members or bodies])
    if answered is not None:
        rows = [
            {"network": "n", "organisation": key, "year": 2015, "responded": str(key in answered).lower()}
            for key in bodies
        ]
        write(package, "tie_survey", rows)
    if networks:
        write(package, "networks", networks)
    if ties:
        write(package, "ties", ties)
    return open_release(package, folder / "releases")


def record(year: int) -> dict[frozenset[str], int]:
    """The joint projects of each pair of Northmere's bodies, counted over the CSV."""
    return {
        frozenset((row["from_organisation"], row["to_organisation"])): int(row["weight"])
        for row in oracle.rows(NORTHMERE, "ties")
        if row["relation"] == "joint_projects" and int(row["year"]) == year
    }


def sectors() -> dict[str, str]:
    return {row["organisation"]: row["sector_group"] for row in oracle.rows(NORTHMERE, "organisations")}


@pytest.mark.parametrize("gate_of", AUDIENCES)
@pytest.mark.parametrize("year", [2014, 2015])
def test_titles_and_sentences_say_what_the_record_holds(database: Database, gate_of: Any, year: int) -> None:
    view = drawn(gate_of(database), year=str(year))
    ties, groups = record(year), sectors()
    pairs = len(list(combinations(groups, 2)))
    assert headings(view)[0] == f"{len(ties)} of {pairs} pairs of bodies are tied by joint projects"
    across = sum(groups[one] != groups[other] for one, other in map(sorted, ties))
    assert f"{across} of {len(ties)} tied pairs cross a sector line" in words(view)
    assert f"{len(ties)} of the {pairs} possible pairs are tied." in words(view)
    if year == 2015:
        assert headings(view)[1] == f"More pairs are tied than in 2014: {len(ties)} of 28, against {len(record(2014))}"
        assert "0.57 in 2014, 0.75 in 2015." in words(view)


@pytest.mark.parametrize("gate_of", AUDIENCES)
def test_ring_matrix_and_table_hold_every_tie_of_the_record_once(database: Database, gate_of: Any) -> None:
    view = drawn(gate_of(database))
    ties = record(2015)
    names = {row["organisation"]: row["name"] for row in oracle.rows(NORTHMERE, "organisations")}
    listed = {(frozenset(row[:2]), row[2], row[3]) for row in table_rows(view, 0)}
    assert listed == {(frozenset(names[key] for key in pair), str(weight), "Record") for pair, weight in ties.items()}
    assert [int(row[2]) for row in table_rows(view, 0)] == sorted(ties.values(), reverse=True)
    partners = {names[key]: str(sum(key in pair for pair in ties)) for key in names}
    assert {row[0]: row[2] for row in table_rows(view, 1)} == partners
    [circles] = named(view, "bodies")
    assert sorted(circles.text) == sorted(partners.values())
    lines = sum(list(trace.x).count(None) for figure in graphs(view) for trace in figure.data
                if str(trace.name).startswith("ties "))  # fmt: skip
    assert lines == len(ties)
    printed = [text for trace in [*named(view, "numbers"), *named(view, "strong numbers")] for text in trace.text]
    both_sides = sorted([*map(str, ties.values())] * 2)
    assert sorted(re.sub("</?b>", "", text) for text in printed) == both_sides


def test_the_margin_says_which_ties_are_the_strongest_and_what_they_hold(database: Database) -> None:
    weights = record(2015).values()
    strong = [weight for weight in weights if weight >= 6]
    said = words(drawn(leader(database)))
    assert f"The {len(strong)} ties of 6 or more hold {sum(strong)} of the {sum(weights)} in all." in said
    assert "Strongest: University and Hospitals (7)." in said
    assert "1 or 2" in said
    assert "3 to 5" in said


def test_places_stay_the_same_between_years_and_relations(database: Database) -> None:
    views = [
        drawn(analyst(database), year=year, relation=relation)
        for year in ("2014", "2015")
        for relation in ("northmere.joint_projects", "northmere.trust.directed")
    ]
    places = {tuple(zip(*(named(view, "bodies")[0][axis] for axis in "xy"), strict=True)) for view in views}
    assert len(places) == 1


@pytest.mark.parametrize("gate_of", [leader, presentation])
def test_no_single_answer_of_the_survey_reaches_a_leader(database: Database, gate_of: Any) -> None:
    gate = gate_of(database)
    assert [choice.name for choice in choices(gate)] == ["form", "year"]
    for year in ("2014", "2015"):
        asked = drawn(gate, relation="northmere.trust.directed", year=year)
        assert words(asked) == words(drawn(gate, year=year))
        silent = [row["organisation"] for row in oracle.rows(NORTHMERE, "tie_survey") if row["responded"] == "false"]
        names = {row["organisation"]: row["name"] for row in oracle.rows(NORTHMERE, "organisations")}
        assert len(table_rows(asked, 0)) == len(record(int(year)))
        assert not [key for key in silent if f"{names[key]} did not answer" in words(asked)]
    assert "7 of 8 bodies answered" in words(drawn(gate))
    assert "restricted" not in words(drawn(gate))


def test_what_is_withheld_reads_the_same_and_has_no_reason(database: Database) -> None:
    said = words(drawn(leader(database)))
    assert said.count("No value to show: reciprocity, centralisation of ties received") == 1
    assert "In the survey trust is named most: 41 of 49 possible ties" in headings(drawn(leader(database)))
    assert not named(drawn(leader(database)), "heads thick")
    cells = [row for row in table_rows(drawn(leader(database)), 2) if row[0] == "Reciprocity"]
    assert cells == [["Reciprocity", "–", "No value to show"]] * 3


def test_relations_with_more_than_a_density_have_an_entry_each(database: Database) -> None:
    found = headings(drawn(leader(database), year="2014"))
    assert [title.split(":")[0] for title in found[2:]] == ["Sets direction", "Shares resource", "Trust"]


def test_silence_is_said_and_drawn_as_the_range_it_leaves(database: Database) -> None:
    view = drawn(leader(database))
    ranges = [trace.x for trace in named(view, "possible")]
    for relation in ANSWERS:
        ties = [row for row in oracle.rows(NORTHMERE, "ties") if row["relation"] == relation and row["year"] == "2015"]
        low, high = len(ties) / 56, (len(ties) + 7) / 56
        assert (pytest.approx(low), pytest.approx(high)) in ranges
    assert words(view).count("One body did not answer: its ties could put it anywhere from") >= 3


def test_analysts_draw_the_survey_and_see_who_did_not_answer(database: Database) -> None:
    gate = analyst(database)
    relation = next(choice for choice in choices(gate) if choice.name == "relation")
    assert relation.options[0] == ("northmere.joint_projects", "Joint projects")
    assert ("northmere.trust.directed", "Trust") in relation.options
    view = drawn(gate, relation="northmere.trust.directed")
    ties = [row for row in oracle.rows(NORTHMERE, "ties") if row["relation"] == "trust" and row["year"] == "2015"]
    assert len(table_rows(view, 0)) == len(ties)
    assert {row[3] for row in table_rows(view, 0)} == {"Survey"}
    assert "West Northmere Commissioning Group did not answer" in words(view)
    assert "restricted to analysts" in words(view)
    heads = sum(len(trace.x) for figure in graphs(view) for trace in figure.data if str(trace.name).startswith("heads"))
    assert heads == len(ties)
    assert "Who is tied to whom" in words(view)


@pytest.mark.parametrize(("form", "drawings"), [("", 2), ("ring", 1), ("matrix", 1)])
@pytest.mark.parametrize("width", ["wide", "medium", "narrow"])
def test_the_form_says_what_is_drawn(database: Database, form: str, drawings: int, width: str) -> None:
    view = drawn(leader(database), width=width, form=form)
    assert bool(named(view, "bodies")) == (form != "matrix")
    assert bool(named(view, "cells")) == (form != "ring")
    beside = [part for part in parts(view) if "cp-side-by-side" in (getattr(part, "className", "") or "")]
    assert bool(beside) == (width == "wide" and form == "")
    boxes = [part for part in parts(view) if getattr(part, "role", "") == "group" and part.className == "cp-scroll"]
    assert len(boxes) == drawings


def test_on_a_phone_ring_and_matrix_fit_the_page(database: Database) -> None:
    view = drawn(leader(database), width="narrow", theme="dark")
    metas = [figure.layout.meta for figure in graphs(view) if figure.layout.meta]
    assert len(metas) == 2
    assert max(metas) <= 348


def test_every_picture_says_its_number(database: Database) -> None:
    view = drawn(leader(database))
    said = [getattr(part, "aria-label", "") for part in parts(view) if getattr(part, "role", "") == "img"]
    assert "Density: 0.75 on a line from no pair, 0.00, to every pair, 1.00." in said
    assert any("chance would give 0.50" in each for each in said)
    assert len(said) == len(graphs(view))


def test_files_are_offered_beside_both_plates(database: Database) -> None:
    links = [part.href for part in parts(drawn(leader(database))) if getattr(part, "className", "") == "cp-csv"]
    assert links == ["/ties.csv", "/tie-structure.csv"]


def test_a_study_without_ties_says_what_would_hold_them(tmp_path: Path) -> None:
    gate = leader(study(tmp_path, []))
    said = words(drawn(gate))
    assert "No ties between bodies are recorded" in said
    assert "ties.csv" in said
    assert choices(gate) == ()


def test_a_study_with_a_survey_alone_shows_leaders_figures_and_no_ties(tmp_path: Path) -> None:
    pairs = ["AB", "BA", "BC", "CB", "CD", "DE", "EA", "AC", "DB", "CA"]
    ties = [tie(pair, "trust", source="survey", directed=True) for pair in pairs]
    database = study(tmp_path, ties, answered="ABCDE")
    view = drawn(leader(database))
    assert "Single ties were told in confidence" in words(view)
    assert "Body A" not in words(view)
    assert not named(view, "bodies")
    assert "10 of the 20 possible ties are named." in words(view)
    assert "Going by trust, in 2015 10 of 20 possible ties were named." in words(view)
    assert choices(leader(database)) == ()
    assert named(drawn(analyst(database)), "bodies")


def test_two_bodies_are_drawn_and_have_no_figures(tmp_path: Path) -> None:
    database = study(tmp_path, [tie("AB")], bodies="AB")
    assert headings(drawn(leader(database)))[0] == "Every pair of bodies is tied by shares staff"
    assert "No value to show: density, centralisation" in words(drawn(leader(database)))
    assert "Not defined for these ties: density, centralisation" in words(drawn(analyst(database)))
    assert "2 bodies" in words(drawn(leader(database)))


def test_ties_alone_are_enough_for_a_drawing(tmp_path: Path) -> None:
    database = study(tmp_path, [tie("AB", weight=""), tie("BC", weight="")], members="")
    view = drawn(leader(database))
    assert list(named(view, "bodies")[0].text) == ["1", "2", "1"]
    assert "Sector not known" in words(view)


def test_one_body_of_the_network_is_said_as_one(tmp_path: Path) -> None:
    database = study(tmp_path, [tie("AB"), tie("BC")], members="A", answered="ABC")
    said = words(drawn(leader(database)))
    assert " 1 body" in said
    assert "more bodies count in the figures and are not drawn: only members are." in said


def test_a_year_that_a_relation_does_not_have_gives_its_latest(tmp_path: Path) -> None:
    database = study(tmp_path, [tie("AB", year=2013), tie("BC", year=2014)])
    gate = leader(database)
    year = next(choice for choice in choices(gate) if choice.name == "year")
    assert [value for value, _ in year.options] == ["2014", "2013"]
    assert words(drawn(gate, year="1999")) == words(drawn(gate, year="2014"))
    assert "Body A" in words(table_rows(drawn(gate, year="2013"), 0))


def test_several_networks_are_named_and_marked_by_their_kind(tmp_path: Path) -> None:
    networks = [
        {"network": "n", "name": "The place", "network_type": "place_based", "issue_focus": ""},
        {"network": "m", "name": "The issue", "network_type": "issue_based", "issue_focus": "falls"},
    ]
    ties = [tie(pair, network=network, weight=1) for network in "nm" for pair in ("AB", "BC", "CD")]
    database = study(tmp_path, [*ties, tie("AB", "shares_data", network="m")], networks=networks)
    gate = leader(database)
    relation = next(choice for choice in choices(gate) if choice.name == "relation")
    assert {label for _, label in relation.options} == {
        "Shares staff, The place", "Shares staff, The issue", "Shares data, The issue",
    }  # fmt: skip
    view = drawn(gate, relation="n.shares_staff")
    assert "· The place ·" in words(view)
    symbols = {trace.marker.symbol for trace in named(view, "value")}
    assert symbols == {"diamond", "circle-open"}
    assert "t-issue" in {css for part in parts(view) for css in (getattr(part, "className", "") or "").split()}


def test_a_year_without_ties_says_so(tmp_path: Path) -> None:
    database = study(tmp_path, [tie("AB", year=2014), tie("AC", year=2014), tie("BC", "other")])
    view = drawn(leader(database), relation="n.shares_staff", year="2015")
    assert headings(view)[0] == "Shares staff: no tie is on record in 2015"
    assert named(view, "bodies")
