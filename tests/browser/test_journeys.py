"""What the three people do, in a real browser, on the real server."""

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.seeing import violations
from tests.servers import serving
from tests.studies import NORTHMERE

Visit = Callable[..., Page]

FINDING = "#plate-totals .cp-finding-title"
MEASURE = "#plate-totals .cp-measure"
CHART = "#plate-totals .cp-drawn"
TABLE = "#plate-totals .cp-scroll"


def choose(page: Page, control: str, value: str) -> None:
    page.select_option(f"#{control}", value)


def test_a_browser_that_comes_first_draws_its_chart(visit: Visit, tmp_path: Path) -> None:
    with serving(NORTHMERE, tmp_path, until_ready=False) as address:
        page = visit(at=address)
        expect(page.locator(f"{CHART} .main-svg").first).to_be_visible()
        page.context.close()


def test_an_analyst_reads_the_finding_and_the_words_behind_it(visit: Visit) -> None:
    page = visit("/")
    expect(page).to_have_url(re.compile("/findings$"))
    page.get_by_role("link", name="Leadership").first.click()
    expect(page).to_have_title(re.compile("Leadership"))
    expect(page.locator(FINDING)).to_have_text("Distributed/shared leadership is voiced most: 9 of 12 leaders")
    expect(page.get_by_text("Synthetic data: no real person or body")).to_be_visible()
    page.get_by_role("button", name="Distributed/shared leadership: 9 of 12 leaders").click()
    evidence = page.locator("#evidence")
    expect(evidence.get_by_role("heading", name="Distributed/shared leadership")).to_be_focused()
    expect(evidence.get_by_text("9 of 12 leaders")).to_be_visible()
    assert evidence.locator("mark").count() >= 9
    expect(page).to_have_url(re.compile(r"\?code=L2\.1$"))
    evidence.get_by_role("button", name="Close").click()
    expect(evidence).to_be_hidden()
    expect(page.get_by_role("button", name="Distributed/shared leadership: 9 of 12 leaders")).to_be_focused()
    expect(page).to_have_url(re.compile("/leadership$"))


def test_a_newcomer_is_a_leader_and_is_told_what_leaders_are(visit: Visit) -> None:
    page = visit("/leadership", reader="", width=390, height=844)
    expect(page.locator(".cp-audience summary")).to_have_text("Leader view")
    expect(page.get_by_text("Restricted: exact counts")).to_have_count(0)
    expect(page.locator("#filter-organisation")).to_be_hidden()
    choices = page.locator("#filter-organisation option").evaluate_all("all => all.map((each) => each.value)")
    assert set(choices) <= {"*", ""}  # all, and what stands there before anything is chosen
    expect(page.get_by_role("button", name="Contingent-reward blend: 2 or fewer of 12 leaders")).to_be_visible()
    change = "Incomplete senior commitment: 2 or fewer of 10 Autumn 2014, 7 of 10 Autumn 2015"
    page.get_by_role("button", name=change).click()
    evidence = page.locator("#evidence")
    expect(evidence.get_by_text("2 or fewer of 10 leaders in Autumn 2014")).to_be_visible()
    expect(evidence.get_by_text("Senior leader").first).to_be_visible()
    expect(evidence.locator("mark")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name=change)).to_be_focused()


def test_the_header_leads_to_another_view_of_the_same_page(visit: Visit) -> None:
    page = visit("/who-sees-what", reader="")
    expect(page.get_by_role("rowheader", name="Quotations", exact=True)).to_be_visible()
    page.locator(".cp-audience summary").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Presentation view").click()
    expect(page).to_have_url(re.compile("/who-sees-what$"))
    expect(page.locator(".cp-audience summary")).to_have_text("Presentation view")
    page.get_by_role("link", name="Leadership").click()
    expect(page.locator(FINDING)).to_have_text("10 codes are each voiced by some of 12 leaders")
    expect(page.locator("#plate-totals").get_by_text("Some: 3 to 9 of 12.")).to_be_visible()


def test_a_link_that_asks_for_more_gives_a_leader_no_more(visit: Visit) -> None:
    page = visit("/leadership?organisation=acute&dimension=organisation&stage=S1", reader="leader")
    expect(page.get_by_role("status")).to_contain_text("names something that is not shown here")
    expect(page.locator(FINDING)).to_have_text("Distributed/shared leadership is voiced most: 9 of 12 leaders")
    expect(page).to_have_url(re.compile("/leadership$"))
    expect(page.get_by_text("Northmere Hospitals")).to_have_count(0)


def test_a_deep_link_opens_what_it_names(visit: Visit) -> None:
    page = visit("/leadership?organisation=acute&stage=S1&dimension=role_group&level=theme&code=L2")
    expect(page.locator("#filter-organisation")).to_have_value("acute")
    expect(page.locator("#filter-stage")).to_have_value("S1")
    expect(page.locator("#split")).to_have_value("role_group")
    expect(page.locator("#level")).to_have_value("theme")
    expect(page.locator("#evidence-title")).to_have_text("Structure")
    expect(page.locator(MEASURE)).to_contain_text("of them Northmere Hospitals · n = 3 · Autumn 2014")


def test_a_stale_link_says_what_it_left_out(visit: Visit) -> None:
    page = visit("/leadership?organisation=gone&stage=S1")
    expect(page.get_by_role("status")).to_contain_text("names something that is not shown here")
    expect(page.locator("#filter-stage")).to_have_value("S1")


def test_back_and_forward_walk_through_what_was_chosen(visit: Visit) -> None:
    page = visit()
    choose(page, "filter-stage", "S1")
    expect(page.locator(MEASURE)).to_contain_text("n = 11")
    choose(page, "split", "role_group")
    expect(page.locator(FINDING)).to_contain_text("senior clinical")
    expect(page).to_have_url(re.compile(r"\?stage=S1&dimension=role_group$"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"\?stage=S1$"))
    expect(page.locator("#split")).to_have_value("whole")
    expect(page.locator(FINDING)).not_to_contain_text("senior clinical")
    page.go_back()
    expect(page.locator("#filter-stage")).to_have_value("*")
    expect(page.locator(MEASURE)).to_contain_text("n = 12")
    expect(page).to_have_url(re.compile("/leadership$"))
    page.go_forward()
    expect(page.locator("#filter-stage")).to_have_value("S1")
    expect(page.locator(MEASURE)).to_contain_text("n = 11")


def test_a_link_that_was_copied_shows_the_same_page(visit: Visit, address: str) -> None:
    page = visit()
    choose(page, "filter-sector_group", "provider")
    choose(page, "split", "organisation")
    expect(page).to_have_url(re.compile("dimension=organisation"))
    expect(page.locator(FINDING)).to_contain_text("organisations")
    again = visit(page.url.removeprefix(address))
    expect(again.locator(FINDING)).to_have_text(page.locator(FINDING).inner_text())


def test_each_filter_says_how_many_people_it_would_leave(visit: Visit) -> None:
    page = visit()
    expect(page.locator("#filter-organisation option[value=acute]")).to_have_text("Northmere Hospitals (3)")
    choose(page, "filter-role_group", "senior_clinical")
    expect(page.locator("#filter-organisation option[value=acute]")).to_have_text("Northmere Hospitals (2)")


def test_an_analyst_works_with_the_keyboard_alone(visit: Visit) -> None:
    page = visit()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    for _ in range(7):
        page.keyboard.press("Tab")
    expect(page.locator("#level")).to_be_focused()
    page.keyboard.press("Tab")
    first = page.locator(".cp-chart-row").first
    expect(first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".cp-chart-row").nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("#evidence-title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#evidence")).to_be_hidden()
    expect(page.locator(".cp-chart-row").first).to_be_focused()


def test_a_choice_keeps_the_focus_where_it_was_made(visit: Visit) -> None:
    page = visit()
    page.focus("#split")
    choose(page, "split", "role_group")
    expect(page.locator(FINDING)).to_contain_text("senior clinical")
    expect(page.locator("#split")).to_be_focused()


def test_the_table_holds_the_chart_s_numbers_and_stays_open(visit: Visit) -> None:
    page = visit()
    plate = page.locator("#plate-totals")
    plate.get_by_role("button", name="Show table").click()
    expect(page.locator(CHART)).to_be_hidden()
    expect(page.locator(TABLE).get_by_role("row", name="Distributed/shared leadership 9 of 12")).to_be_visible()
    choose(page, "split", "role_group")
    expect(page.locator(TABLE).get_by_role("columnheader", name="Senior managerial")).to_be_visible()
    expect(page.locator(CHART)).to_be_hidden()
    plate.get_by_role("button", name="Show chart").click()
    expect(page.locator(CHART)).to_be_visible()


def test_the_data_link_gives_the_numbers_on_the_page(visit: Visit) -> None:
    page = visit("/leadership?stage=S1")
    with page.expect_download() as download:
        page.locator("#plate-totals").get_by_role("link", name="Data (CSV)").click()
    with Path(download.value.path()).open(encoding="utf-8-sig", newline="") as file:
        [row] = [row for row in csv.DictReader(file) if row["code"] == "L2.1"]
    expect(page.get_by_role("button", name=f"Distributed/shared leadership: {row['says']} leaders")).to_be_attached()


def test_after_the_evidence_is_closed_a_choice_still_keeps_the_focus(visit: Visit) -> None:
    page = visit("/leadership?dimension=role_group&code=L2.1")
    expect(page.locator("#evidence-title")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Distributed/shared leadership: ")).to_be_focused()
    page.focus("#filter-stage")
    choose(page, "filter-stage", "S1")
    expect(page.locator(MEASURE)).to_contain_text("n = 11")
    expect(page.locator("#filter-stage")).to_be_focused()


def test_passages_are_read_page_by_page(visit: Visit) -> None:
    page = visit("/leadership?code=L")
    expect(page.locator("#evidence")).to_contain_text("Passages 1 to 10 of")
    page.get_by_role("button", name="Later passages").click()
    expect(page.locator("#evidence-title")).to_be_focused()
    expect(page.locator("#evidence")).to_contain_text("Passages 11 to 20 of")
    page.get_by_role("button", name="Earlier passages").click()
    expect(page.locator("#evidence")).to_contain_text("Passages 1 to 10 of")


def test_the_projector_theme_is_remembered(visit: Visit) -> None:
    page = visit()
    page.get_by_role("button", name="Projector").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    page.wait_for_selector(FINDING)
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    expect(page.get_by_role("button", name="Projector")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize(
    "path",
    [
        "/leadership",
        "/leadership?dimension=organisation",
        "/leadership?dimension=stage&code=L2.1",
        "/leadership?level=domain",
    ],
)
@pytest.mark.parametrize(("width", "height"), [(390, 844), (768, 1024), (1280, 900), (320, 640)])
def test_nothing_needs_sideways_scrolling(visit: Visit, path: str, width: int, height: int) -> None:
    reader = "leader" if "code=" in path and width < 1000 else "analyst"
    page = visit(path, width=width, height=height, reader=reader)
    # Asked again until it holds, since the chart is drawn anew for the room that the open evidence leaves it.
    page.wait_for_function(
        """([width, least]) => {
            const rows = [...document.querySelectorAll(".cp-chart-row")];
            const tall = rows.every((row) => row.getBoundingClientRect().height >= least);
            return rows.length && tall && document.documentElement.scrollWidth <= width;
        }""",
        arg=[width, 44 if width < 768 else 24],
    )


@pytest.mark.parametrize(
    ("reader", "path"),
    [
        ("analyst", "/leadership"),
        ("analyst", "/leadership?dimension=role_group&code=L2.1"),
        ("analyst", "/leadership?organisation=south&stage=S1"),
        ("leader", "/leadership?code=L3.2"),
        ("presentation", "/leadership"),
    ],
)
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(visit: Visit, reader: str, path: str, width: int, theme: str) -> None:
    if "organisation=south" in path:
        page = visit("/leadership", width=width)
        choose(page, "filter-organisation", "south")
        choose(page, "filter-stage", "S1")
        page.wait_for_selector("text=No one is left by these filters")
    else:
        page = visit(path, width=width, reader=reader)
    if theme == "dark":
        page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
    for table in (False, True):
        if table and page.locator(".cp-toggle").count():
            page.evaluate("document.querySelector('.cp-toggle').click()")
            expect(page.locator(TABLE)).to_be_visible()
        page.wait_for_timeout(250)
        assert violations(page) == []


def test_with_motion_reduced_nothing_moves(visit: Visit) -> None:
    page = visit("/leadership?code=L2.1", reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.getElementById('evidence')).animationName") == "none"


def test_in_print_the_stamp_stays_and_the_controls_go(visit: Visit) -> None:
    page = visit("/leadership?code=L2.1")
    page.emulate_media(media="print")
    expect(page.get_by_text("Synthetic data: no real person or body")).to_be_visible()
    expect(page.locator(TABLE).get_by_role("row", name="Distributed/shared leadership 9 of 12")).to_be_visible()
    expect(page.locator(CHART)).to_be_visible()
    for hidden in (".cp-filters", "#evidence", "#plate-totals .cp-tools"):
        expect(page.locator(hidden)).to_be_hidden()
