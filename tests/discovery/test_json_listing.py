"""JSON listings: links by the operator's expressions, and a problem for whatever a server sends instead."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.json_listing import read_json
from crawler.discovery.listing_kinds import read_listing
from crawler.discovery.parsed_listing import ParsedListing
from crawler.model.article import Link
from crawler.model.listing import JsonFields, ListingKind

URL = "https://api.gazette.example/v1/articles?limit=2"
FIELDS = JsonFields(items="data.articles", link="href", title="headline", published="at")
WANTED = "https://gazette.example/news/7"


def read(value: object, fields: JsonFields = FIELDS, timezone: str = "UTC") -> ParsedListing:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return read_json(body, url=URL, timezone=timezone, fields=fields)


def read_dates(*values: object, timezone: str = "UTC") -> list[datetime | None]:
    listing = read({"data": {"articles": [{"href": WANTED, "at": value} for value in values]}}, timezone=timezone)
    return [link.published for link in listing.links]


def test_the_expressions_say_where_link_title_and_date_stand():
    articles = [
        {"href": WANTED, "headline": "Ferries &amp; <b>trains</b>", "at": "2026-08-15T18:09:28Z"},
        {"href": "/news/8", "headline": None},
        {"href": None, "headline": "an advertisement"},
    ]
    assert read({"data": {"articles": articles}}) == ParsedListing(
        (
            Link(WANTED, "Ferries & trains", datetime(2026, 8, 15, 18, 9, 28, tzinfo=UTC)),
            Link("https://api.gazette.example/news/8"),
        )
    )


def test_an_address_can_be_made_of_parts_and_items_be_chosen():
    fields = JsonFields(items="[?type=='story']", link="join('', ['https://gazette.example/', path])")
    listing = read([{"type": "story", "path": "news/7"}, {"type": "quiz", "path": "quiz/1"}], fields)
    assert [link.url for link in listing.links] == [WANTED]


def test_a_date_is_a_text_or_a_number_of_seconds_or_milliseconds():
    moment = datetime(2026, 8, 15, 18, 9, 28, tzinfo=UTC)
    seconds = int(moment.timestamp())
    written = (seconds, seconds * 1000, float(seconds), str(seconds), "Sat, 15 Aug 2026 21:39:28 +0330")
    assert read_dates(*written) == [moment] * len(written)
    assert read_dates("2026-08-15 21:39:28", timezone="Asia/Tehran") == [moment]


@pytest.mark.parametrize("value", [True, 0, 7, -1, 1e300, "soon", "", [], {}, 10**17])
def test_what_is_no_date_is_none(value):
    assert read_dates(value) == [None]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"<html><body>Sign in</body></html>", "it is a web page or XML, no JSON"),
        (b"", "it is no JSON: Expecting value in line 1, column 1"),
        (b'{"data": {"articles": [{"href": "https://a', "it is no JSON: Unterminated string"),
        (b"[" * 200_000, "its JSON is nested too deeply"),
        (b'{"data": null}', '"data.articles" gives no list of items but nothing'),
        (b'{"data": {"articles": {"7": {}}}}', '"data.articles" gives no list of items but an object'),
        (b'{"data": {"articles": [{"url": "/a"}, 7, null]}}', "none of its 3 items has a link to a web page"),
        (b'{"data": {"articles": [{"href": "javascript:alert(1)"}]}}', "none of its 1 items has a link"),
    ],
)
def test_what_cannot_be_read_is_a_problem(body, problem):
    assert (read(body).problem or "").startswith(problem)


def test_a_list_without_items_is_a_listing_that_shows_nothing():
    assert read({"data": {"articles": []}}) == ParsedListing()


def test_an_expression_that_was_written_for_other_values_finds_nothing():
    fields = JsonFields(items="@", link="url", title="join(', ', title)")
    assert read([{"url": WANTED, "title": "Ferries"}], fields).links == (Link(WANTED),)
    assert '"sum(@)" finds no items' in (read(["a"], JsonFields(items="sum(@)", link="url")).problem or "")


def test_numbers_without_end_nan_and_doubled_names_are_read():
    body = b'[{"n": %s, "x": NaN, "y": -Infinity, "url": "/a", "url": "/news/7"}]' % (b"9" * 100_000)
    assert [link.url for link in read(body, JsonFields(link="url")).links] == ["https://api.gazette.example/news/7"]


def test_halves_of_characters_and_nul_do_not_reach_a_store():
    body = b'[{"url": "/news/7?a=\\ud800", "title": "Fer\\u0000ries \\udfff<b>now</b>"}]'
    (link,) = read(body, JsonFields(link="url", title="title")).links
    assert link.title == "Fer\ufffdries ?now"
    assert link.url.isascii()


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32-be", "cp1251"])
def test_the_encoding_is_found_though_only_utf_8_is_allowed(codec):
    title = "Паромы снова ходят через пролив, сообщает управление порта"
    body = json.dumps([{"url": WANTED, "title": title}], ensure_ascii=False).encode(codec)
    assert read(body, JsonFields(link="url", title="title")).links == (Link(WANTED, title),)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("/news/7"),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["data", "articles", "href", "at"]), inner),
)


@given(value=JSON, expression=st.sampled_from(["@", "data.articles", "*", "[]", "data[*].articles[]", "keys(@)"]))
def test_no_json_raises(value, expression):
    listing = read(value, JsonFields(items=expression, link="href", title="headline", published="at"))
    assert all(link.url.startswith(("http://", "https://")) for link in listing.links)


@given(body=st.binary() | st.text().map(str.encode))
def test_no_body_raises(body):
    assert isinstance(read(body), ParsedListing)
    feed = read_listing(ListingKind.FEED, b"{" + body, url=URL, content_type="", timezone="UTC")
    assert feed.problem is not None
