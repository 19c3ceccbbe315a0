"""Dates of cards, of comments and of the site are told from the article's own."""

from __future__ import annotations

import pytest

from crawler.extraction.fields.dates_of_others import is_of_others
from crawler.extraction.markup.tree import parse


@pytest.mark.parametrize(
    ("around", "of_others"),
    [
        ("<article><h1>Ferries run again in the sound</h1><p>%s</p></article>", False),
        ("<div class='meta'>%s<a href='/ann'>Ann Reed</a></div>", False),
        ("<div><h1><a href='/x'>Ferries run again in the sound</a></h1>%s</div>", False),
        ("<aside><p>%s</p></aside>", True),
        ("<div class='related-posts'><p>%s</p></div>", True),
        ("<ol class='comments'><li>%s</li></ol>", True),
        ("<div><a href='/x'>The mayor opens a new bridge</a>%s</div>", True),
        ("<div><h3><a href='/x'>New bridge</a></h3>%s</div>", True),
    ],
)
def test_a_date_beside_the_headline_of_another_article_is_that_ones(around: str, of_others: bool) -> None:
    tree = parse(f"<html><body class='has-comments'>{around % '<i>27 January 2022</i>'}</body></html>")
    assert is_of_others(next(tree.iter("i"))) == of_others
