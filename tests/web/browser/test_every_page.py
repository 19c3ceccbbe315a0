"""Every page, as every reader may have it: in the light, in the dark, on a phone, and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.web.browser.addresses import addresses, one_of_each
from tests.web.browser.scene import Scene
from tests.web.browser.visits import MODES, Visitor, visit

_OWN_STYLE = "[...document.querySelectorAll('[style], style')].map((each) => each.outerHTML.slice(0, 80))"
_LOOSE_LINKS = """[...document.querySelectorAll('a[href]')]
  .filter((each) => each.origin !== location.origin && each.rel !== 'noreferrer noopener nofollow')
  .map((each) => each.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("mode", MODES)
def test_every_page_is_there_and_whole_for_every_reader(mode: str, browser: Browser, scene: Scene, trial: str) -> None:
    """Nothing on the console, nothing asked for elsewhere, nothing beyond the edge, nothing that axe calls serious."""
    everything = [*addresses(scene), trial]
    looked_through = [*one_of_each(scene), trial] if mode != "without JavaScript" else []
    found: dict[str, list[str]] = {}
    with visit(browser, scene.origin, mode) as visitor:
        for path in everything:
            status = visitor.open(path).status
            found[path] = [f"status {status}"] if status != 200 else []
            found[path] += [f"{visitor.width()} px wide"] if visitor.width() > visitor.room() else []
            found[path] += visitor.find_barriers(mode) if path in looked_through else []
            found[path] += visitor.take_troubles()
    assert {path: troubles for path, troubles in found.items() if troubles} == {}


def test_no_page_has_a_style_of_its_own_and_no_link_tells_where_its_reader_came_from(
    visitor: Visitor, scene: Scene, trial: str
) -> None:
    found = {}
    for path in [*one_of_each(scene), trial]:
        visitor.open(path)
        found[path] = [*visitor.page.evaluate(_OWN_STYLE), *visitor.page.evaluate(_LOOSE_LINKS)]
    assert {path: links for path, links in found.items() if links} == {}


@pytest.mark.parametrize("path", ["/nothing", "/articles/99999", "/sources/nobody", "/runs/x", "/trials/gone"])
def test_an_address_that_leads_nowhere_is_a_page_that_says_so(path: str, browser: Browser, scene: Scene) -> None:
    with visit(browser, scene.origin) as visitor:
        assert visitor.open(path).status == 404
        assert visitor.page.get_by_role("heading", name="Not found").is_visible()
        assert visitor.page.get_by_role("link", name="Overview").is_visible()
        assert visitor.find_barriers() == []
