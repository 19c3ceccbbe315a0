"""A line that stands around the articles on most of a source's pages is its template's, however few texts have it."""

from __future__ import annotations

from collections.abc import Collection

from crawler.canonical.mirror_furniture import WholePage
from crawler.canonical.template_lines import find_template_lines, is_on_pages

LABEL, CALL = "most read", "write to us about this article"


def body(number: int) -> list[str]:
    return [f"paragraph {part} of the story that is number {number} and of no other one" for part in ("one", "two")]


def pages(count: int, *, before: Collection[str] = (), inside: Collection[str] = (), story: int = 0) -> list[WholePage]:
    made = []
    for n in range(count):
        first, second = body(n)
        lines = ("home", *before, first, *inside, second, "imprint")
        made.append(WholePage("m1", n, story or n, n, lines))
    return made


def found(made: list[WholePage], *, read: Collection[str] = (), of: int = 1) -> list[str]:
    """The lines that are found, where the first ``of`` texts hold some more than their paragraphs."""
    texts = {page.article: {*body(page.article), *(read if page.article < of else ())} for page in made}
    return [line.line for line in find_template_lines(made, texts)]


def test_a_line_around_the_articles_is_found_though_one_text_alone_has_it() -> None:
    assert found(pages(10, before=[LABEL]), read=[LABEL]) == [LABEL]


def test_a_label_that_no_text_has_is_left_alone_and_a_sentence_is_not() -> None:
    assert found(pages(10, before=[LABEL, CALL])) == [CALL]


def test_a_line_among_the_paragraphs_of_articles_is_theirs_unless_readings_leave_it_out() -> None:
    made = pages(10, inside=[CALL])
    assert found(made, read=[CALL], of=10) == []
    assert found(made, read=[CALL], of=1) == [CALL]


def test_pages_of_one_story_count_once() -> None:
    assert found(pages(10, before=[CALL], story=99)) == []


def test_fewer_than_six_stories_show_nothing() -> None:
    assert found(pages(5, before=[CALL])) == []
    assert found(pages(6, before=[CALL])) == [CALL]


def test_a_line_on_fewer_than_four_in_five_is_no_furniture() -> None:
    some = pages(7, before=[CALL])
    others = [WholePage("m1", n, n, n, ("home", *body(n), "imprint")) for n in range(7, 10)]
    assert found(some + others) == []


def test_a_heading_of_a_series_is_on_too_few_pages_to_be_boilerplate() -> None:
    made = [WholePage("m1", n, n, n, (*body(n), *([LABEL] if n < 1 else []))) for n in range(10)]
    assert not is_on_pages(LABEL, made)
    assert is_on_pages(body(0)[0], made[:5])  # five pages say nothing
    assert is_on_pages("home", pages(10))
    assert not is_on_pages("home", pages(10) + [WholePage("m2", n, n, n, ()) for n in range(10)], "m2")
