"""A page on its whole way: recorded, published, compared, judged, recorded."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from crawler.archive.pages.record_pages import record_pages
from crawler.archive.tables.articles import articles, pages, revisions
from crawler.archive.tables.sightings import sightings
from crawler.canonical.known_key import Known
from crawler.index.known_keys import look_up_keys
from crawler.judging.canonicalizer import Canonicalizer
from crawler.model.errors import IndexUnavailable, LeaseLost
from tests.desk.fetched_pages import M1, M2, by, column, rows, words
from tests.desk.index_servers import Server, plain
from tests.desk.judging_rooms import Play, Room, identities, kind, of, partition, room

TEXT = words("a", 100)
NEARLY = words("a", 90) + " " + words("b", 10)


def test_a_life_of_an_article(play: Play) -> None:
    async def scene(room: Room) -> None:
        first = await room.submit("/1", TEXT)
        number = first.page.article
        assert (kind(first), of(first)) == ("new", None)
        same = await room.submit("/1", TEXT)
        mirrored = await room.submit("/1", TEXT, M2)
        assert [(kind(one), of(one)) for one in (same, mirrored)] == [("unchanged", number), ("mirror", number)]
        revised = await room.submit("/1", NEARLY)
        assert (kind(revised), of(revised)) == ("revision", number)
        assert column(room.archive, articles, "id") == [number]

    play(scene)


def test_a_key_is_known_as_soon_as_its_page_is_judged(play: Play) -> None:
    async def scene(room: Room) -> None:
        await room.begin()
        judged = await room.canonicalizer.submit(room.page("/1", TEXT))
        assert judged is not None
        known = await look_up_keys(room.index, "herald", ["/1", "/2"])
        assert known == [Known(judged.page.article), None]

    play(scene)


def test_a_near_duplicate_of_another_source_shares_its_story_and_stays_an_article(play: Play) -> None:
    async def scene(room: Room) -> None:
        first = await room.submit("/1", TEXT)
        second = await room.submit("/x", NEARLY, source="gazette")
        assert (kind(second), of(second)) == ("near_duplicate", first.page.article)
        assert partition(room.archive) == {frozenset({"herald/1", "gazette/x"})}
        assert len(identities(room.archive)) == 2

    play(scene)


def test_the_same_text_under_another_key_becomes_a_sighting(play: Play) -> None:
    async def scene(room: Room) -> None:
        first = await room.submit("/1", TEXT)
        second = await room.submit("/2", TEXT, M2)
        assert (kind(second), of(second), second.page.article) == ("mirror", first.page.article, first.page.article)
        assert identities(room.archive) == {frozenset({"herald/1", "herald/2"})}
        assert await look_up_keys(room.index, "herald", ["/2"]) == [Known(first.page.article)]
        assert {row["url"] for row in rows(room.archive, sightings)} == {f"{M1}/1", f"{M2}/2"}

    play(scene)


def test_more_to_follow_is_not_an_article_twice(play: Play) -> None:
    async def scene(room: Room) -> None:
        assert [kind(await room.submit(key, "More to follow.")) for key in ("/1", "/2")] == ["new", "new"]
        assert len(identities(room.archive)) == len(partition(room.archive)) == 2

    play(scene)


def test_a_reused_key_is_two_articles_and_belongs_to_the_later_one(play: Play) -> None:
    async def scene(room: Room) -> None:
        from datetime import UTC, datetime

        storm = await room.submit("/1", TEXT, title="Storm", published=datetime(2026, 1, 5, tzinfo=UTC))
        budget = await room.submit("/1", words("z"), title="Budget", published=datetime(2026, 8, 15, tzinfo=UTC))
        assert kind(budget) == "new"
        assert budget.page.article != storm.page.article
        assert await look_up_keys(room.index, "herald", ["/1"]) == [Known(budget.page.article)]

    play(scene)


def test_pages_of_one_article_that_come_together_are_judged_one_after_the_other(play: Play) -> None:
    async def scene(room: Room) -> None:
        await room.begin()
        submit = room.canonicalizer.submit
        judged = await asyncio.gather(*(submit(room.page("/1", TEXT, mirror)) for mirror in (M1, M2)))
        assert [kind(one) for one in judged] == ["new", "mirror"]

    play(scene)


def test_pages_that_turn_out_to_be_one_article_are_judged_one_after_the_other(play: Play) -> None:
    async def scene(room: Room) -> None:
        first = await room.submit("/1", TEXT)
        await room.submit("/2", TEXT)
        await room.begin()
        submit = room.canonicalizer.submit
        judged = await asyncio.gather(submit(room.page("/1", NEARLY)), submit(room.page("/2", NEARLY)))
        assert [(kind(one), of(one)) for one in judged if one] == [  # both keys are the first article's
            ("revision", first.page.article), ("unchanged", first.page.article)
        ]  # fmt: skip

    play(scene)


def test_pages_that_a_crash_left_are_judged_one_after_the_other_too(play: Play) -> None:
    async def scene(room: Room) -> None:
        await room.begin()
        left = [room.page("/1", TEXT, M1), room.page("/1", TEXT, M2), room.page("/2", TEXT, M1)]
        await room.archive.run(record_pages, left)
        assert await room.canonicalizer.resume("herald") == 3
        assert column(room.archive, pages, "verdict") == ["new", "mirror", "mirror"]
        assert identities(room.archive) == {frozenset({"herald/1", "herald/2"})}
        assert await room.canonicalizer.resume("herald") == 0

    play(scene)


def test_near_duplicates_that_come_together_find_each_other(play: Play) -> None:
    async def scene(room: Room) -> None:
        await room.begin()
        await room.begin("gazette")
        submit = room.canonicalizer.submit
        together = room.page("/1", TEXT), room.page("/x", NEARLY, source="gazette"), room.page("/2", TEXT)
        judged = await asyncio.gather(*map(submit, together))
        assert sorted(kind(one) for one in judged) == ["mirror", "near_duplicate", "new"]
        assert len(partition(room.archive)) == 1

    play(scene)


def test_a_page_that_comes_twice_is_judged_once(play: Play) -> None:
    async def scene(room: Room) -> None:
        await room.begin()
        submit = room.canonicalizer.submit
        assert kind(await submit(room.page("/1", TEXT))) == "new"
        assert await submit(room.page("/1", TEXT)) is None
        assert len(rows(room.archive, pages)) == 1

    play(scene)


def test_a_pending_page_that_comes_twice_stays_pending(play: Play) -> None:
    async def scene(room: Room) -> None:
        await room.submit("/1", TEXT, M1)
        disputed = await room.submit("/1", NEARLY, M2)
        assert kind(disputed) == "pending"
        assert await room.canonicalizer.submit(room.page("/1", NEARLY, M2)) is None
        assert by(rows(room.archive, pages), id=disputed.page.id)["verdict"] is None

    play(scene)


def test_an_article_that_is_fetched_again_unchanged_costs_the_index_nothing(play: Play, server: Server) -> None:
    def writes() -> int:
        with plain(server) as client:
            told = client.info("persistence")
        shards = [told] if "loading" in told else told.values()
        return sum(int(shard["rdb_changes_since_last_save"]) for shard in shards)

    async def scene(room: Room) -> None:
        await room.submit("/0", "More to follow.")
        before = writes()
        await room.submit("/1", TEXT)
        published = writes()
        assert published > before
        for mirror in (M1, M2, M1):
            await room.submit("/1", TEXT, mirror)
        assert writes() == published

    play(scene)


def test_a_replaced_run_takes_no_other_runs_pages_with_it(play: Play) -> None:
    async def scene(room: Room) -> None:
        await room.begin()
        late = room.page("/1", TEXT)
        await room.begin()
        await room.begin("gazette")
        submit = room.canonicalizer.submit
        lost, judged, live = await asyncio.gather(
            submit(late), submit(room.page("/x", words("x"), source="gazette")), submit(room.page("/2", words("y"))),
            return_exceptions=True,
        )  # fmt: skip
        assert isinstance(lost, LeaseLost)
        assert not isinstance(judged, BaseException)
        assert not isinstance(live, BaseException)
        assert [kind(judged), kind(live)] == ["new", "new"]

    play(scene)


def test_without_an_index_nothing_becomes_new_and_nothing_is_lost(play: Play, server: Server) -> None:
    async def scene(room: Room) -> None:
        await room.begin()
        with plain(server) as client:
            client.flushall()
        with pytest.raises(IndexUnavailable):
            await room.canonicalizer.submit(room.page("/1", TEXT))
        assert column(room.archive, pages, "verdict") == [None]
        await room.rebuild()
        assert await room.canonicalizer.resume("herald") == 1
        assert column(room.archive, pages, "verdict") == ["new"]

    play(scene)


def test_a_text_is_no_candidate_when_its_window_is_over(server: Server, tmp_path: Path) -> None:
    async def scene() -> None:
        async with room(server, tmp_path, window_days=4) as stage:
            await stage.submit("/1", TEXT, at=1_900_000_000)
            assert kind(await stage.submit("/x", TEXT, source="gazette")) == "new"

    asyncio.run(scene())


def test_a_revision_is_found_as_a_near_duplicate_too(play: Play) -> None:
    async def scene(room: Room) -> None:
        first = await room.submit("/1", TEXT)
        await room.submit("/1", words("new", 100))
        copy = await room.submit("/x", words("new", 100), source="gazette")
        assert (kind(copy), of(copy)) == ("copy", first.page.article)
        assert len(rows(room.archive, revisions)) == 3

    play(scene)


def test_hundreds_of_pages_at_once_are_all_judged(play: Play) -> None:
    async def scene(room: Room) -> None:
        await room.begin()
        submit = room.canonicalizer.submit
        judged = await asyncio.gather(*(submit(room.page(f"/{n}", words(f"{n}w"))) for n in range(200)))
        assert {kind(one) for one in judged} == {"new"}
        assert len(rows(room.archive, articles)) == 200

    play(scene)


def test_whoever_waits_for_a_verdict_learns_of_an_error_of_ours_and_the_next_page_is_judged(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        async with room(server, tmp_path) as stage, asyncio.timeout(20):
            with monkeypatch.context() as patched:
                patched.setattr(Canonicalizer, "_next_batch", lambda _: None + 1)
                with pytest.raises(TypeError):
                    await stage.submit("/1", words("one"))
            assert kind(await stage.submit("/1", words("one"))) == "new"

    asyncio.run(story())
