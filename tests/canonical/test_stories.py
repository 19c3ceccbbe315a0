"""Stories follow from links: the pure rule."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical.stories import AlikeArticles, join_stories
from crawler.model.verdict import LinkKind


def whole(one: int, other: int) -> AlikeArticles:
    return AlikeArticles(one, other, LinkKind.JACCARD, 0.7, 0.8)


def holds(container: int, held: int, jaccard: float = 0.3) -> AlikeArticles:
    return AlikeArticles(container, held, LinkKind.CONTAINMENT, jaccard, 0.9, container)


def parted(articles: int, *links: AlikeArticles) -> list[list[int]]:
    found: dict[int, list[int]] = {}
    for article, story in join_stories(range(1, articles + 1), links).items():
        found.setdefault(story, []).append(article)
    return [found[story] for story in sorted(found)]


def test_an_article_like_none_is_a_story_of_its_own() -> None:
    assert parted(2) == [[1], [2]]


def test_likeness_as_a_whole_reaches_over_others() -> None:
    assert parted(4, whole(3, 4), whole(1, 2), whole(2, 3)) == [[1, 2, 3, 4]]


def test_equal_texts_are_one_story() -> None:
    assert parted(2, AlikeArticles(1, 2, LinkKind.SAME_TEXT)) == [[1, 2]]


def test_an_abridged_article_joins_the_story_of_the_full_one() -> None:
    assert parted(3, whole(1, 2), holds(2, 3)) == [[1, 2, 3]]


def test_an_article_joins_only_the_story_that_it_shares_most_with() -> None:
    assert parted(5, whole(1, 2), whole(3, 4), holds(2, 5, 0.2), holds(3, 5, 0.4)) == [[1, 2], [3, 4, 5]]


def test_one_containment_unites_no_grown_stories() -> None:
    assert parted(4, whole(1, 2), whole(3, 4), holds(1, 3)) == [[1, 2], [3, 4]]


def test_excerpts_that_all_stand_in_a_story_join_it_however_many_they_are() -> None:
    assert parted(4, whole(1, 2), whole(3, 4), holds(1, 3), holds(2, 4)) == [[1, 2, 3, 4]]


def test_a_roundup_brings_nothing_together() -> None:
    assert parted(3, holds(3, 1), holds(3, 2)) == [[1], [2], [3]]


def test_a_long_version_of_articles_that_are_alike_is_no_roundup() -> None:
    assert parted(3, holds(3, 1), holds(3, 2), whole(1, 2)) == [[1, 2, 3]]


def test_a_roundup_of_a_roundup_is_one_too() -> None:
    assert parted(4, holds(3, 1), holds(3, 2), holds(4, 1), holds(4, 2), holds(4, 3)) == [[1], [2], [3], [4]]


def same(one: int, other: int) -> AlikeArticles:
    return AlikeArticles(one, other, LinkKind.SAME_TEXT)


def test_a_copy_of_a_roundup_in_another_source_brings_nothing_together_either() -> None:
    assert parted(4, same(3, 4), *(holds(r, a) for r in (3, 4) for a in (1, 2))) == [[1], [2], [3, 4]]


def test_two_roundups_that_quote_the_same_stories_bring_nothing_together() -> None:
    assert parted(5, whole(4, 5), *(holds(r, a) for r in (4, 5) for a in (1, 2, 3))) == [[1], [2], [3], [4, 5]]


def test_two_roundups_of_two_stories_that_others_print_too_bring_nothing_together() -> None:
    quoted = [holds(r, a) for r in (5, 6) for a in (1, 2, 3, 4)]
    assert parted(6, whole(1, 2), whole(3, 4), whole(5, 6), *quoted) == [[1, 2], [3, 4], [5, 6]]


def test_two_excerpts_of_an_article_that_others_print_whole_stay_with_it() -> None:
    assert parted(4, whole(3, 4), holds(3, 1), holds(4, 1), holds(3, 2), holds(4, 2)) == [[1, 2, 3, 4]]


def test_a_roundup_that_arrives_before_its_parts_lets_the_first_one_go_again() -> None:
    early, late = holds(1, 2), holds(1, 3)
    assert parted(3, early) == [[1, 2], [3]]
    assert parted(3, early, late) == [[1], [2], [3]]


def test_a_longer_roundup_that_contains_the_copies_of_a_shorter_one_is_one_too() -> None:
    short = [holds(r, a) for r in (3, 4) for a in (1, 2)]
    assert parted(5, same(3, 4), *short, *(holds(5, a) for a in (1, 2, 3, 4))) == [[1], [2], [3, 4], [5]]


ARTICLES = 8
LINKS = st.lists(
    st.builds(
        lambda pair, kind, grade, longer: AlikeArticles(
            pair[0], pair[1], kind, grade / 100, 0.9, pair[longer] if kind is LinkKind.CONTAINMENT else None
        ),
        st.lists(st.integers(1, ARTICLES), min_size=2, max_size=2, unique=True),
        st.sampled_from([LinkKind.JACCARD, LinkKind.CONTAINMENT, LinkKind.CONTAINMENT]),
        st.integers(10, 99),
        st.integers(0, 1),
    ),
    max_size=14,
    unique_by=(lambda link: frozenset((link.one, link.other)), lambda link: link.jaccard),
)


@given(links=LINKS, random=st.randoms(use_true_random=False))
def test_neither_the_order_nor_the_numbers_matter(links, random) -> None:  # type: ignore[no-untyped-def]
    numbers = random.sample(range(100, 200), ARTICLES)
    name = dict(zip(range(1, ARTICLES + 1), numbers, strict=True))
    told = join_stories(name, links)
    renamed = [
        AlikeArticles(name[link.one], name[link.other], link.kind, link.jaccard, 0.9, name.get(link.container or 0))
        for link in random.sample(links, len(links))
    ]
    again = join_stories(random.sample(numbers, ARTICLES), renamed)
    together = {(a, b) for a in name for b in name if told[a] == told[b]}
    assert together == {(a, b) for a in name for b in name if again[name[a]] == again[name[b]]}


@given(links=LINKS)
def test_every_article_is_in_one_story_named_by_its_first(links) -> None:  # type: ignore[no-untyped-def]
    told = join_stories(range(1, ARTICLES + 1), links)
    assert list(told) == list(range(1, ARTICLES + 1))
    assert all(told[story] == story <= article for article, story in told.items())


@given(links=LINKS)
def test_only_linked_articles_share_a_story(links) -> None:  # type: ignore[no-untyped-def]
    everything = [AlikeArticles(link.one, link.other, LinkKind.JACCARD) for link in links]
    told, widest = join_stories(range(1, ARTICLES + 1), links), join_stories(range(1, ARTICLES + 1), everything)
    assert all(widest[article] == widest[story] for article, story in told.items())
