"""Pages that belong to another article: its AMP, mobile and print pages, and its later ones.

A page that was read may say so (``canonical.claims``). Where that is believed, it is no article of its own: it becomes
a sighting of the article it names, whose text is the one of its own page. That page is fetched where nobody has yet.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from crawler.archive.pages.aliases import Alias, record_alias
from crawler.archive.removal.tombstones import add_face
from crawler.canonical.alternate_claims import Claim, Why, claim_of
from crawler.canonical.known_key import REMOVED, Known
from crawler.context.run_context import Run
from crawler.crawl.ledger import Ledger, PageItem
from crawler.index.known_keys import forget, look_up, remember
from crawler.listing.fetch_plan import Fetch, Target
from crawler.model.article import Article, Sighting


class Belonging:
    """Decides for each page of a run which article it belongs to, and hands it on."""

    def __init__(self, run: Run, ledger: Ledger) -> None:
        self._run, self._ledger = run, ledger
        self._waiting: dict[str, list[PageItem]] = {}
        """Key of an article that is being fetched → the pages that belong to it."""

    async def place(self, item: PageItem) -> PageItem | Fetch | None:
        """The page, when it is to be judged; a fetch of the article it belongs to; None when that is under way.

        :raises MirrorfoldError: when a store fails
        """
        claim = self._claim(item)
        self._tell(claim)
        if claim.article is None or item.fetch.revisit or claim.article.key in (None, item.fetch.key):
            return item
        key = str(claim.article.key)
        (known,) = await look_up(self._run.services.index, self._run.source.id, [key])
        if known is not None and known.article:
            if await self._record(item, known.article):
                return None
            await forget(self._run.services.index, self._run.source.id, [key])
            return item
        if known == REMOVED:
            await self._keep_away(item, key)
            return None
        if known is not None:  # its own page is in quarantine
            return item
        if key in self._waiting or self._ledger.is_open(key):
            self._waiting.setdefault(key, []).append(item)
            return None
        self._waiting[key] = [item]
        target = Target(str(claim.article.mirror), str(claim.article.canonical_url))
        return Fetch(key, (target,), day=claim.article.date, named_by_page=True)

    async def judge(self, item: PageItem) -> None:
        """Judge a page; the pages that waited for its article belong to it from now on.

        :raises MirrorfoldError: when a store fails; the run then ends, and the next one goes on
        """
        article = await self._ledger.judge(item)
        if article is not None:
            for page in self._waiting.pop(item.fetch.key, ()):
                await self._record(page, article)
        elif self._ledger.was_kept_away(item.fetch.key):
            for page in self._waiting.pop(item.fetch.key, ()):
                await self._keep_away(page, item.fetch.key)

    async def close(self) -> None:
        """Judge by themselves the pages whose article no mirror gave.

        :raises MirrorfoldError: when a store fails
        """
        while self._waiting:
            _, pages = self._waiting.popitem()
            for page in pages:
                await self.judge(page)
        await self._ledger.close()

    def _claim(self, item: PageItem) -> Claim:
        said = item.reading.said
        assert isinstance(said, Article)
        return claim_of(item.answered.url, self._run.urls, canonical=said.canonical_link, previous=said.previous_link)

    def _tell(self, claim: Claim) -> None:
        """Warn of claims that are not believed: they may be a thief's, or a broken system's."""
        if claim.why is Why.ELSEWHERE:
            host = urlsplit(claim.named).hostname or "?"
            self._run.tally.warn(f"pages name {host} as their canonical address, no mirror of the source: not believed")
        elif claim.why is Why.NO_ARTICLE:
            self._run.tally.warn(f"pages name {claim.named} as their canonical address, which is no article's")

    async def _keep_away(self, item: PageItem, removed: str) -> None:
        """Write that a page belongs to an article that a person removed."""
        source = self._run.source.id
        await self._run.services.archive.run(add_face, source, self._run.id, item.fetch.key, removed)
        await self._ledger.keep_away(item.fetch.key)

    async def _record(self, item: PageItem, article: int) -> bool:
        """Write that a page belongs to an article: its key is known from now on. False when the article is gone."""
        now, source = self._run.now(), self._run.source.id
        own = Sighting(item.answered.mirror, item.answered.url)
        alias = Alias(self._run.id, source, item.fetch.key, article, (own, *item.fetch.sightings), item.answered.url)
        if not await self._run.services.archive.run(record_alias, alias, now):
            return False
        await remember(self._run.services.index, source, {item.fetch.key: Known(article, item.fetch.listed)})
        self._ledger.settled(item.fetch.key)
        self._run.tally.belonging += 1
        return True
