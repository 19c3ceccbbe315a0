"""The newsroom's own listings: every kind says the same of the same articles."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from crawler.discovery.feed import read_feed
from crawler.discovery.section import read_section
from crawler.discovery.sitemap import read_sitemap
from newsroom.feeds import atom, rss, rss_without_dates, sitemap, sitemap_index
from newsroom.layouts import teasers
from newsroom.mirror_style import Mirror
from newsroom.paper_articles import Desk

STORIES = Desk(seed=1, articles=12).stories()
MIRRORS = [Mirror(f"m{style + 1}", style, f"http://127.0.0.1:80{style}1") for style in range(4)]


def expected(mirror: Mirror) -> list[tuple[str, str]]:
    return [(mirror.path(story), story.title) for story in reversed(STORIES)]


def shown(listing) -> list[tuple[str, str | None]]:
    return [(urlsplit(link.url).path, link.title) for link in listing.links]


@pytest.mark.parametrize("mirror", MIRRORS, ids=lambda mirror: mirror.name)
@pytest.mark.parametrize("write", [rss, atom, rss_without_dates])
def test_every_feed_gives_all_articles_newest_first(mirror, write):
    content_type, body = write(mirror, STORIES)
    listing = read_feed(body, url=f"{mirror.origin}/rss.xml", content_type=content_type)
    assert shown(listing) == expected(mirror)
    dates = [None if write is rss_without_dates else story.published for story in reversed(STORIES)]
    assert [link.published for link in listing.links] == dates


@pytest.mark.parametrize("mirror", MIRRORS, ids=lambda mirror: mirror.name)
def test_the_sitemap_index_leads_to_the_gzipped_news_sitemap(mirror):
    content_type, body = sitemap_index(mirror)
    index = read_sitemap(body, url=f"{mirror.origin}/sitemap.xml", content_type=content_type)
    assert [each.url for each in index.nested] == [f"{mirror.origin}/sitemap-news.xml.gz"]
    content_type, body = sitemap(mirror, STORIES)
    listing = read_sitemap(body, url=index.nested[0].url, content_type=content_type)
    assert shown(listing) == expected(mirror)
    assert [link.published for link in listing.links] == [story.published for story in reversed(STORIES)]


@pytest.mark.parametrize("mirror", MIRRORS, ids=lambda mirror: mirror.name)
def test_a_section_page_gives_its_articles_by_their_titles(mirror):
    body = f"<html><body>{teasers(mirror, STORIES)}</body></html>".encode()
    listing = read_section(body, url=f"{mirror.origin}/section/world")
    assert set(shown(listing)) == set(expected(mirror))
