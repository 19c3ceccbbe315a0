"""What makes one mirror look unlike another: its origin, its slugs, its tracking parameters, its style."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from newsroom.paper_articles import Story

PAPER = "The Lantern"
"""The invented paper all mirrors serve."""


@dataclass(frozen=True, slots=True)
class Mirror:
    """One host of the paper.

    :ivar name: m1, m2, …
    :ivar style: 0 for m1, 1 for m2, …; layout, feed, slug and tracking are chosen by it, each round its own list
    :ivar origin: scheme, host and port, without a slash
    :ivar others: host and port of every other mirror
    """

    name: str
    style: int
    origin: str
    others: tuple[str, ...] = ()

    def path(self, story: Story) -> str:
        """The path of an article with the slug this mirror gives it, percent-encoded."""
        slug = SLUGS[self.style % len(SLUGS)](story.title)
        return f"/Detail/{story.published:%Y/%m/%d}/{story.id}/{slug}"

    def tracked(self, story: Story) -> str:
        """The path with this mirror's tracking parameters behind it."""
        return f"{self.path(story)}?{TRACKING[self.style % len(TRACKING)]}"


def hyphened(title: str) -> str:
    """
    >>> hyphened("Port ‘open’, again")
    'Port-open-again'
    """
    return "-".join(re.findall(r"\w+", title))


def quoted(title: str) -> str:
    """Keeps commas and typographic quotes, and begins with a hyphen, as careless publishing systems do.

    >>> quoted("Port ‘open’, again")
    '-Port-%E2%80%98open%E2%80%99,-again'
    """
    return quote("-" + title.replace(" ", "-"), safe=",:")


def short(title: str) -> str:
    """
    >>> short("Port of Velcombe open again after fog")
    'port-of-velcombe-open-again'
    """
    return "-".join(re.findall(r"\w+", title.lower())[:5])


def spaced(title: str) -> str:
    """
    >>> spaced("Port open")
    'Port%20open'
    """
    return quote(title)


SLUGS: tuple[Callable[[str], str], ...] = (hyphened, quoted, short, spaced)
TRACKING = (
    "utm_source=feed&utm_medium=rss&utm_campaign=lantern",
    "fbclid=IwAR2xLanternMirrorTwo",
    "mc_cid=5d1f0a7c2e&mc_eid=9b8a7c6d5e",
    "gclid=Cj0KCQLantern&utm_source=search",
)
