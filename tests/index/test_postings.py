"""Which texts share sampled shingles: compared with what a dict would say."""

from __future__ import annotations

import asyncio
from collections import Counter

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.canonical.text import Shingles
from crawler.index import keys
from crawler.index.client import Index
from crawler.index.packed_postings import Entry, pack_records
from crawler.index.postings import BYTES_PER_ENTRY, EPOCHS, LONGEST_LIST, Postings
from tests.desk.index_servers import Server, connected, lifetimes, plain

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


def test_of_texts_that_share_a_shingle_the_earliest_are_found(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server) as index:
            for revision in (40, 3, *range(10, 30), 1):
                await publish(index, entry(revision, hashes(5)))
            assert await shared(index, hashes(5)) == dict.fromkeys([1, 3, *range(10, 16)], 1)

    asyncio.run(scenario())


def test_a_shingle_of_many_texts_is_common(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server) as index:
            await publish(index, *(entry(n, hashes(5, 100 + n)) for n in range(1, LONGEST_LIST + 3)))
            found = await Postings(index, WINDOW_DAYS).find([hashes(5, 101)], NOW)
            assert found.common.tolist() == [1]
            assert found.shared.tolist() == [2] + [1] * (LONGEST_LIST - 1)
            assert found.rare.tolist() == [1] + [0] * (LONGEST_LIST - 1)

    asyncio.run(scenario())


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(1, 20)), again=st.lists(st.integers(1, 19)))
def test_published_in_any_order_and_again_the_index_is_the_same(
    server: Server, order: list[int], again: list[int]
) -> None:
    def contents(revisions: list[int]) -> dict[bytes, object]:
        async def scenario() -> None:
            async with connected(server) as index:
                for n in revisions:
                    await publish(index, entry(n, hashes(8, 8 * 77, 8 * (1000 + n)), shingles=40 + n))

        with plain(server) as client:
            client.flushall()
            asyncio.run(scenario())
            found = {key: client.hgetall(key) for key in client.keys("*:postings:*")}
        return {key: {name: sorted(bucket) for name, bucket in table.items()} for key, table in found.items()}

    assert contents([*order, *again]) == contents(sorted(order))


def texts_of_their_own(count: int, first: int = 1) -> list[Entry]:
    """Texts that share nothing, 26 sampled shingles each."""
    numbers = np.random.default_rng(first).integers(0, 1 << 60, (count, 26), dtype=np.uint64)
    return [entry(first + n, np.unique(some)) for n, some in enumerate(numbers)]


def test_an_entry_takes_no_more_memory_than_the_bound_reckons_with(server: Server) -> None:
    entries = texts_of_their_own(6000)

    async def scenario() -> float:
        async with connected(server) as index:
            before = int((await index.facts())["memory"])
            for start in range(0, len(entries), 250):
                await publish(index, *entries[start : start + 250])
            return int((await index.facts())["memory"]) - before

    assert asyncio.run(scenario()) / (6000 * 26) <= BYTES_PER_ENTRY


@pytest.mark.parametrize("days", [0, 1], ids=["of one epoch", "of several epochs"])
def test_beyond_the_bound_the_oldest_texts_leave_and_the_newest_are_found(server: Server, days: int) -> None:
    most = 4000 * BYTES_PER_ENTRY
    entries = [
        Entry(one.revision, one.sketch, 400, NOW + n * days * EPOCH // 300)
        for n, one in enumerate(texts_of_their_own(1200))
    ]

    async def scenario() -> None:
        async with connected(server) as index:
            postings = Postings(index, WINDOW_DAYS, most)
            at = NOW
            for start in range(0, len(entries), 10):
                some = entries[start : start + 10]
                await index.execute(postings.publish_commands(some), keys.posting_partitions())
                at = some[-1].at
                held = sum((await postings.counts(at)).values())
                assert held * BYTES_PER_ENTRY <= most * 1.1
                found = await postings.find([some[-1].sketch], at)
                assert found.revision.tolist() == [some[-1].revision]
            held = sum((await postings.counts(at)).values())
            assert held * BYTES_PER_ENTRY >= most / 2
            assert not len((await postings.find([entries[0].sketch], at)).revision)

    asyncio.run(scenario())


def test_nothing_is_missed_while_others_publish(server: Server) -> None:
    mine, others = texts_of_their_own(20), texts_of_their_own(1500, first=1000)

    async def scenario() -> None:
        async with connected(server) as index, connected(server) as theirs:
            postings = Postings(index, WINDOW_DAYS)
            await publish(index, *mine)

            async def look() -> None:
                for _ in range(30):
                    found = await postings.find([one.sketch for one in mine], NOW)
                    assert found.shared.tolist() == [len(one.sketch) for one in mine]

            async def grow() -> None:
                for start in range(0, len(others), 10):
                    await publish(theirs, *others[start : start + 10])

            await asyncio.gather(look(), grow())

    asyncio.run(scenario())


def test_an_id_too_large_for_a_posting_is_refused(server: Server) -> None:
    with pytest.raises(OverflowError):
        pack_records([entry(1 << 40, hashes(1))])


def test_a_long_texts_size_is_told_and_its_sketch_found_whole(server: Server) -> None:
    sketch = texts_of_their_own(1)[0].sketch

    async def scenario() -> None:
        async with connected(server) as index:
            await publish(index, entry(1, sketch, shingles=8000))
            (size,) = (await Postings(index, WINDOW_DAYS).find([sketch], NOW)).size
            assert abs(size / 8000 - 1) <= 0.026

    asyncio.run(scenario())
