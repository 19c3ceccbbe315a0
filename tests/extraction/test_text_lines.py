"""The lines of an article: those the engine finds, those it left behind, and what leaves or joins at the top."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction.fields.declared import Declared, read_declared
from crawler.extraction.markup.tree import lines_of, parse
from crawler.extraction.text.body import article_lines, restore_paragraphs
from crawler.extraction.text.engine import engine_lines
from crawler.extraction.text.standfirst import HEAD_LINES, with_standfirst, without_head

URL = "https://gazette.test/news/1"
PARAGRAPHS = [
    "The boats will run every hour again, the council said on Friday, and the late boat stays for now.",
    "The larger company said it had counted the damage, and that it would ask the islands for money.",
    "It was the fourth storm since the start of the winter, and the quay was under water twice in it.",
    "“We have never seen so much water,” the keeper of the lighthouse told the council on Thursday.",
    "The repair of the quay will take until the spring, and the boats will land on the other side.",
]
STORY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
PAGE = (
    f"<html><body><nav><a href='/'>Home</a></nav><div class='story'>{STORY}</div>"
    "<footer>© Gazette</footer></body></html>"
)


@pytest.mark.parametrize("fast", [True, False])
def test_the_engine_gives_the_paragraphs_in_order_and_leaves_the_tree_as_it_was(fast):
    tree = parse(PAGE)
    before = lines_of(tree)
    assert engine_lines(tree, URL, precise=True, fast=fast) == PARAGRAPHS
    assert lines_of(tree) == before


def test_the_engine_s_own_drawings_are_no_part_of_a_line():
    listed = "".join(f"<li>{paragraph}</li>" for paragraph in PARAGRAPHS)
    lines = engine_lines(
        parse(f"<html><body><article>{STORY}<ul>{listed}</ul></article></body></html>"), URL, precise=False
    )
    assert PARAGRAPHS[0] in lines
    assert not [line for line in lines if line.startswith(("-", "|"))]


def test_a_page_without_text_has_no_lines():
    assert engine_lines(parse("<html><body></body></html>"), URL, precise=True) == []
    assert article_lines(parse("<html><body></body></html>"), [], url=URL) == []


def test_the_joiners_that_words_are_spelt_with_come_back():
    spelt = "او گفت که قایق\u200cها هر ساعت دوباره حرکت می\u200cکنند و آخرین قایق فعلاً می\u200cماند."
    html = PAGE.replace(PARAGRAPHS[2], spelt)
    assert spelt in article_lines(parse(html), lines_of(parse(html)), url=URL)


@given(kept=st.sets(st.integers(0, len(PARAGRAPHS) - 1), min_size=3))
def test_what_was_left_behind_comes_back_in_its_place_where_most_of_a_body_was_kept(kept):
    lines = [PARAGRAPHS[number] for number in sorted(kept)]
    assert restore_paragraphs(lines, parse(PAGE)) == PARAGRAPHS


@given(kept=st.sets(st.integers(0, len(PARAGRAPHS) - 1), max_size=2))
def test_two_paragraphs_may_be_a_teaser_and_bring_nothing_back(kept):
    lines = [PARAGRAPHS[number] for number in sorted(kept)]
    assert restore_paragraphs(lines, parse(PAGE)) == lines


@pytest.mark.parametrize("last", ["<p>{}</p>", "<ul><li>{}</li></ul>"])
def test_in_a_short_article_two_paragraphs_are_enough_where_they_hold_most_of_its_words(last):
    end = "The timetable is <a href='/boats'>here</a>, and the council hangs it out on the quay."
    story = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS[:2]) + last.format(end)
    html = f"<html><body><div class='story'>{story}</div><footer>© Gazette</footer></body></html>"
    told = [*PARAGRAPHS[:2], "The timetable is here, and the council hangs it out on the quay."]
    assert restore_paragraphs(PARAGRAPHS[:2], parse(html)) == told


@pytest.mark.parametrize(
    "place", ["<aside>{}</aside>", "<div class='other'>{}</div>", "<div class='story'><p>By A. Hall</p></div>{}"]
)
def test_what_stands_elsewhere_or_says_hardly_anything_is_left_behind(place):
    elsewhere = "<blockquote><p>Another article begins with words of its own about the harbour.</p></blockquote>"
    html = PAGE.replace("<footer>", place.format(elsewhere) + "<footer>")
    assert restore_paragraphs(PARAGRAPHS[:3], parse(html)) == PARAGRAPHS


@pytest.mark.parametrize(
    "head",
    ["Ferries run again", "FERRIES RUN AGAIN!", "27 January 2022 4:06 PM", "By Ann Hall", "World", "Home / World"],
)
def test_title_date_byline_and_section_leave_the_top_of_the_text_and_nothing_below(head):
    top = {"headings": ["Ferries run again"], "section": "World", "authors": ["Ann Hall"]}
    assert without_head([head, *PARAGRAPHS], **top) == PARAGRAPHS
    assert without_head([*PARAGRAPHS[:HEAD_LINES], head], **top) == [*PARAGRAPHS[:HEAD_LINES], head]


def test_a_sentence_that_mentions_a_date_or_an_author_stays():
    lines = ["The ferries stopped on 27 January 2022.", "Ann Hall lives on the northern island and takes the boat."]
    assert without_head(lines, [], None, ["Ann Hall"]) == lines


def described(text: str) -> Declared:
    return read_declared(
        parse(f'<html><head><meta name="description" content="{text}"></head><body>a</body></html>'), URL
    )


STANDFIRST = "After three days of storm the ferries to the northern islands run again, but not all of them do"


def test_the_standfirst_joins_the_text_where_the_page_shows_what_it_says_of_itself():
    shown = ["Ferries run again", STANDFIRST + ".", *PARAGRAPHS]
    assert with_standfirst(PARAGRAPHS, shown, described(STANDFIRST[:80] + "…"), []) == [STANDFIRST + ".", *PARAGRAPHS]


@pytest.mark.parametrize(
    ("shown", "description", "headings"),
    [
        (PARAGRAPHS, STANDFIRST, []),
        ([*PARAGRAPHS, STANDFIRST], STANDFIRST, []),
        (
            [STANDFIRST, *PARAGRAPHS],
            "Another description of quite another article, as long as the one that is shown.",
            [],
        ),
        ([STANDFIRST, *PARAGRAPHS], STANDFIRST, [STANDFIRST]),
        ([PARAGRAPHS[1], *PARAGRAPHS], PARAGRAPHS[1], []),
    ],
)
def test_what_is_not_shown_above_the_text_or_stands_in_it_already_does_not_join_it(shown, description, headings):
    assert with_standfirst(PARAGRAPHS, shown, described(description), headings) == PARAGRAPHS
