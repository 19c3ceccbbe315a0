"""One crawl per source, anywhere: a lease that is renewed while the crawl lives and runs out when it is killed; and
whose turn it is to drop a source's old records.

The lease only keeps workers apart; what fences a late writer is the run's id, checked by the archive
(``crawler.archive.runs.record_runs.check_fence``).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from crawler.index import keys
from crawler.index.client import Index
from crawler.index.end_tasks import end_tasks
from crawler.model.errors import IndexUnavailable, Refused

log = logging.getLogger(__name__)

_RENEW = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0"
_TAKE = f"if redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2], 'NX') then return 1 end {_RENEW}"
_RELEASE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"


@asynccontextmanager
async def hold_lease(
    index: Index, source: str, holder: str, seconds: float, *, lost: Callable[[], None]
) -> AsyncIterator[None]:
    """Hold a source's lease for as long as the body runs.

    :param holder: who asks, the same after a restart on the same state folder: takes its own lease over at once
    :param lost: called, once, when the lease could not be renewed in time
    :raises Refused: when someone else holds it
    """
    name, life = keys.lease(source), int(seconds * 1000)
    asked = asyncio.get_running_loop().time()
    taken = await index.ask("EVAL", _TAKE, 1, name, holder, life)
    other = None if taken else await index.ask("GET", name)
    if not taken:
        raise Refused(
            "Another process holds this source: a crawl of it is under way, or a removal of articles",
            where=f"{source}, held by {other.decode() if isinstance(other, bytes) else other or 'nobody any more'}",
            cure=f"Wait for it to end; if it was killed, its lease ends within {seconds:g} s",
        )
    renewal = asyncio.create_task(_renew(index, name, holder, seconds, asked + seconds, lost))
    try:
        yield
    finally:
        await end_tasks([renewal])
        with contextlib.suppress(IndexUnavailable):  # it runs out by itself
            await index.ask("EVAL", _RELEASE, 1, name, holder)


async def _renew(
    index: Index, name: str, holder: str, seconds: float, sure_until: float, lost: Callable[[], None]
) -> None:
    """Renew a lease three times in its life. Counted from the question, not from the answer, it is never believed
    to last longer than it does; an index that is gone may come back until then.
    """
    loop = asyncio.get_running_loop()
    while (left := sure_until - loop.time()) > 0:
        await asyncio.sleep(min(seconds / 3, left))
        asked = loop.time()
        try:
            async with asyncio.timeout_at(sure_until):
                renewed = await index.ask("EVAL", _RENEW, 1, name, holder, int(seconds * 1000))
        except (IndexUnavailable, TimeoutError):
            continue
        except Exception:
            log.exception("the lease on a source was not renewed, by an error of ours: its crawl is stopped")
            break
        if not renewed:
            break
        sure_until = asked + seconds
    lost()


async def claim_upkeep(index: Index, source: str) -> bool:
    """Say whether nobody has dropped a source's old records within the hour; from now on somebody has.

    :param source: ``keys.ALL``: those that are not looked for by source
    :raises IndexUnavailable: when the index cannot tell
    """
    question = ("SET", keys.upkeep(source), 1, "NX", "EX", 3600)
    (answer,) = await index.execute([question], [keys.source_partition(source)] if source != keys.ALL else [])
    return answer is not None
