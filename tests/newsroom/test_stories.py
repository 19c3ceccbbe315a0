"""Articles come, change, and are seen late."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom import Mistake
from newsroom.paper_articles import Change, Desk, alter_number


@pytest.fixture
def desk() -> Desk:
    return Desk(seed=1, articles=10)


def test_dates_and_ids_rise_with_the_articles(desk):
    desk.publish(5)
    stories = desk.stories()
    assert len(stories) == 15
    assert [s.published for s in stories] == sorted({s.published for s in stories})
    assert [s.id for s in stories] == sorted({s.id for s in stories})
    assert all(s.published.utcoffset() is not None for s in stories)


def test_the_newest_article_of_a_fresh_paper_is_of_the_thirtieth_of_june(desk):
    assert desk.stories()[-1].published.isoformat() == "2026-06-30T21:40:00+00:00"


def test_an_article_keeps_its_id_and_its_words_in_a_larger_paper(desk):
    larger = Desk(seed=1, articles=30)
    assert [(s.id, s.paragraphs) for s in desk.stories()] == [(s.id, s.paragraphs) for s in larger.stories()[:10]]


def test_an_edit_alters_one_number_and_nothing_else(desk):
    old, new = desk.story(3), desk.edit(3)
    assert new.id == old.id
    assert new.modified > old.modified
    words = list(zip(" ".join(old.paragraphs).split(), " ".join(new.paragraphs).split(), strict=True))
    assert sum(a != b for a, b in words) == 1


def test_an_edit_on_one_mirror_is_not_seen_on_another(desk):
    desk.edit(3, mirror="m2")
    assert desk.story(3, "m1") == desk.story(3)
    assert desk.story(3, "m2") != desk.story(3)


def test_a_later_edit_everywhere_replaces_what_one_mirror_made_up(desk):
    desk.edit(3, mirror="m2")
    desk.edit(3, change=Change.APPEND, text="More followed.")
    assert desk.story(3, "m2") == desk.story(3, "m1")
    assert desk.story(3, "m2").paragraphs[-1] == "More followed."


def test_edits_add_up(desk):
    desk.edit(3, change=Change.TITLE, text="an update")
    story = desk.edit(3, change=Change.APPEND, text="More followed.")
    assert story.title.endswith(": an update")
    assert story.paragraphs[-1] == "More followed."


def test_a_lagging_view_knows_neither_new_articles_nor_new_edits(desk):
    before = desk.stories()
    desk.publish(4)
    desk.edit(3)
    assert desk.stories(lag=4) == before
    assert desk.story(12, lag=4) is None
    assert desk.story(12) is not None


def test_a_lag_longer_than_the_paper_shows_an_empty_one(desk):
    assert list(desk.stories(lag=99)) == []


def test_an_article_is_named_by_its_rank_or_by_its_id(desk):
    assert desk.story(desk.story(4).id) == desk.story(4)


@pytest.mark.parametrize("article", [0, -1, 11, 999_999_999])
def test_editing_what_does_not_exist_is_a_mistake(desk, article):
    with pytest.raises(Mistake, match="no article"):
        desk.edit(article)


@given(st.integers(min_value=10, max_value=10**9))
def test_another_number_is_another_number(number):
    assert alter_number(f"about {number:,} people") != f"about {number:,} people"
