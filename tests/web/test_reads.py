"""Reads for pages: within a deadline, in threads of their own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from crawler.archive.database.store import Archive
from crawler.model.errors import ArchiveUnavailable, Refused
from scheduler.web import reads
from scheduler.web.reads import PageReader

ENDLESS = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive.in_folder(tmp_path)
    yield opened
    opened.close()


def count_for_ever(connection: Connection) -> None:
    connection.execute(text(ENDLESS))


def test_a_read_that_takes_too_long_is_given_up_with_the_cure(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reads, "DEADLINE", 0.2)

    async def ask() -> int:
        reader = PageReader(archive)
        with pytest.raises(ArchiveUnavailable, match="took too long"):
            await reader.read(count_for_ever)
        return await reader.read(lambda connection: connection.execute(text("select 7")).scalar_one())

    assert asyncio.run(ask()) == 7


def test_at_the_stop_reads_are_given_up_at_once(archive: Archive) -> None:
    async def stop() -> float:
        reader = PageReader(archive)
        endless = asyncio.create_task(reader.read(count_for_ever))
        await asyncio.wait([endless], timeout=0.1)
        began = time.monotonic()
        reader.close()
        with pytest.raises(ArchiveUnavailable):
            await endless
        with pytest.raises(Refused, match="stopping"):
            await reader.read(count_for_ever)
        return time.monotonic() - began

    assert asyncio.run(stop()) < 1


def test_a_read_waits_for_no_writer(archive: Archive) -> None:
    async def read() -> list[int]:
        reader, begun = PageReader(archive), asyncio.Event()
        loop = asyncio.get_running_loop()

        def write(connection: Connection) -> None:
            connection.execute(text("insert into sources (source, paused, merged) values ('x', false, 0)"))
            loop.call_soon_threadsafe(begun.set)
            asyncio.run_coroutine_threadsafe(told.wait(), loop).result(10)

        told = asyncio.Event()
        writing = asyncio.create_task(archive.run(write))
        await begun.wait()
        seen = await reader.read(lambda c: c.execute(text("select count(*) from sources")).scalar_one())
        told.set()
        await writing
        return [seen, await reader.read(lambda c: c.execute(text("select count(*) from sources")).scalar_one())]

    assert asyncio.run(read()) == [0, 1]
