"""The pictures of the README, taken of the demo study as it is served: `make screenshots`."""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import find_or_install
from tests.browser.conftest import FLAGS
from tests.browser.seeing import until_drawn
from tests.servers import serving
from tests.studies import NORTHMERE

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
LARGEST = 300_000
"""Bytes that a picture may have."""


@dataclass(frozen=True)
class Shot:
    """A picture: its name, who is reading, the address, and the size of the window."""

    name: str
    reader: str
    path: str
    width: int = 1280
    height: int = 860


SHOTS = (
    Shot("findings", "leader", "/findings"),
    Shot("findings-on-a-phone", "leader", "/findings", 390, 844),
    Shot("leadership", "leader", "/leadership"),
    Shot("barriers", "analyst", "/barriers?code=B2.1"),
    Shot("place-and-issue", "leader", "/place-and-issue"),
    Shot("network", "leader", "/network"),
)


def main() -> int:
    """Take every picture; 1 where one is too large to keep."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as releases,
        serving(NORTHMERE, Path(releases)) as address,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=find_or_install(), args=FLAGS)
        large = [shot.name for shot in SHOTS if _taken(browser, address, shot) > LARGEST]
        browser.close()
    if large:
        print(f"Over {LARGEST:,} bytes: {', '.join(large)}. Give them a smaller window.", file=sys.stderr)
    return 1 if large else 0


def _taken(browser: Browser, address: str, shot: Shot) -> int:
    context = browser.new_context(
        viewport={"width": shot.width, "height": shot.height}, color_scheme="light", reduced_motion="reduce"
    )
    context.add_cookies([{"name": "commonplace-northmere-as", "value": shot.reader, "url": address}])
    page = context.new_page()
    page.goto(address + shot.path)
    page.wait_for_selector("#view > div")
    until_drawn(page)
    path = FOLDER / f"{shot.name}.png"
    page.screenshot(path=path)
    context.close()
    print(f"{path.relative_to(FOLDER.parents[1])}: {path.stat().st_size:,} bytes")
    return path.stat().st_size


if __name__ == "__main__":
    sys.exit(main())
