import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, permutations
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries import disclosure, network_rulings
from queries.audience import Audience, Terms
from queries.database import Database
from queries.disclosure import ANALYSTS_ONLY
from queries.network_rulings import NO_VALUE
from queries.structure import TIE_STRUCTURE, bodies, edges, structure
from queries.tie_figures import NO_TIES
from tests import oracle
from tests.gates import analyst, leader, presentation
from tests.studies import NORTHMERE, open_release, write_small

PROPOSED = {
    "tie_structure": replace(ANALYSTS_ONLY, ruling=network_rulings.structure, full=network_rulings.exact_structure),
    "tie_edges": replace(ANALYSTS_ONLY, ruling=network_rulings.ties_of_record),
}


@pytest.fixture(autouse=True, scope="module")
def policy() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disclosure, "ROWS", PROPOSED | dict(disclosure.ROWS))
        yield


Tie = tuple[str, str]
TOY = ["AB", "AC", "BA", "BC", "CB", "CD", "DE"]
SECTORS = {"A": "provider", "B": "provider", "C": "commissioner", "D": "local_government_and_other",
           "E": "local_government_and_other"}  # fmt: skip


def write(package: Path, table: str, rows: Sequence[Mapping[str, object]]) -> None:
    with (package / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def tie(pair: str, relation: str = "r", *, directed: bool = True, year: int = 2015, source: str = "survey") -> dict:
    return {"network": "n", "from_organisation": pair[0], "to_organisation": pair[1], "relation": relation,
            "directed": str(directed).lower(), "weight": 2, "year": year, "source": source}  # fmt: skip


def study(
    folder: Path,
    ties: Sequence[Mapping[str, object]],
    answered: Mapping[str, bool] | None,
    *,
    groups: Mapping[str, str] = SECTORS,
    members: Sequence[Mapping[str, str]] | None = None,
    year: int = 2015,
) -> Database:
    """A study of one network of the bodies of `groups`; `answered` says who did in `year`."""
    package = write_small(folder, codings=[], interviews={"i": ("r", "S1")}, finished=[("i", "a")])
    write(package, "organisations", [
        {"organisation": key, "name": f"Body {key}", "sector_group": group} for key, group in groups.items()
    ])  # fmt: skip
    write(package, "respondents", [{"respondent": "r", "network": "n"}])
    if members is None:
        members = [{"organisation": key} for key in groups]
    if members:
        write(package, "memberships", [{"joined_on": "", "left_on": "", **one, "network": "n"} for one in members])
    if answered is not None:
        write(package, "tie_survey", [
            {"network": "n", "organisation": key, "year": year, "responded": str(did).lower()}
            for key, did in answered.items()
        ])  # fmt: skip
    write(package, "ties", ties)
    return open_release(package, folder / "releases")


def row(frame: pl.DataFrame, relation: str = "r", year: int = 2015) -> dict[str, Any]:
    return frame.row(by_predicate=(pl.col("relation") == relation) & (pl.col("year") == year), named=True)


ALL = dict.fromkeys("ABCDE", True)


def test_the_figures_of_a_directed_relation_as_worked_by_hand(tmp_path: Path) -> None:
    found = row(structure(analyst(study(tmp_path, [tie(pair) for pair in TOY], ALL))))
    expected = {
        "n": 5, "answered": 5, "response": "5 of 5 bodies answered", "edges": 7, "reportable": 20, "density": 0.35,
        "density_low": 0.35, "density_high": 0.35, "returned": 2, "one_way": 3, "untied": 5,
        "reciprocity_edges": 0.5714, "reciprocity_dyads": 0.4, "in_centralisation": 0.1875,
        "out_centralisation": 0.1875, "degree_centralisation": None, "external": 3, "internal": 2,
        "external_pairs": 8, "internal_pairs": 2, "ei_index": 0.2, "ei_expected": 0.6, "component_ratio": 0.0,
        "connectedness": 1.0, "hierarchy": 0.7, "efficiency": 0.8333, "least_upper_bound": 1.0,
        "is_one_with_all": False, "outside": 0, "says": None, "relation_name": "R", "network_type": "place_based",
    }  # fmt: skip
    assert {key: round(found[key], 4) if isinstance(found[key], float) else found[key] for key in expected} == expected
    assert (found["ei_lowest"], found["ei_highest"]) == (0.2, 1.0)  # of five tied pairs at most two lie within


def test_the_figures_of_undirected_relations_as_worked_by_hand(tmp_path: Path) -> None:
    groups = dict.fromkeys("ABCDEF", "provider")
    star = [tie("A" + other, "star", directed=False, source="record") for other in "BCDEF"]
    pieces = [tie(pair, "pieces", directed=False, source="record") for pair in ("AB", "CB", "DE")]
    core = [tie(a + b, "core", directed=False, source="record") for a, b in combinations("ABCD", 2)]
    frame = structure(analyst(study(tmp_path, star + pieces + core, None, groups=groups)))
    found = row(frame, "star")
    assert (found["degree_centralisation"], found["betweenness_centralisation"], found["density"]) == (1.0, 1.0, 1 / 3)
    assert (found["response"], found["answered"], found["in_centralisation"]) == ("From the record", None, None)
    assert (found["returned"], found["hierarchy"], found["is_one_with_all"]) == (None, None, True)
    assert row(frame, "pieces")["component_ratio"] == 0.4
    assert (row(frame, "core")["core"], row(frame, "core")["core_correlation"]) == (["Body A", "Body B", "Body C"], 1.0)


def test_a_body_that_did_not_answer_is_unknown_and_not_without_ties(tmp_path: Path) -> None:
    ties = [tie(pair) for pair in (*TOY, "EA")]  # E's own word was never given, whatever is on file
    found = row(structure(analyst(study(tmp_path, ties, ALL | {"E": False}))))
    assert (found["answered"], found["response"]) == (4, "4 of 5 bodies answered")
    assert (found["edges"], found["reportable"], found["density"]) == (7, 16, 7 / 16)
    assert (found["density_low"], found["density_high"]) == (7 / 20, 11 / 20)
    assert (found["returned"], found["one_way"], found["untied"]) == (2, 2, 2)  # among A to D
    assert found["reciprocity_edges"] == 4 / 6
    assert found["in_centralisation"] == (5 * 2 - 7) / 16
    assert found["out_centralisation"] == (4 * 2 - 6) / 9


def test_an_undirected_tie_is_unknown_only_where_neither_side_answered(tmp_path: Path) -> None:
    ties = [tie(pair, directed=False) for pair in ("AB", "CD", "DE")]
    found = row(structure(analyst(study(tmp_path, ties, ALL | {"D": False, "E": False}))))
    assert (found["edges"], found["reportable"]) == (2, 9)  # D and E is the tenth pair
    assert (found["density"], found["density_low"], found["density_high"]) == (2 / 9, 0.2, 0.3)


def test_a_body_absent_from_the_survey_was_not_heard(tmp_path: Path) -> None:
    found = row(structure(analyst(study(tmp_path, [tie(pair) for pair in TOY], dict.fromkeys("ABCD", True)))))
    assert (found["n"], found["response"]) == (5, "4 of 5 bodies answered")


def test_where_nobody_recorded_who_answered_that_is_said(tmp_path: Path) -> None:
    database = study(tmp_path, [tie(pair) for pair in TOY], None)
    found = row(structure(analyst(database)))
    assert (found["answered"], found["response"]) == (None, "Who answered was not recorded")
    assert (found["density"], found["density_high"]) == (0.35, None)
    told = row(structure(leader(database)))
    assert (told["density"], told["says"]) == (None, NO_VALUE)


def test_a_relation_keeps_its_row_in_a_year_without_ties(tmp_path: Path) -> None:
    ties = [*(tie(pair) for pair in TOY), tie("AB", "p", directed=False, source="record")]
    ties += [tie("AC", "p", directed=False, source="record", year=2014)]
    database = study(tmp_path, ties, ALL, year=2014)
    found = row(structure(analyst(database)), year=2014)
    assert (found["edges"], found["density"], found["core"], found["says"]) == (0, None, None, NO_TIES)
    told = structure(leader(database))
    assert (row(told, year=2014)["edges"], row(told, year=2014)["says"]) == (None, NO_VALUE)
    assert row(told, "p")["says"] is None


def test_the_bodies_of_a_year_are_its_members_and_those_asked(tmp_path: Path) -> None:
    members = [
        {"organisation": "A"},
        {"organisation": "B", "joined_on": "2015-06-01"},
        {"organisation": "C", "joined_on": "2016-01-01"},
        {"organisation": "D", "left_on": "2014-12-31"},
    ]
    ties = [tie("AB"), tie("AC"), tie("BE"), tie("DA")]
    database = study(tmp_path, ties, {"A": True, "B": True, "E": False}, members=members)
    found = row(structure(analyst(database)))
    assert (found["n"], found["edges"], found["outside"]) == (3, 2, 2)
    assert bodies(analyst(database)).select("organisation", "is_member", "answered").rows() == [
        ("A", True, True), ("B", True, True), ("E", False, False),
    ]  # fmt: skip
    assert bodies(leader(database)).is_empty()  # no relation is from the record


def test_without_members_the_bodies_are_those_that_ties_name(tmp_path: Path) -> None:
    groups = SECTORS | {"B": ""}
    found = row(structure(analyst(study(tmp_path, [tie("AB"), tie("BC")], None, members=[], groups=groups))))
    assert (found["n"], found["edges"], found["outside"]) == (3, 2, 0)
    assert (found["ei_index"], found["internal_pairs"]) == (None, None)  # B's group was not recorded


def test_whom_the_survey_alone_names_counts_nowhere_on_the_record_and_leaders_are_not_told_how_many(
    tmp_path: Path,
) -> None:
    """Else one more body than the record has would say that somebody named it in confidence."""
    record = [tie(pair, "p", directed=False, source="record") for pair in ("AB", "BC", "CD")]
    told = []
    for number, named in enumerate(("AB", "AE", "CD")):
        database = study(tmp_path / str(number), [*record, tie(named)], None, members=[])
        told.append(structure(leader(database)).to_dicts())
        on_record = row(structure(analyst(database)), "p")
        assert (on_record["n"], on_record["component_ratio"]) == (4, 0)
        assert row(structure(analyst(database)))["n"] == (5 if "E" in named else 4)
    assert told[0] == told[1] == told[2]
    assert told[0][1]["response"] == NO_VALUE


def test_two_bodies_have_no_structure(tmp_path: Path) -> None:
    database = study(tmp_path, [tie("AB")], dict.fromkeys("AB", True), members=[])
    found = row(structure(analyst(database)))
    assert (found["n"], found["density"], found["core"], found["hierarchy"]) == (2, None, None, None)
    assert row(structure(leader(database)))["response"] == NO_VALUE
    one = study(tmp_path / "one", [tie("AB")], {"A": True}, members=[])
    assert row(structure(analyst(one)))["response"] == "1 of 1 body answered"


def test_a_relation_with_any_tie_from_the_survey_is_told_like_the_survey(tmp_path: Path) -> None:
    mixed = [tie("AB", source="record"), tie("BC", source="record", year=2014), tie("CD")]
    record = [tie("AB", "p", directed=False, source="record")]
    database = study(tmp_path, mixed + record, ALL, members=[{"organisation": key} for key in "ABCD"])
    assert edges(leader(database)).select("relation", "from_name", "to_name", "weight").rows() == [
        ("p", "Body A", "Body B", 2.0)
    ]
    assert edges(analyst(database)).height == 4
    told = structure(leader(database))
    assert told.filter(pl.col("is_survey"))["density"].null_count() == 2
    assert row(told, "p")["density"] == 0.1
    drawn = bodies(leader(database))
    assert drawn.columns == ["network", "year", "organisation", "name", "sector_group"]
    assert set(drawn["organisation"]) == set("ABCD")  # that E was asked is no one's business
    assert set(bodies(analyst(database))["organisation"]) == set("ABCDE")


RING = [a + b for a, b in zip("ABCDE", "BCDEA", strict=True)]
SAFE = ["AB", "BA", "AC", "CA", "BC", "CB", "CD", "DE", "EA"]  # three returned, three one-way, four untied


@pytest.mark.parametrize(
    ("pairs", "silent", "told"),
    [
        (SAFE, "", ("density", "reciprocity_edges", "in_centralisation")),
        ([*SAFE, "DA", "BE", "DB"], "", ("density",)),  # one pair is untied
        ([pair for pair in SAFE if pair != "CB"], "", ("density",)),  # two pairs are returned
        ([*SAFE[:6], "DC", "EC", "AD"], "", ("density", "reciprocity_edges")),  # all name C
        (SAFE, "E", ()),  # four answered
        (RING[:4], "", ()),  # one body's answers could be all of them
        (["".join(pair) for pair in permutations("ABCDE", 2)][:16], "", ()),
    ],
)
def test_which_figures_of_the_survey_leaders_are_told(
    tmp_path: Path, pairs: list[str], silent: str, told: tuple[str, ...]
) -> None:
    answered = {key: key not in silent for key in ALL}
    database = study(tmp_path, [tie(pair) for pair in pairs], answered)
    full, found = row(structure(analyst(database))), row(structure(leader(database)))
    for figure in ("density", "reciprocity_edges", "in_centralisation", "out_centralisation", "ei_index"):
        is_told = figure.replace("out_", "in_") in told
        assert found[figure] == (full[figure] if is_told else None), figure
    assert (found["says"] is None) == bool(told)
    assert found["response"] == full["response"]
    assert (found["component_ratio"], found["betweenness_centralisation"]) == (None, None)
    assert row(structure(presentation(database))) == found
    assert not {"core", "hierarchy", "bodies", "external_pairs", "is_one_with_all", "outside"} & set(found)


def test_undirected_ties_of_the_survey_have_a_density_only(tmp_path: Path) -> None:
    database = study(tmp_path, [tie(pair, directed=False) for pair in RING], ALL)
    told = row(structure(leader(database)))
    assert (told["density"], told["degree_centralisation"], told["says"]) == (0.5, None, None)


def test_fewer_than_five_bodies_are_told_of_only_from_the_record(tmp_path: Path) -> None:
    ties = [tie(pair) for pair in ("AB", "BC", "CD", "DA")] + [tie("AB", "p", directed=False, source="record")]
    database = study(tmp_path, ties, dict.fromkeys("ABCD", True), members=[])
    told = structure(leader(database))
    survey = row(told)
    assert [survey[key] for key in ("n", "answered", "density", "response")] == [None, None, None, NO_VALUE]
    assert (row(told, "p")["n"], row(told, "p")["edges"]) == (4, 1)


def independent(package: Path, relation: str, year: int) -> dict[str, float]:
    """Figures of one of Northmere's relations by plain counting."""
    kept = [one for one in oracle.rows(package, "ties") if (one["relation"], one["year"]) == (relation, str(year))]
    places = sorted(one["organisation"] for one in oracle.rows(package, "memberships"))
    group = {one["organisation"]: one["sector_group"] for one in oracle.rows(package, "organisations")}
    pairs = {(one["from_organisation"], one["to_organisation"]) for one in kept}
    tied = {frozenset(pair) for pair in pairs}
    across = sum(len({group[body] for body in pair}) == 2 for pair in tied)
    found = {"edges": len(pairs), "ei_index": (2 * across - len(tied)) / len(tied)}
    n = len(places)
    if kept[0]["directed"] == "false":
        degree = Counter(body for pair in tied for body in pair)
        short = sum(max(degree.values()) - degree[body] for body in places)
        return found | {"density": len(tied) / (n * (n - 1) / 2), "degree_centralisation": short / ((n - 1) * (n - 2))}
    heard = {
        one["organisation"]
        for one in oracle.rows(package, "tie_survey")
        if (one["year"], one["responded"]) == (str(year), "true")
    }
    named = Counter(other for _, other in pairs)
    inner = {pair for pair in pairs if pair[1] in heard}
    return found | {
        "density": len(pairs) / (len(heard) * (n - 1)),
        "in_centralisation": sum(max(named.values()) - named[body] for body in places) / (n - 1) ** 2,
        "reciprocity_edges": sum(pair[::-1] in pairs for pair in inner) / len(inner),
        "answered": len(heard),
    }


def test_northmere_agrees_with_an_independent_count(database: Database) -> None:
    frame = structure(analyst(database))
    assert frame.height == 8
    for found in frame.iter_rows(named=True):
        assert (found["n"], found["outside"], found["component_ratio"]) == (8, 0, 0.0)
        for figure, value in independent(NORTHMERE, found["relation"], found["year"]).items():
            assert found[figure] == pytest.approx(value), (found["relation"], found["year"], figure)


def test_northmere_stores_what_its_own_ties_give(database: Database) -> None:
    stored = {
        (one["indicator"], int(one["period_start"][:4])): float(one["value"])
        for one in oracle.rows(NORTHMERE, "observations")
        if one["subject"] == "northmere"
    }
    frame, single = structure(analyst(database)), edges(analyst(database))
    for year in (2014, 2015):
        trust = single.filter(pl.col("relation") == "trust", pl.col("year") == year)["weight"].mean()
        assert stored["resource_tie_density", year] == round(row(frame, "shares_resource", year)["density"], 2)
        assert stored["direction_centralisation", year] == round(
            row(frame, "sets_direction", year)["in_centralisation"], 2
        )
        assert stored["external_ties", year] == round(row(frame, "joint_projects", year)["ei_index"], 2)
        assert stored["trust_score", year] == round(trust, 1)


def test_northmere_west_did_not_answer_and_leaders_do_not_learn_who(database: Database) -> None:
    silent = bodies(analyst(database)).filter(~pl.col("answered"))
    assert silent.select("year", "organisation").rows() == [(2015, "west")]
    told = structure(leader(database))
    assert set(told.filter(pl.col("is_survey"))["response"]) == {"7 of 8 bodies answered", "8 of 8 bodies answered"}
    text = told.write_csv()
    for one in oracle.rows(NORTHMERE, "organisations"):
        assert one["name"] not in text
        assert f",{one['organisation']}," not in text
    assert set(edges(leader(database))["relation"]) == {"joint_projects"}
    assert set(edges(presentation(database))["source"]) == {"record"}
    drawn = bodies(leader(database))
    assert (drawn.height, drawn.columns[-1]) == (16, "sector_group")


def test_northmere_leaders_learn_only_what_pins_nobody(database: Database) -> None:
    told = structure(leader(database)).filter(pl.col("is_survey"))
    figures = ("density", "reciprocity_edges", "in_centralisation", "ei_index")
    for found in told.iter_rows(named=True):
        expected = {("trust", 2014): 2}.get((found["relation"], found["year"]), 4 if found["year"] == 2014 else 1)
        assert [found[figure] is not None for figure in figures] == [place < expected for place in range(4)]
    trust = row(structure(analyst(database)), "trust", 2014)
    assert trust["internal"] == trust["internal_pairs"]  # the E-I index would say that all trust their own sector


def frame_of(
    graphs: Sequence[Sequence[tuple[int, int]]], groups: Sequence[str], answered: Sequence[bool]
) -> pl.DataFrame:
    """Rows as tie_structure.sql would give them, one for each graph."""
    listed = [
        {"organisation": str(place), "name": str(place), "sector_group": group, "is_member": True, "answered": did}
        for place, (group, did) in enumerate(zip(groups, answered, strict=True))
    ]
    about = {"network": "n", "network_name": "N", "network_type": "place_based", "relation": "r", "relation_name": "R",
             "year": 2015, "is_directed": True, "is_survey": True, "bodies": listed}  # fmt: skip
    rows = [about | {"ties": [{"from": str(one), "to": str(other)} for one, other in ties]} for ties in graphs]
    return pl.DataFrame(rows, schema=dict(TIE_STRUCTURE.columns))


TERMS = Terms(Audience.LEADER, "window", 3, None)
FIVE = [(one, other) for one in range(5) for other in range(5) if one != other]
OF_FIVE = ("provider",) * 3 + ("commissioner",) * 2


def payloads(graphs: Sequence[Sequence[tuple[int, int]]]) -> list[str]:
    told = network_rulings.structure(frame_of(graphs, OF_FIVE, [True] * 5), TERMS).drop("bodies")
    return [str(values) for values in told.iter_rows()]


def pinned(signature: np.ndarray) -> int:
    """How often the first body, who knows its own four answers, can be certain of another's."""
    truths = np.arange(1 << 20)
    known = signature.astype(np.int64) * 16 + (truths & 15)
    order = np.argsort(known, kind="stable")
    starts = np.flatnonzero(np.diff(known[order], prepend=-1))
    always, ever = (reduce.reduceat(truths[order], starts) for reduce in (np.bitwise_and, np.bitwise_or))
    return int(np.count_nonzero((always | ~ever) & ((1 << 20) - 16)))


def test_no_truth_about_five_bodies_gives_an_answer_away() -> None:
    """All 2^20 sets of answers: what leaders are told depends on four numbers, and pins no one to an insider."""
    truths = np.arange(1 << 20)
    tied = {pair: (truths >> place & 1).astype(np.int8) for place, pair in enumerate(FIVE)}
    returned = sum(tied[one, other] & tied[other, one] for one, other in combinations(range(5), 2))
    named = np.max([sum(tied[one, place] for one in range(5) if one != place) for place in range(5)], axis=0)
    naming = np.max([sum(tied[place, one] for one in range(5) if one != place) for place in range(5)], axis=0)
    numbers = ((sum(tied.values()).astype(np.int64) * 16 + returned) * 16 + named) * 16 + naming
    distinct, first, kind = np.unique(numbers, return_index=True, return_inverse=True)

    def graph(truth: int) -> list[tuple[int, int]]:
        return [pair for place, pair in enumerate(FIVE) if truth >> place & 1]

    told = payloads([graph(int(truth)) for truth in first])
    some = np.random.default_rng(5).integers(1 << 20, size=300).tolist()
    assert payloads([graph(truth) for truth in some]) == [told[kind[truth]] for truth in some]
    number = {payload: place for place, payload in enumerate(dict.fromkeys(told))}
    assert 20 < len(number) < len(distinct)
    assert pinned(np.array([number[payload] for payload in told])[kind]) == 0
    assert pinned(kind) > 0  # told exactly, the four numbers would
    assert pinned(numbers // 16**3) > 0  # and even the density alone


directed = st.lists(st.sampled_from(list(permutations(range(6), 2))), unique=True)


@settings(max_examples=60, deadline=None)
@given(ties=directed, shuffle=st.permutations(range(6)))
def test_leaders_cannot_tell_which_body_is_which(ties: list[tuple[int, int]], shuffle: list[int]) -> None:
    groups = ["provider"] * 6
    again = [(shuffle[one], shuffle[other]) for one, other in ties]
    first, second = network_rulings.structure(frame_of([ties, again], groups, [True] * 6), TERMS).iter_rows()
    assert first == second


@settings(max_examples=60, deadline=None)
@given(ties=directed, answered=st.lists(st.booleans(), min_size=6, max_size=6).filter(any))
def test_any_small_relation_agrees_with_an_independent_count(ties: list[tuple[int, int]], answered: list[bool]) -> None:
    [found] = network_rulings.exact_structure(
        frame_of([ties], ["provider"] * 3 + ["commissioner"] * 3, answered), replace(TERMS, audience=Audience.ANALYST)
    ).iter_rows(named=True)
    kept = [pair for pair in ties if answered[pair[0]]]
    heard = [place for place in range(6) if answered[place]]
    assert (found["edges"], found["answered"], found["n"]) == (len(kept), len(heard), 6)
    if not kept:
        assert (found["density"], found["says"]) == (None, NO_TIES)
        return
    among = {frozenset(pair): [] for pair in combinations(heard, 2)}
    for one, other in kept:
        if answered[other]:
            among[frozenset((one, other))].append(one)
    ways = Counter(len(said) for said in among.values())
    assert (found["untied"], found["one_way"], found["returned"]) == (ways[0], ways[1], ways[2])
    assert found["density"] == len(kept) / (5 * len(heard))
    assert found["density_low"] == len(kept) / 30 <= found["density"] <= found["density_high"]
    assert round(found["density_high"] * 30) == len(kept) + 5 * (6 - len(heard))
    lines = {frozenset(pair) for pair in kept}
    across = sum(min(line) < 3 <= max(line) for line in lines)
    assert (found["external"], found["internal"]) == (across, len(lines) - across)
    received = Counter(other for _, other in kept)
    assert found["in_centralisation"] == pytest.approx((6 * max(received.values()) - len(kept)) / 25)
    sent = Counter(one for one, _ in kept)
    everyone = any(sent[place] == 5 or received[place] == len(set(heard) - {place}) for place in range(6))
    assert found["is_one_with_all"] == everyone
