"""What a person decided stands above the links: the pure rule, and the archive through crashes, runs and rebuilds."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from crawler.archive.stories.overrides import MERGE, SPLIT, load_overrides_about, record_override, undo_override
from crawler.archive.stories.story_links import update_stories
from crawler.canonical.stories import AlikeArticles, Override, join_stories
from crawler.model.verdict import LinkKind
from tests.canonical.test_stories import ARTICLES, LINKS, holds, whole
from tests.desk.fetched_pages import words
from tests.desk.index_servers import Server
from tests.desk.judging_rooms import Room, partition, room


def apart(number: int, *pairs: tuple[int, int]) -> Override:
    return Override(number, False, pairs)


def joined(number: int, *pairs: tuple[int, int]) -> Override:
    return Override(number, True, pairs)


def parted(articles: int, links: Sequence[AlikeArticles], *overrides: Override) -> list[list[int]]:
    found: dict[int, list[int]] = {}
    for article, story in join_stories(range(1, articles + 1), links, overrides).items():
        found.setdefault(story, []).append(article)
    return [found[story] for story in sorted(found)]


def test_articles_that_are_not_alike_come_together_when_a_person_says_so() -> None:
    assert parted(3, [], joined(1, (1, 3))) == [[1, 3], [2]]


def test_what_is_like_merged_articles_comes_with_them() -> None:
    assert parted(4, [whole(1, 2), whole(3, 4)], joined(1, (2, 3))) == [[1, 2, 3, 4]]


def test_articles_that_are_alike_stay_apart_when_a_person_says_so() -> None:
    assert parted(3, [whole(1, 2), whole(2, 3)], apart(1, (2, 1), (2, 3))) == [[1], [2], [3]]


def test_a_way_around_brings_articles_kept_apart_no_nearer() -> None:
    near, far = AlikeArticles(1, 2, LinkKind.JACCARD, 0.9), AlikeArticles(2, 3, LinkKind.JACCARD, 0.6)
    assert parted(3, [far, near], apart(1, (1, 3))) == [[1, 2], [3]]


def test_a_containment_does_not_bring_back_what_was_split_off() -> None:
    assert parted(3, [whole(1, 2), holds(1, 3)], apart(1, (3, 1), (3, 2))) == [[1, 2], [3]]


def test_an_article_split_off_from_the_closest_story_goes_to_the_next() -> None:
    links = [whole(1, 2), whole(3, 4), holds(2, 5, 0.4), holds(3, 5, 0.2)]
    assert parted(5, links) == [[1, 2, 5], [3, 4]]
    assert parted(5, links, apart(1, (5, 1), (5, 2))) == [[1, 2], [3, 4, 5]]


def test_of_two_decisions_that_contradict_each_other_the_later_one_holds() -> None:
    assert parted(2, [], joined(2, (1, 2)), apart(1, (1, 2))) == [[1, 2]]
    assert parted(2, [whole(1, 2)], joined(1, (1, 2)), apart(2, (1, 2))) == [[1], [2]]


DECISIONS = st.lists(
    st.builds(
        lambda together, pair: (together, tuple(pair)),
        st.booleans(),
        st.lists(st.integers(1, ARTICLES), min_size=2, max_size=2, unique=True),
    ),
    max_size=4,
).map(lambda made: [Override(n, together, (pair,)) for n, (together, pair) in enumerate(made)])


@given(links=LINKS, overrides=DECISIONS, random=st.randoms(use_true_random=False))
def test_neither_the_order_of_links_nor_that_of_decisions_matters(links, overrides, random) -> None:  # type: ignore[no-untyped-def]
    told = join_stories(range(1, ARTICLES + 1), links, overrides)
    mixed = join_stories(
        range(ARTICLES, 0, -1), random.sample(links, len(links)), random.sample(overrides, len(overrides))
    )  # fmt: skip
    assert mixed == told


@given(links=LINKS, overrides=DECISIONS)
def test_the_latest_decision_holds_whatever_the_links_say(links, overrides) -> None:  # type: ignore[no-untyped-def]
    told = join_stories(range(1, ARTICLES + 1), links, overrides)
    for one, other in overrides[-1].pairs if overrides else ():
        assert (told[one] == told[other]) is overrides[-1].together


@given(links=LINKS)
def test_splitting_an_article_off_leaves_it_with_none_of_the_others(links) -> None:  # type: ignore[no-untyped-def]
    before = join_stories(range(1, ARTICLES + 1), links)
    others = [article for article in before if before[article] == before[5] and article != 5]
    told = join_stories(range(1, ARTICLES + 1), links, [apart(1, *((5, other) for other in others))])
    assert all(told[5] != told[other] for other in others)


A, NEAR_A, NEARER_A = words("a", 100), words("a", 90) + " x " * 9, words("a", 95) + " y" * 5
B = words("b", 100)


def scene(server: Server, folder: Path, *steps: str) -> set[frozenset[str]]:
    """Four articles, and a decision at some point of their way."""

    async def submit(stage: Room, key: str) -> None:
        text = {"/1": A, "/2": NEAR_A, "/3": NEARER_A, "/4": B}[key]
        await stage.submit(key, text, source={"/2": "gazette"}.get(key, "herald"))

    async def decided(stage: Room, kind: str, *pairs: tuple[int, int]) -> None:
        await stage.archive.run(record_override, kind, pairs, who="editor", reason="seen", now=1)
        await stage.archive.run(update_stories, sorted({n for pair in pairs for n in pair}))

    async def played() -> set[frozenset[str]]:
        async with room(server, folder) as stage:
            for step in steps:
                if step.startswith("/"):
                    await submit(stage, step)
                elif step == "split":
                    await decided(stage, SPLIT, (2, 1))
                elif step == "merge":
                    await decided(stage, MERGE, (1, 4))
                elif step == "rebuild":
                    await stage.rebuild()
                else:
                    assert await stage.archive.run(undo_override, 1, who="editor", reason="wrong", now=2)
                    await stage.archive.run(update_stories, [1, 2])
            return partition(stage.archive)

    return asyncio.run(played())


def test_a_split_survives_a_rebuild_and_articles_that_come_later(server: Server, tmp_path: Path) -> None:
    told = scene(server, tmp_path, "/1", "/2", "split", "rebuild", "/3", "/1")
    assert told == {frozenset({"herald/1", "herald/3"}), frozenset({"gazette/2"})}


def test_a_merge_survives_a_rebuild_and_articles_that_come_later(server: Server, tmp_path: Path) -> None:
    told = scene(server, tmp_path, "/1", "/2", "/3", "/4", "merge", "rebuild", "/4", "/2")
    assert told == {frozenset({"herald/1", "gazette/2", "herald/3", "herald/4"})}


def test_an_undone_split_leaves_what_the_links_say(server: Server, tmp_path: Path) -> None:
    assert scene(server, tmp_path, "/1", "/2", "split", "undo") == {frozenset({"herald/1", "gazette/2"})}


def test_an_undone_decision_is_still_told(server: Server, tmp_path: Path) -> None:
    scene(server, tmp_path, "/1", "/2", "split", "undo")

    async def look() -> None:
        async with room(server, tmp_path) as stage:
            (one,) = await stage.archive.run(load_overrides_about, [2])
            assert (one.kind, one.reason, one.pairs, one.undone_reason) == (SPLIT, "seen", ((2, 1),), "wrong")

    asyncio.run(look())


def test_the_groups_of_these_tests_are_alike() -> None:
    from crawler.canonical.judge import Rule
    from crawler.canonical.sketch import likeness
    from crawler.canonical.text import shingles, tokens

    for one, other in combinations([A, NEAR_A, NEARER_A], 2):
        assert Rule().kind(likeness(shingles(tokens(one)), shingles(tokens(other)))) is LinkKind.JACCARD
