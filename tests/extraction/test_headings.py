"""A heading that shows the site is no title, whatever element holds it; a listing's title decides between two."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.extraction.fields.headings import list_headings, read_heading
from crawler.extraction.markup.tree import parse

URL = "https://gazette.example/news/2026/07/03/ferries"
TEXT = "<p>The boats will run every hour, the council said on Friday, and the late boat stays.</p>" * 3
A, B = "Ferries run again after the storm", "Storm over: the ferries are back"


def page(window: str, headings: str, meta: str = "") -> str:
    return f"<html><head><title>{window}</title>{meta}</head><body>{headings}<div>{TEXT}</div></body></html>"


@pytest.mark.parametrize(
    "logo",
    [
        '<h1><a href="/">Harbour Notes</a></h1>',
        '<h1><a href="https://gazette.example/index.html"><img src="/l.svg" alt=""> Harbour Notes</a></h1>',
        '<a href="/news/"><h1>Harbour Notes</h1></a>',
        '<h1 class="site-title">Harbour Notes</h1>',
        '<div id="logo"><h1>Harbour Notes</h1></div>',
        "<h1>The Gazette</h1>",
        "<h1>gazette.example</h1>",
    ],
)
@pytest.mark.parametrize("own", ["<h1>{}</h1>", "<h2>{}</h2>", '<h2>{} <a href="#x" class="permalink">¶</a></h2>'])
def test_a_logo_is_no_title(logo: str, own: str, article: Any) -> None:
    said = article(page(f"{A} - Harbour Notes", logo + own.format(A)), url=URL, site_name="The Gazette")
    assert said.title == A


def test_of_two_headings_that_the_window_names_the_upper_one_is_the_site(article: Any) -> None:
    assert article(page("Welcome · Harbour", "<h1>Harbour</h1><h1>Welcome</h1>"), url=URL).title == "Welcome"
    assert article(page("Harbour | Welcome", "<h1>Harbour</h1><h1>Welcome</h1>"), url=URL).title == "Welcome"


def test_a_heading_that_leads_to_another_page_of_the_site_may_be_a_title(article: Any) -> None:
    heading = f'<h1><a href="/news/2026/07/03/ferries">{A}</a></h1>'
    assert article(page(f"{A} - The Gazette", heading), url=URL, site_name="The Gazette").title == A


def test_where_candidates_differ_the_one_that_a_listing_repeats_is_the_title(article: Any) -> None:
    meta = f'<meta property="og:title" content="{B}">'
    written = page(f"{B} - The Gazette", f"<h1>{A}</h1>", meta)
    assert article(written, url=URL).title == B
    assert article(written, url=URL, listed_title=A).title == A
    assert article(written, url=URL, listed_title="Ferries run again…").title == A
    assert article(written, url=URL, listed_title="Read more").title == B


def test_a_title_of_a_listing_that_no_place_of_the_page_has_is_not_taken(article: Any) -> None:
    assert article(page(A, f"<h1>{A}</h1>"), url=URL, listed_title="Ferries").title == A


def test_the_site_name_behind_a_declared_title_goes_where_a_heading_says_the_rest(article: Any) -> None:
    meta = (
        f'<meta property="og:title" content="{A} Harbour Notes"><meta property="og:site_name" content="Harbour Notes">'
    )
    assert article(page(f"{A} Harbour Notes", f"<h1>{A}</h1>", meta), url=URL).title == A


def test_smaller_headings_count_only_where_the_window_repeats_them() -> None:
    tree = parse(page(A, f'<h1><a href="/">Logo</a></h1><h2>Most read</h2><h3>{A}</h3>'))
    assert list_headings(tree, url=URL, sites=frozenset(), window=A) == [A]


def test_a_link_of_signs_is_no_part_of_a_heading() -> None:
    heading = parse('<h2>Two <em>boats</em> <a href="#two">#</a></h2>')
    assert read_heading(heading) == "Two boats"
