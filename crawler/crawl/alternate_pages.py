"""Pages that belong to another article: its AMP, mobile and print pages, and its later ones.

A page that was read may say so (``canonical.claims``). Where that is believed, it is no article of its own: it becomes
a sighting of the article it names, whose text is the one of its own page. That page is fetched where nobody has yet.
Another face of an article has its text: one that has another is judged by itself.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from crawler.archive.pages.sightings import record_alias
from crawler.archive.removal.tombstones import add_alternate_key
from crawler.archive.stored_page import FetchedPage
from crawler.archive.texts.revision_texts import load_standing_text
from crawler.canonical.alternate_claims import Claim, Why, claim_of
from crawler.canonical.known_key import REMOVED, Known
from crawler.canonical.sketch import likeness
from crawler.canonical.text import shingles, tokens
from crawler.context.run_context import Run
from crawler.crawl.ledger import Ledger
from crawler.index.known_keys import forget_keys, look_up_keys, remember_keys
from crawler.listing.fetch_plan import Fetch, Target


class AlternatePages:
    """Decides for each page of a run which article it belongs to, and hands it on."""

    def __init__(self, run: Run, ledger: Ledger) -> None:
        self._run, self._ledger = run, ledger
        self._waiting: dict[str, list[tuple[FetchedPage, Fetch]]] = {}
        """Key of an article that is being fetched → the pages that belong to it."""

    async def place(self, page: FetchedPage, fetch: Fetch) -> FetchedPage | Fetch | None:
        """The page, when it is to be judged; a fetch of the article it belongs to; None when that is under way.

        :raises MirrorfoldError: when a store fails
        """
        claim = self._read_claim(page)
        self._warn_of_claim(claim)
        if claim.article is None or fetch.revisit or claim.article.key in (None, fetch.key):
            return page
        key = str(claim.article.key)
        (known,) = await look_up_keys(self._run.services.index, self._run.source.id, [key])
        if known is not None and known.article:
            if claim.why is Why.VARIANT and not await self._agrees(page, known.article):
                return page
            if await self._record_alternate(page, fetch, known.article):
                return None
            await forget_keys(self._run.services.index, self._run.source.id, [key])
            return page
        if known == REMOVED:
            await self._keep_away(fetch, key)
            return None
        if known is not None:  # its own page is in quarantine
            return page
        if key in self._waiting or self._ledger.is_open(key):
            self._waiting.setdefault(key, []).append((page, fetch))
            return None
        self._waiting[key] = [(page, fetch)]
        target = Target(str(claim.article.mirror), str(claim.article.canonical_url))
        return Fetch(key, (target,), day=claim.article.date, named_by_page=True)

    async def judge(self, page: FetchedPage, fetch: Fetch) -> None:
        """Judge a page; the pages that waited for its article belong to it from now on.

        :raises MirrorfoldError: when a store fails; the run then ends, and the next one goes on
        """
        article = await self._ledger.judge(page, fetch)
        if article is not None:
            for alternate, its_fetch in self._waiting.pop(fetch.key, ()):
                if self._read_claim(alternate).why is Why.VARIANT and not await self._agrees(alternate, article):
                    await self.judge(alternate, its_fetch)
                else:
                    await self._record_alternate(alternate, its_fetch, article)
        elif self._ledger.was_kept_away(fetch.key):
            for _, its_fetch in self._waiting.pop(fetch.key, ()):
                await self._keep_away(its_fetch, fetch.key)

    async def close(self) -> None:
        """Judge by themselves the pages whose article no mirror gave.

        :raises MirrorfoldError: when a store fails
        """
        while self._waiting:
            _, pages = self._waiting.popitem()
            for page, fetch in pages:
                await self.judge(page, fetch)
        await self._ledger.close()

    def _read_claim(self, page: FetchedPage) -> Claim:
        article = page.article
        links = {"canonical": article.canonical_link, "previous": article.previous_link}
        return claim_of(page.url, self._run.urls, **links)

    def _warn_of_claim(self, claim: Claim) -> None:
        """Warn of claims that are not believed: they may be a thief's, or a broken system's."""
        if claim.why is Why.ELSEWHERE:
            host = urlsplit(claim.named).hostname or "?"
            self._run.tally.warn(f"pages name {host} as their canonical address, no mirror of the source: not believed")
        elif claim.why is Why.NO_ARTICLE:
            self._run.tally.warn(f"pages name {claim.named} as their canonical address, which is no article's")

    async def _agrees(self, page: FetchedPage, article: int) -> bool:
        """Say whether a page's text is that of the article which it names; texts too short to compare may be."""
        text = await self._run.services.archive.load(load_standing_text, article)
        if text is None or page.shingles is None:
            return True
        rule = self._run.services.canonicalizer.rule
        alike = likeness(page.shingles, shingles(tokens(text)))
        if alike.smaller < rule.min_shingles or rule.kind(alike) is not None:
            return True
        self._run.tally.warn(f"{page.url} names an article with another text as its canonical address: not believed")
        return False

    async def _keep_away(self, fetch: Fetch, removed: str) -> None:
        """Write that a page belongs to an article that a person removed."""
        source = self._run.source.id
        await self._run.services.archive.run_for(source, add_alternate_key, source, self._run.id, fetch.key, removed)
        await self._ledger.keep_away(fetch.key)

    async def _record_alternate(self, page: FetchedPage, fetch: Fetch, article: int) -> bool:
        """Write that a page belongs to an article: its key is known from now on. False when the article is gone."""
        if not await self._run.services.archive.run_for(page.source, record_alias, page, article, self._run.now()):
            return False
        await remember_keys(self._run.services.index, self._run.source.id, {fetch.key: Known(article)})
        self._ledger.count_settled(fetch.key)
        self._run.tally.count_alternate()
        return True
