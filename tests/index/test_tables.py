"""Tables of records: the same records make the same table, and none is lost while it grows."""

from __future__ import annotations

import asyncio
import itertools
import struct
from collections.abc import Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.canonical.known_key import Known
from crawler.index import packed_tables as tables
from crawler.index.known_keys import look_up_keys, remember_keys
from tests.desk.index_servers import Server, connected, plain

TAG, WIDTH = 5, 9
NAME = "mf:{t:1}:table"


def record(number: int, payload: int = 0) -> bytes:
    """A record with a tag that is spread as a hash is."""
    return struct.pack("<Q", number * 0x9E3779B97F4A7C15 % (1 << 40))[:TAG] + struct.pack("<I", payload)


def write(server: Server, batches: Sequence[Sequence[bytes]]) -> dict[bytes, frozenset[bytes]]:
    """Write records into an empty table; its buckets, each with its records, whatever their order."""
    with plain(server) as client:
        client.delete(NAME)
        for batch in batches:
            client.eval(tables.REPLACE, 1, NAME, b"".join(batch), WIDTH, TAG, 1000)
    return contents(server)


def contents(server: Server) -> dict[bytes, frozenset[bytes]]:
    with plain(server) as client:
        held = client.hgetall(NAME)
    return {
        bucket: frozenset(value[at : at + WIDTH] for at in range(0, len(value), WIDTH)) if bucket != b"n" else value
        for bucket, value in held.items()
    }


def batches(records: Sequence[bytes], cuts: Sequence[int]) -> list[Sequence[bytes]]:
    ends = [0, *sorted(cut % (len(records) + 1) for cut in cuts), len(records)]
    return [records[a:b] for a, b in itertools.pairwise(ends) if a < b]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(count=st.integers(1, 600), seed=st.integers(), cuts=st.lists(st.integers(0, 600), max_size=6))
def test_the_same_records_make_the_same_table_in_any_order_and_any_batches(
    server: Server, count: int, seed: int, cuts: list[int]
) -> None:
    records = [record(number, number) for number in range(count)]
    mixed = Random(seed).sample(records, count)
    assert write(server, batches(mixed, cuts)) == write(server, [records])


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(count=st.integers(1, 600), seed=st.integers(), kept=st.floats(0, 1))
def test_what_is_left_makes_the_table_that_it_would_have_made_alone(
    server: Server, count: int, seed: int, kept: float
) -> None:
    records = Random(seed).sample([record(number, number) for number in range(count)], count)
    stay, go = records[: int(count * kept)], records[int(count * kept) :]
    alone = write(server, [stay] if stay else [])
    write(server, [records])
    with plain(server) as client:
        tags = b"".join(one[:TAG] for one in [*go, record(count + 1)])
        client.eval(tables.REMOVE, 1, NAME, tags, WIDTH, TAG)
        client.eval(tables.REMOVE, 1, NAME, tags, WIDTH, TAG)
    assert contents(server) == (alone or {b"n": b"0"})


def test_a_bucket_stays_small_however_large_the_table(server: Server) -> None:
    held = write(server, batches([record(number) for number in range(20_000)], range(0, 20_000, 1000)))
    sizes = [len(bucket) for name, bucket in held.items() if name != b"n"]
    assert held[b"n"] == b"20000"
    assert sum(sizes) == 20_000
    assert max(sizes) <= 6 * tables.BUCKET_RECORDS


def test_server_and_client_agree_on_a_records_bucket(server: Server) -> None:
    records = [record(number) for number in range(777)]
    held = write(server, [records])
    numbers = np.array([int.from_bytes(one[:TAG], "little") for one in records], dtype=np.uint64)
    for one, bucket in zip(records, tables.place_tags(numbers, len(records)).tolist(), strict=True):
        assert one in held[b"%d" % bucket]


def test_a_record_with_a_known_tag_takes_the_others_place(server: Server) -> None:
    held = write(server, [[record(1, 7), record(2, 8)], [record(1, 9)], [record(2, 8)]])
    assert held == {b"n": b"2", b"0": frozenset({record(1, 9), record(2, 8)})}


def test_a_tag_is_not_found_across_the_border_of_two_records(server: Server) -> None:
    first = b"\x01\x02\x03\x04\x05" + b"aaaa"
    second = b"bbbbb" + b"cccc"
    astride = b"aabbb"
    write(server, [[first, second]])
    with plain(server) as client:
        found = client.eval(tables.FIND, 1, NAME, astride + first[:TAG], WIDTH, TAG)
    assert found == [b"", b"aaaa"]


@pytest.mark.parametrize("sources", [1, 100])
def test_known_keys_stay_compact_in_one_source_and_in_a_hundred(server: Server, sources: int) -> None:
    count = 20_000
    names = [f"s{number}" for number in range(sources)]

    async def scenario() -> int:
        async with connected(server, *names) as index:
            before = int((await index.facts())["memory"])
            for place, name in enumerate(names):
                written = {f"/news/{number}": Known(number + 1) for number in range(place, count, sources)}
                await remember_keys(index, name, written)
                assert await look_up_keys(index, name, list(written)) == list(written.values())
                assert await look_up_keys(index, name, ["/other"]) == [None]
            return int((await index.facts())["memory"]) - before

    assert asyncio.run(scenario()) / count <= 60
