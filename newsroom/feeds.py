"""Feeds and sitemaps: three ways to write a feed, one index and one gzipped news sitemap. Bytes in UTF-8."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from xml.sax.saxutils import escape

from newsroom.address import FEED, SITEMAP
from newsroom.mirror_style import PAPER, Mirror
from newsroom.paper_articles import Story

RSS = "application/rss+xml; charset=utf-8"
ATOM = "application/atom+xml; charset=utf-8"
XML = "application/xml; charset=utf-8"
GZIP = "application/gzip"

FeedWriter = Callable[[Mirror, Sequence[Story]], tuple[str, bytes]]

OFFSET = timezone(timedelta(hours=3, minutes=30))
"""The zone the dated RSS feed writes its dates in, so that nobody takes them for UTC by luck."""


def feed(mirror: Mirror, stories: Sequence[Story]) -> tuple[str, bytes]:
    """The mirror's feed: content type and bytes.

    :param stories: oldest first; the feed lists the newest first
    """
    return FEEDS[mirror.style % len(FEEDS)](mirror, stories)


def rss(mirror: Mirror, stories: Sequence[Story]) -> tuple[str, bytes]:
    """RSS 2.0, dates as RFC 822 writes them."""
    return RSS, _rss(
        mirror, stories, lambda story: f"<pubDate>{format_datetime(story.published.astimezone(OFFSET))}</pubDate>"
    )


def rss_without_dates(mirror: Mirror, stories: Sequence[Story]) -> tuple[str, bytes]:
    """RSS 2.0 with nothing but link, title and description."""
    return RSS, _rss(mirror, stories, lambda _: "")


def atom(mirror: Mirror, stories: Sequence[Story]) -> tuple[str, bytes]:
    """Atom 1.0 (RFC 4287)."""
    entries = "\n".join(
        f"<entry><id>tag:lantern.example,2026:{story.id}</id><title>{escape(story.title)}</title>"
        f'<link rel="alternate" href="{escape(_link(mirror, story))}"/>'
        f"<published>{_w3c(story.published)}</published><updated>{_w3c(story.modified)}</updated>"
        f"<author><name>{escape(story.author)}</name></author><summary>{escape(story.summary)}</summary></entry>"
        for story in reversed(stories)
    )
    updated = max((story.modified for story in stories), default=None)
    text = f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>{PAPER}</title><id>tag:lantern.example,2026:feed</id>
<link rel="self" href="{mirror.origin}{FEED}"/><updated>{_w3c(updated) if updated else "2026-01-01T00:00:00Z"}</updated>
{entries}
</feed>
"""
    return ATOM, text.encode()


FEEDS: tuple[FeedWriter, ...] = (rss, atom, rss_without_dates)


def sitemap_index(mirror: Mirror) -> tuple[str, bytes]:
    """The sitemap index, with the one sitemap there is."""
    text = f"""<?xml version="1.0" encoding="UTF-8"?>
<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>{mirror.origin}{SITEMAP}</loc></sitemap>
</sitemapindex>
"""
    return XML, text.encode()


def sitemap(mirror: Mirror, stories: Sequence[Story]) -> tuple[str, bytes]:
    """The gzipped sitemap with news tags, newest first."""
    rows = "\n".join(
        f"<url><loc>{escape(mirror.origin + mirror.path(story))}</loc><lastmod>{_w3c(story.modified)}</lastmod>"
        f"<news:news><news:publication><news:name>{PAPER}</news:name><news:language>en</news:language></news:publication>"
        f"<news:publication_date>{_w3c(story.published)}</news:publication_date>"
        f"<news:title>{escape(story.title)}</news:title></news:news></url>"
        for story in reversed(stories)
    )
    text = f"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
{rows}
</urlset>
"""
    return GZIP, gzip.compress(text.encode(), compresslevel=6, mtime=0)


def _rss(mirror: Mirror, stories: Sequence[Story], date: Callable[[Story], str]) -> bytes:
    items = "\n".join(
        f"<item><link>{escape(_link(mirror, story))}</link><title>{escape(story.title)}</title>"
        f"<description>{escape(story.summary)}</description>{date(story)}</item>"
        for story in reversed(stories)
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>{PAPER}</title><link>{mirror.origin}/</link>
<description>News of six sections</description><language>en</language>
{items}
</channel></rss>
""".encode()


def _link(mirror: Mirror, story: Story) -> str:
    return mirror.origin + mirror.tracked(story)


def _w3c(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
