"""Asks each mirror, once a day, for an address that cannot exist; and a walled one whether its wall is gone.

What comes is known from then on: a page that is like it is no article, in whatever language it says so.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from scrapy.http import Response

from crawler.archive.mirrors.control_pages import ControlAnswer, record_control_answer
from crawler.canonical.canonical_url import canonicalize
from crawler.canonical.control_url import MOST_URLS, make_control_url
from crawler.canonical.known_key import REMOVED
from crawler.context.run_context import Run
from crawler.context.stop_run import wait_unless_given_up
from crawler.crawl.unread_answers import UnreadAnswers
from crawler.crawl.walls import Walls
from crawler.fetching.ask_pool import read_content_type
from crawler.index.known_keys import forget_keys, look_up_keys
from crawler.listing.fetch_plan import Target
from crawler.listing.fold_links import ListedLinks, sight_link
from crawler.mirrors.health.mirror_health import MirrorHealth
from crawler.mirrors.health.state import AnswerClass, State, classify_status
from crawler.model.article import Article, Link
from crawler.reading.pool import PageCrash, PageTimeout
from crawler.reading.tasks import PageReading, Wanted, make_hints, read_page_task

DAY, HOUR = 86_400, 3_600

MOST_ASKED = 3
"""Pages of a wall that are asked for to see whether it is gone, until one is an article or the wall again."""


def is_control_due(answer: ControlAnswer | None, health: MirrorHealth, now: int) -> bool:
    """Return whether a mirror is to be asked: once a day, and after a change of its state once an hour at most.

    :param now: seconds since 1970

    >>> asked = ControlAnswer("https://m1.example", 100, "")
    >>> [is_control_due(asked, MirrorHealth(since=since), now) for since, now in ((0, 5000), (200, 5000), (0, 90_000))]
    [False, True, True]
    """
    if answer is None or now - answer.asked_at >= DAY:
        return True
    return health.since > answer.asked_at and now - answer.asked_at >= HOUR


class ControlPages:
    """Asks the mirrors of a run for what tells their walls from their articles."""

    def __init__(self, run: Run, walls: Walls, unread: UnreadAnswers) -> None:
        self._run, self._walls, self._unread = run, walls, unread

    async def ask(self, mirrors: Sequence[str], links: Sequence[ListedLinks]) -> None:
        """Ask the mirrors whose time has come.

        A mirror's failure says nothing of it here.

        :param links: of this run's listings: an address in their shape is made up
        :raises MirrorfoldError: when a store fails
        """
        walled = [mirror for mirror in mirrors if self._health(mirror).state is State.WALLED]
        if not links and not walled:
            return
        await self._walls.load()
        urls = self._group_urls(links)
        due = [mirror for mirror in mirrors if mirror in urls and self._is_due(mirror)]
        await asyncio.gather(*(self._ask_control(mirror, urls[mirror]) for mirror in due))
        await asyncio.gather(*(self._ask_walled(mirror) for mirror in walled))

    def _is_due(self, mirror: str) -> bool:
        if not self._run.services.settings.mirrors.control_pages:
            return False
        return is_control_due(self._walls.answers.get(mirror), self._health(mirror), self._run.now())

    def _health(self, mirror: str) -> MirrorHealth:
        return self._run.earlier_health.get(mirror, MirrorHealth())

    def _group_urls(self, links: Sequence[ListedLinks]) -> Mapping[str, list[str]]:
        """Mirror → addresses of articles on it."""
        urls: dict[str, list[str]] = {}
        for listing, of_listing in links:
            for mirror in [listing.mirror] if listing.mirror else self._run.origins:
                self._add_urls(urls.setdefault(mirror, []), mirror, of_listing)
        return {mirror: known for mirror, known in urls.items() if known}

    def _add_urls(self, known: list[str], mirror: str, links: Sequence[Link]) -> None:
        """Add where articles stand on a mirror, or would stand there where a listing on another host names them."""
        for link in links:
            if len(known) >= MOST_URLS:
                return
            canonical = canonicalize(link.url, self._run.urls)
            if canonical.mirror and canonical.is_article is not False:
                url = sight_link(canonical, mirror, self._run.urls).url
                known += [url] if url.startswith(f"{mirror}/") else []

    async def _ask_control(self, mirror: str, urls: Sequence[str]) -> None:
        run = self._run
        url = make_control_url(urls, secrets.token_hex(8))
        if url is None:
            return
        reading = await self._read(Target(mirror, url))
        article = reading.outcome if reading is not None and isinstance(reading.outcome, Article) else None
        answer = ControlAnswer(
            mirror=mirror,
            asked_at=run.now(),
            url=url,
            digest=reading.digest if reading is not None and article is not None else None,
            text=article.text if article is not None else None,
        )
        self._walls.keep_control(answer)
        await run.services.archive.run_for(run.source.id, record_control_answer, run.source.id, run.id, answer)

    async def _ask_walled(self, mirror: str) -> None:
        """Ask a walled mirror for a page that was the wall: when it is an article now, all such pages are due."""
        behind = [page for page in self._walls.quarantined if page.mirror == mirror]
        for page in behind[:MOST_ASKED]:
            reading = await self._read(Target(mirror, page.url))
            if reading is None or not isinstance(reading.outcome, Article):
                continue
            if not self._walls.is_known(mirror, reading.digest, reading.shingles):
                self._run.count_good(mirror, article=True)
                self._walls.forget(mirror)
                await self._release([page.key for page in behind])
            return

    async def _release(self, keys: Sequence[str]) -> None:
        """Let keys that wait for their next try be unknown again."""
        index, source = self._run.services.index, self._run.source.id
        known = await look_up_keys(index, source, keys)
        pairs = zip(keys, known, strict=True)
        waiting = [key for key, entry in pairs if entry is not None and not entry.article and entry != REMOVED]
        if waiting:
            await forget_keys(index, source, waiting)

    async def _read(self, target: Target) -> PageReading | None:
        """Fetch and read a page that answers with 200; None where it does not."""
        run = self._run
        run.tally.count_control(target.mirror)
        answer = await self._unread.download(target)
        if not isinstance(answer, Response) or classify_status(answer.status) is not AnswerClass.PAGE:
            return None
        with self._unread.hold(answer, first=False):
            hints = make_hints(run.source, datetime.fromtimestamp(run.services.clock(), UTC), None)
            page = (answer.body, answer.url, read_content_type(answer), hints)
            try:
                return await wait_unless_given_up(run, run.services.pool.run(read_page_task, *page, Wanted()))
            except (PageTimeout, PageCrash):
                return None
