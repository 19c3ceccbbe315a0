"""The caption stands apart from the text, wherever a template puts it."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.extraction.fields.captions import CAPTION_NAMES, PHOTO_WORDS, ends_in_credit

CAPTION = "Two boats lie at the northern quay on Monday. (Photo by HPA)"
PLAIN = "Two boats lie at the northern quay on Monday"
PARAGRAPHS = (
    "The boats will run every hour again, the council said on Friday, and the late boat stays.",
    "The larger company said it had taken a photo of the damage (see below) and would ask for money.",
    "It was the fourth storm since the start of the winter, and the quay was under water twice.",
)
TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def page(picture: str) -> str:
    return f"<html><body><h1>Ferries run again</h1><div class='content'>{picture}{TEXT}</div></body></html>"


@pytest.mark.parametrize("word", PHOTO_WORDS)
def test_every_photo_word_begins_a_credit(word: str) -> None:
    assert ends_in_credit(f"Two boats at the quay. ({word.upper()}: Reuters)")
    assert ends_in_credit(f"{word.title()}: Reuters")


@pytest.mark.parametrize(
    "line",
    [
        "He took a photo of the parade.",
        "The band (pictured) plays on Friday.",
        "Image matters, said the mayor.",
        "Photo: " + "word " * 40,
        "The figures (see the chart) are from May.",
    ],
)
def test_a_sentence_about_a_picture_is_no_credit(line: str) -> None:
    assert not ends_in_credit(line)


@pytest.mark.parametrize("name", CAPTION_NAMES)
def test_every_name_of_a_caption_is_known(name: str, article: Any) -> None:
    said = article(page(f'<div><img src="a.jpg"><div class="x-{name}">{PLAIN}</div></div>'))
    assert said.caption == PLAIN
    assert PLAIN not in said.text


@pytest.mark.parametrize(
    "picture",
    [
        f'<figure><img src="a.jpg"><figcaption>{CAPTION}</figcaption></figure>',
        f'<figure><img src="a.jpg"><figcaption><p>{CAPTION}</p></figcaption></figure>',
        f'<p><img src="a.jpg"></p><p>{CAPTION}</p>',
        f'<p><img src="a.jpg"><br>{CAPTION}</p>',
        f'<div><a href="/big"><img src="a.jpg"></a><i>{CAPTION}</i></div>',
        f'<table><tr><td><img src="a.jpg"></td></tr><tr><td>{CAPTION}</td></tr></table>',
        f"<p>{CAPTION}</p>",
    ],
)
def test_a_caption_leaves_the_text(picture: str, article: Any) -> None:
    said = article(page(picture))
    assert said.caption == CAPTION
    assert said.text.splitlines() == list(PARAGRAPHS)


def test_the_articles_own_caption_goes_before_those_of_other_articles(article: Any) -> None:
    other = '<aside><figure><img src="b.jpg"><figcaption>A goat on a roof</figcaption></figure></aside>'
    own = f'<figure><img src="a.jpg"><figcaption>{CAPTION}</figcaption></figure>'
    html = f"<html><body>{other}<h1>Ferries run again</h1><article>{own}{TEXT}</article></body></html>"
    assert article(html).caption == CAPTION


def test_a_page_whose_only_captions_belong_to_others_has_none(article: Any) -> None:
    other = '<ul><li><a href="/x"><figure><img src="b.jpg"><figcaption>A goat</figcaption></figure></a></li></ul>'
    assert article(page("") + other).caption is None


def test_an_article_in_a_class_named_after_captions_is_no_caption(article: Any) -> None:
    html = f"<html><body><h1>Ferries run again</h1><div class='caption-wrap'>{TEXT * 6}</div></body></html>"
    assert PARAGRAPHS[0] in article(html).text


def test_the_source_can_say_where_the_caption_stands(article: Any) -> None:
    said = article(page(f'<b class="under">{PLAIN}</b>'), overrides={"caption": ".under"})
    assert said.caption == PLAIN
    assert PLAIN not in said.text
