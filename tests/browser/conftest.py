"""A real browser on the real pages. Pictures of every step are left in GENSUI_PICTURES; in a folder of the tests, if not given."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.cases.conftest import cast, walk
from tests.cast import PASSWORD

__all__ = ["cast", "walk"]

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's driver runs a loop in the thread of the test
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
DESK = {"width": 1380, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("there is no Chromium here: apt-get install chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


class Visitor:
    """Somebody at a screen: a desk's or a telephone's."""

    def __init__(self, browser: Browser, address: str, language: str, size: dict[str, int]) -> None:
        self.context: BrowserContext = browser.new_context(viewport=size, has_touch=size is PHONE)  # type: ignore[arg-type]
        self.context.set_default_timeout(30_000)
        self.context.add_cookies([{"name": "django_language", "value": language, "url": address}])
        self.page: Page = self.context.new_page()
        self.troubles: list[str] = []
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", self._note)
        self.address = address

    def _note(self, said: ConsoleMessage) -> None:
        """A page that refuses a form says so with its status; that is no trouble."""
        if said.type == "error" and "status of 4" not in said.text:
            self.troubles.append(said.text)

    def go(self, path: str) -> Page:
        """Open a page."""
        self.page.goto(self.address + path)
        return self.page

    def sign_in(self, name: str) -> "Visitor":
        """As staff."""
        self.go("/accounts/login/")
        self.page.fill("[name=login]", name)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("form button.primary")
        self.page.wait_for_selector("nav.rail")
        return self

    def press(self, words: str) -> None:
        """Press what says so, and wait for the page that follows."""
        self.page.locator(words).first.click()
        self.page.wait_for_load_state("load")


Visit = Callable[..., Visitor]


@pytest.fixture
def visit(chromium: Browser, live_server: object) -> Iterator[Visit]:
    """Open a screen; what the pages complained of fails the test."""
    open_ones: list[Visitor] = []

    def come(language: str = "en", size: dict[str, int] = DESK) -> Visitor:
        visitor = Visitor(chromium, str(live_server), language, size)
        open_ones.append(visitor)
        return visitor

    yield come
    troubles = [trouble for one in open_ones for trouble in one.troubles]
    for one in open_ones:
        one.context.close()
    assert troubles == []


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures go."""
    given = os.environ.get("GENSUI_PICTURES")
    folder = Path(given) if given else tmp_path_factory.mktemp("pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
