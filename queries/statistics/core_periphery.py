"""Whether a network has a tightly tied core around which the others are tied to it only."""

from math import comb, sqrt
from typing import NamedTuple

from queries.statistics.graphs import SMALLEST, Edges, lines

EXHAUSTIVE = 16
"""Up to so many organisations every possible core is tried."""


class CorePeriphery(NamedTuple):
    """The best-fitting core, its correlation with the ideal, and whether every core was tried."""

    correlation: float
    core: tuple[int, ...]
    exhaustive: bool


class _Network:
    """Cores are bit masks: bit i is organisation i."""

    def __init__(self, n: int, edges: Edges) -> None:
        ties = lines(n, edges)
        self.n = n
        self.everyone = (1 << n) - 1
        self.neighbours = [0] * n
        for one, other in ties:
            self.neighbours[one] |= 1 << other
            self.neighbours[other] |= 1 << one

    def ties(self, core: int) -> tuple[int, int]:
        """How many ties lie within a core, and how many within its periphery."""
        ends = [0, 0]
        for place, neighbours in enumerate(self.neighbours):
            is_outside = not core >> place & 1
            ends[is_outside] += (neighbours & (self.everyone ^ core if is_outside else core)).bit_count()
        return ends[0] // 2, ends[1] // 2

    def steps(self, core: int, inside: int, outside: int) -> dict[int, tuple[int, int]]:
        """The cores with one organisation more or less, and the ties within each and its periphery."""
        result = {}
        for place, neighbours in enumerate(self.neighbours):
            to_core, to_others = (neighbours & core).bit_count(), (neighbours & ~core).bit_count()
            leaves = core >> place & 1
            result[core ^ 1 << place] = (
                (inside - to_core, outside + to_others) if leaves else (inside + to_core, outside - to_others)
            )
        return result

    def fit(self, core: int, inside: int, outside: int) -> float | None:
        """The correlation with "all ties in the core, none in the periphery"; ties between the two are ignored."""
        size = core.bit_count()
        full, empty, present = comb(size, 2), comb(self.n - size, 2), inside + outside
        spread = full * empty * present * (full + empty - present)
        return (inside * empty - outside * full) / sqrt(spread) if spread else None


def core_periphery(n: int, edges: Edges) -> CorePeriphery | None:
    """The core closest to the ideal, as numbers of organisations in order, and its correlation, from -1 to 1.

    The ideal has every tie within the core and none within the periphery, and says nothing of those between (the
    discrete model of Borgatti and Everett 1999); undirected, a tie named by one side being a tie. Up to 16
    organisations every core is tried; beyond, cores of those with the most ties are improved one organisation at a
    time, which finds a good core and not surely the best. Of equally good cores the smaller one is given, then the one
    with the lower numbers.

    `n` counts every organisation; an edge is a pair of numbers from 0 to n - 1. None with fewer than four
    organisations, and where no core can be told from its periphery. ValueError for an edge that leaves the n
    organisations or ties one to itself.
    """
    network = _Network(n, edges)
    if n <= SMALLEST:
        return None
    exhaustive = n <= EXHAUSTIVE
    correlation, core = _best_of_all(network) if exhaustive else _search(network)
    if correlation is None:
        return None
    return CorePeriphery(correlation, tuple(place for place in range(n) if core >> place & 1), exhaustive)


def _best_of_all(network: _Network) -> tuple[float | None, int]:
    inside = [0] * (network.everyone + 1)
    for members in range(1, network.everyone + 1):
        others = members & (members - 1)
        newest = (members ^ others).bit_length() - 1
        inside[members] = inside[others] + (network.neighbours[newest] & others).bit_count()
    return _best(network, {core: (ties, inside[network.everyone ^ core]) for core, ties in enumerate(inside)})


def _search(network: _Network) -> tuple[float | None, int]:
    """The best of the cores reached from the two, three, four and so on organisations with the most ties."""
    by_ties = sorted(range(network.n), key=lambda place: -network.neighbours[place].bit_count())
    starts = [sum(1 << place for place in by_ties[:size]) for size in range(2, network.n - 1)]
    return _best(network, {core: network.ties(core) for core in (_climb(network, start) for start in starts)})


def _climb(network: _Network, core: int) -> int:
    ties = network.ties(core)
    best = network.fit(core, *ties)
    while True:
        steps = network.steps(core, *ties)
        found, changed = _best(network, steps)
        if found is None or (best is not None and found <= best):
            return core
        best, core, ties = found, changed, steps[changed]


def _best(network: _Network, cores: dict[int, tuple[int, int]]) -> tuple[float | None, int]:
    fits = [
        (correlation, -core.bit_count(), -core)
        for core, ties in cores.items()
        if (correlation := network.fit(core, *ties)) is not None
    ]
    correlation, _, core = max(fits, default=(None, 0, 0))
    return correlation, -core
