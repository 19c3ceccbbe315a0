"""RSS, RDF and Atom: what is taken from a feed, and what a broken or hostile one cannot do."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.feed import read_feed
from crawler.discovery.parsed_listing import ParsedListing
from crawler.model.article import Link

URL = "https://www.lantern.example/world/rss.xml"
NEWS = "https://www.lantern.example/news/1"


def rss(items: str, head: str = "") -> bytes:
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def item(inside: str, link: str = NEWS) -> str:
    return f"<item><link>{link}</link>{inside}</item>"


def only(items: str, **options: str) -> Link:
    (link,) = read_feed(rss(items), url=URL, **options).links
    return link


def test_rss_gives_links_titles_and_dates_in_its_order():
    body = rss(
        item("<title>One</title><pubDate>Sat, 15 Aug 2026 21:39:28 +0330</pubDate>")
        + item("<title>Two</title>", "https://www.lantern.example/news/2")
    )
    assert read_feed(body, url=URL).links == (
        Link(NEWS, "One", datetime(2026, 8, 15, 18, 9, 28, tzinfo=UTC)),
        Link("https://www.lantern.example/news/2", "Two"),
    )


def test_atom_gives_the_alternate_link_and_the_day_of_publication():
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Lantern</title>
    <link rel="self" href="/atom.xml"/><link href="/"/>
    <entry><title type="html">A &lt;b&gt;bold&lt;/b&gt; step</title><id>tag:x</id>
    <link rel="edit" href="/edit/1"/><link rel="alternate" type="text/html" href="/news/1"/>
    <published>2026-08-15T10:00:00Z</published><updated>2026-08-16T10:00:00Z</updated></entry></feed>"""
    listing = read_feed(body, url=URL)
    assert listing.links == (Link(NEWS, "A bold step", datetime(2026, 8, 15, 10, tzinfo=UTC), "2026-08-16T10:00:00Z"),)
    assert listing.self_links == ("https://www.lantern.example/atom.xml", "https://www.lantern.example/")


def test_rdf_gives_links_and_dublin_core_dates():
    body = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"/>
    <item><title>One</title><link>/news/1</link><dc:date>2026-08-15T10:00:00+02:00</dc:date></item></rdf:RDF>"""
    said = datetime(2026, 8, 15, 8, tzinfo=UTC)
    assert read_feed(body, url=URL).links == (Link(NEWS, "One", said, modified="2026-08-15T10:00:00+02:00"),)


@pytest.mark.parametrize(
    "shown",
    [
        '<media:content url="/storm.jpg" medium="image"/>',
        '<media:content url="/storm.mp4" type="video/mp4"/><media:thumbnail url="/storm.jpg"/>',
        '<enclosure url="/storm.jpg" type="image/jpeg" length="1"/>',
    ],
)
def test_an_entry_s_picture_comes_with_its_link(shown):
    body = f'<rss xmlns:media="http://search.yahoo.com/mrss/"><channel><item><link>{NEWS}</link>{shown}</item></channel></rss>'
    (link,) = read_feed(body.encode(), url=URL).links
    assert link.picture == "https://www.lantern.example/storm.jpg"


def test_an_entry_without_a_link_is_found_by_its_permanent_guid():
    assert only(f"<item><title>One</title><guid>{NEWS}</guid></item>").url == NEWS


@pytest.mark.parametrize("link", ["", "<link/>", "<link></link>", "<link> <![CDATA[]]> </link>"])
@pytest.mark.parametrize("kind", ["", ' isPermaLink="true"', " isPermaLink='TRUE'", ' isPermaLink=""'])
@pytest.mark.parametrize("first", ["link", "guid"])
def test_an_entry_with_an_empty_link_is_found_by_its_permanent_guid(link, kind, first):
    guid = f"<guid{kind}>{NEWS}</guid>"
    assert only(f"<item>{link + guid if first == 'link' else guid + link}</item>").url == NEWS


@pytest.mark.parametrize("guid", [f'<guid isPermaLink="false">{NEWS}</guid>', "<guid>12</guid>", "<guid>tag:a</guid>"])
@pytest.mark.parametrize("link", ["", "<link/>"])
def test_a_guid_that_is_no_address_is_no_link(guid, link):
    assert read_feed(rss(f"<item>{link}{guid}</item>" + item("")), url=URL).links == (Link(NEWS),)


@pytest.mark.parametrize("name", ["tag:lantern.example,2026:1", "urn:uuid:1", NEWS, "1"])
@pytest.mark.parametrize("link", ["", "<link rel='self' href='/n/1'/>", "<link rel='enclosure' href='/n/1.mp3'/>"])
def test_the_id_of_an_atom_entry_is_no_link(name, link):
    linked = "<entry><id>2</id><link href='/news/1'/></entry>"
    body = f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>{name}</id>{link}</entry>{linked}</feed>"
    assert read_feed(body.encode(), url=URL).links == (Link(NEWS),)


@pytest.mark.parametrize(
    "written",
    [
        "https://www.lantern.example/read?cat=5&amp;id=2",
        "https://www.lantern.example/read?cat=5&amp;amp;id=2",
        "<![CDATA[https://www.lantern.example/read?cat=5&amp;id=2]]>",
        "<![CDATA[https://www.lantern.example/read?cat=5&#038;id=2]]>",
        "\n  https://www.lantern.example/\n    read?cat=5&amp;id=2\n",
        "<![CDATA[https://www.lantern.example/\r\n\tread?cat=5&id=2]]>",
    ],
)
def test_an_address_that_was_escaped_twice_or_broken_over_lines_is_read_as_it_was_meant(written):
    assert only(item("", written)).url == "https://www.lantern.example/read?cat=5&id=2"


@pytest.mark.parametrize("written", ["/news/\n1", "/news/\r\n   1", "/news/1\n"])
def test_a_line_break_inside_an_href_is_no_part_of_it(written):
    body = (
        f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><link\n rel='alternate'\n href='{written}'/></entry></feed>"
    )
    assert [link.url for link in read_feed(body.encode(), url=URL).links] == [NEWS]


@pytest.mark.parametrize("label", ["utf-16", "UTF-16LE", "utf-16be"])
@pytest.mark.parametrize("padding", [b"", b" "])
def test_bytes_that_say_utf_16_and_are_not_are_read_as_they_are(label, padding):
    body = rss(item("<title>Caf\u00e9</title>")).replace(b'"1.0"?', f'"1.0" encoding="{label}"?'.encode()) + padding
    assert read_feed(body, url=URL).links == (Link(NEWS, "Caf\u00e9"),)
    assert read_feed(rss(item("")) + padding, url=URL, content_type=f"text/xml; charset={label}").links == (Link(NEWS),)


def test_what_is_utf_16_is_read_as_such():
    body = '<?xml version="1.0" encoding="utf-16"?>' + rss(item("<title>Caf\u00e9</title>")).decode().partition("?>")[2]
    for codec in ("utf-16", "utf-16-le", "utf-16-be"):
        assert read_feed(body.encode(codec), url=URL).links == (Link(NEWS, "Caf\u00e9"),)


def test_the_article_s_own_address_is_taken_and_not_the_counting_one():
    counted = (
        '<item><link>https://feeds.example/~r/1</link><feedburner:origLink xmlns:feedburner="'
        f'http://rssnamespace.org/feedburner/ext/1.0">{NEWS}</feedburner:origLink></item>'
    )
    assert only(counted).url == NEWS


@pytest.mark.parametrize("written", ["/news/1", " ../news/1\n", "//www.lantern.example/news/1", NEWS + "#comments"])
def test_links_are_made_absolute_and_lose_their_fragment(written):
    assert only(item("", written)).url == NEWS


@pytest.mark.parametrize(
    "written", ["mailto:a@lantern.example", "javascript:alert(1)", "ftp://x.example/1", "http://["]
)
def test_links_that_are_no_web_page_are_left_out(written):
    assert [link.url for link in read_feed(rss(item("", written) + item("")), url=URL).links] == [NEWS]
    problem = read_feed(rss(item("", written)), url=URL).problem
    assert problem == "none of its 1 entries has a link to a web page"


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Tom &amp;amp; Jerry", "Tom & Jerry"),
        ("<![CDATA[Tom &amp; <i>Jerry</i>]]>", "Tom & Jerry"),
        ("  Two\n lines ", "Two lines"),
        ("Why 1 &lt; 2", "Why 1 < 2"),
        ("&lt;img src=x onerror=alert(1)&gt;Calm", "Calm"),
        ("Calm&lt;script&gt;alert(1)&lt;/script&gt;", "Calm"),
        ("gnp\u202e.exe", "gnp .exe"),
        ("می\u200cخواهد", "می\u200cخواهد"),
        ("&lt;!-- nothing --&gt;", None),
        ("", None),
    ],
)
def test_titles_are_one_line_of_plain_text(written, plain):
    assert only(item(f"<title>{written}</title>")).title == plain


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        ("2026-08-15T12:00:00", 8),
        ("Sat, 15 Aug 2026 12:00:00", 8),
        ("2026-08-15 12:00", 8),
        ("Sat, 15 Aug 2026 12:00:00 GMT", 12),
        ("Sat, 15 Aug 2026 12:00:00 -0000", 12),
        ("Sat, 15 Aug 2026 12:00:00 MSK", 9),
        ("Sat, 15 Aug 2026 12:00:00 EDT", 16),
        ("2026-08-15T12:00:00Z", 12),
    ],
)
def test_a_date_without_a_zone_is_read_in_the_source_s_zone(written, hour):
    published = only(item(f"<pubDate>{written}</pubDate>"), timezone="Asia/Dubai").published
    assert published == datetime(2026, 8, 15, hour, tzinfo=UTC)
    assert published.tzinfo is UTC


@pytest.mark.parametrize("written", ["soon", "", "Mon, 99 Foo 99999999 99:99:99", "0001-01-01T00:00:00+14:00"])
def test_what_is_no_date_gives_none(written):
    assert only(item(f"<pubDate>{written}</pubDate>")).published is None


@pytest.mark.parametrize(
    ("ttl", "seconds"), [("15", 900), (" 0060 ", 3600), ("0", None), ("-5", None), ("x", None), ("9" * 5000, 86400)]
)
def test_the_time_to_live_is_told_in_seconds_and_is_a_day_at_most(ttl, seconds):
    assert read_feed(rss(item(""), f"<ttl>{ttl}</ttl>"), url=URL).ttl == seconds


def test_a_feed_without_entries_is_no_problem():
    assert read_feed(rss(""), url=URL) == ParsedListing()


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "there is no XML in it"),
        (b"\x89PNG\r\n\x1a\n", "there is no XML in it"),
        (b"<!doctype html><html><body>Seized</body></html>", "it is a web page, no feed"),
        (b"<urlset><url/></urlset>", "no feed begins with <urlset>"),
    ],
)
def test_what_is_no_feed_says_what_it_is(body, problem):
    assert read_feed(body, url=URL) == ParsedListing(problem=problem)


def test_a_server_s_warning_in_front_of_a_feed_does_not_hide_it():
    body = b"<br />\n<b>Warning</b>: no such thing on line 7<br />\n" + rss(item("<title>One</title>"))
    assert read_feed(body, url=URL).links == (Link(NEWS, "One"),)


def test_a_feed_that_breaks_off_is_read_as_far_as_it_goes():
    whole = rss(item("<title>One</title>") + item("<title>Two</title>"))
    cut = whole[: whole.index(b"Two") + 1]
    assert read_feed(cut, url=URL).links[0] == Link(NEWS, "One")


def test_impossible_characters_do_not_cost_the_feed():
    title = only(item("<title>A &#0;&#xD800;&#99999999999; B\x00</title>")).title
    assert title == "A \ufffd\ufffd\ufffd B\ufffd"


def test_no_declared_entity_is_expanded():
    bomb = b"""<!DOCTYPE rss [<!ENTITY a "%s"><!ENTITY b SYSTEM "file:///etc/passwd">]>""" % (b"A" * 100_000)
    body = bomb + rss(item("<title>Calm " + "&a;&b;" * 9_000 + "</title>"))
    title = read_feed(body, url=URL).links[0].title
    assert title is not None
    assert "AAAA" not in title
    assert "root:" not in title


def test_a_feed_that_names_a_file_is_not_opened(tmp_path: Path):
    feed = tmp_path / "feed.xml"
    feed.write_bytes(rss(item("")))
    assert read_feed(str(feed).encode(), url=URL).links == ()


@pytest.mark.parametrize(
    "body",
    [
        rss("<a>" * 500_000),
        rss("<item " + " ".join(f'a{number}="x"' for number in range(100_000)) + "/>"),
        rss(item("<title>" + "&" * 2_000_000)),
    ],
    ids=["tags", "attributes", "references"],
)
def test_a_feed_made_to_keep_us_busy_is_refused(body):
    assert read_feed(body, url=URL).problem == "it has more tags or attributes than any feed needs"


def test_the_markup_of_full_articles_is_not_held_against_a_feed():
    body = rss(item("<title>One</title><description><![CDATA[" + "<p>word</p>" * 100_000 + "]]></description>"))
    assert read_feed(body, url=URL).links == (Link(NEWS, "One"),)


PIECES = st.sampled_from(
    [
        "\x00",
        *"""
<rss version='2.0'>
<feed xmlns='http://www.w3.org/2005/Atom'>
<channel>
<item>
</item>
<entry>
<title>
</title>
<title type='xhtml'><div>
<link>http://[
<link href='//x/y'/>
</link>
<pubDate>99
<updated>9999-12-31T23:59:59-14:00</updated>
<guid isPermaLink='x'>
<image>
</image>
<source>
</source>
<psc:chapter start='x'/>
<georss:point>1
<svg>
</svg>
<!--
<![CDATA[
]]>
<!DOCTYPE x [
<!ENTITY a 'b'>
]>
<?xml
?>
xml:base='http://['
&#xD800;
&amp
""".splitlines(),
    ]
)


@given(st.lists(PIECES | st.text(max_size=8)).map("".join), st.text(max_size=20), st.text(max_size=20))
def test_no_feed_raises_and_every_link_is_whole(text, content_type, timezone):
    listing = read_feed(text.encode("utf-8", "replace"), url=URL, content_type=content_type, timezone=timezone)
    for link in listing.links:
        assert link.url.startswith(("http://", "https://"))
        assert link.title is None or (link.title.isprintable() or "\u200c" in link.title or "\u200d" in link.title)
        assert link.published is None or link.published.tzinfo is UTC
    assert listing.problem is None or not listing.links


@given(st.binary(max_size=300))
def test_no_bytes_raise(body):
    assert read_feed(body, url=URL) == read_feed(body, url=URL)
