"""Canonical URLs and keys: what folds, what stays apart, what cannot be used."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from crawler.canonical.canonical_url import MAX_LENGTH, CanonicalUrl, SourceUrls, canonicalize

DETAIL = "/Detail/{year}/{month}/{day}/{id}/{slug}"
ARTICLE = "https://www.presstv.ir/Detail/2026/08/15/774416/Calm-at-sea"
PRESSTV = SourceUrls.of([("https://www.presstv.ir", DETAIL), ("https://www.presstv.co.uk", DETAIL)])
LOCAL = SourceUrls.of([("http://127.0.0.1:8001", None), ("http://127.0.0.1:8002", None)])
PLAIN = SourceUrls.of([("https://herald.example", None)])


def canonical(url: str, source: SourceUrls | None = None) -> str | None:
    return canonicalize(url, source).canonical_url


@pytest.mark.parametrize(
    ("url", "rules"),
    [
        (ARTICLE, ()),
        ("http://www.presstv.ir/Detail/2026/08/15/774416/Calm-at-sea", ("scheme",)),
        ("https://presstv.ir/Detail/2026/08/15/774416/Calm-at-sea", ("www",)),
        ("https://www.presstv.ir:443/Detail/2026/08/15/774416/Calm-at-sea", ("default_port",)),
        ("http://presstv.ir:80/Detail/2026/08/15/774416/Calm-at-sea", ("default_port", "scheme", "www")),
        ("HTTPS://WWW.PRESSTV.IR/Detail/2026/08/15/774416/Calm-at-sea", ("scheme", "host")),
        ("https://www.presstv.ir./Detail/2026/08/15/774416/Calm-at-sea", ("host",)),
        (f"{ARTICLE}#comments", ("fragment",)),
        (f"{ARTICLE}?", ("blank_query",)),
        (f"{ARTICLE}?utm_source=rss&FBCLID=1", ("tracking:utm_source", "tracking:fbclid")),
        (f"  {ARTICLE}\n", ("whitespace",)),
        ("https://www.presstv.ir/Detail/2026/08/15/774416/Calm%2dat%2Dsea", ("percent_encoding",)),
        ("https://www.presstv.ir/Detail/./2026/x/../08/15/774416/Calm-at-sea", ("dot_segments",)),
        ("https://www.presstv.ir/Detail/2026/08/15/774416\\Calm-at-sea", ("backslash",)),
        ("https:///www.presstv.ir/Detail/2026/08/15/774416/Calm-at-sea", ("slashes",)),
    ],
)
def test_every_way_to_write_an_article_folds_to_one_url_and_key(url: str, rules: tuple[str, ...]):
    assert canonicalize(url, PRESSTV) == CanonicalUrl(
        url,
        canonical_url=ARTICLE,
        key="/Detail/2026/08/15/774416/",
        mirror="https://www.presstv.ir",
        rules=(*rules, "slug"),
        date=date(2026, 8, 15),
        is_article=True,
    )


def test_another_mirror_has_its_own_url_and_the_same_key():
    found = canonicalize("http://presstv.co.uk/Detail/2026/08/15/774416/Another-title", PRESSTV)
    assert found.canonical_url == "https://www.presstv.co.uk/Detail/2026/08/15/774416/Another-title"
    assert found.mirror == "https://www.presstv.co.uk"
    assert found.key == "/Detail/2026/08/15/774416/"


@pytest.mark.parametrize(
    "host", ["french.presstv.ir", "www.www.presstv.ir", "presstv.ir.example.org", "presstv.ir:8080", "xpresstv.ir"]
)
def test_any_other_host_is_no_mirror(host: str):
    found = canonicalize(f"https://{host}/Detail/2026/08/15/774416/x", PRESSTV)
    assert (found.key, found.mirror, found.is_article, found.date) == (None, None, None, None)
    assert found.canonical_url == f"https://{host}/Detail/2026/08/15/774416/x"


def test_ports_tell_mirrors_on_one_address_apart():
    first, second = (canonicalize(f"http://127.0.0.1:{port}/a", LOCAL) for port in (8001, 8002))
    assert (first.mirror, second.mirror) == ("http://127.0.0.1:8001", "http://127.0.0.1:8002")
    assert first.key == second.key == "/a"
    assert canonicalize("http://127.0.0.1/a", LOCAL).mirror is None


def test_without_a_mirror_the_host_keeps_its_scheme_and_www():
    assert canonical("http://www.Example.org:80/A/?b=1#c", PRESSTV) == "http://www.example.org/A/?b=1"


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ("/%41%7e%2D", "/A~-"),
        ("/%21%27%28%29%2A%2C%3A%40%24", "/!'()*,:@$"),
        ("/a%2fb%3f%23%25", "/a%2Fb%3F%23%25"),
        ("/a%26b%3d%2b%3b", "/a%26b%3D%2B%3B"),
        ("/[a]|{b}", "/%5Ba%5D%7C%7Bb%7D"),
        ("/100%", "/100%25"),
        ("/%%341", "/%2541"),
        ("/%zz", "/%25zz"),
        ("/‘war’\xa0", "/%E2%80%98war%E2%80%99%C2%A0"),
        ("/%d8%ae", "/%D8%AE"),
        ("/a//b/", "/a//b/"),
        ("/Über", "/%C3%9Cber"),
        ("", "/"),
    ],
)
def test_a_path_has_one_spelling(given: str, path: str):
    found = canonicalize(f"https://herald.example{given}", PLAIN)
    assert found.canonical_url == f"https://herald.example{path}"
    assert bool({"percent_encoding", "empty_path"} & set(found.rules)) == (given != path)


@pytest.mark.parametrize(
    ("given", "query"),
    [
        ("?b=2&a=1", "?a=1&b=2"),
        ("?a=2&a=1", "?a=2&a=1"),
        ("?774416", "?774416"),
        ("?a=", "?a="),
        ("?a=1&&b=2&", "?a=1&b=2"),
        ("?=", ""),
        ("?utm_source=x", ""),
        ("?utm%5fsource=x&id=7", "?id=7"),
        ("?a=%7e%2c[x]+y%20z", "?a=~%2C%5Bx%5D+y%20z"),
        ("?a=b=c", "?a=b=c"),
        ("?a=b%26c%3Dd", "?a=b%26c%3Dd"),
        ("?a=it's", "?a=it%27s"),
        ("?ref=rss&ref=774416", "?ref=774416"),
        ("?cid=1&eid=2&game=3&gallery=4", "?cid=1&eid=2&gallery=4&game=3"),
    ],
)
def test_a_query_is_cleaned_sorted_and_respelled(given: str, query: str):
    assert canonical(f"https://herald.example/a{given}", PLAIN) == f"https://herald.example/a{query}"


def test_an_order_that_was_changed_is_told():
    assert canonicalize("https://herald.example/?b=2&a=1", PLAIN).rules == ("query_order",)


def test_a_source_may_keep_and_drop_parameters_of_its_own():
    source = SourceUrls.of([("https://herald.example", None)], keep=["UTM_Id"], drop=["Page", "utm_id"])
    found = canonicalize("https://herald.example/a?page=2&utm_id=7&utm_source=x", source)
    assert found.canonical_url == "https://herald.example/a?utm_id=7"
    assert found.rules == ("query_drop:page", "tracking:utm_source")


def test_a_parameter_that_the_template_reads_is_never_dropped():
    source = SourceUrls.of([("https://herald.example", "/story?CMP={id}")], drop=["cmp"])
    found = canonicalize("https://herald.example/story?utm_source=x&CMP=7", source)
    assert (found.key, found.canonical_url) == ("/story?CMP=7", "https://herald.example/story?CMP=7")


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://herald.example", "/"),
        ("https://herald.example/", "/"),
        ("https://herald.example/a/", "/a"),
        ("https://herald.example/a", "/a"),
        ("https://herald.example/a/?p=7", "/a?p=7"),
        ("https://herald.example/?p=7", "/?p=7"),
        ("https://herald.example/A", "/A"),
        ("https://herald.example/amp/a", "/amp/a"),
    ],
)
def test_without_a_template_the_key_is_path_and_query(url: str, key: str):
    found = canonicalize(url, PLAIN)
    assert (found.key, found.is_article) == (key, None)
    assert ("trailing_slash" in found.rules) == (url.partition("?")[0].endswith("a/"))


def test_a_path_that_does_not_fit_the_template_is_no_article_but_has_a_key():
    found = canonicalize("https://presstv.ir/Section/10101/", PRESSTV)
    assert (found.key, found.is_article, found.date) == ("/Section/10101", False, None)
    assert found.canonical_url == "https://www.presstv.ir/Section/10101/"


def test_templates_that_differ_share_what_both_can_tell():
    source = SourceUrls.of(
        [("https://a.example", DETAIL), ("https://b.example", "/news/{id}-{slug}.html"), ("https://c.example", None)]
    )
    first = canonicalize("https://a.example/Detail/2026/08/15/774416/bar", source)
    second = canonicalize("https://b.example/news/774416-foo.html", source)
    assert first.key == second.key == "/Detail/*/*/*/774416/"
    assert (first.date, second.date) == (date(2026, 8, 15), None)
    assert canonicalize("https://c.example/news/774416-foo.html", source).key == "/news/774416-foo.html"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "it is empty"),
        (" \t\n", "it is empty"),
        ("/Detail/1", "it is relative"),
        ("//presstv.ir/a", "it is relative"),
        ("presstv.ir/a", "it is relative"),
        ("http://", "it is no valid URL"),
        ("http://exa mple.org/", "it is no valid URL"),
        ("http://a.org:99999/", "it is no valid URL"),
        ("http://[::1", "it is no valid URL"),
        ("http://a.org/\ud800", "it is no valid URL"),
        ("ftp://a.org/", "it is neither http nor https"),
        ("mailto:desk@a.org", "it is neither http nor https"),
        ("javascript:alert(1)", "it is neither http nor https"),
        ("http://user@a.org/", "it carries a user name or a password"),
        ("http://user:word@a.org/", "it carries a user name or a password"),
        ("http://@a.org/", "it carries a user name or a password"),
        ("http://a.org\\b/", "it has a backslash next to its host"),
        ("http:\\\\a.org/", "it has a backslash next to its host"),
        ("http://a.org\\@b.org/", "it has a backslash next to its host"),
        ("http://a.\torg/", "it contains a control character"),
        ("http://a.org/b\nc", "it contains a control character"),
        ("http://a.org/\x00b", "it contains a control character"),
        ("http://a.org/\x85b", "it contains a control character"),
        ("http://./", "its host has an empty label"),
        ("http://a..org/", "its host has an empty label"),
        ("http://a.org/" + "a" * MAX_LENGTH, "it is longer than 2,047 characters"),
    ],
)
def test_an_unusable_url_says_why(url: str, reason: str):
    assert canonicalize(url, PRESSTV) == CanonicalUrl(url, reason=reason)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://münchen.example/", "xn--mnchen-3ya.example"),
        ("http://EXAMPLE。org/", "example.org"),
        ("http://0x7f.1/", "127.0.0.1"),
        ("http://2130706433/", "127.0.0.1"),
        ("http://[::FFFF:7f00:1]:80/", "[::ffff:7f00:1]"),
    ],
)
def test_a_host_is_written_in_ascii_and_one_form(url: str, host: str):
    found = canonicalize(url)
    assert found.canonical_url == f"http://{host}/"
    assert "host" in found.rules


@pytest.mark.parametrize(
    ("link", "rules"),
    [
        ("/Detail/2026/08/15/774416/Calm-at-sea", ("base", "slug")),
        ("../Calm-at-sea", ("base", "slug")),
        ("//presstv.ir/Detail/2026/08/15/774416/Calm-at-sea", ("base", "www", "slug")),
        (ARTICLE, ("slug",)),
    ],
)
def test_a_relative_link_is_read_on_its_page(link: str, rules: tuple[str, ...]):
    found = canonicalize(link, PRESSTV, base="https://www.presstv.ir/Detail/2026/08/15/774416/x/y")
    assert (found.canonical_url, found.rules) == (ARTICLE, rules)


@pytest.mark.parametrize("link", ["//user@presstv.ir/a", "/\\presstv.ir/a", "\\\\presstv.ir\\a"])
def test_a_relative_link_hides_no_odd_host(link: str):
    assert canonicalize(link, PRESSTV, base="https://www.presstv.ir/").reason is not None


@pytest.mark.parametrize(
    ("mirrors", "sentence"),
    [
        ([("https://www.presstv.ir/", None)], 'write "https://www.presstv.ir"'),
        ([("HTTPS://presstv.ir", None)], 'write "https://presstv.ir"'),
        ([("https://presstv.ir:443", None)], 'write "https://presstv.ir"'),
        ([("presstv.ir", None)], "it is relative"),
        ([("https://presstv.ir", None), ("http://www.presstv.ir", None)], "two mirrors are one"),
        ([("https://a.example", "/{id}"), ("https://b.example", "/{year}/{post}")], "no identifying name in common"),
        ([("https://a.example", "/{slug}")], "tells one article from another"),
    ],
)
def test_mirrors_that_cannot_be_are_refused(mirrors: list[tuple[str, str | None]], sentence: str):
    with pytest.raises(ValueError) as caught:
        SourceUrls.of(mirrors)
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://herald.example/news/7", "/news/7"),
        ("https://herald.example/news/7/", "/news/7"),
        ("https://herald.example/news/7/index.html", "/news/7"),
        ("https://herald.example/news/7/Default.aspx", "/news/7"),
        ("https://herald.example/news/7;jsessionid=1A2B.node1", "/news/7"),
        ("https://herald.example/(S(lit3py55t21z5v55vlm25s55))/news/7", "/news/7"),
        ("https://herald.example/news/7?PHPSESSID=0a1b2c3d", "/news/7"),
        ("https://herald.example/index.php?id=7&PHPSESSID=0a1b2c3d", "/?id=7"),
        ("https://herald.example/index.html", "/"),
        ("https://herald.example/news/my-index.html", "/news/my-index.html"),
    ],
)
def test_sessions_and_the_names_of_index_pages_are_no_part_of_a_key(url: str, key: str):
    assert canonicalize(url, PLAIN).key == key


def test_no_request_carries_the_id_of_a_session():
    assert (
        canonical("https://herald.example/news/7;jsessionid=1A2B?PHPSESSID=3", PLAIN) == "https://herald.example/news/7"
    )


SEVERAL = SourceUrls.of(
    [
        ("https://a.example", ["/news/{number}", "/video/{number}", "/{slug}-{id}.html"]),
        ("https://b.example", ["/story/{number}.htm", "/clip/{number}.htm"]),
    ]
)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://a.example/news/7", "/news/7"),
        ("https://a.example/video/7", "/video/7"),
        ("https://a.example/calm-at-sea-7.html", "/-7.html"),
        ("https://b.example/story/7.htm", "/news/7"),
        ("https://b.example/clip/7.htm", "/video/7"),
    ],
)
def test_two_templates_of_a_source_never_share_a_key(url: str, key: str):
    found = canonicalize(url, SEVERAL)
    assert (found.key, found.is_article) == (key, True)


def test_an_address_that_fits_no_template_is_known_by_its_path():
    found = canonicalize("https://a.example/about/", SEVERAL)
    assert (found.key, found.is_article) == ("/about", False)


def test_the_articles_of_an_ambiguous_key_are_known_by_their_addresses():
    source = replace(
        SourceUrls.of([("https://a.example", "/{section}/{key}/{slug}")]), ambiguous=frozenset({"/world/2026/"})
    )
    keys = [canonicalize(f"https://a.example/world/{path}", source).key for path in ("2026/a", "2026/b/", "2025/c")]
    assert keys == ["/world/2026/a", "/world/2026/b", "/world/2025/"]
