"""The whole way of a page: archive, index and canonicalizer together, on a real server."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from crawler.archive.database.store import Archive
from crawler.archive.runs.record_runs import begin_run
from crawler.archive.stored_page import FetchedPage
from crawler.archive.tables.articles import articles
from crawler.canonical.judge import Rule
from crawler.canonical.sketch import Sampling
from crawler.index.client import Index
from crawler.index.embedded import EmbeddedIndex
from crawler.judging.canonicalizer import Canonicalizer, Judged, Near
from crawler.maintenance.rebuild_index import Rebuilt, rebuild_index
from crawler.model.verdict import Pending, Verdict
from tests.desk.cluster_nodes import running_cluster
from tests.desk.fetched_pages import DAY, M1, NOW, open_archive, page, rows
from tests.desk.index_servers import Server, lifetimes, plain

NEAR = Near(Rule(), Sampling(), window_days=45)
AT = NOW + 40 * 365 * DAY
"""Far in the future: what is published then does not expire while a test runs."""


@dataclass
class Room:
    """Stores and a canonicalizer; ``runs`` maps each source to its open run."""

    archive: Archive
    index: Index
    canonicalizer: Canonicalizer
    sources: Sequence[str]
    runs: dict[str, int] = field(default_factory=dict)

    async def begin(self, source: str = "herald") -> int:
        """Open a run that replaces the source's last one."""
        self.runs[source] = await self.archive.run(begin_run, source, AT)
        return self.runs[source]

    def page(self, key: str, text: str, mirror: str = M1, source: str = "herald", **changed: object) -> FetchedPage:
        return page(self.runs[source], key, text, mirror, **{"at": AT, "source": source, **changed})  # type: ignore[arg-type]

    async def submit(self, key: str, text: str, mirror: str = M1, source: str = "herald", **changed: object) -> Judged:
        """Judge one page, in a run of its own."""
        await self.begin(source)
        judged = await self.canonicalizer.submit(self.page(key, text, mirror, source, **changed))
        assert judged is not None
        return judged

    async def rebuild(self) -> Rebuilt:
        return await rebuild_index(self.archive, self.index, NEAR, self.sources, AT)


Play = Callable[[Callable[[Room], Awaitable[None]]], None]
"""Plays a scene in a room of its own."""


@asynccontextmanager
async def room(
    server: Server, folder: Path, *, window_days: int = 45, sources: Sequence[str] = ("herald", "gazette")
) -> AsyncIterator[Room]:
    """An archive in the folder, and an index that was rebuilt from it: empty, if the folder is."""
    async with room_of(server, open_archive(folder), window_days=window_days, sources=sources) as made:
        await made.rebuild()
        yield made


@asynccontextmanager
async def room_of(
    server: Server, archive: Archive, *, window_days: int = 45, sources: Sequence[str]
) -> AsyncIterator[Room]:
    """A room of an archive that is there, which it closes, and of whatever the index is."""
    index = Index.at(server.url)
    near = Near(NEAR.rule, NEAR.sampling, window_days)
    try:
        yield Room(archive, index, Canonicalizer(archive, index, near, lambda: AT), sources)
    finally:
        await index.close()
        archive.close()


def kind(judged: Judged | None) -> str:
    """The verdict in a word."""
    assert judged is not None
    outcome = judged.judgement.outcome
    return outcome.kind.value if isinstance(outcome, Verdict) else "pending"


def of(judged: Judged) -> int | None:
    outcome: Verdict | Pending = judged.judgement.outcome
    return outcome.of


def partition(archive: Archive) -> set[frozenset[str]]:
    """Stories as sets of keys, told by source; a folded key stands with the article it was folded into."""
    found: dict[int, set[str]] = {}
    for row in rows(archive, articles):
        found.setdefault(row["story"], set()).add(f"{row['source']}{row['key']}")
    return {frozenset(keys) for keys in found.values()}


def identities(archive: Archive) -> set[frozenset[str]]:
    """Articles as sets of keys: those folded into one are one."""
    found: dict[int, set[str]] = {}
    for row in rows(archive, articles):
        found.setdefault(row["folded_into"] or row["id"], set()).add(f"{row['source']}{row['key']}")
    return {frozenset(keys) for keys in found.values()}


def together(texts: Iterable[str]) -> str:
    return "\n".join(texts)


INDEX = os.environ.get("JUDGED_ON", "server")
"""What texts are judged on in tests: one server, or a cluster, on which all goes the same way."""


@pytest.fixture(scope="module", params=[INDEX])
def lasting_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One for the tests of a module."""
    open_one = running_cluster if request.param == "cluster" else EmbeddedIndex
    with open_one(tmp_path_factory.mktemp("index")) as server:
        yield server


@pytest.fixture
def server(lasting_server: Server) -> Iterator[Server]:
    with plain(lasting_server) as client:
        client.flushall()
    yield lasting_server
    immortal = sorted(key for key, seconds in lifetimes(lasting_server).items() if seconds == -1)
    assert not immortal, f"keys without a lifetime: {immortal}"


@pytest.fixture
def play(server: Server, tmp_path: Path) -> Play:
    """Play a scene in a room of its own."""

    def run(scene: Callable[[Room], Awaitable[None]]) -> None:
        async def staged() -> None:
            async with room(server, tmp_path) as stage:
                await scene(stage)

        asyncio.run(staged())

    return run
