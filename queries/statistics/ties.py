"""How many of the possible ties there are, how many are returned, and how many cross between groups.

Everywhere `n` counts every organisation, those without ties too; an edge is a pair of numbers from 0 to n - 1; an edge
given twice counts once. ValueError for an edge that leaves the n organisations or ties one to itself. With fewer than
three organisations everything is None.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import comb

from queries.statistics.graphs import SMALLEST, Edges, arcs, lines, undirected_graph
from queries.statistics.libraries import library


@dataclass(frozen=True)
class EiIndex:
    """Ties between and within groups, their index, and what the index could have been."""

    external: int
    internal: int
    index: float
    expected: float
    lowest: float
    highest: float


def density(n: int, edges: Edges, *, directed: bool = True) -> float | None:
    """Ties over possible ties, from 0 to 1; directed, or undirected when `directed` is False.

    Undirected, a tie named by one side is a tie. Never compare it between networks of different n (Wasserman and Faust
    1994). None with fewer than three organisations.
    """
    present = arcs(n, edges) if directed else lines(n, edges)
    if n < SMALLEST:
        return None
    return len(present) / (n * (n - 1) if directed else comb(n, 2))


def reciprocity_edges(n: int, edges: Edges) -> float | None:
    """The share of directed ties, from 0 to 1, that are returned (Wasserman and Faust 1994); directed.

    None with fewer than three organisations or without ties.
    """
    present = arcs(n, edges)
    if n < SMALLEST or not present:
        return None
    return sum(arc[::-1] in present for arc in present) / len(present)


def reciprocity_dyads(n: int, edges: Edges) -> float | None:
    """The share of tied pairs, from 0 to 1, that are tied both ways (Wasserman and Faust 1994); directed.

    None with fewer than three organisations or without ties.
    """
    present = arcs(n, edges)
    if n < SMALLEST or not present:
        return None
    tied = {frozenset(arc) for arc in present}
    return (len(present) - len(tied)) / len(tied)


def ei_index(edges: Edges, groups: Sequence[Hashable]) -> EiIndex | None:
    """Ties between groups less ties within them, over all ties: from -1, all within, to 1, all between; undirected.

    `groups` has the group of each organisation, in their order; a tie named by one side is a tie. `expected` is the
    index if every possible tie were as likely; `lowest` and `highest` are what so many ties among groups of these sizes
    can have at all (Krackhardt and Stern 1988).

    None with fewer than three organisations or without ties.
    """
    n = len(groups)
    present = lines(n, edges)
    if n < SMALLEST or not present:
        return None
    number = len(present)
    external = sum(groups[one] != groups[other] for one, other in present)
    within = sum(comb(size, 2) for size in Counter(groups).values())
    between = comb(n, 2) - within
    return EiIndex(
        external=external,
        internal=number - external,
        index=(2 * external - number) / number,
        expected=(between - within) / (between + within),
        lowest=(number - 2 * min(number, within)) / number,
        highest=(2 * min(number, between) - number) / number,
    )


def component_ratio(n: int, edges: Edges) -> float | None:
    """How far the network falls into pieces: 0 in one piece, 1 without any tie; undirected.

    Pieces less one over organisations less one. None with fewer than three organisations.
    """
    graph = undirected_graph(n, edges)
    if n < SMALLEST:
        return None
    return float(library("networkx").number_connected_components(graph) - 1) / (n - 1)
