"""A browser for tests: Debian's chromium, driven by playwright.

Playwright's sync API keeps an event loop running in the thread that uses it, so nothing else in that thread
may call `asyncio.run` meanwhile: the browser therefore lives as long as one test module, no longer.
"""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

from bot.sandbox.client import Person
from bot.sandbox.server import Sandbox

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MISSING = "This test needs chromium: `apt-get install chromium` (Debian, Ubuntu) and run it again."
WAIT = 10_000

OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, without a window; where it is missing the test is skipped, or fails if this is CI."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[OpenPage]:
    """Open an address in a fresh window; the test fails if a page it opened had an error of its own."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def opened(url: str, *, width: int = 1280, height: int = 800, dark: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.set_default_timeout(WAIT)
        window = context.new_page()
        window.on("pageerror", lambda error: faults.append(str(error)))
        window.goto(url)
        return window

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


def address(sandbox: Sandbox, person: Person, place: str = "general") -> str:
    """Where `person` sees a channel of this name, or of this kind ("app")."""
    channel = next(each["id"] for each in person.channels() if place in {each["name"], each["kind"]})
    return f"{sandbox.url}/?as={person.id}&in={channel}"


def messages(page: Page) -> Locator:
    """The messages of the open conversation."""
    return page.locator(".messages .message")


def composer(page: Page) -> Locator:
    """Where one writes."""
    return page.locator("[data-composer=main]")
