"""What a crawler finds on the mirrors: four layouts, three feeds, sitemaps, sections."""

from __future__ import annotations

import asyncio
import gzip
import re
from urllib.parse import urlsplit

import feedparser
import pytest
import trafilatura
from lxml import etree, html

from newsroom import Newsroom
from newsroom.layouts import LAYOUTS


def run(scenario, **options):
    async def within():
        async with Newsroom(**{"articles": 12, "mirrors": 4} | options) as room:
            return await scenario(room)

    return asyncio.run(within())


def test_one_article_has_one_path_but_for_the_slug_on_all_mirrors(visitor):
    async def scenario(room):
        return [[urlsplit(link).path for link in await visitor.links(origin)] for origin in room.origins]

    lists = run(scenario)
    assert [len(paths) for paths in lists] == [12] * 4
    heads = [[path.rsplit("/", 1)[0] for path in paths] for paths in lists]
    assert heads[0] == heads[1] == heads[2] == heads[3]
    for slugs in zip(*lists, strict=True):
        assert len({slug.rsplit("/", 1)[1] for slug in slugs}) >= 3


def test_links_of_a_feed_stay_on_their_mirror_and_carry_its_tracking_parameters(visitor):
    async def scenario(room):
        for origin in room.origins:
            for link in await visitor.links(origin):
                assert link.startswith(f"{origin}/Detail/2026/06/")
                assert re.search(r"\?(utm_source|fbclid|mc_cid|gclid)=", link)

    run(scenario)


def test_any_slug_serves_the_page(visitor):
    async def scenario(room):
        link = (await visitor.links(room.origins[0]))[0]
        stem = link.rsplit("/", 1)[0]
        return [(await visitor.get(url)).body for url in (link, f"{stem}/x", f"{stem}/", stem)]

    assert len(set(run(scenario))) == 1


@pytest.mark.parametrize("mirror", range(len(LAYOUTS)))
def test_every_layout_holds_title_text_caption_and_the_furniture_of_a_real_page(visitor, mirror):
    async def scenario(room):
        story = room.desk.story(12)
        reply = await visitor.get((await visitor.links(room.origins[mirror]))[0])
        page = " ".join(html.fromstring(reply.text).text_content().split())
        for words in (story.title, story.caption, story.author, *story.paragraphs):
            assert " ".join(words.split()) in page
        assert "SHARE THIS ARTICLE" in page
        assert f"News/{story.section}" in page.replace(" ", "")
        assert reply.headers["content-type"] == "text/html; charset=utf-8"

    run(scenario)


@pytest.mark.parametrize("mirror", range(len(LAYOUTS)))
def test_every_layout_can_be_extracted(visitor, mirror):
    async def scenario(room):
        reply = await visitor.get((await visitor.links(room.origins[mirror]))[0])
        text = trafilatura.extract(reply.text)
        assert all(paragraph in text for paragraph in room.desk.story(12).paragraphs)

    run(scenario)


def test_what_the_layouts_declare_differs(visitor):
    async def scenario(room):
        return [(await visitor.get((await visitor.links(origin))[0])).text for origin in room.origins]

    broadsheet, portal, gazette, magazine = run(scenario)
    assert "application/ld+json" in broadsheet
    assert "article:published_time" in portal
    assert "og:" not in gazette
    assert "<time" not in gazette
    assert 'itemprop="articleBody"' in magazine


def test_two_layouts_name_the_other_mirrors(visitor):
    async def scenario(room):
        for i, origin in enumerate(room.origins):
            page = (await visitor.get((await visitor.links(origin))[0])).text
            others = [urlsplit(other).netloc for other in room.origins if other != origin]
            assert ("alternate addresses" in page) == (i in (1, 3))
            assert all(other in page for other in others) == (i in (1, 3))

    run(scenario)


def test_feeds_are_rss_with_dates_atom_and_rss_without(visitor):
    async def scenario(room):
        return [(await visitor.get(f"{origin}/rss.xml")).body for origin in room.origins[:3]]

    rss, atom, bare = (feedparser.parse(body) for body in run(scenario))
    assert [feed.version for feed in (rss, atom, bare)] == ["rss20", "atom10", "rss20"]
    assert not any(feed.bozo for feed in (rss, atom, bare))
    assert rss.entries[0].published == "Wed, 01 Jul 2026 01:10:00 +0330"
    assert atom.entries[0].published_parsed == rss.entries[0].published_parsed
    assert "published" not in bare.entries[0]
    assert [e.title for e in rss.entries] == [e.title for e in atom.entries] == [e.title for e in bare.entries]


def test_a_feed_can_be_limited_to_the_newest(visitor):
    async def scenario(room):
        return await visitor.links(room.origins[0])

    assert len(run(scenario, feed_items=5)) == 5
    assert run(scenario, feed_items=0) == []


def test_the_sitemap_lists_every_article_with_its_date(visitor):
    async def scenario(room):
        index = etree.fromstring((await visitor.get(f"{room.origins[0]}/sitemap.xml")).body)
        (address,) = index.xpath("//*[local-name()='loc']/text()")
        urls = etree.fromstring(gzip.decompress((await visitor.get(address)).body))
        dates = urls.xpath("//*[local-name()='publication_date']/text()")
        assert dates == [f"{story.published:%Y-%m-%dT%H:%M:%SZ}" for story in reversed(room.desk.stories())]
        for url in urls.xpath("//*[local-name()='loc']/text()"):
            assert (await visitor.get(url)).status == 200

    run(scenario)


def test_section_pages_hold_the_articles_of_their_section(visitor):
    async def scenario(room):
        for section in {story.section for story in room.desk.stories()}:
            page = html.fromstring((await visitor.get(f"{room.origins[1]}/section/{section.lower()}")).body)
            ids = {int(m[1]) for link in page.xpath("//a/@href") if (m := re.match(r"/Detail/[\d/]*/(\d+)/", link))}
            assert ids == {story.id for story in room.desk.stories() if story.section == section}
        assert (await visitor.get(f"{room.origins[1]}/section/nonsense")).status == 404

    run(scenario)


def test_robots_allow_all_and_name_the_sitemap(visitor):
    async def scenario(room):
        return (await visitor.get(f"{room.origins[0]}/robots.txt")).text, room.origins[0]

    text, origin = run(scenario)
    assert text == f"User-agent: *\nAllow: /\nSitemap: {origin}/sitemap.xml\n"


def test_the_front_page_lists_articles_and_an_unknown_path_is_not_found(visitor):
    async def scenario(room):
        assert "/Detail/2026/06/30/" in (await visitor.get(room.origins[2])).text
        for path in ("/nowhere", "/Detail/2026/06/30/1/x", "/Detail/2026/06/30/999999999/x"):
            assert (await visitor.get(room.origins[2] + path)).status == 404

    run(scenario)


def test_what_is_published_and_edited_is_shown(visitor):
    async def scenario(room):
        links = await visitor.links(room.origins[0])
        before = await visitor.get(links[0])
        (new,) = room.publish(1)
        room.edit(12, change="append", text="The last <word> & more.")
        assert f"/{new}/" in (await visitor.links(room.origins[0]))[0]
        after = await visitor.get(links[0])
        assert "The last &lt;word&gt; &amp; more." in after.text
        assert after.headers["etag"] != before.headers["etag"]
        assert after.headers["last-modified"] != before.headers["last-modified"]

    run(scenario)
