from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.chromium import find
from tests.browser.seeing import COUNTING
from tests.servers import serving
from tests.studies import NORTHMERE

expect.set_options(timeout=15_000)  # two browsers and two servers share the two cores of a small machine

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find()
    assert path, "no Chromium: make test installs one"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(NORTHMERE, tmp_path_factory.mktemp("served")) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Opens a page as an audience and waits for its title; at the end nothing may have gone wrong in the browser."""
    contexts, troubles = [], []

    def open_page(
        path: str = "/leadership",
        *,
        reader: str = "analyst",
        at: str = address,
        width: int = 1280,
        height: int = 900,
        **options: object,
    ) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        if reader:
            context.add_cookies([{"name": "commonplace-northmere-as", "value": reader, "url": at}])
        context.add_init_script(COUNTING)
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console", lambda message: troubles.append(message.text) if message.type in {"error", "warning"} else None
        )
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "request",
            lambda request: None if request.url.startswith((at, "data:", "blob:")) else troubles.append(request.url),
        )
        page.on(
            "response",
            lambda answer: troubles.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None,
        )
        page.goto(at + path)
        page.wait_for_selector("#view > div")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []
