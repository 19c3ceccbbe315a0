"""Sitemaps: plain, gzipped, of news, of sitemaps, of text, and broken ones."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.parsed_listing import MOST_LINKS, ParsedListing
from crawler.discovery.sitemap import read_sitemap
from crawler.model.article import Link
from crawler.model.listing import NestedSitemap

URL = "https://www.lantern.example/maps/sitemap.xml"
NEWS = "https://www.lantern.example/news/1"
PROTOCOL = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
GOOGLE_NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def urlset(rows: str, namespaces: str = f"{PROTOCOL} {GOOGLE_NEWS}") -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {namespaces}>{rows}</urlset>'.encode()


def news(title: str, date: str) -> str:
    inside = f"<news:publication_date>{date}</news:publication_date><news:title>{title}</news:title>"
    return f"<url><loc>{NEWS}</loc><lastmod>2026-08-20</lastmod><news:news>{inside}</news:news></url>"


def test_a_sitemap_gives_its_addresses_in_order():
    rows = "".join(f"<url><loc>\n https://www.lantern.example/news/{n} </loc></url>" for n in (3, 1, 2))
    links = read_sitemap(urlset(rows), url=URL).links
    assert [link.url[-1] for link in links] == ["3", "1", "2"]


@pytest.mark.parametrize(
    "written",
    [
        "https://www.lantern.example/read?cat=5&amp;id=2",
        "https://www.lantern.example/read?cat=5&amp;amp;id=2",
        "<![CDATA[https://www.lantern.example/read?cat=5&amp;id=2]]>",
        "<![CDATA[https://www.lantern.example/read?cat=5&id=2]]>",
        "<![CDATA[https://www.lantern.example/read?cat=5&#38;id=2]]>",
        "\n  https://www.lantern.example/\n    read?cat=5&amp;id=2\n",
    ],
)
def test_an_address_that_was_escaped_twice_or_broken_over_lines_is_read_as_it_was_meant(written):
    meant = "https://www.lantern.example/read?cat=5&id=2"
    assert read_sitemap(urlset(f"<url><loc>{written}</loc></url>"), url=URL).links == (Link(meant),)
    body = f"<sitemapindex><sitemap><loc>{written}</loc></sitemap></sitemapindex>".encode()
    assert read_sitemap(body, url=URL).nested == (NestedSitemap(meant),)


@pytest.mark.parametrize("padding", [b"", b" "])
def test_bytes_that_say_utf_16_and_are_not_are_read_as_they_are(padding):
    body = b'<?xml version="1.0" encoding="utf-16"?>' + urlset(f"<url><loc>{NEWS}</loc></url>").partition(b"?>")[2]
    assert read_sitemap(body + padding, url=URL).links == (Link(NEWS),)


def test_a_news_sitemap_gives_title_and_date_too():
    links = read_sitemap(urlset(news("Calm &amp; fog", "2026-08-15T12:00:00+02:00")), url=URL).links
    assert links == (Link(NEWS, "Calm & fog", datetime(2026, 8, 15, 10, tzinfo=UTC), "2026-08-20"),)


def test_a_date_without_a_zone_is_read_in_the_source_s_zone():
    (link,) = read_sitemap(urlset(news("Calm", "2026-08-15")), url=URL, timezone="Asia/Dubai").links
    assert link.published == datetime(2026, 8, 14, 20, tzinfo=UTC)


def test_the_time_of_a_change_is_not_taken_for_the_day_of_publication():
    body = urlset(f"<url><loc>{NEWS}</loc><lastmod>2026-08-15T12:00:00Z</lastmod></url>")
    assert read_sitemap(body, url=URL).links == (Link(NEWS, modified="2026-08-15T12:00:00Z"),)


def test_an_image_s_address_is_not_the_article_s():
    image = "<image:image xmlns:image='http://i'><image:loc>https://i.example/1.jpg</image:loc></image:image>"
    (link,) = read_sitemap(urlset(f"<url>{image}<loc>{NEWS}</loc></url>"), url=URL).links
    assert link == Link(NEWS, picture="https://i.example/1.jpg")


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026", datetime(2026, 1, 1, tzinfo=UTC)),
        ("2026-08", datetime(2026, 8, 1, tzinfo=UTC)),
        ("2026-08-15", datetime(2026, 8, 15, tzinfo=UTC)),
        (" 2026-08-15T10:00:00+02:00 ", datetime(2026, 8, 15, 8, tzinfo=UTC)),
        ("soon", datetime(1970, 1, 1, tzinfo=UTC)),
        ("1000-01-01", datetime(1970, 1, 1, tzinfo=UTC)),
    ],
)
def test_an_index_says_when_each_sitemap_changed(written, moment):
    body = f"<sitemapindex><sitemap><loc>/a.xml</loc><lastmod>{written}</lastmod></sitemap></sitemapindex>".encode()
    (nested,) = read_sitemap(body, url=URL).nested
    assert nested == NestedSitemap("https://www.lantern.example/a.xml", int(moment.timestamp()))


@pytest.mark.parametrize("namespaces", ["", 'xmlns="http://www.google.com/schemas/sitemap/0.84"'])
def test_a_wrong_namespace_makes_no_difference(namespaces):
    assert read_sitemap(urlset(f"<url><loc>{NEWS}</loc></url>", namespaces), url=URL).links == (Link(NEWS),)


def test_an_index_gives_further_sitemaps():
    rows = "".join(f"<sitemap><loc>{loc}</loc></sitemap>" for loc in ("/a.xml", "b.xml.gz", "/a.xml", "ftp://x/c"))
    listing = read_sitemap(f"<sitemapindex {PROTOCOL}>{rows}</sitemapindex>".encode(), url=URL)
    assert listing == ParsedListing(
        nested=(
            NestedSitemap("https://www.lantern.example/a.xml"),
            NestedSitemap("https://www.lantern.example/maps/b.xml.gz"),
        )
    )


@pytest.mark.parametrize("content_type", ["application/gzip", "text/xml", ""])
def test_gzip_is_known_by_its_first_bytes(content_type):
    body = gzip.compress(urlset(f"<url><loc>{NEWS}</loc></url>"))
    assert read_sitemap(body, url=URL, content_type=content_type).links == (Link(NEWS),)


def test_a_gzip_bomb_is_not_unpacked():
    body = gzip.compress(b"<urlset>" + bytes(64 * 2**20))
    assert read_sitemap(body, url=URL).problem == "more than 52,428,800 bytes come out of it"


def test_a_list_of_addresses_is_a_sitemap():
    body = f"\ufeff{NEWS}\r\n\r\nhttps://www.lantern.example/news/2\n".encode()
    assert [link.url[-1] for link in read_sitemap(body, url=URL).links] == ["1", "2"]


def test_a_feed_is_a_sitemap():
    body = f"<rss version='2.0'><channel><item><link>{NEWS}</link></item></channel></rss>".encode()
    assert read_sitemap(gzip.compress(body), url=URL).links == (Link(NEWS),)


@pytest.mark.parametrize("written", ["a=1&b=2", "a=1&amp;b=2", "<![CDATA[a=1&b=2]]>", "a=1&#38;b=2"])
def test_an_address_keeps_its_query_however_its_ampersand_is_written(written):
    body = urlset(f"<url><loc>{NEWS}?{written}</loc></url>")
    assert read_sitemap(body, url=URL).links == (Link(f"{NEWS}?a=1&b=2"),)


def test_bad_markup_costs_no_more_than_its_own_entry():
    body = urlset(f"<url><loc>{NEWS}</p></url><url><loc>{NEWS}</loc></url>")
    assert read_sitemap(body, url=URL).links[-1] == Link(NEWS)


@given(st.integers(min_value=0, max_value=400))
def test_a_sitemap_that_breaks_off_gives_no_address_that_was_cut(length):
    addresses = [f"https://www.lantern.example/news/{number}00" for number in range(1, 4)]
    rows = "".join(f"<url><loc>{address}</loc></url>" for address in addresses)
    links = read_sitemap(urlset(rows, namespaces="")[:length], url=URL).links
    assert [link.url for link in links] == addresses[: len(links)]


def test_no_more_is_taken_than_a_sitemap_may_hold():
    row = f"<url><loc>{NEWS}</loc></url>"
    assert len(read_sitemap(urlset(row * (MOST_LINKS + 5)), url=URL).links) == MOST_LINKS


def test_no_entity_is_expanded_and_no_file_read():
    subset = '<!DOCTYPE urlset [<!ENTITY a "calm"><!ENTITY b SYSTEM "file:///etc/hostname">]>'
    body = subset.encode() + urlset(f"<url><loc>{NEWS}?&a;&b;</loc></url>")
    (link,) = read_sitemap(body, url=URL).links
    assert link.url.startswith(f"{NEWS}?")
    assert "calm" not in link.url


def test_an_empty_sitemap_is_no_problem():
    assert read_sitemap(urlset(""), url=URL) == ParsedListing()
    assert read_sitemap(f"<sitemapindex {PROTOCOL}/>".encode(), url=URL) == ParsedListing()


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "there is neither XML nor a list of addresses in it"),
        (b"not here", "there is neither XML nor a list of addresses in it"),
        (b"\x1f\x8bnonsense", "there is neither XML nor a list of addresses in it"),
        (b"<!DOCTYPE html><html>404</html>", "no sitemap begins with <html>"),
        (urlset("<url><loc>nowhere:1</loc></url>"), "none of its entries has a link to a web page"),
        (b"<sitemapindex><sitemap/></sitemapindex>", "none of its entries has the address of a sitemap"),
    ],
)
def test_what_is_no_sitemap_says_so(body, problem):
    assert read_sitemap(body, url=URL) == ParsedListing(problem=problem)


PIECES = st.sampled_from(
    [
        "\x00",
        *"""
<urlset>
</urlset>
<url>
</url>
<loc>
</loc>
<sitemapindex>
<sitemap>
<news:news>
</news:news>
<news:title>
http://x.example/
<!--
<![CDATA[
]]>
<!DOCTYPE a [
&a;
&#0;
""".splitlines(),
    ]
)


@given(st.lists(PIECES | st.text(max_size=8)).map("".join), st.booleans())
def test_no_sitemap_raises_and_every_address_is_whole(text, zipped):
    body = text.encode("utf-8", "replace")
    listing = read_sitemap(gzip.compress(body)[:-3] if zipped else body, url=URL)
    for address in (*(each.url for each in listing.nested), *(link.url for link in listing.links)):
        assert address.startswith(("http://", "https://"))


@given(st.binary(max_size=300))
def test_no_bytes_raise(body):
    for written in (body, b"\x1f\x8b\x08" + body):
        listing = read_sitemap(written, url=URL)
        assert listing.problem is not None or not listing.links
