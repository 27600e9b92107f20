"""Studies that have little: every page says something, or says which table would let it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from data.importing import import_files
from tests.browser.seeing import at_widths, faults
from tests.servers import serving
from tests.studies import REALDATA, SETTINGS

INTERVIEWS = REALDATA / "taguette_serdif" / "SERDIF_P2_ThematicAnalysis.sqlite3"
BODIES = "organisation,name,sector_group\na,Body A,provider\nb,Body B,commissioner\n"


@pytest.fixture(scope="module")
def interviews_alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not INTERVIEWS.is_file():
        pytest.skip("the files written by real tools are not beside this project")
    folder: Path = tmp_path_factory.mktemp("interviews")
    import_files([INTERVIEWS], folder / "study")
    with serving(folder / "study", folder / "releases") as address:
        yield address


@pytest.fixture(scope="module")
def bodies_alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("bodies")
    (folder / "study").mkdir()
    (folder / "study" / "study.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "study" / "organisations.csv").write_text(BODIES, encoding="utf-8")
    with serving(folder / "study", folder / "releases") as address:
        yield address


@pytest.mark.parametrize("reader", ["leader", "analyst"])
@pytest.mark.parametrize(
    ("study", "filled"), [("interviews_alone", ["/themes", "/who-sees-what"]), ("bodies_alone", ["/who-sees-what"])]
)
def test_every_page_of_a_study_with_little_is_filled_or_says_what_would_fill_it(
    visit: Callable[..., Page], request: pytest.FixtureRequest, study: str, filled: list[str], reader: str
) -> None:
    address = request.getfixturevalue(study)
    page = visit(f"/as/{reader}?next=/findings", at=address, reader="")
    found = []
    for path in page.locator("#sections a").evaluate_all("all => all.map((each) => each.pathname)"):
        page.goto(address + path)
        for width in at_widths(page, 1280, 390):
            assert faults(page) == [], (path, width)
        empty = page.locator(".cp-empty:has(h2)")
        if empty.count():
            assert re.search(r"\w+\.(csv|toml)", empty.first.inner_text()), path
        else:
            assert page.locator("#view figure, #view table").count(), path
            found.append(path)
    assert found == filled
