"""Every figure of the list of published and recomputed ones that lies beside this project."""

import json
from collections.abc import Callable
from math import comb

import networkx
import pytest

from queries import statistics
from tests.queries.statistics.networks import LINE, ORACLES, RING, STAR, Network, from_networkx

CASES: list[dict | None] = json.loads(ORACLES.read_text()) if ORACLES.is_file() else [None]
NETWORKS: dict[str, Network] = {"star6": STAR, "ring6": RING, "line5": LINE}


def fields(record: object, *names: str) -> list[float]:
    return [getattr(record, name) for name in names]


def interval(method: str) -> Callable:
    return lambda count, total: statistics.proportion_interval(count, total, method)


def newcombe_paired(both: int, only_first: int, only_second: int, neither: int) -> list[float]:
    """The list subtracts the second column's share from the first's; a change is the later share less the earlier."""
    change = statistics.paired_change(both, lost=only_second, gained=only_first, neither=neither)
    return fields(change, "difference", "low", "high")


def kappa2x2(*counts: int) -> dict[str, object]:
    found = statistics.agreement_2x2(*counts)
    by_chance = None if found.kappa is None else (found.percent - found.kappa) / (1 - found.kappa)
    return {
        "po": found.percent,
        "pe": by_chance,
        "kappa": found.kappa,
        "pabak": 2 * found.percent - 1,
        "ac1": found.ac1,
        "pos_agree": found.positive,
        "neg_agree": found.negative,
    }


def u_alpha(start: int, length: int, marks: list) -> dict[str, object]:
    found = statistics.unitizing_alpha(start, length, marks)
    return {name: list(category) for name, category in found.categories.items()} | {"overall": found.overall.alpha}


def saturation(new_codes: list[int], base: int, run: int) -> dict[str, object]:
    found = statistics.saturation(new_codes, base, run)
    return {"base_codes": found.base_codes, "runs": [list(each) for each in found.runs]}


def hedges_g(*numbers: float) -> dict[str, float]:
    found = statistics.hedges_g(statistics.Sample(*numbers[:3]), statistics.Sample(*numbers[3:]))
    correction = found.g / found.d
    return {
        "d": found.d,
        "J": correction,
        "J_approx": correction,
        "g": found.g,
        "g_approx": found.g,
        "vd": found.d_variance,
        "se_d": found.d_variance**0.5,
        "vg": found.g_variance,
        "se_g": found.g_variance**0.5,
    }


def crawford_howell(value: float, *others: float) -> dict[str, object]:
    found = statistics.crawford_howell(value, statistics.Sample(*others))
    return {
        "t": found.t,
        "p_two": found.p,
        "zcc": found.z_cc,
        "ci": [found.low, found.high],
        "pct_below": 100 * found.below,
    }


def permutation(value: float, others: list[float]) -> list[float]:
    found = statistics.case_against_group(value, others)
    return [found.permutation * found.n, found.n]


def cooc(both: int, first: int, second: int, total: int) -> dict[str, object]:
    found = statistics.cooccurrence(both, first, second, total)
    (together, only_first), (only_second, _) = found.table
    return {
        "jaccard": found.jaccard,
        "lift": found.lift,
        "support": together / total,
        "conf_ab": together / (together + only_first),
        "conf_ba": together / (together + only_second),
        "overlap": found.overlap,
        "phi": found.phi,
        "table": [count for row in found.table for count in row],
        "fisher": statistics.fisher_p(found.table),
    }


def florentine(_: None) -> dict[str, float]:
    names, (n, edges) = from_networkx(networkx.florentine_families_graph())
    medici, share = names.index("Medici"), statistics.betweenness(n, edges)
    return {
        "n": n,
        "edges": len(edges),
        "density": statistics.density(n, edges, directed=False),
        "degree_centralization": statistics.degree_centralisation(n, edges),
        "betweenness_centralization": statistics.betweenness_centralisation(n, edges),
        "medici_betweenness_raw": share[medici] * comb(n - 1, 2),
        "medici_betweenness_norm": share[medici],
        "medici_degree": statistics.degrees(n, edges)[medici],
    }


def kite(_: None) -> dict[str, float]:
    names, (n, edges) = from_networkx(networkx.krackhardt_kite_graph())
    shares = [share * comb(n - 1, 2) for share in statistics.betweenness(n, edges)]
    assert shares[names.index(5)] == pytest.approx(shares[names.index(6)])
    return {
        "density": statistics.density(n, edges, directed=False),
        "betweenness_raw_heather_7": shares[names.index(7)],
        "betweenness_raw_5_6": shares[names.index(5)],
        "max_degree": max(statistics.degrees(n, edges)),
    }


def karate(_: None) -> dict[str, float]:
    graph = networkx.karate_club_graph()
    names, (n, edges) = from_networkx(graph)
    found = statistics.ei_index(edges, [graph.nodes[name]["club"] for name in names])
    return {
        "density": statistics.density(n, edges, directed=False),
        "E": found.external,
        "I": found.internal,
        "ei_index": found.index,
        "ei_expected": found.expected,
    }


FUNCTIONS: dict[str, Callable] = {
    "wilson": interval("wilson"),
    "jeffreys": interval("jeffreys"),
    "clopper_pearson": interval("clopper_pearson"),
    "newcombe_diff": statistics.difference_interval,
    "newcombe_paired": newcombe_paired,
    "mcnemar_exact": lambda lost, gained: statistics.paired_change(1, lost, gained, 0).p_exact,
    "mcnemar_midp": lambda lost, gained: statistics.paired_change(1, lost, gained, 0).p_mid,
    "fisher_two_sided": lambda a, b, c, d: statistics.fisher_p(((a, b), (c, d))),
    "bh": lambda p_values: statistics.adjust(p_values, "bh"),
    "holm": lambda p_values: statistics.adjust(p_values, "holm"),
    "kappa2x2": kappa2x2,
    "alpha_nominal": lambda units: statistics.krippendorff_alpha(list(zip(*units, strict=True))),
    "u_alpha_2004": u_alpha,
    "saturation": saturation,
    "hedges_g": hedges_g,
    "crawford_howell": crawford_howell,
    "perm_1_vs_m": permutation,
    "cooc": cooc,
    "hypergeom_ci_count": statistics.finite_pool_interval,
    "degree_centralization": lambda name: statistics.degree_centralisation(*NETWORKS[name]),
    "betweenness_centralization": lambda name: statistics.betweenness_centralisation(*NETWORKS[name]),
    "florentine": florentine,
    "kite": kite,
    "karate": karate,
}


def check(found: object, expected: object, tolerance: float) -> None:
    if isinstance(expected, dict):
        for name, value in expected.items():
            check(found[name], value, tolerance)
    elif isinstance(expected, list):
        assert len(found) == len(expected)
        for one, other in zip(found, expected, strict=True):
            check(one, other, tolerance)
    elif expected is None or isinstance(expected, bool):
        assert found is expected
    else:
        assert found == pytest.approx(expected, abs=tolerance, rel=0)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case and f"{case['fn']}-{json.dumps(case['args'])[:40]}")
def test_a_figure_of_the_list_is_found_again(case: dict | None) -> None:
    if case is None:
        pytest.skip("the list of figures is not beside this project")
    arguments = case["args"] if isinstance(case["args"], list) else [case["args"]]
    check(FUNCTIONS[case["fn"]](*arguments), case["expected"], case["tol"])


def test_the_list_has_all_its_figures() -> None:
    if CASES == [None]:
        pytest.skip("the list of figures is not beside this project")
    assert len(CASES) == 100
    assert {case["fn"] for case in CASES} == set(FUNCTIONS)
