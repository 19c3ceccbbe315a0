"""A list of other articles is none itself, whatever listing named it; what has something of its own is one."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.extraction.notices.list_pages import ListSigns, Own, find_list
from crawler.model.article import Article, Reason, Rejection

URL = "https://gazette.example/tags/boats/"
TITLES = ("Ferries run again", "The harbour is dredged", "Two boats for sale", "A light on the pier", "Rope, and knots")


def links(shape: str) -> str:
    return "".join(shape.format(n=n, title=title) for n, title in enumerate(TITLES))


def page(body: str, head: str = "<title>Boats · Gazette</title>", names: str = "") -> str:
    return (
        f"<html><head>{head}</head><body class='{names}'><header><h1><a href='/'>Gazette</a></h1></header>"
        f"<main>{body}</main><footer>All rights reserved.</footer></body></html>"
    )


LISTS = {
    "links with dates": "<ul>" + links("<li><a href='/a{n}'>{title}</a> <time>3 July 2025</time></li>") + "</ul>",
    "one link": "<ul><li><span><a href='/a1'>Ferries run again</a> <time>Tue, Oct 1, 2019</time></span></li></ul>",
    "links under the tag's name": "<h1>Boats</h1><ul>" + links("<li><a href='/a{n}'>{title}</a></li>") + "</ul>",
    "excerpts": links(
        "<section><h2><a href='/a{n}'>{title}</a></h2><p>by Ann, 3 July 2025</p><p>The council of the town spoke of it"
        " for two hours on Friday, and went home late at night without a word.</p></section>"
    ),
    "excerpts under a name": "<h1>All posts by Ann</h1>"
    + links("<article class='hentry'><h1><a href='/a{n}'>{title}</a></h1><p>It was spoken of on Friday.</p></article>"),
    "quoted links": links("<div><time>Tue, Oct 1, 2019</time><blockquote><a href='http://x.example/{n}'>{title} and so"
    " it went on in all the towns of the coast, year after year.</a></blockquote></div>"),
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_a_page_of_links_is_a_list(name: str, read: Any) -> None:
    said = read(page(LISTS[name]), url=URL)
    assert isinstance(said, Rejection), said
    assert said.reason is Reason.LIST_PAGE, said


@pytest.mark.parametrize(
    "names", ["archive category category-boats", "archive author author-ann", "search search-results"]
)
def test_a_page_that_calls_itself_an_archive_is_a_list(names: str, read: Any) -> None:
    text = "<p>The boats will run every hour, the council said on Friday, and the late boat stays.</p>" * 9
    said = read(page(f"<h1>Boats</h1>{text}", names=names), url=URL)
    assert isinstance(said, Rejection), said
    assert said.reason is Reason.LIST_PAGE
    assert isinstance(read(page(f"<h1>Boats</h1>{text}", names="single single-post archive-of-news"), url=URL), Article)


def test_a_page_that_declares_a_collection_is_a_list(read: Any) -> None:
    head = '<title>Boats</title><script type=\'application/ld+json\'>{"@type": "CollectionPage"}</script>'
    said = read(page("<h1>Boats</h1><p>What we wrote of them.</p>", head), url=URL)
    assert isinstance(said, Rejection), said
    assert said.reason is Reason.LIST_PAGE


@pytest.mark.parametrize(
    "body",
    [
        "<h1>Boats</h1><time datetime='2025-07-03'>3 July 2025</time><img src='/boats.jpg'>"
        + LISTS["links with dates"],
        "<h1>Boats</h1><p>3 July 2025</p><video src='/boats.mp4'></video>",
        "<h1>Boats</h1><p>3 July 2025</p><p>Four boats were sold on Friday.</p>" + LISTS["links with dates"],
    ],
    ids=["a picture above related links", "a film", "a short text above related links"],
)
def test_what_has_a_title_and_a_date_or_a_picture_of_its_own_is_an_article(body: str, read: Any) -> None:
    said = read(page(body), url=URL)
    assert isinstance(said, Article), said
    assert (said.title, said.thin) == ("Boats", True)


def test_a_post_that_is_one_link_is_an_article(read: Any) -> None:
    title = "Between 2013 and 2016 most of the boats of the town were sold to the south"
    body = f"<a href='http://elsewhere.example/1'>{title}</a> <time>Tue, Oct 1, 2019</time>"
    assert isinstance(read(page(body, f"<title>{title} · Gazette</title>"), url=URL, site_name="Gazette"), Article)


def test_an_article_above_related_articles_is_one(read: Any) -> None:
    text = "".join(
        f"<p>The boats will run every {n} hours, the council said, and the late boat stays.</p>" for n in "2468"
    )
    related = LISTS["excerpts"]
    assert isinstance(read(page(f"<h1>Boats</h1>{text}{related}"), url=URL), Article)


def test_what_stands_in_a_list_of_links_does_not_count_as_text() -> None:
    signs = ListSigns(links=frozenset({"One boat is sold today."}))
    own = Own(heading=False, date=False, dated=False, medium=False)
    assert find_list(signs, own, ["One boat is sold today."]) is not None
    prose = "The council met on Friday and spoke for two hours of the boats that it had sold to a man from the north."
    assert find_list(signs, own, ["One boat is sold today.", prose]) is None
