"""How close a network is to an organisation chart: Krackhardt's four measures."""

from itertools import combinations
from math import comb
from typing import Any, NamedTuple

from queries.statistics.graphs import SMALLEST, Edges, directed_graph
from queries.statistics.libraries import library


class Krackhardt(NamedTuple):
    """Four measures, each 1 in an organisation chart; None is "undefined"."""

    connectedness: float
    hierarchy: float | None
    efficiency: float | None
    least_upper_bound: float | None


def krackhardt(n: int, edges: Edges) -> Krackhardt | None:
    """Krackhardt's (1994) four measures of hierarchy, each from 0 to 1; directed, a tie leading from above to below.

    `connectedness` is the share of pairs joined by any way, `hierarchy` the share of pairs with a directed way that
    have none back, `efficiency` the absence of ties beyond the fewest that hold each piece together (a tie either way
    counts once), `least_upper_bound` the share of pairs with a common superior below all their other common superiors.
    The last three are None where no pair could fail them.

    `n` counts every organisation; an edge is a pair of numbers from 0 to n - 1. None with fewer than three
    organisations. ValueError for an edge that leaves the n organisations or ties one to itself.
    """
    graph = directed_graph(n, edges)
    if n < SMALLEST:
        return None
    networkx = library("networkx")
    undirected = graph.to_undirected()
    pieces = [sorted(piece) for piece in networkx.connected_components(undirected)]
    reach: dict[int, set[int]] = {place: networkx.descendants(graph, place) | {place} for place in range(n)}
    above = {place: {start for start in range(n) if place in reach[start]} for place in range(n)}
    ways = [(two in reach[one], one in reach[two]) for one, two in combinations(range(n), 2)]
    spare = undirected.number_of_edges() - sum(len(piece) - 1 for piece in pieces)
    unbounded = sum(
        not _has_least_upper_bound(above[one] & above[two], reach)
        for piece in pieces
        for one, two in combinations(piece, 2)
    )
    return Krackhardt(
        connectedness=sum(comb(len(piece), 2) for piece in pieces) / comb(n, 2),
        hierarchy=_less(sum(map(all, ways)), sum(map(any, ways))),
        efficiency=_less(spare, sum(comb(len(piece) - 1, 2) for piece in pieces)),
        least_upper_bound=_less(unbounded, sum(comb(len(piece) - 1, 2) for piece in pieces)),
    )


def _has_least_upper_bound(superiors: set[int], reach: dict[int, set[int]]) -> bool:
    """Whether one of the common superiors is reached from all of them."""
    return any(all(lowest in reach[other] for other in superiors) for lowest in superiors)


def _less(failures: int, most: Any) -> float | None:
    return 1 - failures / most if most else None
