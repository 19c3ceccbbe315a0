"""Which article keys are known: the answer that saves a request, or costs an article when it is wrong."""

from __future__ import annotations

import asyncio

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.canonical.known_key import Known
from crawler.canonical.revisit import NEVER
from crawler.index import keys
from crawler.index.known_keys import look_up_keys, remember_keys
from tests.desk.index_servers import Server, asked, connected, lifetimes, plain


def test_a_key_nobody_wrote_is_unknown(server: Server) -> None:
    assert asked(server, lambda index: look_up_keys(index, "herald", ["/news/1"])) == [None]


def test_a_known_key_comes_back_as_it_was_written(server: Server) -> None:
    written = {
        "/news/1": Known(7),
        "/news/2": Known(0, retry_at=NEVER),
        "новости/3": Known((1 << 64) - 1),
        "\ud800/4": Known(4),
    }

    async def scenario() -> None:
        async with connected(server, "herald") as index:
            await remember_keys(index, "herald", written)
            assert await look_up_keys(index, "herald", [*written, "/news/9"]) == [*written.values(), None]

    asyncio.run(scenario())


def test_the_same_key_of_another_source_is_another_key(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server, "herald", "gazette") as index:
            await remember_keys(index, "herald", {"/1": Known(7)})
            assert await look_up_keys(index, "gazette", ["/1"]) == [None]

    asyncio.run(scenario())


def test_what_was_written_last_counts(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server, "herald") as index:
            await remember_keys(index, "herald", {"/1": Known(7, retry_at=3)})
            await remember_keys(index, "herald", {"/1": Known(7, retry_at=4)})
            assert await look_up_keys(index, "herald", ["/1", "/1"]) == [Known(7, retry_at=4)] * 2

    asyncio.run(scenario())


def test_no_question_has_no_answer(server: Server) -> None:
    assert asked(server, lambda index: look_up_keys(index, "herald", [])) == []


def test_writing_a_key_gives_its_source_its_whole_life_again(server: Server) -> None:
    asked(server, lambda index: remember_keys(index, "herald", {"/1": Known(1)}))
    (left,) = [seconds for key, seconds in lifetimes(server).items() if key.endswith(":known")]
    assert keys.FOREVER - 60 < left <= keys.FOREVER


KEYS = st.text(max_size=12)
ENTRIES = st.builds(Known, st.integers(0, 2**63), st.integers(0, 2**32 - 1), st.booleans())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=st.dictionaries(KEYS, ENTRIES, max_size=40), others=st.lists(KEYS, max_size=10))
def test_the_index_answers_as_a_dict_would(server: Server, written: dict[str, Known], others: list[str]) -> None:
    async def scenario() -> None:
        with plain(server) as client:
            client.flushall()
        async with connected(server, "herald") as index:
            await remember_keys(index, "herald", written)
            wanted = [*written, *others]
            assert await look_up_keys(index, "herald", wanted) == [written.get(key) for key in wanted]

    asyncio.run(scenario())
