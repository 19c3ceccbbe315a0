"""What a person removes leaves archive and index together, and nothing else is harmed."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event, update

from crawler.archive.database.integrity import check_archive
from crawler.archive.removal import purge as purging
from crawler.archive.removal.purge import PurgeSelection, select_named_articles
from crawler.archive.removal.tombstones import Decision, find_removed, load_tombstones
from crawler.archive.tables.articles import articles, revisions
from crawler.archive.texts.revision_texts import load_texts
from crawler.canonical.known_key import REMOVED, Known
from crawler.index.known_keys import look_up_keys
from crawler.index.leases import hold_lease
from crawler.judging.canonicalizer import KeptAway
from crawler.maintenance.purge import Purge
from crawler.model.errors import LeaseLost, Refused
from tests.desk.fetched_pages import DAY, M1, M2, column, words
from tests.desk.index_servers import Server
from tests.desk.judging_rooms import AT, NEAR, Play, Room, kind, partition, room
from tests.maintenance.test_rebuilding import NEARLY, TEXT, busy_week, contents, postings

WORD = Decision("clerk", "a court's order", AT)


def purge_of(stage: Room) -> Purge:
    return Purge(stage.archive, stage.index, NEAR, "clerk", 5)


async def remove(stage: Room, *numbers: int) -> None:
    await purge_of(stage).purge(await stage.archive.run(select_named_articles, numbers), WORD)


async def judge(stage: Room, key: str, text: str, source: str = "herald") -> str:
    await stage.begin(source)
    judged = await stage.canonicalizer.submit(stage.page(key, text, source=source))
    return "kept away" if isinstance(judged, KeptAway) else kind(judged)


def test_the_index_is_then_as_if_it_were_made_anew(server: Server, tmp_path: Path) -> None:
    async def scene() -> None:
        async with room(server, tmp_path) as stage:
            await busy_week(stage)
            everything = postings(server)
            await remove(stage, 1, 7, 12)
            answers, records = await contents(stage), postings(server)
            assert records != everything
            assert answers[0][:2] == [REMOVED, REMOVED], "/2 was folded into /1"
            await stage.rebuild()
            assert (await contents(stage), postings(server)) == (answers, records)
            assert stage.archive.read(check_archive).findings == ()

    asyncio.run(scene())


def test_the_text_of_a_removed_article_is_known_under_another_key(play: Play) -> None:
    async def scene(stage: Room) -> None:
        await stage.submit("/1", TEXT)
        await stage.submit("/2", words("other"))
        await remove(stage, 1)
        assert await judge(stage, "/1-new-slug", TEXT) == "kept away"
        assert await judge(stage, "/x", TEXT, source="gazette") == "new", "another source was not spoken of"
        (stone,) = stage.archive.read(load_tombstones)
        assert stone.keys == ("/1", "/1-new-slug")
        await stage.rebuild()
        assert await look_up_keys(stage.index, "herald", ["/1-new-slug", "/2"]) == [REMOVED, Known(2)]

    play(scene)


def test_a_text_without_a_sketch_is_known_under_another_key_as_well(play: Play) -> None:
    """As a later text that is the first one but for boilerplate."""

    async def scene(stage: Room) -> None:
        await stage.submit("/1", TEXT)
        later = await stage.submit("/1", f"{TEXT} subscribe")
        unsketched = update(revisions).where(revisions.c.id == later.page.revision).values(mask_version=None)
        await stage.archive.run(lambda connection: connection.execute(unsketched))
        await remove(stage, 1)
        assert await judge(stage, "/1-new-slug", f"{TEXT} subscribe") == "kept away"

    play(scene)


def test_a_short_text_says_nothing_about_another_key(play: Play) -> None:
    async def scene(stage: Room) -> None:
        await stage.submit("/1", "More to follow.")
        await remove(stage, 1)
        assert await judge(stage, "/2", "More to follow.") == "new"
        assert await judge(stage, "/1", words("another")) == "kept away"

    play(scene)


def test_of_two_articles_with_one_key_the_other_stays_and_is_left_alone(play: Play) -> None:
    async def scene(stage: Room) -> None:
        for title, day, text in (("Storm", 1, words("storm")), ("Budget", 2, words("budget"))):
            await stage.submit("/reused", text, title=title, published=datetime(2026, 8, day, tzinfo=UTC))
        await remove(stage, 1)
        assert column(stage.archive, articles, "id") == [2]
        assert column(stage.archive, articles, "revisit_at") == [None]
        assert await judge(stage, "/reused", words("third")) == "kept away"
        assert stage.archive.read(check_archive).findings == ()

    play(scene)


def test_a_story_goes_on_without_the_removed_article(play: Play) -> None:
    async def scene(stage: Room) -> None:
        await stage.submit("/1", TEXT)
        await stage.submit("/x", NEARLY, source="gazette")
        await stage.submit("/y", NEARLY, source="gazette", mirror=M2)
        await remove(stage, 1)
        assert partition(stage.archive) == {frozenset({"gazette/x", "gazette/y"})}
        assert await judge(stage, "/z", NEARLY + " more", source="gazette") == "near_duplicate"

    play(scene)


def test_texts_that_are_kept_as_differences_stay_readable(play: Play) -> None:
    async def scene(stage: Room) -> None:
        long = words("long", 400)
        for number in range(6):
            await stage.submit("/1", f"{long} {number}", at=AT + number)
            await stage.submit("/2", f"{long} two {number}", at=AT + number)
        before = stage.archive.read(load_texts, [2, 4, 6, 8, 10, 12])
        assert any(column(stage.archive, revisions, "delta"))
        await remove(stage, 1)
        assert stage.archive.read(load_texts, column(stage.archive, revisions, "id")) == before
        assert stage.archive.read(check_archive).findings == ()

    play(scene)


def test_an_earlier_run_that_wakes_up_late_brings_nothing_back(play: Play) -> None:
    async def scene(stage: Room) -> None:
        await stage.submit("/1", TEXT)
        await remove(stage, 1)
        with pytest.raises(LeaseLost):
            await stage.canonicalizer.submit(stage.page("/2", TEXT))

    play(scene)


def test_a_run_that_began_meanwhile_is_not_robbed_of_its_articles(play: Play) -> None:
    async def scene(stage: Room) -> None:
        await stage.submit("/1", TEXT)
        purge = purge_of(stage)
        async with purge._alone("herald", "a test"):
            await stage.begin()
            with pytest.raises(LeaseLost):
                await purge._purge_source(PurgeSelection("herald", articles=(1,)), WORD)
        assert column(stage.archive, articles, "key") == ["/1"]

    play(scene)


def test_of_two_purges_at_once_the_second_is_told_of_the_first(play: Play) -> None:
    async def scene(stage: Room) -> None:
        await stage.submit("/1", TEXT)
        purge, wanted = purge_of(stage), [PurgeSelection("herald", articles=(1,))]
        first, second = await asyncio.gather(
            purge.purge(wanted, WORD), purge.purge(wanted, WORD), return_exceptions=True
        )
        assert (first, type(second)) == ({"herald": 1}, Refused)
        assert "A purge by clerk is under way (herald)" in str(second)
        await purge.lift(1, WORD)
        assert await judge(stage, "/1", TEXT) == "new", "no other tombstone stands"

    play(scene)


def test_a_purge_and_a_lift_at_once_do_not_meet(play: Play) -> None:
    async def scene(stage: Room) -> None:
        for key in ("/1", "/2"):
            await stage.submit(key, words(f"{key[1:]}n"))
        await remove(stage, 1)
        purge = purge_of(stage)
        removed, lifted = await asyncio.gather(
            purge.purge([PurgeSelection("herald", articles=(2,))], WORD), purge.lift(1, WORD), return_exceptions=True
        )
        assert {type(removed), type(lifted)} == {dict, Refused} or {type(removed), type(lifted)} == {Refused, str}

    play(scene)


def test_two_purges_that_know_nothing_of_each_other_leave_one_tombstone_of_an_article(play: Play) -> None:
    """As when one has lost its lease, and the other runs in another process."""

    async def scene(stage: Room) -> None:
        for number in range(3):
            await stage.submit(f"/{number}", words(f"{number}n"))
        wanted = [PurgeSelection("herald", articles=(1, 2))]
        done = await asyncio.gather(*(purge_of(stage).purge(wanted, WORD) for _ in range(2)))
        assert sum(one["herald"] for one in done) == 2
        assert sorted(stone.article for stone in stage.archive.read(load_tombstones)) == [1, 2]

    play(scene)


def test_nothing_is_removed_while_a_run_has_one_of_the_sources(play: Play) -> None:
    async def scene(stage: Room) -> None:
        await stage.submit("/1", TEXT)
        await stage.submit("/x", words("x"), source="gazette")
        async with hold_lease(stage.index, "herald", "a run", 5, lost=lambda: None):
            with pytest.raises(Refused, match="holds this source"):
                await remove(stage, 1, 2)
        assert len(column(stage.archive, articles, "id")) == 2
        await remove(stage, 1, 2)
        assert column(stage.archive, articles, "id") == []

    play(scene)


def test_a_lifted_key_leads_to_the_article_that_has_it_as_well(play: Play) -> None:
    async def scene(stage: Room) -> None:
        for title, day, text in (("Storm", 1, words("storm")), ("Budget", 2, words("budget"))):
            await stage.submit("/reused", text, title=title, published=datetime(2026, 8, day, tzinfo=UTC))
        await remove(stage, 2)
        assert column(stage.archive, articles, "revisit_at") == [None]
        await purge_of(stage).lift(1, WORD)
        assert column(stage.archive, articles, "revisit_at") == [AT], "it is looked at again"
        assert await look_up_keys(stage.index, "herald", ["/reused"]) == [Known(1)]
        assert stage.archive.read(find_removed, [stage.page("/reused", TEXT, M1)]) == set()

    play(scene)


def test_an_article_with_more_keys_than_half_the_variables_of_a_statement_leaves(play: Play) -> None:
    def few(connection: sqlite3.Connection, _: object) -> None:
        connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 450)

    async def scene(stage: Room) -> None:
        await stage.submit("/0", TEXT)
        values = {"source": "herald", "first_seen": AT, "story": 1, "folded_into": 1}
        many = [values | {"key": f"/{number}"} for number in range(1, 400)]
        await stage.archive.run(lambda connection: connection.execute(articles.insert(), many))
        event.listen(stage.archive._engine, "connect", few)
        stage.archive._engine.dispose()
        await remove(stage, 1)
        assert column(stage.archive, articles, "id") == []

    play(scene)


@pytest.mark.parametrize("rows", [1, 3])
def test_articles_with_many_keys_leave_one_batch_after_the_other(
    play: Play, rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "MOST_ROWS", rows)

    async def scene(stage: Room) -> None:
        for number in range(3):
            for slug in ("a", "b"):
                await stage.submit(f"/{number}/{slug}", words(f"{number}n"))
        done = await purge_of(stage).purge([PurgeSelection("herald", before=AT + 2 * DAY)], WORD)
        assert done == {"herald": 3}
        assert column(stage.archive, articles, "id") == []
        stones = stage.archive.read(load_tombstones)
        assert {key for stone in stones for key in stone.keys} == {f"/{n}/{s}" for n in range(3) for s in "ab"}

    play(scene)


def test_what_a_kill_left_half_done_harms_nobody_and_is_finished_by_whoever_comes_next(play: Play) -> None:
    async def scene(stage: Room) -> None:
        await stage.submit("/1", TEXT)
        await stage.submit("/2", words("other"))
        purge = purge_of(stage)
        async with purge._alone("herald", "a test"):
            assert (await stage.archive.run(purge._bury, PurgeSelection("herald", articles=(1,)), WORD))[0] == 1
        assert await look_up_keys(stage.index, "herald", ["/1"]) == [Known(1)], "the index was not told"
        assert await judge(stage, "/3", NEARLY, source="gazette") == "new", "a sketch that leads nowhere is none"
        await remove(stage, 2)
        assert await look_up_keys(stage.index, "herald", ["/1", "/2"]) == [REMOVED, REMOVED]

    play(scene)
