"""One daemon with everything to show, and one browser a module."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.web.browser.scene import Scene, open_scene
from tests.web.browser.visits import Visitor, visit


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with open_scene(tmp_path_factory.mktemp("pages")) as opened:
        yield opened


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium as the distribution has it. It ends with the module: Playwright holds the thread's event loop."""
    program = shutil.which("chromium")
    if program is None:  # the pages are not tested without: no skip
        raise FileNotFoundError("chromium is not installed: apt-get install chromium fonts-noto-core fonts-noto-cjk")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program)
        yield launched
        launched.close()


@pytest.fixture
def visitor(browser: Browser, scene: Scene) -> Iterator[Visitor]:
    """A window whose reader met no trouble."""
    with visit(browser, scene.origin) as visitor:
        yield visitor
        assert visitor.take_troubles() == []


@pytest.fixture(scope="module")
def trial(browser: Browser, scene: Scene) -> str:
    """The address of a survey of a site, once it is done."""
    with visit(browser, scene.origin) as visitor:
        visitor.open("/sources/new")
        visitor.page.get_by_label("Address of a site").fill(scene.gazette)
        visitor.page.get_by_role("button", name="Look at it").click()
        visitor.page.get_by_role("heading", name="The file").wait_for()
        return visitor.page.url.removeprefix(scene.origin)
