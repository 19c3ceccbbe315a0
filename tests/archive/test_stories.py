"""Story links in the archive, and the stories that are told from them."""

from __future__ import annotations

from itertools import permutations

import pytest

from crawler.archive.database.store import Archive
from crawler.archive.stories.story_links import record_links, update_stories
from crawler.archive.tables.articles import articles, story_links
from crawler.model.verdict import LinkKind, StoryLink
from tests.desk.fetched_pages import begin, column, page, record, rows, words

A, B, C, D, E, F = range(1, 7)


def whole(other: int, jaccard: float = 0.8) -> StoryLink:
    return StoryLink(other, LinkKind.JACCARD, jaccard, 0.9)


def part(other: int, jaccard: float = 0.2) -> StoryLink:
    """The other one contains this one."""
    return StoryLink(other, LinkKind.CONTAINMENT, jaccard, 0.9, longer=True)


def tell(archive: Archive, *links: tuple[int, StoryLink]) -> None:
    """Record links one by one, each with its stories, as pages judged one after the other do."""
    for article, link in links:
        archive.call(record_links, [(article, link)])
        archive.call(update_stories, [article])


def stories(archive: Archive) -> list[set[int]]:
    found: dict[int, set[int]] = {}
    for row in rows(archive, articles):
        found.setdefault(row["story"], set()).add(row["id"])
    return sorted(found.values(), key=min)


@pytest.fixture
def six(archive: Archive) -> Archive:
    """Six articles, each alone in its story."""
    run = begin(archive)
    opened = record(archive, *(page(run, f"/{n}", words(f"w{n}")) for n in range(6)))
    assert [one.article for one in opened] == [A, B, C, D, E, F]
    return archive


def test_an_article_is_alone_at_first(six: Archive) -> None:
    assert stories(six) == [{A}, {B}, {C}, {D}, {E}, {F}]


def test_a_likeness_as_a_whole_unites_two_grown_stories(six: Archive) -> None:
    tell(six, (B, whole(A)), (D, whole(C)), (D, whole(B)))
    assert stories(six) == [{A, B, C, D}, {E}, {F}]


def test_a_containment_brings_one_article_into_a_story(six: Archive) -> None:
    tell(six, (B, whole(A)), (C, part(B)))
    assert stories(six)[0] == {A, B, C}


def test_one_containment_never_unites_two_grown_stories(six: Archive) -> None:
    tell(six, (B, whole(A)), (D, whole(C)), (D, part(B)))
    assert stories(six)[:2] == [{A, B}, {C, D}]
    assert len(rows(six, story_links)) == 3, "the link is kept all the same"


LINKS = [(B, whole(A)), (D, whole(C)), (C, part(B)), (E, part(A)), (F, part(C, 0.11)), (F, part(A, 0.12))]


@pytest.mark.parametrize("order", list(permutations(range(6)))[::24])
def test_the_order_of_the_links_does_not_matter(six: Archive, order: tuple[int, ...]) -> None:
    tell(six, *(LINKS[place] for place in order))
    assert stories(six) == [{A, B, E, F}, {C, D}]


def test_of_two_likenesses_between_the_same_articles_the_greater_stays(six: Archive) -> None:
    tell(six, (B, part(A)), (A, whole(B, 0.7)), (B, part(A, 0.3)))
    (link,) = rows(six, story_links)
    assert (link["earlier"], link["later"], link["kind"], link["jaccard"]) == (A, B, "jaccard", 0.7)
    assert link["container"] is None


def test_a_link_says_which_text_is_the_longer_one(six: Archive) -> None:
    longer, shorter = part(A), StoryLink(D, LinkKind.CONTAINMENT, 0.2, 0.9, longer=False)
    tell(six, (B, longer), (C, shorter), (F, StoryLink(E, LinkKind.CONTAINMENT, 0.45, 0.62)))
    assert column(six, story_links, "container") == [A, C, None]


def test_an_article_is_not_linked_with_itself(six: Archive) -> None:
    tell(six, (A, whole(A)))
    assert rows(six, story_links) == []


def test_no_links_are_no_work(six: Archive) -> None:
    six.call(record_links, [])
    six.call(update_stories, [])
    assert len(stories(six)) == 6
