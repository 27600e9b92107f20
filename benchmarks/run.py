"""How build and page grow with a study, side by side: `python -m benchmarks.run [--codings 1000000]`.

Each line is one size; the last columns are ratios to the smallest, which say more than seconds on one machine do.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.large_study import write_large_study

BUILD = """
import resource, sys, time
from pathlib import Path
from data.build import build
from data.study import load_study
began = time.perf_counter()
built = build(load_study(Path(sys.argv[1])), Path(sys.argv[2]))
print(built.path, time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def main() -> None:
    """Measure three sizes of study and print them beside one another."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--codings", type=int, default=1_000_000, help="codings of the largest study")
    largest = parser.parse_args().codings
    table = Table("codings", "build, s", "memory, MB", "page, ms", "evidence, ms", "build, ratio", "page, ratio")
    first: tuple[float, float] | None = None
    with tempfile.TemporaryDirectory() as folder:
        for codings in (largest // 100, largest // 10, largest):
            package = write_large_study(Path(folder) / str(codings), codings=codings)
            path, seconds, memory = _build(package, Path(folder) / "releases")
            page, evidence = _page(path)
            first = first or (seconds, page)
            table.add_row(
                f"{codings:,}", f"{seconds:.1f}", f"{memory:,.0f}", f"{page * 1000:.0f}", f"{evidence * 1000:.0f}",
                f"{seconds / first[0]:.1f}", f"{page / first[1]:.1f}",
            )  # fmt: skip
    Console().print(table)


def _build(package: Path, releases: Path) -> tuple[Path, float, float]:
    done = subprocess.run([sys.executable, "-c", BUILD, package, releases], capture_output=True, text=True, check=True)  # noqa: S603
    path, seconds, memory = done.stdout.splitlines()[0].split()
    return Path(path), float(seconds), float(memory)


def _page(path: Path) -> tuple[float, float]:
    """Seconds for the whole Leadership page, split by role group, and for a page of passages: the best of ten."""
    from dashboard.page import Display, Edition
    from dashboard.pages.themes import leadership_or_themes
    from queries.audience import Audience
    from queries.database import Database
    from queries.disclosure import Gate
    from queries.passages import passages
    from queries.selection import Dimension, Selection
    from queries.study import overview

    database = Database(path)
    gate = Gate(database, Audience.ANALYST)
    page, edition = leadership_or_themes(gate), Edition(overview(gate), "release 1")
    selection = Selection(dimension=Dimension.ROLE_GROUP)

    def best(work: object) -> float:
        times = []
        for _ in range(10):
            began = time.perf_counter()
            work()  # type: ignore[operator]
            times.append(time.perf_counter() - began)
        return min(times)

    drawn = best(lambda: page.view(page, gate, edition, selection, Display()))
    read = best(lambda: passages(gate, selection, "D1.1.1"))
    database.close()
    return drawn, read


if __name__ == "__main__":
    main()
