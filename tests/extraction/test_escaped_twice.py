"""What a page escaped twice over is what it meant; words in angle brackets are words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction.fields.declared import string, without_markup
from crawler.extraction.markup.tree import fold_spaces

WRITTEN = {
    "&amp;quot;All clear&amp;quot; at sea": '"All clear" at sea',
    "Bread &amp;amp; butter": "Bread & butter",
    "Bread &amp;amp;amp; butter": "Bread & butter",
    "The keeper&amp;#39;s lamp": "The keeper's lamp",
    "The keeper&amp;#x2019;s lamp": "The keeper’s lamp",
    "One&amp;nbsp;boat": "One boat",
    "Caf&amp;eacute; by the sea": "Café by the sea",
    "AT&amp;T; and others": "AT&T; and others",
    "Rates &amp;lt; 2 per cent": "Rates < 2 per cent",
}


@pytest.mark.parametrize("written", WRITTEN)
def test_titles_and_paragraphs_mean_the_character(written: str, article: Any) -> None:
    paragraph = f"{written}, the council said on Friday, and it added that the late boat stays for the winter."
    said = article(
        f'<html><head><meta property="og:title" content="{written}"><title>{written}</title></head>'
        f"<body><h1>{written}</h1><article><p>{paragraph}</p><p>It was the fourth storm since the start of winter, and"
        " the quay was under water twice.</p></article></body></html>"
    )
    assert said.title == WRITTEN[written]
    assert said.text.splitlines()[0] == paragraph.replace(written, WRITTEN[written])


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("What &lt;void&gt; means in C", "What <void> means in C"),
        ("A &lt;br&gt; too many", "A too many"),
        ("vector&lt;int&gt; or list&lt;String&gt;", "vector<int> or list<String>"),
        ("&lt;i&gt;The Ferry&lt;/i&gt; sails", "The Ferry sails"),
        ("&amp;lt;em&amp;gt;Live:&amp;lt;/em&amp;gt; storm", "Live: storm"),
        ("&lt;span class='live'&gt;Live&lt;/span&gt; storm", "Live storm"),
        ("Storm &lt;3 the sea", "Storm <3 the sea"),
    ],
)
def test_only_elements_of_html_are_markup_in_a_title(written: str, title: str, article: Any) -> None:
    body = "<p>It was the fourth storm since the start of winter, and the quay was under water twice.</p>"
    page = f'<html><head><meta property="og:title" content="{written}"></head><body>{body}</body></html>'
    assert article(page).title == title
    node = json.dumps({"@type": "NewsArticle", "headline": written})
    page = f'<html><head><script type="application/ld+json">{node}</script></head><body>{body}</body></html>'
    assert article(page).title == title


@given(st.text(max_size=60))
def test_a_text_without_references_and_markup_is_left_as_it_is(text: str) -> None:
    text = fold_spaces(text.replace("&", "+").replace("<", "+"))
    assert fold_spaces(text) == without_markup(text) == string(text) == text


@given(st.text(alphabet="&amp;#38lt;gtquo x<>", max_size=80))
def test_no_nesting_of_references_raises(text: str) -> None:
    folded = fold_spaces(text)
    assert folded == " ".join(folded.split())
