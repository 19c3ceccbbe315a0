"""One body under hundreds of addresses: one article, many sightings, and no work that grows with their number."""

from __future__ import annotations

import asyncio

from crawler.archive.tables.articles import articles, pages, revisions, story_links
from crawler.archive.tables.sightings import sightings
from crawler.index.known_keys import look_up_keys
from tests.desk.fetched_pages import DAY, M1, column, rows, words
from tests.desk.index_servers import Server, plain
from tests.desk.judging_rooms import AT, Play, Room, identities, kind, of, partition

BODY = words("body", 300)
SLUGS = 300


async def print_slugs(room: Room, first: int, number: int, at: int = AT) -> list[str]:
    await room.begin()
    some = [room.page(f"/slug-{n}", BODY, at=at) for n in range(first, first + number)]
    return [kind(one) for one in await asyncio.gather(*map(room.canonicalizer.submit, some))]


def test_hundreds_of_slugs_of_one_body_are_one_article_with_a_sighting_each(play: Play) -> None:
    async def scene(room: Room) -> None:
        kinds = await print_slugs(room, 0, SLUGS)
        assert kinds == ["new", *["mirror"] * (SLUGS - 1)]
        assert len(identities(room.archive)) == len(partition(room.archive)) == 1
        seen = rows(room.archive, sightings)
        assert {row["url"] for row in seen} == {f"{M1}/slug-{n}" for n in range(SLUGS)}
        assert {row["article_id"] for row in seen} == {1}
        known = await look_up_keys(room.index, "herald", [f"/slug-{n}" for n in range(SLUGS)])
        assert {one.article if one else None for one in known} == {1}

    play(scene)


def test_the_index_and_the_archive_hold_the_body_once(play: Play, server: Server) -> None:
    def postings() -> int:
        with plain(server) as client:
            return sum(client.memory_usage(key) or 0 for key in client.keys("*:postings:*"))

    async def scene(room: Room) -> None:
        await print_slugs(room, 0, 1)
        before = postings()
        await print_slugs(room, 1, SLUGS)
        assert postings() == before
        texts = rows(room.archive, revisions)
        assert sum(len(row["text"]) for row in texts) == len(BODY)
        assert max(len(row["delta"] or b"") for row in texts) < 100
        assert rows(room.archive, story_links) == []
        assert (await room.rebuild()).sketches == 1

    play(scene)


def test_slugs_that_come_in_one_batch_leave_one_sketch(play: Play) -> None:
    async def scene(room: Room) -> None:
        await print_slugs(room, 0, 50)
        assert sum(version is not None for version in column(room.archive, revisions, "mask_version")) == 1

    play(scene)


def test_a_slug_that_comes_a_day_later_is_sketched_again_so_that_copies_of_it_are_found(play: Play) -> None:
    async def scene(room: Room) -> None:
        await print_slugs(room, 0, 2, AT - 3 * DAY)
        await print_slugs(room, 2, 2, AT)
        assert column(room.archive, revisions, "mask_version") == [0, None, 0, None]
        copied = await room.submit("/x", BODY, source="gazette")
        assert (kind(copied), of(copied)) == ("copy", 1)

    play(scene)


def test_another_source_with_the_body_is_a_copy_under_however_many_slugs(play: Play) -> None:
    async def scene(room: Room) -> None:
        await print_slugs(room, 0, 3)
        copies = [await room.submit(f"/x{n}", BODY, source="gazette") for n in range(3)]
        assert [(kind(one), of(one)) for one in copies] == [("copy", 1), ("mirror", 4), ("mirror", 4)]
        assert len(partition(room.archive)) == 1

    play(scene)


def test_short_items_of_the_same_words_stay_articles_of_their_own(play: Play) -> None:
    async def scene(room: Room) -> None:
        kinds = [kind(await room.submit(f"/{n}", "More to follow.")) for n in range(3)]
        assert kinds == ["new"] * 3
        assert len(rows(room.archive, articles)) == 3

    play(scene)


def test_a_slug_whose_text_is_edited_is_a_revision_of_the_one_article(play: Play) -> None:
    async def scene(room: Room) -> None:
        await print_slugs(room, 0, 3)
        edited = await room.submit("/slug-2", BODY + " and more")
        assert (kind(edited), of(edited)) == ("revision", 1)
        assert set(column(room.archive, pages, "article_id")) == {1}

    play(scene)
