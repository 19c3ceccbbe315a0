"""One reading of a URL: what it points at, what reading it has changed, and what no article's address may be."""

from __future__ import annotations

import string
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical.url_parsing import Unusable, parse

ROUGH = st.text(st.sampled_from(string.printable + "%%//..\\@::?##é‘\ud800\u200b"), max_size=30)
URLS = ROUGH | st.builds(
    "{}://{}{}".format, st.sampled_from(["http", "HTTPS"]), st.sampled_from(["A.test", "[::1]:8"]), ROUGH
)


@given(url=URLS)
def test_what_was_read_once_reads_the_same_and_nothing_is_left_to_change(url):
    with suppress(Unusable):
        address = parse(url)
        again = parse(address.origin + address.target)
        assert (again.origin, again.target, again.rules) == (address.origin, address.target, ())


@given(url=URLS, base=URLS)
def test_no_text_raises_anything_but_unusable(url, base):
    with suppress(Unusable):
        parse(url, base)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "it is empty"),
        (" \t", "it is empty"),
        ("/a", "it is relative"),
        ("https://", "it is no valid URL"),
        ("https://a.test:99999/", "it is no valid URL"),
        ("https://a.test/\ud800", "it is no valid URL"),
        ("https://a.test/a\nb", "it contains a control character"),
        ("mailto:desk@a.test", "it is neither http nor https"),
        ("https:\\\\a.test/", "it has a backslash next to its host"),
        ("https://a.test\\@b.test/", "it has a backslash next to its host"),
        ("https://b.test@a.test/", "it carries a user name or a password"),
        ("https://a..test/", "its host has an empty label"),
    ],
)
def test_an_address_that_readers_may_disagree_about_is_refused_and_says_why(url, why):
    with pytest.raises(Unusable, match=f"^{why}$"):
        parse(url)


@pytest.mark.parametrize(
    ("link", "origin", "target"),
    [
        ("b?x=1", "https://a.test", "/news/b?x=1"),
        ("/b", "https://a.test", "/b"),
        ("//b.test/c", "https://b.test", "/c"),
        ("https:c", "https://a.test", "/news/c"),
        ("http://a.test/c", "http://a.test", "/c"),
        ("", None, None),
    ],
)
def test_a_link_is_read_relative_to_the_page_it_stands_on(link, origin, target):
    if origin is None:
        with pytest.raises(Unusable):
            parse(link, "https://a.test/news/a")
        return
    address = parse(link, "https://a.test/news/a")
    assert (address.origin, address.target) == (origin, target)


def test_every_way_to_write_one_web_server_is_one_site():
    ways = ["https://www.a.test/", "http://a.test/x", "HTTPS://A.TEST:443/", "//www.a.test./"]
    assert {parse(way, "https://b.test/").site for way in ways} == {"a.test"}
    assert parse("https://a.test:8443/").site == "a.test:8443"
    assert parse("https://www.com/").site == "www.com"
