"""A date that a page neither declares nor shows in its head is found, marked as found, and never invented."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from crawler.extraction.fields.declared import read_declared
from crawler.extraction.fields.found_dates import find_published
from crawler.extraction.markup.tree import lines_of, parse
from crawler.extraction.page_values import Hints

URL = "https://gazette.example/ferries"
TITLE = "Ferries run again"
PROSE = (
    "<p>The boats will run every hour, the council said, and the late boat stays for now on its old line.</p>"
    "<p>The last time that the port was closed for so long was on 3 March 1998, after a storm in the sound.</p>"
    "<p>Workers finished the ramps in calm weather, and divers looked at the foundations of the pier twice.</p>"
    "<p>Shopkeepers hope that visitors will stay longer in the town once the waiting hall is heated again.</p>"
) * 2
LINES = "".join(f"<div>Line {number} of the article's box</div>" for number in range(20))
"""So many that what follows is not in the article's head any more."""


def page(head: str = "", below: str = "", above: str = "") -> str:
    body = f"{above}<article><h1>{TITLE}</h1>{PROSE}{below}</article>"
    return f"<html lang='en'><head><title>{TITLE}</title>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("head", "below"),
    [
        ('<meta name="article_date_original" content="Thursday, January 27, 2022, 4:06 PM">', ""),
        ('<meta name="citation_publication_date" content="2022-01-27T16:06:00">', ""),
        ("", "<div>Tags: sea</div><div class='entry-footer'>Posted on 27 January 2022, 16:06</div>"),
        ("", "<footer class='entry-meta'><span class='post-date'>27 January 2022, 16:06</span></footer>"),
    ],
)
def test_a_day_that_the_page_writes_somewhere_is_found_and_marked(head: str, below: str, article: Any) -> None:
    said = article(page(head, below), url=URL, timezone="Asia/Tehran")
    assert said.published is not None
    assert said.published.date() == date(2022, 1, 27)
    assert said.published_found


def test_a_declared_date_is_not_marked_as_found(article: Any) -> None:
    said = article(page('<meta name="date" content="2022-01-27T16:06:00Z">'), url=URL)
    assert (said.published, said.published_found) == (datetime(2022, 1, 27, 16, 6, tzinfo=UTC), False)


@pytest.mark.parametrize(
    ("head", "below"),
    [
        ("", ""),
        ("", "<div>© 2021 The Gazette</div>"),
        ("", "<div>Copyright 1 January 2021 The Gazette</div>"),
        ("", "<div class='date'>03/04/2022</div>"),
        ("", "<div class='date'>January 2022</div>"),
        ("", "<div class='date'>2022</div>"),
        ('<meta name="last-modified" content="2022-01-27">', ""),
        ('<meta property="og:updated_time" content="2022-01-27T16:06:00Z">', ""),
        ('<meta property="article:expiration_time" content="2022-01-27T16:06:00Z">', ""),
        ('<meta property="og:image" content="https://gazette.example/img/2022/01/27/boat.jpg">', ""),
        ("", "<img src='/img/2022-01-27-boat.jpg' alt=''>"),
        ("", "<div class='related'><div>More</div><span class='date'>27 January 2022</span></div>"),
        ("", "<aside><time datetime='2022-01-27'>27 January</time></aside>"),
        ("", LINES + "<div><h3><a href='/x'>The mayor opens a new bridge</a></h3><div>27 January 2022</div></div>"),
        ("", LINES + "<div class='date'>27 January 2022</div><h3><a href='/x'>The mayor opens a new bridge</a></h3>"),
        ("", LINES + "<div class='foot'>27 January 2022</div><div>sea</div><div class='foot'>28 January 2022</div>"),
        ("", "<div class='comments'><div class='date'>27 January 2022</div><p>Fine boats.</p></div>"),
        ("", LINES + "<div class='foot'>1 January 2026</div>"),
        ("", LINES + "<div class='foot'>31 December 2025</div>"),
    ],
)
def test_no_day_is_found_where_the_page_does_not_say_when_it_was_published(head: str, below: str, article: Any) -> None:
    said = article(page(head, below), url=URL)
    assert (said.published, said.published_found) == (None, False)


def test_a_day_above_the_title_is_the_sites_and_not_the_articles() -> None:
    tree = parse(page(above="<div class='date'>27 January 2022</div>"))
    hints = Hints(now=datetime(2026, 1, 1, tzinfo=UTC))
    assert find_published(tree, read_declared(tree, URL), hints, lines_of(tree), TITLE) is None
