"""Every page as readers see it: at every width and in both themes, on a screen, on paper, by key and by ear."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.seeing import at_widths, faults, until_drawn, violations

Visit = Callable[..., Page]

PAGES = (
    "/findings",
    "/leadership",
    "/barriers",
    "/barriers?lens=Baker and Denis",
    "/place-and-issue",
    "/network",
    "/who-sees-what",
)
EVIDENCE = ("/barriers?code=B3.1", "/place-and-issue?indicator=days_to_adoption", "/findings?finding=")
WIDTHS = (320, 390, 768, 1280, 1920)
"""Pixels: a page of 1280 at 400 %, a phone, a tablet, a laptop and a large screen."""


def use_theme(page: Page, theme: str) -> None:
    """The button is pressed by script: phones do not show it."""
    if page.locator("html").get_attribute("data-bs-theme") != theme:
        page.evaluate("document.getElementById('projector').click()")
    until_drawn(page)


def with_evidence(visit: Visit, path: str, **options: object) -> Page:
    """The page with the evidence open, of the first finding where the address names none."""
    page = visit(path.removesuffix("?finding="), **options)
    if path.endswith("?finding="):
        page.locator("main button[data-finding]").first.click()
    expect(page.locator("#evidence-title")).to_be_visible()
    until_drawn(page)
    return page


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("reader", ["leader", "analyst"])
def test_all_of_a_page_is_there_to_read_at_every_width(visit: Visit, reader: str, path: str) -> None:
    page = visit(path, reader=reader)
    assert {width: found for width in at_widths(page, *WIDTHS) if (found := faults(page))} == {}


@pytest.mark.parametrize("reader", ["leader", "analyst"])
@pytest.mark.parametrize("path", EVIDENCE)
def test_all_of_the_evidence_is_there_to_read_at_every_width(visit: Visit, path: str, reader: str) -> None:
    page = with_evidence(visit, path, reader=reader)
    found = {width: faults(page, "body" if width >= 1200 else "#evidence") for width in at_widths(page, *WIDTHS)}
    assert {width: wrong for width, wrong in found.items() if wrong} == {}


def test_what_stands_in_the_way_is_seen(visit: Visit) -> None:
    page = visit("/leadership", reader="leader")
    until_drawn(page)
    assert faults(page) == []
    page.evaluate("document.querySelector('.cp-lede').style.color = '#bbb'")
    assert [rule for rule, *_ in violations(page)] == ["color-contrast"]
    page.evaluate(
        """() => {
            document.querySelector("h1").style.marginBottom = "-70px";
            Object.assign(document.querySelector(".cp-measure").style, { width: "90px", overflow: "hidden", whiteSpace: "nowrap" });
            document.querySelector(".cp-drawn text").setAttribute("transform", "translate(-90, 0)");
            document.querySelector(".cp-foot, .cp-plate").style.width = "1400px";
        }"""
    )
    found = " ".join(faults(page))
    for fault in ("in one another: Who leads", "cut short: Leaders", "cut by the edge of its chart", "pixels too wide"):
        assert fault in found


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_on_any_page(visit: Visit, path: str) -> None:
    page = visit(path, reader="leader")
    for width in at_widths(page, 1280, 390):
        for theme in ("light", "dark"):
            use_theme(page, theme)
            assert violations(page) == [], (width, theme)


@pytest.mark.parametrize(
    ("reader", "path", "width", "theme"),
    [
        ("analyst", "/findings", 390, "light"),
        ("analyst", "/barriers?lens=Baker and Denis", 1280, "dark"),
        ("analyst", "/network", 390, "dark"),
        ("presentation", "/findings", 1280, "dark"),
        ("presentation", "/place-and-issue", 1280, "light"),
    ],
)
def test_axe_finds_nothing_in_other_views_and_in_tables(
    visit: Visit, reader: str, path: str, width: int, theme: str
) -> None:
    page = visit(path, reader=reader, width=width)
    use_theme(page, theme)
    assert violations(page) == []
    if page.locator(".cp-toggle").count():
        page.locator(".cp-toggle").first.click()
        until_drawn(page)
        assert violations(page) == []
        assert faults(page) == []


@pytest.mark.parametrize(("reader", "width", "theme"), [("leader", 390, "dark"), ("analyst", 1280, "light")])
def test_axe_finds_nothing_in_the_evidence(visit: Visit, reader: str, width: int, theme: str) -> None:
    for path in EVIDENCE:
        page = with_evidence(visit, path, reader=reader, width=width)
        use_theme(page, theme)
        page.wait_for_timeout(200)  # the panel fades in, and axe would measure half a contrast
        assert violations(page) == [], path
        page.context.close()


def test_findings_are_read_with_the_keyboard_alone(visit: Visit) -> None:
    page = visit("/findings", reader="leader")
    until_drawn(page)
    card = page.locator("main button[data-finding]").first
    for _ in range(20):
        page.keyboard.press("Tab")
        if card.evaluate("card => card === document.activeElement"):
            break
    expect(card).to_be_focused()
    page.keyboard.press("Enter")
    title = page.locator("#evidence-title")
    expect(title).to_be_focused()
    expect(card).to_have_attribute("aria-pressed", "true")
    of_finding = title.inner_text()
    page.locator("#evidence button[data-code], #evidence button[data-indicator]").first.focus()
    page.keyboard.press("Enter")
    expect(title).not_to_have_text(of_finding)
    expect(title).to_be_focused()
    page.get_by_role("button", name="Back", exact=True).focus()
    page.keyboard.press("Enter")
    expect(title).to_have_text(of_finding)
    expect(title).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#evidence")).to_be_hidden()
    expect(card).to_be_focused()


def test_the_menu_opens_and_closes_by_key(visit: Visit) -> None:
    page = visit("/findings", reader="leader", width=390)
    menu, section = page.get_by_role("button", name="Menu"), page.get_by_role("link", name="Network", exact=True)
    expect(section).to_be_hidden()
    for key, is_open in (("Enter", True), ("Enter", False), ("Enter", True), ("Escape", False), ("Enter", True)):
        menu.press(key)
        expect(menu).to_have_attribute("aria-expanded", str(is_open).lower())
        expect(section).to_be_visible(visible=is_open)
    section.press("Enter")
    expect(page).to_have_title(re.compile("Network"))
    expect(menu).to_have_attribute("aria-expanded", "false")
    expect(section).to_be_hidden()


def test_every_chart_can_be_kept_as_a_picture_and_as_data(visit: Visit, address: str) -> None:
    page = visit("/findings", reader="leader")
    kept = []
    for path in PAGES:
        page.goto(address + path)
        until_drawn(page)
        for link in page.locator("a.cp-csv").evaluate_all("all => all.map((each) => each.href)"):
            answer = page.request.get(link)
            assert (answer.status, answer.headers["content-type"].split(";")[0]) == (200, "text/csv"), link
            assert len(answer.text().splitlines()) > 1, link
        plates = page.locator("figure:has(.cp-image)")
        if plates.count():
            charts = plates.first.locator(".js-plotly-plot").evaluate_all("all => all.map((each) => each.offsetWidth)")
            with page.expect_download() as download:
                plates.first.locator(".cp-image").click()
            picture = Path(download.value.path()).read_bytes()
            assert picture.startswith(b"\x89PNG\r\n\x1a\n")
            assert len(picture) > 10_000
            assert int.from_bytes(picture[16:20], "big") == 2 * (max(360, *charts) + 2 * 28)
            kept.append(path)
    assert kept == ["/leadership", "/barriers", "/barriers?lens=Baker and Denis", "/place-and-issue", "/network"]


def test_on_paper_stand_charts_tables_and_the_stamp_and_nothing_to_press(visit: Visit, address: str) -> None:
    page = visit("/findings", reader="leader")
    for path in PAGES:
        page.goto(address + path)
        until_drawn(page)
        page.emulate_media(media="print")
        seen = page.evaluate(
            """() => {
                const all = (selector) => [...document.querySelectorAll(selector)];
                const visible = (selector) => all(selector).filter((each) => each.checkVisibility()).length;
                const whole = (each) => getComputedStyle(each).breakInside === "avoid";
                return {
                    pressed: visible("nav, .cp-filters, .cp-tools, .cp-audience, #projector, #menu, .cp-chart-row, #evidence"),
                    stamp: visible(".cp-stamp"),
                    hidden: all(".cp-drawn, .cp-scroll").filter((each) => !each.checkVisibility()).length,
                    parted: all(".cp-plate, .cp-card, .cp-drawn, .cp-pair").filter((each) => !whole(each)).length,
                };
            }"""
        )
        assert seen == {"pressed": 0, "stamp": 1, "hidden": 0, "parted": 0}, path
        assert page.pdf().startswith(b"%PDF-"), path
        page.emulate_media(media="screen")


def test_until_a_page_is_drawn_its_place_is_held_and_with_motion_reduced_it_is_held_still(
    visit: Visit, address: str
) -> None:
    page = visit("/who-sees-what", reader="leader", reduced_motion="reduce")
    until_drawn(page)
    held: list[Route] = []
    page.route(
        "**/_dash-update-component*",
        lambda route: held.append(route) if "view.children" in (route.request.post_data or "") else route.continue_(),
    )
    page.goto(f"{address}/findings")
    expect(page.locator("#view .cp-skeleton")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("Loading")
    assert page.evaluate("document.getAnimations().length") == 0
    for route in held:
        route.continue_()
    expect(page.locator("main button[data-finding]").first).to_be_visible()
    expect(page.locator(".cp-skeleton")).to_have_count(0)
    page.locator("main button[data-finding]").first.click()
    expect(page.locator("#evidence-title")).to_be_visible()
    assert page.evaluate("document.getAnimations().length") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_the_reader_s_own_colours_marks_and_charts_stay_in_sight(visit: Visit, address: str, scheme: str) -> None:
    page = visit("/findings", reader="leader", forced_colors="active", color_scheme=scheme)
    until_drawn(page)
    look = "([selector, name, part]) => getComputedStyle(document.querySelector(selector), part)[name]"
    canvas, text = (page.evaluate(look, ["body", name, None]) for name in ("backgroundColor", "color"))
    assert canvas != text
    marks = [[".cp-person.on", "backgroundColor", None], [".cp-basis", "borderTopColor", "::before"]]
    assert [page.evaluate(look, mark) for mark in marks] == [text, text]
    assert text in page.evaluate(look, [".cp-person.wh", "backgroundImage", "::before"])
    page.goto(f"{address}/leadership")
    until_drawn(page)
    assert page.evaluate(look, ["[role=img]", "backgroundColor", None]) == "rgb(251, 249, 244)"  # paper, under ink
    assert page.evaluate(look, [".cp-drawn text", "fill", None]) not in (canvas, "rgb(251, 249, 244)")
