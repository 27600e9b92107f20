"""Networks of organisations."""

import csv
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from statistics import StatisticsError, correlation

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries import statistics
from queries.statistics import (
    betweenness,
    betweenness_centralisation,
    component_ratio,
    core_periphery,
    degree_centralisation,
    degrees,
    density,
    ei_index,
    in_centralisation,
    krackhardt,
    out_centralisation,
    reciprocity_dyads,
    reciprocity_edges,
)
from tests.queries.statistics.networks import COMPLETE, LINE, OUT_TREE, PIECES, RING, STAR, TOY, Network, from_networkx

CORE = [(0, 1), (0, 2), (1, 2)]
OVER_CORE = [*CORE, (0, 3), (1, 4), (2, 5), (0, 6)]
MEASURES = [
    density,
    reciprocity_edges,
    reciprocity_dyads,
    component_ratio,
    degree_centralisation,
    in_centralisation,
    out_centralisation,
    betweenness,
    betweenness_centralisation,
    krackhardt,
    core_periphery,
    degrees,
]


def networks(smallest: int, largest: int) -> st.SearchStrategy[Network]:
    def with_edges(n: int) -> st.SearchStrategy[Network]:
        pairs = [(one, other) for one in range(n) for other in range(n) if one != other]
        return st.tuples(st.just(n), st.lists(st.sampled_from(pairs), max_size=2 * n))

    return st.integers(smallest, largest).flatmap(with_edges)


def test_the_toy_network_has_its_figures() -> None:
    assert density(*TOY) == 0.35
    assert density(*TOY, directed=False) == 0.5
    assert reciprocity_edges(*TOY) == pytest.approx(0.5714, abs=0.00005)
    assert reciprocity_dyads(*TOY) == 0.4
    assert in_centralisation(*TOY) == out_centralisation(*TOY) == 0.1875
    assert krackhardt(*TOY) == pytest.approx((1, 0.70, 0.8333, 1), abs=0.00005)


@pytest.mark.parametrize(("network", "degree", "between"), [(STAR, 1, 1), (RING, 0, 0), (LINE, 0.1667, 0.4167)])
def test_centralisation_of_a_star_a_ring_and_a_line(network: Network, degree: float, between: float) -> None:
    assert degree_centralisation(*network) == pytest.approx(degree, abs=0.00005)
    assert betweenness_centralisation(*network) == pytest.approx(between, abs=0.00005)


def test_a_star_that_names_is_not_a_star_that_is_named() -> None:
    assert out_centralisation(*STAR) == 1
    assert in_centralisation(*STAR) == pytest.approx(0.04)
    assert in_centralisation(STAR[0], [edge[::-1] for edge in STAR[1]]) == 1


def test_groups_that_keep_to_themselves() -> None:
    found = ei_index(TOY[1], "PPCLL")
    assert (found.external, found.internal, found.index, found.expected) == (3, 2, 0.2, 0.6)
    assert (found.lowest, found.highest) == (0.2, 1)


@settings(deadline=None, max_examples=40)
@given(networks(3, 5), st.lists(st.sampled_from("ab"), min_size=5, max_size=5))
def test_the_ei_index_lies_in_its_range_and_around_what_is_expected(network: Network, labels: list[str]) -> None:
    n, edges = network
    groups = labels[:n]
    found = ei_index(edges, groups)
    if found is None:
        assert not edges
        return
    pairs = list(combinations(range(n), 2))
    number = found.external + found.internal
    possible = [
        (2 * sum(groups[one] != groups[other] for one, other in chosen) - number) / number
        for chosen in combinations(pairs, number)
    ]
    assert min(possible) == pytest.approx(found.lowest)
    assert max(possible) == pytest.approx(found.highest)
    assert sum(possible) / len(possible) == pytest.approx(found.expected)
    assert found.lowest <= found.index <= found.highest


def test_pieces() -> None:
    assert component_ratio(*PIECES) == pytest.approx(0.40)
    assert component_ratio(*TOY) == 0
    assert component_ratio(4, []) == 1
    assert krackhardt(*PIECES).connectedness == pytest.approx(0.2667, abs=0.00005)


def test_krackhardt_of_an_organisation_chart_and_of_its_opposite() -> None:
    assert krackhardt(*OUT_TREE) == (1, 1, 1, 1)
    assert krackhardt(*COMPLETE) == (1, 0, 0, 1)


def test_krackhardt_where_two_superiors_share_two_reports() -> None:
    assert krackhardt(4, [(0, 2), (0, 3), (1, 2), (1, 3)]) == pytest.approx((1, 1, 2 / 3, 1 / 3))


def test_krackhardt_says_nothing_of_what_could_not_fail() -> None:
    assert krackhardt(4, []) == (0, None, None, None)
    assert krackhardt(4, [(0, 1), (2, 3)]) == (pytest.approx(1 / 3), 1, None, None)


def test_core_and_periphery_of_the_ideal_and_with_one_tie_too_many() -> None:
    assert core_periphery(7, OVER_CORE) == (1, (0, 1, 2), True)
    found = core_periphery(7, [*OVER_CORE, (3, 4)])
    assert found.core == (0, 1, 2)
    assert found.correlation == pytest.approx(0.7906, abs=0.00005)


def fit(n: int, edges: list[tuple[int, int]], core: set[int]) -> float | None:
    """The correlation of a core with the ideal, from two lists of noughts and ones."""
    tied = {frozenset(edge) for edge in edges}
    dyads = [pair for pair in combinations(range(n), 2) if (pair[0] in core) == (pair[1] in core)]
    try:
        return correlation([frozenset(pair) in tied for pair in dyads], [pair[0] in core for pair in dyads])
    except StatisticsError:
        return None


@settings(deadline=None, max_examples=30)
@given(networks(4, 6))
def test_the_core_is_the_best_of_all(network: Network) -> None:
    n, edges = network
    cores = [set(core) for size in range(n + 1) for core in combinations(range(n), size)]
    fits = [found for core in cores if (found := fit(n, edges, core)) is not None]
    found = core_periphery(n, edges)
    if found is None:
        assert not fits
    else:
        assert found.correlation == pytest.approx(max(fits))
        assert fit(n, edges, set(found.core)) == pytest.approx(found.correlation)


def test_a_larger_network_is_searched_and_says_so() -> None:
    n, core = 25, range(3, 9)
    edges = [*combinations(core, 2), *((place, 3 + place % 6) for place in range(n) if place not in core)]
    assert core_periphery(n, edges) == (1, tuple(core), False)


@pytest.mark.parametrize("seed", range(5))
def test_no_step_from_a_core_that_was_searched_for_is_better(seed: int) -> None:
    _, (n, edges) = from_networkx(networkx.gnp_random_graph(17, 0.3, seed=seed))
    found = core_periphery(n, edges)
    assert not found.exhaustive
    assert fit(n, edges, set(found.core)) == pytest.approx(found.correlation)
    for place in range(n):
        step = fit(n, edges, set(found.core) ^ {place})
        assert step is None or step <= found.correlation + 1e-12


@pytest.mark.parametrize(
    ("n", "edges"),
    [(4, []), (4, list(combinations(range(4), 2))), (4, [(0, 1), (1, 2), (2, 3), (3, 0)]), (3, [(0, 1)]), (20, [])],
)
def test_without_a_core_there_is_none(n: int, edges: list[tuple[int, int]]) -> None:
    assert core_periphery(n, edges) is None


@settings(deadline=None)
@given(networks(3, 8))
def test_measures_are_those_of_networkx(network: Network) -> None:
    n, edges = network
    digraph = networkx.DiGraph(edges)
    digraph.add_nodes_from(range(n))
    assert density(n, edges) == pytest.approx(networkx.density(digraph))
    assert density(n, edges, directed=False) == pytest.approx(networkx.density(digraph.to_undirected()))
    assert degrees(n, edges) == [digraph.to_undirected().degree(place) for place in range(n)]
    if edges:
        assert reciprocity_edges(n, edges) == pytest.approx(networkx.overall_reciprocity(digraph))


@settings(deadline=None)
@given(networks(3, 8))
def test_measures_stay_between_0_and_1_and_count_a_tie_once(network: Network) -> None:
    n, edges = network
    for measure in MEASURES[:9]:
        found = measure(n, edges)
        assert found == measure(n, edges * 2)
        if isinstance(found, float):
            assert -1e-12 <= found <= 1 + 1e-12
    assert all(part is None or 0 <= part <= 1 for part in krackhardt(n, edges))


def test_isolates_count() -> None:
    assert density(6, TOY[1]) == pytest.approx(7 / 30)
    assert degrees(6, TOY[1])[5] == 0
    assert degree_centralisation(7, STAR[1]) < 1


@pytest.mark.parametrize("measure", [measure for measure in MEASURES if measure is not degrees])
@pytest.mark.parametrize("n", [0, 1, 2])
def test_fewer_than_three_organisations_have_no_structure(measure: Callable, n: int) -> None:
    assert measure(n, [(0, 1)] if n == 2 else []) is None
    assert ei_index([], "ab"[:n]) is None


def test_what_rests_on_ties_needs_some() -> None:
    assert reciprocity_edges(5, []) is None
    assert reciprocity_dyads(5, []) is None
    assert ei_index([], "aabb") is None
    assert density(5, []) == 0


@pytest.mark.parametrize("measure", MEASURES)
def test_an_edge_that_is_none_is_refused(measure: Callable) -> None:
    with pytest.raises(ValueError, match="the edge 0 to 5 leaves the 5 organisations: number them from 0"):
        measure(5, [(0, 5)])
    with pytest.raises(ValueError, match="the edge 2 to 2 is a tie of an organisation to itself"):
        measure(5, [(2, 2)])
    with pytest.raises(ValueError, match="an end of an edge is -1"):
        measure(5, [(-1, 2)])
    with pytest.raises(ValueError, match=r"n is 5\.0"):
        measure(5.0, [])


@pytest.mark.parametrize(("name", "expected"), [("TCcnt", 0.583), ("TCcoll", 0.537), ("TCdiss", 0.343)])
def test_a_tobacco_control_network_has_its_densities(realdata: Path, name: str, expected: float) -> None:
    with (realdata / "net_usernetr" / f"TCnetworks_{name}_edges.csv").open() as file:
        edges = [(int(row["from"]) - 1, int(row["to"]) - 1) for row in csv.DictReader(file)]
    assert density(25, edges, directed=False) == pytest.approx(expected, abs=0.0005)
    assert not core_periphery(25, edges).exhaustive


def test_everything_public_is_named_and_says_where_it_is_from() -> None:
    assert sorted(statistics.__all__) == statistics.__all__
    for name in statistics.__all__:
        assert len(getattr(statistics, name).__doc__) > 40
