"""Links to other articles leave the tree, sentences with a link in them stay."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.extraction.furniture.related_links import take_related
from crawler.extraction.markup.tree import lines_of, parse

SENTENCE = "<p>The council said on Friday that the boats run again.</p>"
ELSEWHERE = '<a href="/x">The islands want a bridge and a tunnel</a>'
LIST = f"<ul><li>{ELSEWHERE}</li><li>{ELSEWHERE}</li></ul>"
TRAIL = "<nav class='breadcrumb'>Home</nav>"
PIECES = st.lists(st.sampled_from([SENTENCE, f"<p>{ELSEWHERE}</p>", "Read more: ", LIST, TRAIL]), max_size=12)


def left(html: str) -> list[str]:
    tree = parse(f"<html><body>{html}</body></html>")
    take_related(tree)
    return lines_of(tree)


@pytest.mark.parametrize(
    "html",
    [
        f"<p>{ELSEWHERE}</p>",
        f"<div>Read more: {ELSEWHERE}</div>",
        f"<ul><li>{ELSEWHERE}</li><li><a href='/y'>The mayor resigns</a></li></ul>",
        "<nav class='breadcrumb'>Home / World</nav>",
        "<ol id='BreadCrumbs'><li>Home</li></ol>",
    ],
)
def test_a_line_that_leads_elsewhere_is_taken_out_and_its_neighbours_stay(html):
    assert left(SENTENCE + html + SENTENCE) == lines_of(parse(SENTENCE * 2))


@pytest.mark.parametrize(
    "html",
    [
        '<p>The council <a href="/x">said on Friday</a> that the boats run again.</p>',
        '<p><a href="/x">“We have never seen so much water,” the keeper said.</a></p>',
        '<p><a href="/x">Photo gallery</a></p>',
        '<p><a name="top">The islands want a bridge and a tunnel</a></p>',
        '<ul><li><a href="/x">Bread</a> costs more than it did in the spring</li><li>Milk, too</li></ul>',
        '<ul><li><a href="/x">The islands want a bridge.</a></li><li><a href="/y">The mayor resigns.</a></li></ul>',
        f"<p>{'The islands want a bridge. ' * 12}<a href='/x'>Read more: here</a></p>",
    ],
)
def test_a_statement_with_a_link_in_it_stays(html):
    assert left(html) == lines_of(parse(html))


@settings(deadline=None)
@given(pieces=PIECES)
def test_what_is_left_stood_on_the_page_and_nothing_more_can_be_taken(pieces):
    tree = parse(f"<html><body>{''.join(pieces)}<p>End.</p></body></html>")
    take_related(tree)
    left_once = lines_of(tree)
    take_related(tree)
    assert lines_of(tree) == left_once
    assert "The council said on Friday that the boats run again." in left_once or SENTENCE not in pieces
