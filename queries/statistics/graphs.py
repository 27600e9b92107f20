"""Ties between organisations, numbered from 0."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from queries.statistics.checks import require_counts
from queries.statistics.libraries import library

Edges = Iterable[tuple[int, int]]
"""Pairs of organisations by number."""

SMALLEST = 3
"""With fewer organisations there is no structure to measure."""


def arcs(n: int, edges: Edges) -> set[tuple[int, int]]:
    """Directed ties, each once."""
    require_counts(n=n)
    result = set()
    for one, other in edges:
        require_counts(**{"an end of an edge": one, "the other end of an edge": other})
        if max(one, other) >= n:
            raise ValueError(f"the edge {one} to {other} leaves the {n} organisations: number them from 0 to n - 1.")
        if one == other:
            raise ValueError(f"the edge {one} to {other} is a tie of an organisation to itself: leave it out.")
        result.add((one, other))
    return result


def lines(n: int, edges: Edges) -> set[tuple[int, int]]:
    """Undirected ties, each once, the smaller number first; a tie named by one side is a tie."""
    return {(min(arc), max(arc)) for arc in arcs(n, edges)}


def degrees(n: int, edges: Edges) -> list[int]:
    """How many others each organisation is tied to, from 0 to n - 1, in their order; undirected.

    A tie named by one side is a tie, and named twice counts once. ValueError for an edge that leaves the n
    organisations or ties one to itself.
    """
    ends = Counter(end for line in lines(n, edges) for end in line)
    return [ends[place] for place in range(n)]


def undirected_graph(n: int, edges: Edges) -> Any:
    """A networkx graph with all organisations, isolates too."""
    return _graph("Graph", n, lines(n, edges))


def directed_graph(n: int, edges: Edges) -> Any:
    """A networkx digraph with all organisations, isolates too."""
    return _graph("DiGraph", n, arcs(n, edges))


def _graph(kind: str, n: int, ties: set[tuple[int, int]]) -> Any:
    graph = getattr(library("networkx"), kind)()
    graph.add_nodes_from(range(n))
    graph.add_edges_from(sorted(ties))
    return graph
