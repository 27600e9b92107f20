"""Networks for tests, as a number of organisations and their ties."""

import networkx

from tests.studies import ROOT

Network = tuple[int, list[tuple[int, int]]]

ORACLES = ROOT.parent / "shared" / "oracles" / "statistics.json"

TOY: Network = (5, [(0, 1), (0, 2), (1, 0), (1, 2), (2, 1), (2, 3), (3, 4)])
STAR: Network = (6, [(0, other) for other in range(1, 6)])
RING: Network = (6, [(place, (place + 1) % 6) for place in range(6)])
LINE: Network = (5, [(place, place + 1) for place in range(4)])
COMPLETE: Network = (5, [(one, other) for one in range(5) for other in range(5) if one != other])
OUT_TREE: Network = (7, [(0, 1), (0, 2), (1, 3), (1, 4), (2, 5), (2, 6)])
PIECES: Network = (6, [(0, 1), (1, 2), (3, 4)])


def from_networkx(graph: networkx.Graph) -> tuple[list, Network]:
    """The names in order, and the network with numbers for them."""
    names = list(graph)
    return names, (len(names), [(names.index(one), names.index(other)) for one, other in graph.edges])
