"""Section pages: which links are taken, in which order, under which title."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.parsed_listing import ParsedListing
from crawler.discovery.section import read_section
from crawler.model.article import Link

URL = "https://www.lantern.example/world/"
SITE = "https://www.lantern.example"


def read(html: str, **options: str) -> ParsedListing:
    return read_section(html.encode(), url=URL, content_type="text/html; charset=utf-8", **options)


def test_links_come_in_document_order_each_once():
    listing = read("<main><a href=/news/2>Two</a><a href=/news/1>One</a><a href='/news/2#more'>More</a></main>")
    assert listing.links == (Link(f"{SITE}/news/2", "Two"), Link(f"{SITE}/news/1", "One"))


@pytest.mark.parametrize(
    ("html", "url"),
    [
        ("<a href='3'>x</a>", f"{SITE}/world/3"),
        ("<a href=' /3\n'>x</a>", f"{SITE}/3"),
        ("<base href='/sport/'><a href='3'>x</a>", f"{SITE}/sport/3"),
        ("<base target=_top><base href='//m.lantern.example/'><a href='3'>x</a>", "https://m.lantern.example/3"),
        ("<base href='javascript:1'><a href='3'>x</a>", f"{SITE}/world/3"),
    ],
)
def test_links_are_read_against_the_page_or_its_base(html, url):
    assert [link.url for link in read(html).links] == [url]


@pytest.mark.parametrize(
    "href", ["#top", "", "mailto:x@lantern.example", "javascript:void(0)", "tel:1", "/world/", "."]
)
def test_what_leads_to_no_other_web_page_is_left_out(href):
    assert read(f"<a href='{href}'>x</a>").problem == "there is no link to another page in it"


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<a href=/1>Calm &amp; fog</a>", "Calm & fog"),
        ("<a href=/1><img alt='A boat'></a><h2><a href=/1>Calm</a></h2><a href=/1>Read more</a>", "Calm"),
        ("<a href=/1><h3>Calm</h3><p>All of it, told at length.</p><span>5 minutes ago</span></a>", "Calm"),
        ("<a href=/1><img alt='A boat'></a><a href=/1>Calm</a>", "Calm"),
        ("<a href=/1 title='Calm'><img alt='A boat'></a>", "Calm"),
        ("<a href=/1><img alt='A boat'></a>", "A boat"),
        ("<a href=/1>Calm<script>alert(1)</script></a>", "Calm"),
        ("<a href=/1></a>", None),
    ],
)
def test_the_title_is_the_heading_or_else_the_text_or_else_the_picture_s_name(html, title):
    assert read(html).links == (Link(f"{SITE}/1", title),)


def test_menus_and_small_print_are_left_out():
    html = """<nav><a href=/sport>Sport</a></nav><div role=navigation><a href=/world>World</a></div>
    <article><a href=/1>Calm</a><footer><a href=/2>Fog</a></footer></article>
    <footer><a href=/imprint>Imprint</a></footer>"""
    assert [link.title for link in read(html).links] == ["Calm", "Fog"]


def test_a_page_that_is_one_menu_is_read_in_full():
    assert [link.title for link in read("<nav><a href=/1>Calm</a></nav>").links] == ["Calm"]


def test_the_page_s_own_address_is_told():
    html = "<head><link rel='stylesheet' href=/s.css><link rel=canonical href=//lantern.test/world></head><a href=/1>x"
    assert read(html).self_links == ("https://lantern.test/world",)


def test_the_charset_of_header_and_page_counts():
    body = "<meta charset=windows-1251><a href=/1>Мир</a>".encode("cp1251")
    assert read_section(body, url=URL).links[0].title == "Мир"
    body = "<a href=/1>Мир</a>".encode("koi8-r")
    assert read_section(body, url=URL, content_type="text/html; charset=koi8-r").links[0].title == "Мир"


@pytest.mark.parametrize("body", [b"", b"  ", b"<!-- -->"])
def test_nothing_says_that_it_is_nothing(body):
    assert read_section(body, url=URL).problem is not None


PIECES = st.sampled_from(
    [
        "\x00",
        *"""
<a href='/1'>
<a href='http://['>
</a>
<base href='//x/'>
<h2>
</h2>
<nav>
</nav>
<footer>
<article>
<template>
<frameset>
<svg>
<img alt='&#0;'>
<!--
<![CDATA[
<?x
""".splitlines(),
    ]
)


@given(st.lists(PIECES | st.text(max_size=8)).map("".join))
def test_no_page_raises_and_every_link_is_whole_and_stands_once(html):
    listing = read_section(html.encode("utf-8", "replace"), url=URL)
    urls = [link.url for link in listing.links]
    assert len(set(urls)) == len(urls)
    assert all(url.startswith(("http://", "https://")) for url in urls)
    assert bool(urls) is (listing.problem is None)


@pytest.mark.parametrize("href", ["/news/\n1", "/news/\r\n1", "\n/ne\tws/1\n"])
def test_a_line_break_inside_an_href_is_no_part_of_it(href):
    body = f"<article><a href='{href}'>Calm over the lake</a></article>".encode()
    assert [link.url for link in read_section(body, url="https://www.lantern.example/").links] == [
        "https://www.lantern.example/news/1"
    ]


def test_a_picture_that_leads_below_a_headline_s_address_is_no_article_and_a_picture_of_an_article_is():
    body = b"""<main><h2><a href="/storm/">Storm hits the coast</a></h2>
    <a href="/storm/dsc04688/index.html"><img src="/1.jpg" alt="DSC04688"></a>
    <a href="/calm/"><img src="/2.jpg" alt="Calm"></a><a href="/storm/day-two/">A second day of it</a></main>"""
    links = read_section(body, url="https://herald.test/").links
    paths = [link.url.removeprefix("https://herald.test") for link in links]
    assert paths == ["/storm/", "/calm/", "/storm/day-two/"]
