"""What processes tell each other through the archive: orders and answers, signs of life, configurations."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from crawler.archive.database.store import Archive
from crawler.archive.installation.configurations import load_last_configuration, push_configuration
from crawler.archive.installation.members import Member, forget_member, load_members, record_beat
from crawler.archive.installation.orders import answer_order, load_answer, put_order, take_orders
from crawler.model.errors import Refused
from scheduler.cluster.carry_orders import keep_answering, send_order


def test_an_order_is_taken_by_whoever_leads_and_again_by_the_next_until_it_is_answered(archive: Archive) -> None:
    number = archive.call(put_order, {"do": "crawl", "source": "a"})
    assert archive.call(take_orders, "first") == [(number, {"do": "crawl", "source": "a"})]
    assert archive.call(take_orders, "first") == []
    assert [order for order, _ in archive.call(take_orders, "second")] == [number], "the first one died meanwhile"
    assert archive.read(load_answer, number) is None
    archive.call(answer_order, number, {"report": {}})
    assert archive.read(load_answer, number) == {"report": {}}
    assert archive.call(take_orders, "third") == []


def test_the_answer_comes_back_to_whoever_asked(archive: Archive) -> None:
    async def answer(request: Mapping[str, Any]) -> dict[str, Any]:
        return {"did": request["do"]}

    async def ask() -> dict[str, Any]:
        leads = asyncio.create_task(keep_answering(archive, "leader", answer))
        try:
            return await send_order(archive, {"do": "pause"}, 30)
        finally:
            leads.cancel()

    assert asyncio.run(ask()) == {"did": "pause"}


def test_where_nobody_leads_an_order_is_refused_with_what_to_do(archive: Archive) -> None:
    with pytest.raises(Refused, match="mirrorfold status"):
        asyncio.run(send_order(archive, {"do": "pause"}, 0.1))


def test_a_member_beats_and_is_forgotten(archive: Archive) -> None:
    member = Member("a", "host", 7, "work", 4, "0.1.0", running={"s": {"says": "half of it"}})
    archive.call(record_beat, member)
    (first,) = archive.read(load_members)
    archive.call(record_beat, member)
    (second,) = archive.read(load_members)
    assert first.member == second.member == member
    assert second.began == first.began
    assert 0 <= second.silent < 30
    archive.call(forget_member, "a")
    assert archive.read(load_members) == []


def test_the_last_version_counts_and_equal_files_make_none(archive: Archive) -> None:
    assert archive.read(load_last_configuration) is None
    first = archive.call(push_configuration, {"a.toml": "1"}, "me", "first")
    assert archive.call(push_configuration, {"a.toml": "1"}, "another", "again") == first
    second = archive.call(push_configuration, {"a.toml": "2"}, "me", "changed", after=first)
    last = archive.read(load_last_configuration)
    assert last is not None
    assert (last.version, last.files) == (second, {"a.toml": "2"})


def test_a_machine_with_older_files_does_not_win(archive: Archive) -> None:
    first = archive.call(push_configuration, {"a.toml": "1"}, "me", "first")
    archive.call(push_configuration, {"a.toml": "2"}, "me", "changed")
    with pytest.raises(Refused, match="config pull"):
        archive.call(push_configuration, {"a.toml": "1b"}, "late", "from the first", after=first)
