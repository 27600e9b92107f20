"""How far a network turns on one organisation: 0 where all are alike, 1 for a star (Freeman 1979).

Everywhere `n` counts every organisation, those without ties too; an edge is a pair of numbers from 0 to n - 1; an edge
given twice counts once. ValueError for an edge that leaves the n organisations or ties one to itself. With fewer than
three organisations everything is None.
"""

from collections import Counter
from collections.abc import Sequence

from queries.statistics.graphs import SMALLEST, Edges, arcs, degrees, undirected_graph
from queries.statistics.libraries import library


def degree_centralisation(n: int, edges: Edges) -> float | None:
    """Centralisation of degree, from 0 to 1 (Freeman 1979); undirected, a tie named by one side being a tie.

    None with fewer than three organisations.
    """
    return _centralisation(degrees(n, edges), (n - 1) * (n - 2))


def in_centralisation(n: int, edges: Edges) -> float | None:
    """Centralisation of ties received, from 0 to 1 (Freeman 1979, Wasserman and Faust 1994); directed.

    None with fewer than three organisations.
    """
    received = Counter(end for _, end in arcs(n, edges))
    return _centralisation([received[place] for place in range(n)], (n - 1) ** 2)


def out_centralisation(n: int, edges: Edges) -> float | None:
    """Centralisation of ties named, from 0 to 1 (Freeman 1979, Wasserman and Faust 1994); directed.

    None with fewer than three organisations.
    """
    named = Counter(start for start, _ in arcs(n, edges))
    return _centralisation([named[place] for place in range(n)], (n - 1) ** 2)


def betweenness(n: int, edges: Edges) -> list[float] | None:
    """For each organisation the share, from 0 to 1, of shortest ways between two others that lead over it; undirected.

    Times (n - 1)(n - 2) / 2 it is the number of pairs (Freeman 1977). A tie named by one side is a tie.

    None with fewer than three organisations.
    """
    graph = undirected_graph(n, edges)
    if n < SMALLEST:
        return None
    shares = library("networkx").betweenness_centrality(graph)
    return [float(shares[place]) for place in range(n)]


def betweenness_centralisation(n: int, edges: Edges) -> float | None:
    """Centralisation of betweenness, from 0 to 1 (Freeman 1979); undirected, a tie named by one side being a tie.

    None with fewer than three organisations.
    """
    return _centralisation(betweenness(n, edges) or [], n - 1)


def _centralisation(values: Sequence[float], largest: int) -> float | None:
    """The values' shortfall from the highest, over that of a star."""
    if len(values) < SMALLEST:
        return None
    return float(sum(max(values) - value for value in values)) / largest
