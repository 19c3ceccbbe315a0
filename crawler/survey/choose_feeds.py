"""Which of the feeds that a site names are its own news: by what is in them, not by what they are called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from crawler.mirrors.hosts.host_names import host_of
from crawler.model.article import Link

HALF = 0.5
"""Share of a feed's items from which they say what the feed is."""

FEWEST_NEW = 3
"""Items that a further feed must have beyond those chosen already."""

_COMMENT_TITLE = re.compile(r"^(?:comments?|kommentare?|comentarios|commentaires|re)\b", re.IGNORECASE)
_COMMENT_ADDRESS = re.compile(r"/comments?/|#comment|[?&]replytocom=", re.IGNORECASE)


class FeedKind(StrEnum):
    """What a feed is."""

    ARTICLES = "articles"
    COMMENTS = "comments"
    PODCAST = "podcast"
    EMPTY = "empty"
    SAME = "same"
    """It has the items of another one."""
    ELSEWHERE = "elsewhere"
    """Its items lie on another host."""
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that was read.

    :ivar url: the address that answered
    :ivar title: what it calls itself
    :ivar sounds: how many of its items have a sound as an enclosure
    :ivar comments: how many of its items are addresses of comments
    :ivar offsets: minutes from Greenwich that its dates are written with, each once
    :ivar problem: why it could not be read, a clause
    """

    url: str
    links: tuple[Link, ...] = ()
    title: str = ""
    sounds: int = 0
    comments: int = 0
    ttl: int | None = None
    offsets: frozenset[int] = frozenset()
    problem: str = ""

    def hosts(self) -> Counter[str]:
        """The hosts of its items, each with their number."""
        return Counter(host for link in self.links if (host := host_of(link.url)))


@dataclass(frozen=True, slots=True)
class ChosenFeeds:
    """The feeds to read, the main one first, and what the others are."""

    chosen: tuple[FoundFeed, ...]
    left_out: tuple[tuple[FoundFeed, FeedKind], ...]


IsOwn = Callable[[str], bool]
"""Whether an address lies on the site's own host."""


def name_kind(feed: FoundFeed, is_own: IsOwn) -> FeedKind:
    """Say what a feed is.

    >>> name_kind(FoundFeed("https://a.example/feed", (Link("https://b.example/1"),)), lambda url: "a.ex" in url).value
    'elsewhere'
    """
    number = len(feed.links)
    if feed.problem:
        return FeedKind.UNREADABLE
    if not number:
        return FeedKind.EMPTY
    if feed.comments >= HALF * number or _COMMENT_TITLE.match(feed.title) or _COMMENT_ADDRESS.search(feed.url):
        return FeedKind.COMMENTS
    if feed.sounds >= HALF * number:
        return FeedKind.PODCAST
    at_home = sum(is_own(link.url) for link in feed.links)
    return FeedKind.ARTICLES if at_home >= HALF * number else FeedKind.ELSEWHERE


def choose_feeds(feeds: Sequence[FoundFeed], is_own: IsOwn, headlines: Iterable[str]) -> ChosenFeeds:
    """Choose the fewest feeds that have the site's articles.

    The next one is always that which has most headlines of the front page that none before it has, then most items;
    on the site's own host before another one. A feed of few further items is left out.

    :param headlines: addresses that the front page leads to as news
    """
    kinds = {feed.url: name_kind(feed, is_own) for feed in feeds}
    left_out = [(feed, kinds[feed.url]) for feed in feeds if kinds[feed.url] is not FeedKind.ARTICLES]
    candidates = [feed for feed in feeds if kinds[feed.url] is FeedKind.ARTICLES]
    wanted = frozenset(headlines)
    chosen: list[FoundFeed] = []
    covered: set[str] = set()

    def weigh(feed: FoundFeed) -> tuple[int, bool, int]:
        own = {link.url for link in feed.links} - covered
        return len(own & wanted), is_own(feed.url), len(own)

    while candidates:
        best = max(candidates, key=weigh)
        candidates.remove(best)
        items = {link.url for link in best.links}
        if chosen and len(items - covered) < FEWEST_NEW:
            left_out.append((best, FeedKind.SAME))
            continue
        chosen.append(best)
        covered |= items
    return ChosenFeeds(tuple(chosen), tuple(left_out))
