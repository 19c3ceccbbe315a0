"""Every page that there is, with what it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from scheduler.web.routes import PAGES
from tests.web.browser.scene import ALTERED, ARABIC_TITLE, CORRECTED, LONG_TITLE, Scene

_FILLED: Mapping[str, Callable[[Scene], Sequence[str]]] = {
    "/": lambda _: ("/",),
    "/sources/{source}": lambda _: ("/sources/lantern", "/sources/courier", "/sources/qalam"),
    "/articles": lambda _: ("/articles", "/articles?source=qalam", "/articles?q=the", "/articles?q=nowhere"),
    "/articles/{article}": lambda scene: (
        f"/articles/{scene.article(number=ALTERED)}",
        f"/articles/{scene.article(number=CORRECTED)}",
        f"/articles/{scene.article(ARABIC_TITLE, source='qalam')}",
        f"/articles/{scene.article(LONG_TITLE[:20], source='qalam')}",
    ),
    "/stories/{story}": lambda scene: (f"/stories/{scene.article(number=CORRECTED)}",),
    "/mirrors": lambda _: ("/mirrors", "/mirrors?source=lantern"),
    "/alarms": lambda _: ("/alarms", "/alarms?show=answered"),
    "/proposals": lambda _: ("/proposals", "/proposals?show=all"),
    "/quarantine": lambda _: ("/quarantine", "/quarantine?reason=seized"),
    "/hooks": lambda _: ("/hooks",),
    "/runs": lambda _: ("/runs",),
    "/runs/{run}": lambda scene: (f"/runs/{scene.last_run()}",),
    "/numbers": lambda _: ("/numbers", "/numbers?source=lantern&span=7"),
}
"""Path of a page of the table → addresses of it; a page that is missing here fails."""

FURTHER = ("/help", "/settings", "/sources/new", "/login")


def addresses(scene: Scene) -> list[str]:
    """All addresses of pages, those of what is there in the scene."""
    return [*(path for page in PAGES for path in _FILLED[page.path](scene)), *FURTHER]


def one_of_each(scene: Scene) -> list[str]:
    """An address of each page, and one of words that were found."""
    return [*(_FILLED[page.path](scene)[0] for page in PAGES), "/articles?q=the", *FURTHER]
