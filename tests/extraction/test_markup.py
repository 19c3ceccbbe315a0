"""Old markup gets its paragraphs without losing a word, and a line's length is told in every script."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import HtmlElement

from crawler.canonical.writing_systems import count_words, words_in
from crawler.extraction.markup.paragraphs import mark_paragraphs
from crawler.extraction.markup.tree import flat, lines_of, parse

TAGS = ["p", "div", "span", "font", "b", "br", "br", "br", "table", "tr", "td", "h1", "img", "i", "center"]
PIECES = st.sampled_from(
    [f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS] + ["one ", "two ", "three ", "&nbsp;"]
)
MARKUP = st.lists(PIECES, max_size=25).map("".join)
LINE = st.text(st.sampled_from("ab .,東京のกข\n"), max_size=30)


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


@given(first=LINE, second=LINE)
def test_two_lines_have_the_words_of_both_and_no_line_has_fewer_than_none(first, second):
    assert count_words([first, second]) == words_in(first) + words_in(second)
    assert words_in(first) >= 0
    assert words_in(f"  {first} ") == words_in(first)


def test_a_sentence_without_spaces_is_as_long_as_what_it_says():
    assert 5 <= words_in("警察は火曜日に二人を逮捕した。") <= 12
    assert words_in("Police arrested two people on Tuesday.") == 6
