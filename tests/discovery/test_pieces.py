"""Large feeds and sitemaps are read in pieces, as small ones are read whole."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.feed import read_feed
from crawler.discovery.listing_kinds import MOST_SECONDS, read_listing
from crawler.discovery.long_feed import read_long_feed
from crawler.discovery.parsed_listing import MOST_LINKS, ParsedListing
from crawler.discovery.pieces import PIECE, split_pieces
from crawler.discovery.sitemap import read_sitemap
from crawler.discovery.xml_document import count_tangle
from crawler.model.article import Link
from crawler.model.listing import ListingKind

URL = "https://www.lantern.example/x.xml"
HERE = "https://www.lantern.example/news/"
ITEM = (
    "<item><title>Calm &amp;amp; fog {0}</title><link>/news/{0}</link><guid>{1}{0}</guid>"
    "<pubDate>Sat, 15 Aug 2026 21:39:28 +0330</pubDate><category>Sea</category></item>"
)


def read(kind: ListingKind, body: bytes) -> ParsedListing:
    return read_listing(kind, BytesIO(body), url=URL, content_type="", timezone="UTC")


def feed(items: str, after: str = "") -> bytes:
    head = '<?xml version="1.0"?><rss version="2.0"><channel><title>x</title><link>https://lantern.test/</link><ttl>5</ttl>'
    return f"{head}{items}{after}</channel></rss>".encode()


def urlset(rows: int, inside: str = "") -> bytes:
    entries = "".join(f"<url><loc>/news/{n}</loc>{inside}</url>\n" for n in range(rows))
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="a">{entries}</urlset>'.encode()


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read does not hang on how fast this machine is."""
    monkeypatch.setattr("crawler.discovery.listing_kinds.MOST_SECONDS", 120)


@pytest.mark.usefixtures("unhurried")
def test_a_feed_of_20_000_entries_is_read_and_each_says_what_it_says_in_a_small_one():
    body = feed("".join(ITEM.format(number, HERE) for number in range(20_000)))
    listing = read(ListingKind.FEED, body)
    moment = datetime(2026, 8, 15, 18, 9, 28, tzinfo=UTC)
    assert [link.url for link in listing.links] == [f"{HERE}{number}" for number in range(20_000)]
    assert {(link.title or "").rpartition(" ")[0] for link in listing.links} == {"Calm & fog"}
    assert {link.published for link in listing.links} == {moment}
    assert (listing.ttl, listing.self_links, listing.cut) == (300, ("https://lantern.test/",), None)


@pytest.mark.usefixtures("unhurried")
def test_a_sitemap_of_50_000_entries_and_more_bytes_than_a_page_may_have_is_read():
    listing = read(ListingKind.SITEMAP, urlset(MOST_LINKS, "<lastmod>2026-08-15</lastmod>" + " " * 100))
    assert [link.url for link in listing.links] == [f"{HERE}{number}" for number in range(MOST_LINKS)]
    assert listing.cut is None


@pytest.mark.parametrize("kind", [ListingKind.SITEMAP, ListingKind.FEED])
def test_more_entries_than_are_read_are_told(kind):
    items = "".join(f"<item><link>/news/{number}</link></item>" for number in range(MOST_LINKS + 1))
    body = feed(items) if kind is ListingKind.FEED else urlset(MOST_LINKS + 1)
    listing = read(kind, body)
    assert listing.cut in (
        "of its entries the first 50,000 are read, no more",
        f"of its entries the first {len(listing.links):,} were read: it took {MOST_SECONDS} s",
    )
    assert len(listing.links) == MOST_LINKS or "it took" in listing.cut


def test_a_listing_that_takes_too_long_gives_what_was_read_and_is_to_be_read_again(monkeypatch):
    monkeypatch.setattr("crawler.discovery.listing_kinds.MOST_SECONDS", 0)
    listing = read(ListingKind.SITEMAP, urlset(40_000))
    assert 0 <= len(listing.links) < 40_000
    assert listing.unfinished
    assert "were read: it took 0 s" in (listing.cut or listing.problem or "")


def test_a_list_of_addresses_is_split_between_its_lines():
    body = "".join(f"https://www.lantern.example/news/{number}\n" for number in range(30_000)).encode()
    assert len(body) > PIECE
    assert [link.url for link in read(ListingKind.SITEMAP, body).links] == body.decode().split()


def test_damage_in_the_midst_costs_its_entry_alone():
    rows = urlset(20_000, "<lastmod>2026-08-15</lastmod>").replace(
        b"<loc>/news/9000</loc>", b"<loc>/news/9000<&\0</url"
    )
    links = {link.url for link in read(ListingKind.SITEMAP, rows).links}
    assert len({f"{HERE}{number}" for number in range(20_000)} - links) <= 2


def test_a_large_sitemap_that_breaks_off_gives_no_address_that_was_cut():
    body = urlset(20_000)
    cut = body[: body.index(b"/news/19999<") + 8]
    assert read(ListingKind.SITEMAP, cut).links[-1] == Link(f"{HERE}19998")


@pytest.mark.parametrize(
    "body",
    [
        b"<rss><channel>" + b"<a>" * 1_000_000,
        b"<urlset>" + b"<url>" * 1_000_000,
        b"<urlset>" + b"<url></url>" * 1_000_000,
        b"<rss><channel>" + b"<item></item>" * 500_000,
        b"<urlset><url><loc>" + b"&amp;" * 1_000_000,
    ],
    ids=["tags", "open rows", "empty rows", "empty items", "references"],
)
@pytest.mark.parametrize("kind", [ListingKind.SITEMAP, ListingKind.FEED])
def test_what_is_made_to_keep_us_busy_has_no_links(kind, body):
    assert read(kind, body).links == ()


ENTRIES = st.lists(
    st.tuples(
        st.sampled_from(["", "<link/>", "<link>/news/1</link>", "<link>\n/news/\n 2</link>", "<link>mailto:a</link>"]),
        st.sampled_from(["", "<guid>https://a.example/g</guid>", "<guid isPermaLink='False'>https://a.example/</guid>"]),
        st.sampled_from(["", "<title>One &amp;lt; two</title>", "<title><![CDATA[<b>Bold</b>]]></title>", "<title/>"]),
        st.sampled_from(["", "<pubDate>Sat, 15 Aug 2026 21:39:28 MSK</pubDate>", "<pubDate>soon</pubDate>"]),
        st.sampled_from(["", "<enclosure url='/1.jpg' type='image/jpeg'/>", "<enclosure url='/1.mp3' type='a/mpeg'/>"]),
    ).map("".join),
    max_size=5,
)  # fmt: skip


@given(ENTRIES)
def test_both_readers_of_feeds_read_an_entry_alike(entries):
    body = feed("".join(f"<item>{entry}</item>" for entry in entries))
    assert read_long_feed(body, url=URL).links == read_feed(body, url=URL).links


@pytest.mark.parametrize(
    "link", ["<link href='/news/1'/>", "<link rel='self' href='/x'/><link rel='alternate' href='/news/1'/>"]
)
@pytest.mark.parametrize("title", ["<title>One</title>", "<title type='html'>&lt;b&gt;One&lt;/b&gt;</title>"])
def test_both_readers_read_atom_alike(link, title):
    entry = f"<entry><id>{HERE}2</id>{link}{title}<updated>2026-08-15T10:00:00Z</updated></entry>"
    body = f"<feed xmlns='http://www.w3.org/2005/Atom'>{entry}<entry><id>{HERE}3</id></entry></feed>".encode()
    said = datetime(2026, 8, 15, 10, tzinfo=UTC)
    links = (Link(f"{HERE}1", "One", said, modified="2026-08-15T10:00:00Z"),)
    assert read_feed(body, url=URL).links == read_long_feed(body, url=URL).links == links


@given(st.integers(0, 12), st.integers(30, 200), st.sampled_from(["", "<x/>", "<!-- end -->"]))
def test_pieces_hold_every_entry_once_and_in_order(rows, size, after):
    body = b"<urlset>" + b"".join(b"<url><loc>/%d</loc></url>" % n for n in range(rows)) + after.encode() + b"</urlset>"
    links = [link for piece in split_pieces(BytesIO(body), size) for link in read_sitemap(piece, url=URL).links]
    assert links == list(read_sitemap(body, url=URL).links)


@given(st.binary(max_size=200))
def test_no_bytes_raise(body):
    assert read(ListingKind.SITEMAP, body * 3000) == read(ListingKind.SITEMAP, body * 3000)
    assert count_tangle(body.decode("latin-1")) >= 0
