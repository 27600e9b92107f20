"""The figures of ties: from the bodies and ties of each relation to numbers about the whole network."""

from collections import Counter
from collections.abc import Iterable
from math import comb
from typing import Any

import polars as pl

from queries import statistics
from queries.tie_graph import Graph, graph

FIGURES: dict[str, Any] = {
    "n": pl.Int64, "answered": pl.Int64, "response": pl.String, "edges": pl.Int64, "reportable": pl.Int64,
    "density": pl.Float64, "density_low": pl.Float64, "density_high": pl.Float64, "returned": pl.Int64,
    "one_way": pl.Int64, "untied": pl.Int64, "reciprocity_edges": pl.Float64, "reciprocity_dyads": pl.Float64,
    "degree_centralisation": pl.Float64, "in_centralisation": pl.Float64, "out_centralisation": pl.Float64,
    "betweenness_centralisation": pl.Float64, "external": pl.Int64, "external_pairs": pl.Int64, "internal": pl.Int64,
    "internal_pairs": pl.Int64, "ei_index": pl.Float64, "ei_expected": pl.Float64, "ei_lowest": pl.Float64,
    "ei_highest": pl.Float64, "component_ratio": pl.Float64, "connectedness": pl.Float64, "hierarchy": pl.Float64,
    "efficiency": pl.Float64, "least_upper_bound": pl.Float64, "core": pl.List(pl.String),
    "core_correlation": pl.Float64, "is_one_with_all": pl.Boolean, "outside": pl.Int64, "says": pl.String,
}  # fmt: skip

NO_TIES = "No tie was reported for this year"


def figures(frame: pl.DataFrame, *, with_positions: bool) -> pl.DataFrame:
    """The frame of tie_structure.sql with the columns FIGURES in place of its ties.

    Krackhardt's measures and the core, which take longest, are null unless asked for `with_positions`.
    """
    graphs = [graph(row) for row in frame.iter_rows(named=True)]
    rows = [_figures(tied) | (_positions(tied) if with_positions and tied.arcs else {}) for tied in graphs]
    return pl.concat([frame.drop("ties"), pl.DataFrame(rows, schema=FIGURES)], how="horizontal")


def _figures(tied: Graph) -> dict[str, object]:
    found: dict[str, object] = {"n": tied.n, "edges": len(tied.arcs), "outside": tied.outside, "says": NO_TIES}
    found |= _response(tied)
    if not tied.arcs:
        return found
    found |= _density(tied) | _sectors(tied) | (_directed(tied) if tied.directed else {}) | {"says": None}
    return found | {
        "degree_centralisation": None if tied.directed else statistics.degree_centralisation(tied.n, tied.arcs),
        "betweenness_centralisation": statistics.betweenness_centralisation(tied.n, tied.arcs),
        "component_ratio": statistics.component_ratio(tied.n, tied.arcs),
        "is_one_with_all": _is_one_with_all(tied),
    }


def _positions(tied: Graph) -> dict[str, object]:
    order = statistics.krackhardt(tied.n, tied.arcs) if tied.directed else None
    core = statistics.core_periphery(tied.n, tied.arcs)
    return {
        "connectedness": order and order.connectedness,
        "hierarchy": order and order.hierarchy,
        "efficiency": order and order.efficiency,
        "least_upper_bound": order and order.least_upper_bound,
        "core": core and [tied.names[place] for place in core.core],
        "core_correlation": core and core.correlation,
    }


def _response(tied: Graph) -> dict[str, object]:
    if not tied.is_survey:
        return {"response": "From the record"}
    if tied.is_heard is None:
        return {"response": "Who answered was not recorded"}
    bodies = "body" if tied.n == 1 else "bodies"
    return {"answered": len(tied.heard), "response": f"{len(tied.heard)} of {tied.n} {bodies} answered"}


def _density(tied: Graph) -> dict[str, object]:
    """Ties over those that a body which answered could have reported; then with all others absent, and present."""
    low = statistics.density(tied.n, tied.arcs, directed=tied.directed)
    silent = tied.n - len(tied.heard)
    possible = tied.n * (tied.n - 1) if tied.directed else comb(tied.n, 2)
    unknown = silent * (tied.n - 1) if tied.directed else comb(silent, 2)
    known: dict[str, object] = {"reportable": possible - unknown, "density_low": low}
    if low is None:
        return known
    is_recorded = not tied.is_survey or tied.is_heard is not None
    high = (len(tied.arcs) + unknown) / possible if is_recorded else None
    return known | {"density": len(tied.arcs) / (possible - unknown), "density_high": high}


def _directed(tied: Graph) -> dict[str, object]:
    """What needs both sides' word is worked out among the bodies that answered."""
    heard = tied.heard
    among = tied.among(heard)
    returned = sum((other, one) in among for one, other in among) // 2
    one_way = len(among) - 2 * returned
    return {
        "returned": returned,
        "one_way": one_way,
        "untied": comb(len(heard), 2) - returned - one_way,
        "reciprocity_edges": statistics.reciprocity_edges(len(heard), among),
        "reciprocity_dyads": statistics.reciprocity_dyads(len(heard), among),
        "in_centralisation": statistics.in_centralisation(tied.n, tied.arcs),
        "out_centralisation": statistics.out_centralisation(len(heard), among),
    }


def _sectors(tied: Graph) -> dict[str, object]:
    """Ties across sector groups and within; nothing where the group of any body is not recorded."""
    found = None if None in tied.groups else statistics.ei_index(tied.arcs, tied.groups)
    if not found:
        return {}
    within = sum(comb(tied.groups.count(group), 2) for group in set(tied.groups))
    return {
        "external": found.external,
        "internal": found.internal,
        "external_pairs": comb(tied.n, 2) - within,
        "internal_pairs": within,
        "ei_index": found.index,
        "ei_expected": found.expected,
        "ei_lowest": found.lowest,
        "ei_highest": found.highest,
    }


def _is_one_with_all(tied: Graph) -> bool:
    """Whether a body is named by every other that answered, or names every other."""
    heard = tied.heard
    ways: Iterable[tuple[int, int]] = tied.arcs if tied.directed else {*tied.arcs, *(arc[::-1] for arc in tied.arcs)}
    named, namers = Counter(one for one, _ in ways), Counter(other for _, other in ways)
    return any(named[place] == tied.n - 1 or namers[place] >= len(heard) - (place in heard) for place in range(tied.n))
