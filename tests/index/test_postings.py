"""Which texts share sampled shingles: compared with what a dict would say."""

from __future__ import annotations

import asyncio
from collections import Counter

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.canonical.text import Shingles
from crawler.index import keys
from crawler.index.client import Index
from crawler.index.postings import EPOCHS, Postings
from crawler.index.records import Entry
from tests.index.servers import Server, connected, lifetimes, plain

WINDOW_DAYS = 4
EPOCH = WINDOW_DAYS * keys.DAY // EPOCHS
NOW = 40_000 * keys.DAY
"""In the future: what is published now has not expired on the server's clock."""


def hashes(*values: int) -> Shingles:
    return np.array(sorted(values), dtype=np.uint64)


async def publish(index: Index, *entries: Entry) -> None:
    await index.execute(Postings(index, WINDOW_DAYS).publish_commands(entries), keys.posting_partitions())


async def shared(index: Index, sketch: Shingles, now: int = NOW) -> dict[int, int]:
    (counts,) = await all_shared(index, [sketch], now)
    return counts


async def all_shared(index: Index, sketches: list[Shingles], now: int = NOW) -> list[dict[int, int]]:
    found = await Postings(index, WINDOW_DAYS).find(sketches, now)
    counts: list[dict[int, int]] = [{} for _ in sketches]
    for text, revision, count in zip(found.text, found.revision, found.shared, strict=True):
        counts[text][int(revision)] = int(count)
    return counts


def entry(revision: int, sketch: Shingles, at: int = NOW, shingles: int = 400) -> Entry:
    return Entry(revision, sketch, shingles, at)


def test_texts_are_found_by_the_shingles_they_share(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server) as index:
            await publish(index, entry(7, hashes(1, 2, 3), NOW), entry(8, hashes(3, 1 << 63), NOW))
            assert await shared(index, hashes(2, 3, 99)) == {7: 2, 8: 1}
            assert await shared(index, hashes(99)) == {}

    asyncio.run(scenario())


def test_several_texts_are_asked_for_at_once(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server) as index:
            await publish(index, entry(7, hashes(1, 2), NOW))
            assert await all_shared(index, [hashes(1), hashes(), hashes(1, 2)]) == [{7: 1}, {}, {7: 2}]

    asyncio.run(scenario())


def test_publishing_again_changes_no_count(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server) as index:
            for at in (NOW, NOW, NOW + EPOCH):
                await publish(index, entry(7, hashes(1, 2), at))
            assert await shared(index, hashes(1, 2), NOW + EPOCH) == {7: 2}

    asyncio.run(scenario())


def test_hashes_of_one_bucket_are_told_apart(server: Server) -> None:
    step = keys.PARTITIONS << 24
    """A bucket is chosen by 24 bits after the partition's."""

    async def scenario() -> None:
        async with connected(server) as index:
            await publish(index, entry(7, hashes(5, 5 + step)), entry(8, hashes(5 + 2 * step)))
            assert await shared(index, hashes(5, 5 + step)) == {7: 2}

    asyncio.run(scenario())


def test_a_text_is_found_in_every_epoch_of_the_window_and_no_longer(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server) as index:
            await publish(index, entry(7, hashes(1), NOW))
            seen = [bool(await shared(index, hashes(1), NOW + n * EPOCH)) for n in range(EPOCHS + 2)]
            assert seen == [True] * (EPOCHS + 1) + [False]
            assert Postings(index, WINDOW_DAYS).begin(NOW) <= NOW - WINDOW_DAYS * keys.DAY

    asyncio.run(scenario())


def test_entries_leave_the_server_with_their_epoch(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server) as index:
            await publish(index, entry(7, hashes(1), NOW), entry(8, hashes(1), NOW + EPOCH))

    asyncio.run(scenario())
    with plain(server) as client:
        ends = (
            sorted(client.expiretime(key) for key in client.keys("*:postings:*")) if _knows_expiretime(server) else []
        )
    if ends:
        assert ends == [NOW + (EPOCHS + 1) * EPOCH, NOW + (EPOCHS + 2) * EPOCH]
    assert all(seconds > 0 for key, seconds in lifetimes(server).items() if ":postings:" in key)


def _knows_expiretime(server: Server) -> bool:
    with plain(server) as client:
        return tuple(map(int, str(client.info("server")["redis_version"]).split(".")[:2])) >= (7, 0)


def test_an_epoch_that_is_over_is_not_kept(server: Server) -> None:
    long_ago = 10 * keys.DAY

    async def scenario() -> None:
        async with connected(server) as index:
            await publish(index, entry(7, hashes(1), long_ago))

    asyncio.run(scenario())
    assert not [key for key in lifetimes(server) if ":postings:" in key]


HASHES = st.integers(0, 2**43 - 1) | st.integers(0, 30)
"""Postings keep 43 bits of a hash: two real ones agree in these once in 9e12 times."""

TEXTS = st.lists(
    st.tuples(
        st.integers(1, 6),  # revision
        st.sets(HASHES, max_size=12),
        st.integers(0, EPOCHS + 1),  # epochs ago
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=TEXTS, wanted=st.sets(HASHES, max_size=12))
def test_the_postings_count_as_a_dict_would(
    server: Server, texts: list[tuple[int, set[int], int]], wanted: set[int]
) -> None:
    model: dict[int, set[int]] = {}
    for revision, text, ago in texts:
        if ago <= EPOCHS:
            model.setdefault(revision, set()).update(text)
    wanted |= {value for _, text, _ in texts[:1] for value in text}
    expected = Counter({revision: len(text & wanted) for revision, text in model.items() if text & wanted})

    async def scenario() -> None:
        with plain(server) as client:
            client.flushall()
        async with connected(server) as index:
            for revision, text, ago in texts:
                await publish(index, entry(revision, hashes(*text), NOW - ago * EPOCH))
            assert await shared(index, hashes(*wanted)) == expected

    asyncio.run(scenario())
