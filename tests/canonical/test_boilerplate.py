"""Which repeated lines are boilerplate: the pure rule, on articles whose own paragraphs are all different."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.boilerplate import measured
from crawler.canonical.boilerplate import WINDOW, TextSample, learn_boilerplate
from crawler.canonical.text import compared_line

LABEL = "share this article"
NOTICE = "the herald can also be read at these other addresses should this one be blocked or seized by anybody"
BACKGROUND = " ".join(f"background{n}" for n in range(35))


def own(article: int, number: int = 4) -> list[str]:
    return [f"paragraph {n} of article {article} says what no other one says" for n in range(number)]


def tail(line: str) -> Callable[[int], list[str]]:
    return lambda article: [*own(article), line]


def within(line: str) -> Callable[[int], list[str]]:
    return lambda article: [*own(article)[:2], line, *own(article)[2:]]


def samples(
    number: int, lines: Callable[[int], Sequence[str]], mirror: str = "m1", first: int = 0, **same: object
) -> list[TextSample]:
    made = []
    for article in range(first, first + number):
        values = {"story": article, "title": f"title{article}"} | same
        made.append(TextSample(article, mirrors=frozenset({mirror}), lines=tuple(lines(article)), **values))  # type: ignore[arg-type]
    return made


def learned(found: Sequence[TextSample], *settled: str) -> list[str]:
    return [one.line for one in learn_boilerplate(found, settled)]


def test_articles_with_nothing_in_common_have_no_boilerplate() -> None:
    assert learned(samples(100, own)) == []


@pytest.mark.parametrize("place", [tail, within])
def test_a_label_is_learned_from_six_articles_wherever_it_stands(
    place: Callable[[str], Callable[[int], list[str]]],
) -> None:
    assert learned(samples(5, place(LABEL))) == []
    assert learned(samples(6, place(LABEL))) == [LABEL]


def test_a_line_that_starts_tomorrow_is_learned_however_many_articles_are_without_it() -> None:
    assert learned(samples(200, own) + samples(8, tail(NOTICE), first=200)) == [NOTICE]


def test_a_paragraph_of_background_is_kept_wherever_its_beat_puts_it() -> None:
    for place in (tail, within):
        with_it = place(BACKGROUND)
        assert learned(samples(200, lambda article, p=with_it: p(article) if article % 2 else own(article))) == []


def test_background_that_an_event_brings_into_every_article_of_a_day_is_kept() -> None:
    assert learned(samples(100, own) + samples(11, tail(BACKGROUND), first=100)) == []


def test_a_long_line_in_most_pages_of_a_template_is_learned_in_the_end() -> None:
    with_it = tail(BACKGROUND)
    assert learned(samples(60, lambda article: with_it(article) if article % 10 < 7 else own(article))) == [BACKGROUND]


def test_a_subheading_that_returns_now_and_then_is_text() -> None:
    with_it = within("what happened next")
    assert learned(samples(100, lambda article: with_it(article) if article % 5 == 0 else own(article))) == []


def test_a_mirrors_own_line_is_learned_from_its_pages_alone() -> None:
    found = samples(200, own) + samples(9, tail(NOTICE), mirror="m2", first=300) + samples(90, own, first=400)
    (finding,) = learn_boilerplate(found)
    assert (finding.line, finding.mirror, finding.articles, finding.since) == (NOTICE, "m2", 9, 9)


def test_two_texts_of_one_article_count_once() -> None:
    twice = [one for article in range(5) for _ in range(2) for one in samples(1, tail(LABEL), first=article)]
    assert learned(twice) == []


def test_an_article_that_is_published_again_and_again_is_no_boilerplate() -> None:
    text = own(1)
    again = samples(30, lambda article: [*text, f"updated for the {article}th time with another sentence"], story=1)
    retitled = [
        TextSample(one.article, 1, f"storm hits the coast, {one.article} dead", one.mirrors, one.lines) for one in again
    ]
    assert learned(retitled) == []


def test_articles_that_are_one_story_for_their_boilerplate_alone_are_told_apart_by_their_titles() -> None:
    assert learned(samples(8, tail(NOTICE), story=1)) == [NOTICE]


def test_a_line_that_was_settled_is_not_learned_again() -> None:
    assert learned(samples(9, tail(LABEL)), LABEL) == []


def test_pages_that_are_nothing_but_a_label_prove_nothing_about_long_lines() -> None:
    assert learned(samples(11, lambda _: [BACKGROUND])) == []


def test_only_the_newest_articles_are_looked_at() -> None:
    assert learned(samples(20, tail(LABEL)) + samples(WINDOW, own, first=20)) == []


@pytest.mark.parametrize(
    "line", ["  Share this  article: ", "SHARE THIS ARTICLE", "« share this article »", "– Share this article …"]
)
def test_case_white_space_and_punctuation_around_a_line_do_not_tell_it_apart(line: str) -> None:
    assert compared_line(line) == LABEL


@given(order=st.permutations(range(12)))
def test_the_same_articles_teach_the_same_in_any_spelling_of_their_numbers(order: list[int]) -> None:
    found = samples(12, tail(NOTICE))
    renamed = [TextSample(order[n], order[n], one.title, one.mirrors, one.lines) for n, one in enumerate(found)]
    assert learn_boilerplate(renamed) == learn_boilerplate(found)


def test_on_seeded_publishers_all_boilerplate_is_found_and_next_to_no_text_is_taken() -> None:
    """Floors for two publishers that the rule was not set on; docs/dedup.md has the figures of forty."""
    for focus in (0.0, 0.6):
        figures = measured(range(501, 503), focus)
        assert figures["missed"] == 0, figures
        assert figures["wrongly taken"] <= 1, figures
