"""Pages in a real browser, beside a plain Dash page with the same chart: `python -m benchmarks.pages`.

For each size of study: from the choice in a filter to the redrawn chart, the first page, what is transferred, a view
asked for again, and the memory of a worker. The ratios are Commonplace over the plain page: under 1 is faster.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from rich.table import Table

from benchmarks.large_study import write_large_study
from tests.browser.chromium import find
from tests.servers import COMMAND, free_port, wait_for_port

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
CHOICES = [
    ("stage", "S1"), ("role_group", "senior_clinical"), ("stage", "S2"), ("sector_group", "provider"),
    ("role_group", "senior_managerial"), ("stage", "S1"), ("sector_group", "commissioner"), ("stage", "S2"),
    ("role_group", "senior_clinical"), ("sector_group", "local_government_and_other"), ("stage", "S1"),
    ("role_group", "senior_managerial"),
]  # fmt: skip
"""One change after another, each of which leads to a view that was not drawn before."""

REDRAWN = """([select, value]) => new Promise((resolve, reject) => {
    const marks = () => [...(document.querySelector(".js-plotly-plot") || document).querySelectorAll(".points path")]
        .map((mark) => mark.getAttribute("transform")).join();
    const before = marks();
    const began = performance.now();
    const look = () => {
        const now = marks();
        if (now && now !== before) resolve(performance.now() - began);
        else if (performance.now() - began > 20000) reject(new Error("the chart did not change"));
        else requestAnimationFrame(look);
    };
    const control = document.getElementById(select);
    const set = Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, "value").set;
    set.call(control, value);
    control.dispatchEvent(new Event("change", { bubbles: true }));
    requestAnimationFrame(look);
})"""
DRAWN = ".js-plotly-plot .points path"


@dataclass(frozen=True)
class Measured:
    """Milliseconds of one page, its megabytes, and the megabytes of its largest worker."""

    chosen: float
    again: float
    first: float
    transferred: float
    memory: float


def main() -> None:
    """Measure both pages at both sizes and print them beside one another."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--codings", type=int, nargs="+", default=[20_000, 1_000_000])
    asked = parser.parse_args()
    table = Table("codings", "", "Commonplace", "plain Dash", "ratio")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        for codings in asked.codings:
            own, plain = _both(browser, Path(folder), codings)
            for name, one, other in (
                ("from a choice to the redrawn chart, ms", own.chosen, plain.chosen),
                ("the same choice again, ms", own.again, plain.again),
                ("first page with its chart, ms", own.first, plain.first),
                ("transferred for it, MB", own.transferred, plain.transferred),
                ("memory of a worker, MB", own.memory, plain.memory),
            ):
                table.add_row(f"{codings:,}", name, f"{one:,.2f}", f"{other:,.2f}", f"{one / other:.2f}")
            table.add_section()
        browser.close()
    Console().print(table)


def _both(browser: Browser, folder: Path, codings: int) -> tuple[Measured, Measured]:
    """Commonplace and the plain page on the same release, each served alone by one process."""
    package = write_large_study(folder / str(codings), codings=codings)
    releases = folder / f"releases-{codings}"
    subprocess.run([COMMAND, "build", package, "--releases", releases], check=True, capture_output=True)  # noqa: S603
    [release] = releases.glob("*.duckdb")
    own = [COMMAND, "serve", package, "--releases", releases, "--workers", 1, "--port"]
    plain = [sys.executable, "-m", "benchmarks.plain_dash", release, "--port"]
    return _measured(browser, own, "/as/analyst?next=/leadership"), _measured(browser, plain, "/")


def _measured(browser: Browser, command: Sequence[object], path: str) -> Measured:
    with _started(command) as (address, process):
        firsts = [_first(browser, address + path) for _ in range(3)]
        chosen, again = (_walked(browser, address + path) for _ in range(2))
        return Measured(
            chosen=statistics.median(chosen),
            again=statistics.median(again),
            first=statistics.median(seconds for seconds, _ in firsts) * 1000,
            transferred=firsts[0][1],
            memory=_largest(process),
        )


def _walked(browser: Browser, url: str) -> list[float]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(url)
    page.wait_for_selector(DRAWN, state="attached")
    page.wait_for_timeout(1000)
    took = [_redrawn(page, *choice) for choice in CHOICES]
    page.close()
    return took


def _redrawn(page: Page, name: str, value: str) -> float:
    took: float = page.evaluate(REDRAWN, [f"filter-{name}", value])
    page.wait_for_timeout(300)
    return took


def _first(browser: Browser, url: str) -> tuple[float, float]:
    """Seconds until a browser that has nothing kept shows the chart, and megabytes it was sent."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    sent: list[float] = []
    network.on("Network.loadingFinished", lambda event: sent.append(event["encodedDataLength"]))
    began = time.perf_counter()
    page.goto(url)
    page.wait_for_selector(DRAWN, state="attached")
    took = time.perf_counter() - began
    context.close()
    return took, sum(sent) / 1e6


@contextmanager
def _started(command: Sequence[object]) -> Iterator[tuple[str, int]]:
    """The address of a server that `command`, to which a port is added, has started, and its process."""
    port = free_port()
    process = subprocess.Popen(  # noqa: S603
        [str(part) for part in (*command, port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for_port(port, seconds=120)
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait(20)


def _largest(process: int) -> float:
    """Megabytes that the largest of a process and its children takes; where the system does not say, none."""
    children = Path(f"/proc/{process}/task/{process}/children")
    if not children.exists():
        return float("nan")
    sizes = [float(child) for child in map(_largest, map(int, children.read_text().split()))]
    status = Path(f"/proc/{process}/status").read_text()
    own = next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS")), 0.0)
    return max(own, *sizes, 0.0)


if __name__ == "__main__":
    main()
