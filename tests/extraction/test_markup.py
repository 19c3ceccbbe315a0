"""Old markup gets its paragraphs, and loses no word."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import HtmlElement

from crawler.extraction.markup.paragraphs import mark_paragraphs
from crawler.extraction.markup.tree import flat, lines_of, parse

TAGS = ["p", "div", "span", "font", "b", "br", "br", "br", "table", "tr", "td", "h1", "img", "i", "center"]
PIECES = st.sampled_from(
    [f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS] + ["one ", "two ", "three ", "&nbsp;"]
)
MARKUP = st.lists(PIECES, max_size=25).map("".join)


def marked(html: str) -> HtmlElement:
    tree = parse(f"<html><body>{html}</body></html>")
    mark_paragraphs(tree)
    return tree


@settings(deadline=None)
@given(html=MARKUP)
def test_no_word_is_lost_or_moved_and_a_marked_tree_is_left_as_it_is(html):
    before = flat(parse(f"<html><body>{html}</body></html>"))
    tree = marked(html)
    assert flat(tree).split() == before.split()
    lines = lines_of(tree)
    mark_paragraphs(tree)
    assert lines_of(tree) == lines


def test_two_breaks_part_paragraphs_and_a_single_one_does_not():
    assert [flat(p) for p in marked("<div>One<br><br>Two<br>more<br> <br>Three</div>").iter("p")] == [
        "One",
        "Twomore",
        "Three",
    ]
    assert list(marked("<div>One<br>Two</div>").iter("p")) == []


def test_a_block_between_breaks_stays_a_block():
    tree = marked("<div>One<br><br><table><tr><td>1</td><td>2</td></tr></table>Two<br><br>Three</div>")
    assert [child.tag for child in tree.find(".//div")] == ["p", "table", "p", "p"]
    assert [flat(p) for p in tree.iter("p")] == ["One", "Two", "Three"]


def test_a_table_of_figures_stays_and_one_that_holds_a_text_or_a_picture_does_not():
    row = "<tr><td>{}</td><td>{}</td></tr>"
    assert list(marked(f"<table>{row.format('Votes', '400')}</table>").iter("td"))
    for layout in (row.format("word " * 60, ""), row.format("<img src=a>", "A caption"), row.format("<h1>A</h1>", "b")):
        assert not list(marked(f"<table>{layout}</table>").iter("td"))
