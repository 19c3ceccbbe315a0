"""The one way to the index, and the seam where its servers' errors get a sentence."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from redis.exceptions import RedisError

from crawler.index import keys, marks
from crawler.index.marks import Mark
from crawler.index.server_facts import SETTINGS, combine_facts, keeps_all
from crawler.index.servers import Command, OneServer, Servers
from crawler.model.errors import IndexUnavailable, Refused
from crawler.settings.cluster_url import names_cluster

CURE = "Nothing is lost: what was fetched stands in the archive. Start the server and run the crawl again"


FOREIGN_CURE = (
    "Give this installation keys of its own on the server, with redis.prefix, or another database, the number at the "
    "end of redis.url. Where the index is to be this archive's from now on: mirrorfold reindex --take-over"
)

_TOGETHER = 500
"""Marks that one server reads at a time."""

LANES = 16
"""Parts of the slots whose questions wait for no other part's."""


class ForeignIndex(Refused):
    """The index belongs to another archive: what it knows says nothing of this one."""


@dataclass(frozen=True, slots=True)
class Lacking:
    """Partitions whose answers do not count.

    :ivar missing: those without a mark
    :ivar doubtful: those whose server may have lost what it acknowledged last
    """

    missing: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.missing, *self.doubtful)


class Index:
    """A connected index.

    :ivar archive: identity of the archive that it has to belong to; empty where that is of no account
    :ivar lacking: what the last ``adopt`` could not take over
    """

    def __init__(self, servers: Servers) -> None:
        self._servers = servers
        self.name = servers.name
        self.archive = ""
        self.lacking = Lacking()
        self._expected: dict[str, tuple[str, str]] = {}
        """Partition → archive and build that its mark must name for an answer to count."""
        self._histories: dict[str, float] = {}
        """Histories of servers that are believed → when hosts whose slots are there may be asked (the loop's clock)."""

    @classmethod
    def at(cls, url: str, prefix: str = keys.PREFIX) -> Index:
        """Connect (lazily) to a server by URL, ``redis://``, ``rediss://`` or ``unix://``, or to a cluster,
        ``redis+cluster://`` or ``rediss+cluster://``.

        :param prefix: what all keys begin with there
        """
        if names_cluster(url):
            from crawler.index.cluster_servers import ClusterServers

            return cls(ClusterServers(url, prefix))
        return cls(OneServer(url, prefix))

    async def close(self) -> None:
        """Close the connections."""
        await self._servers.close()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """What goes wrong with a server becomes ``IndexUnavailable``."""
        try:
            yield
        except (RedisError, OSError) as error:
            raise IndexUnavailable(f"The index does not answer: {_cause(error)}", where=self.name, cure=CURE) from error

    async def execute(self, commands: Sequence[Command], partitions: Sequence[str]) -> list[Any]:
        """Send commands in one round trip and read the marks of their partitions along, after them.

        :returns: the commands' answers
        :raises IndexUnavailable: when a server fails, refuses one of them, or a mark is absent, another one, or of
            another history than its server's
        """
        groups = self._group(partitions)
        with self._errors():
            answers = await self._servers.send([*commands, *map(marks.read_command, groups)])
        found = marks.parse_marks(groups, answers[len(commands) :])
        if not all(self._is_expected(name, mark) for name, mark in found.items()):
            raise IndexUnavailable(
                "The index was emptied or rebuilt under way: it cannot say what is known",
                where=self.name,
                cure="Run mirrorfold reindex, then the crawl again",
            )
        doubtful = [mark for mark in found.values() if mark is not None and not mark.holds]
        if doubtful and not await self._vouch(doubtful, found):
            raise IndexUnavailable(
                "A server of the index began anew or was replaced: it may lack what was acknowledged last",
                where=self.name,
                cure="Nothing is lost: crawls have that part made anew from the archive; mirrorfold crawl does so too",
            )
        return answers[: len(commands)]

    def _is_expected(self, partition: str, mark: Mark | None) -> bool:
        return mark is not None and self._expected.get(partition) == (mark.archive, mark.build)

    async def ask(self, *command: Any) -> Any:
        """Send one command whose answer needs no mark.

        :raises IndexUnavailable: when the server fails or refuses it
        """
        (answer,) = await self.execute([command], [])
        return answer

    def lane(self, key: str) -> int:
        """Which questions wait for one another: those of one lane; of one server all are one."""
        if self._servers.one:
            return 0
        return keys.hash_slot(key[key.index("{") + 1 : key.index("}")]) * LANES // keys.SLOTS

    async def adopt(self, partitions: Sequence[str]) -> bool:
        """Take over what is marked; False when not all of some partitions are, or one cannot be believed (``lacking``).

        :raises ForeignIndex: when one bears the mark of another archive
        """
        found = await self._load_marks(partitions)
        doubtful = [mark for mark in found.values() if mark is not None and not mark.holds]
        if doubtful and await self._vouch(doubtful, found):
            found = await self._load_marks(partitions)
        owners = {mark.archive for mark in found.values() if mark}
        if self.archive and owners - {self.archive}:
            raise ForeignIndex("The index belongs to another archive", where=self.name, cure=FOREIGN_CURE)
        holding = {name: mark for name, mark in found.items() if mark and mark.holds}
        self._expected = {name: (mark.archive, mark.build) for name, mark in holding.items()}
        self._histories.clear()
        await self._learn_histories(found)
        self.lacking = Lacking(
            missing=tuple(name for name, mark in found.items() if mark is None),
            doubtful=tuple(name for name, mark in found.items() if mark and not mark.holds),
        )
        return not self.lacking.all

    async def list_own_partitions(self) -> list[str]:
        """A partition on each server that holds nothing but its mark: whether the server is believed.

        :raises IndexUnavailable: when they cannot be told
        """
        with self._errors():
            return await self._servers.list_own_partitions()

    async def load_owners(self) -> set[str]:
        """Load the identities of the archives that the index says it belongs to: of one, or of none while it is empty.

        :raises IndexUnavailable: when it does not answer
        """
        found = await self._load_marks(keys.posting_partitions())
        return {mark.archive for mark in found.values() if mark}

    async def _load_marks(self, partitions: Sequence[str]) -> dict[str, Mark | None]:
        groups = self._group(partitions)
        with self._errors():
            return marks.parse_marks(groups, await self._servers.send(list(map(marks.read_command, groups))))

    def _group(self, partitions: Sequence[str]) -> list[list[str]]:
        """Partitions whose marks one script may read."""
        size = _TOGETHER if self._servers.one else 1
        return [list(partitions[first : first + size]) for first in range(0, len(partitions), size)]

    async def _vouch(self, doubtful: Sequence[Mark], found: dict[str, Mark | None]) -> bool:
        """Believe one server that began anew if it keeps all that it acknowledges, and say so in the marks.

        A cluster's primary may have been a replica that lagged, whatever it keeps: none is believed.
        """
        with self._errors():
            if not self._servers.one or not keeps_all(*await self._servers.ask_each(*SETTINGS)):
                return False
            renewed = [
                ("EVAL", marks.RENEW, 1, keys.mark(name), mark.archive, mark.build, mark.text)
                for name, mark in found.items()
                if mark is not None and not mark.holds
            ]
            await self._servers.send(renewed)
        for mark in doubtful:
            self._histories[mark.now] = self._histories.pop(mark.history, 0.0)
        return True

    async def mark(self, partitions: Sequence[str]) -> None:
        """Put a mark of a new build on partitions: from now on their answers count."""
        build = secrets.token_hex(8)
        await self._set_marks(marks.SET, partitions, build)

    async def mark_missing(self, partitions: Sequence[str]) -> None:
        """Mark partitions that have no mark because nothing was ever written to them."""
        await self._set_marks(marks.SET_MISSING, partitions, secrets.token_hex(8))

    async def _set_marks(self, script: str, partitions: Sequence[str], build: str) -> None:
        with self._errors():
            await self._servers.send([("EVAL", script, 1, keys.mark(p), self.archive, build) for p in partitions])
        await self.expect(partitions)

    async def expect(self, partitions: Sequence[str]) -> None:
        """From now on let the answers of partitions count whose marks hold."""
        found = await self._load_marks(partitions)
        holding = {name: mark for name, mark in found.items() if mark and mark.holds and mark.archive == self.archive}
        self._expected |= {name: (mark.archive, mark.build) for name, mark in holding.items()}
        for mark in holding.values():
            self._histories.setdefault(mark.history, 0.0)

    async def find_wait(self, history: str) -> float | None:
        """Seconds until hosts may be asked whose slots are on the server with a history; None: it is not believed.

        :raises IndexUnavailable: when the index cannot tell
        """
        if history not in self._histories:
            found = await self._load_marks(await self.list_own_partitions())
            doubtful = [mark for mark in found.values() if mark is not None and not mark.holds]
            if doubtful and await self._vouch(doubtful, found):
                return 0.0
            await self._learn_histories(found)
        known = self._histories.get(history)
        return None if known is None else max(0.0, known - asyncio.get_running_loop().time())

    def list_histories(self) -> str:
        """The histories of servers that may grant slots, between commas; empty where all may."""
        now = asyncio.get_running_loop().time()
        awake = [history for history, since in self._histories.items() if since <= now]
        return ",".join(awake or ["none"] * bool(self._histories))

    async def _learn_histories(self, found: dict[str, Mark | None]) -> None:
        """Believe the servers whose own marks hold, from when their rest has ended."""
        holding = {name: m for name, m in found.items() if m and m.holds and m.archive == (self.archive or m.archive)}
        own = [name for name in holding if keys.is_primary_partition(name)]
        rests = dict(zip(own, await self.execute([("PTTL", keys.rest(name)) for name in own], []), strict=True))
        now = asyncio.get_running_loop().time()
        for name, mark in holding.items():
            left = max(0, int(rests.get(name, 0))) / 1000
            self._histories[mark.history] = max(self._histories.get(mark.history, 0.0), now + left if left else 0.0)

    async def try_to_write(self) -> None:
        """See whether the servers take writes: one that is full, read-only or cannot save still answers questions.

        :raises IndexUnavailable: when one does not
        """
        own = await self.list_own_partitions()
        await self.execute([("SET", keys.probe(partition), "", "EX", 60) for partition in own], [])

    async def facts(self) -> dict[str, Any]:
        """What the servers say of themselves: ``server_facts.combine_facts``.

        :raises IndexUnavailable: when one does not answer
        """
        with self._errors():
            return combine_facts(await self._servers.ask_each(*SETTINGS), one=self._servers.one)

    async def empty(self) -> None:
        """Delete Mirrorfold's keys, and only these; leases and politeness slots run out by themselves."""
        doomed: list[bytes] = []
        with self._errors():
            async for key in self._servers.scan(keys.everything()):
                if not keys.outlives_rebuilding(key.decode()):
                    doomed.append(key)
                if len(doomed) == 1000:
                    await self._unlink(doomed)
                    doomed.clear()
            await self._unlink(doomed)

    async def _unlink(self, doomed: Sequence[bytes]) -> None:
        await self._servers.send([("UNLINK", key) for key in doomed])


def _cause(error: Exception) -> str:
    """What the server said, without the bytes of the command that it said it of.

    >>> _cause(RedisError("Command # 1 (HSET k \\x00) of pipeline caused error: ('READONLY a replica',)"))
    'READONLY a replica'
    """
    _, of_pipeline, cause = str(error).rpartition("of pipeline caused error: ")
    return cause.strip("()',\"") if of_pipeline else cause
