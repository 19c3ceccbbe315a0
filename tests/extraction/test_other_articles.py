"""A page of several articles: the text, authors and picture are those of the one that it names."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.extraction.furniture.other_articles import take_other_articles
from crawler.extraction.markup.tree import flat, parse

A, B, C = "Ferries run again after the storm", "The market hall is sold", "Rain until Sunday"


def text(subject: str) -> str:
    return "".join(
        f"<p>The {subject} was the matter of {n} meetings of the council, which ended late on the third of July.</p>"
        for n in ("two", "three", "four")
    )


def part(title: str, subject: str, shape: str) -> str:
    head = f"<h1>{title}</h1><div class='author'>By <a rel='author'>Ann {subject.title()}</a></div>"
    return {
        "wrapped": f"<div class='article-wrapper' id='w{subject}'><section>{head}</section>"
        f"<article class='content'>{text(subject)}</article></div>",
        "article": f"<article>{head}{text(subject)}</article>",
        "entry": f"<div class='hentry post-{len(subject)}'>{head}<div>{text(subject)}</div></div>",
    }[shape]


def page(shape: str, order: tuple[int, ...] = (0, 1, 2)) -> str:
    parts = [part(A, "ferry", shape), part(B, "market", shape), part(C, "rain", shape)]
    return (
        f"<html><head><title>{A}</title><meta property='og:title' content='{A}'></head>"
        f"<body><main>{''.join(parts[number] for number in order)}</main></body></html>"
    )


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2)])
@pytest.mark.parametrize("shape", ["wrapped", "article", "entry"])
def test_only_the_article_that_the_page_names_is_read(shape: str, order: tuple[int, ...], article: Any) -> None:
    said = article(page(shape, order))
    assert said.title == A
    assert "The ferry was the matter of four meetings" in said.text
    assert "market" not in said.text
    assert "rain" not in said.text
    assert said.authors == ("Ann Ferry",)


def test_sections_of_one_article_with_headings_of_their_own_stay() -> None:
    tree = parse(
        f"<body><article><h1>{A}</h1><section class='article-part'><h2>In the north</h2>{text('ferry')}</section>"
        f"<section class='article-part'><h2>In the south</h2>{text('market')}</section></article></body>"
    )
    assert not take_other_articles(tree, next(tree.iter("h1")))
    assert "market" in flat(tree)


def test_a_page_that_names_none_of_its_articles_is_left_as_it_is() -> None:
    tree = parse(page("article"))
    before = flat(tree)
    assert not take_other_articles(tree, None)
    assert flat(tree) == before
