"""The title is chosen by agreement among the places where a page writes it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction.fields.title import find_heading, letters
from crawler.extraction.markup.tree import parse

TEXT = "<p>The boats will run every hour, the council said on Friday, and the late boat stays.</p>" * 3


def page(headline: str = "", shared: str = "", heading: str = "", window: str = "", **data: str) -> str:
    node = {"@type": "NewsArticle", "headline": headline, **data} if headline else {}
    return f"""<html><head><title>{window}</title><meta property="og:title" content="{shared}">
    <meta property="og:site_name" content="The Gazette"><script type="application/ld+json">{json.dumps(node)}</script>
    </head><body><article><h1>{heading}</h1>{TEXT}</article></body></html>"""


LONG = (
    "Ferries to the northern islands run again after the storm that kept them in the port of the capital for three"
    " whole days"
)
A, B = "Ferries run again after the storm", "Storm over: the ferries are back"


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({"heading": A}, A),
        ({"window": f"{A} - The Gazette"}, A),
        ({"window": f"The Gazette | {A}"}, A),
        ({"window": f"{A} | World | gazette.example"}, f"{A} | World"),
        ({"shared": f"{A} — The Gazette", "heading": B}, A),
        ({"headline": A, "shared": B, "heading": B, "window": A}, A),
        ({"headline": A, "shared": B, "heading": B, "window": f"{B} - The Gazette"}, B),
        ({"headline": A, "alternativeHeadline": "x", "shared": B, "heading": B, "window": B}, A),
        ({"headline": f"Storm: {A}", "shared": A, "heading": f"Storm: {A}"}, A),
        ({"shared": f"Storm: {A}", "heading": f"Weather - {A}"}, A),
        ({"headline": "Rates &amp; prices rise again", "shared": B}, "Rates & prices rise again"),
        ({"headline": f"<i>Live</i>: {A}", "shared": B}, f"Live: {A}"),
        ({"headline": "Ferries run again after…", "shared": B, "window": A}, A),
        ({"headline": LONG[:106], "shared": B, "heading": LONG}, LONG),
        ({"headline": LONG[:60], "shared": B, "heading": LONG}, LONG[:60]),
        ({"shared": f"Storm: {A}", "heading": A}, f"Storm: {A}"),
        ({"shared": A, "heading": f"Storm - {A}"}, A),
        ({"heading": "Log In", "window": f"{A} - The Gazette"}, A),
        ({"heading": A, "window": f"News: {A}"}, A),
        ({"heading": B, "window": A}, B),
    ],
)
def test_agreement_decides(given: dict[str, str], wanted: str, article: Any) -> None:
    assert article(page(**given)).title == wanted


def test_a_page_without_any_title_has_none(article: Any) -> None:
    assert article(f"<html><body><div>{TEXT}</div></body></html>").title is None


def test_a_login_heading_is_not_the_title(article: Any) -> None:
    html = page(shared=A).replace("<h1></h1>", f"<h1>Log In</h1><h1>{A}</h1>")
    assert article(html).title == A


def test_the_source_can_say_where_the_title_stands(article: Any) -> None:
    html = page(heading=A, shared=A).replace(TEXT, f'<b class="real">{B}</b>{TEXT}')
    assert article(html, overrides={"title": ".real"}).title == B


@pytest.mark.parametrize(
    ("html", "title", "tag"),
    [
        (f"<h1>The Gazette</h1><h2>{A.upper()}!</h2>", A, "h2"),
        ("<h1>The Gazette</h1><h2>Weather</h2>", A, "h1"),
        ("<h1>The Gazette</h1><h2>Weather</h2>", None, "h1"),
        ("<p>No heading</p>", A, None),
    ],
)
def test_the_heading_is_the_one_that_says_the_title_in_any_spelling(
    html: str, title: str | None, tag: str | None
) -> None:
    heading = find_heading(parse(f"<html><body>{html}</body></html>"), title)
    assert (None if heading is None else heading.tag) == tag


@given(text=st.text(max_size=40))
def test_the_letters_of_a_title_are_told_without_case_spaces_and_signs(text: str) -> None:
    assert letters(letters(text)) == letters(text) == letters(f" “{text}” – ")
