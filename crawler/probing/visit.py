"""One visit to a proposed host: its home page, its listings, and up to ten articles, one page after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import ParamSpec, TypeVar

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.archive.mirrors.probe_samples import (
    KnownArticle,
    load_articles_by_digest,
    load_articles_by_key,
    load_articles_of_revisions,
    load_boilerplate_lines,
    load_newest_articles,
)
from crawler.canonical.canonical_url import SourceUrls, canonicalize
from crawler.canonical.url_template import carry_path
from crawler.context.run_context import Run
from crawler.fetching.ask_pool import read_content_type, read_headers
from crawler.fetching.failures import DOWNLOAD_FAILURES, NOT_ASKED, RedirectedAway, RobotsDisallowed, describe_failure
from crawler.mirrors.health.state import counts_against_mirror, describe_rejection, state_of_landing
from crawler.mirrors.proposals.probe_findings import PageOutcome, Probe, count_outcomes
from crawler.model.article import Link, Rejection
from crawler.probing.probe_spider import Download
from crawler.probing.probe_tasks import (
    HomePage,
    ProbedPage,
    compare_task,
    detect_language_task,
    read_home_task,
    read_probed_task,
)
from crawler.reading.pool import PageCrash, PageTimeout, PoolBroken
from crawler.reading.tasks import ListingContent, make_hints, read_listing_task
from crawler.settings import Source, source_urls

MOST_LISTINGS, MOST_ARTICLES = 3, 10
"""Pages of a host that one probe asks for, after the home page: 14 in all."""

TRIED_FIRST = 2
"""Articles of the source that may be missing, or others, before the host's own links are followed instead."""

P = ParamSpec("P")
T = TypeVar("T")

_AGREEING = (PageOutcome.SAME, PageOutcome.SIMILAR, PageOutcome.ALTERED)

_FAILURES: tuple[type[Exception], ...] = (IgnoreRequest, *DOWNLOAD_FAILURES)


class Visit:
    """What is asked of a host, and what came of it so far."""

    def __init__(self, run: Run, source: Source) -> None:
        self.run, self._source = run, source
        (self._origin,) = run.origins
        self._hints = make_hints(source, datetime.fromtimestamp(run.services.clock(), UTC), None)
        self._hosts = tuple(mirror.host for mirror in source.mirrors if mirror.host != run.source.mirrors[0].host)
        self._lines: frozenset[str] = frozenset()
        self._outcomes: list[PageOutcome] = []
        self._altered: list[str] = []
        self._links_back = 0
        self._carried = False
        self._notice = self._trouble = ""
        self._enough = self._refused = False

    @property
    def answered(self) -> bool:
        """Whether anything answered there, now or, with its rules for robots, in the last day."""
        return self._refused or self.run.tally.answers > 0

    @property
    def probe(self) -> Probe:
        """What the pages have shown so far."""
        findings = count_outcomes(self._outcomes, self._altered, links_back=self._links_back, carried=self._carried)
        return replace(findings, notice=self._notice, trouble=self._trouble)

    async def work(self, download: Download) -> None:
        """Ask for the pages.

        :raises MirrorfoldError: when a store fails
        """
        self._lines = await self.run.services.archive.load(load_boilerplate_lines, self._source.id)
        home = await self._read_home(download)
        if home is None:
            return
        links = [*await self._read_listings(download), *home.links]
        known = await self._match_by_key(links)
        newest = await self.run.services.archive.load(load_newest_articles, self._source.id, MOST_ARTICLES)
        if not await self._compare_own_articles(download, known | self._carry_paths(newest, known)):
            self._outcomes, self._altered, self._carried = [], [], False
            await self._compare_host_articles(download, links, newest)

    async def _read_home(self, download: Download) -> HomePage | None:
        """Read the home page; None where there is nothing more to ask for."""
        response = await self._fetch(download, self._origin + "/")
        if response is None:
            return None
        headers = read_headers(response)
        hints = replace(self._hints, home=True)
        home = await self._read(
            read_home_task, response.body, response.url, response.status, headers, hints, self._hosts
        )
        if home is None:
            return None
        if home.notice is not None:
            self._notice = describe_rejection(home.notice)
            return None
        self._links_back += home.links_back
        if response.status >= 400 and response.status not in (404, 410):
            self._trouble = f"HTTP {response.status}"
            return None
        return home

    async def _read_listings(self, download: Download) -> list[Link]:
        """The links on the host's listings, where they stand under the source's own paths."""
        source = self._source
        links: list[Link] = []
        for listing in [each for each in source.listings if each.is_on_mirrors][:MOST_LISTINGS]:
            response = await self._fetch(download, self._origin + listing.address)
            if response is None or response.status != 200:
                continue
            page = (response.body, response.url, read_content_type(response), source.timezone, listing.fields)
            content = await self._read(read_listing_task, listing.kind, *page)
            if isinstance(content, ListingContent):
                links += content.links
        return links

    async def _match_by_key(self, links: Sequence[Link]) -> dict[str, KnownArticle]:
        """Those of the host's links that lead to articles of the source, by the key: address there → article."""
        urls = self._make_urls()
        places: dict[str, str] = {}
        for link in links:
            canonical = canonicalize(link.url, urls)
            there = canonical.canonical_url if canonical.mirror == self._origin else None
            if canonical.key is not None and there is not None and canonical.is_article is not False:
                places.setdefault(canonical.key, there)
        keys = list(places)[: 10 * MOST_ARTICLES]
        known = await self.run.services.archive.load(load_articles_by_key, self._source.id, keys)
        return {places[article.key]: article for article in known}

    def _make_urls(self) -> SourceUrls:
        """The source's view of URLs as if the host were one of its mirrors: keys follow from all of them."""
        return source_urls(replace(self._source, mirrors=(*self._source.mirrors, *self.run.source.mirrors)))

    def _carry_paths(
        self, newest: Sequence[KnownArticle], known: Mapping[str, KnownArticle]
    ) -> dict[str, KnownArticle]:
        """Where the source's newest articles would stand on the host."""
        template = self._source.mirrors[0].articles
        alike = [mirror.origin for mirror in self._source.mirrors if mirror.articles == template]
        templates = dict.fromkeys([*alike, self._origin], template)
        listed = {article.key for article in known.values()}
        moved = {}
        for article in newest:
            there = {mirror: article.urls[mirror] for mirror in alike if mirror in article.urls}
            place = carry_path(there, templates).get(self._origin)
            if place is not None and article.key not in listed:
                moved[place] = article
        return moved

    async def _compare_own_articles(self, download: Download, places: Mapping[str, KnownArticle]) -> bool:
        """Ask for the source's own articles; False when the host has other paths."""
        self._carried = True
        for url, article in list(places.items())[:MOST_ARTICLES]:
            page = await self._read_article(download, url)
            if self._enough:
                break
            await self._count_outcome(page, [article])
            if len(self._outcomes) == TRIED_FIRST and set(self._outcomes) <= {PageOutcome.MISSING, PageOutcome.OTHER}:
                return False
        return bool(places)

    async def _compare_host_articles(
        self, download: Download, links: Sequence[Link], newest: Sequence[KnownArticle]
    ) -> None:
        """Follow the host's own links, and look for each text among all that the source has."""
        detected = await self._read(detect_language_task, newest[0].text) if newest else None
        language = detected or self._source.language
        canonicals = [canonicalize(link.url, self.run.urls) for link in links]
        own = (canonical.canonical_url for canonical in canonicals if canonical.mirror == self._origin)
        places = dict.fromkeys(url for url in own if url)
        for url in [place for place in places if place.rstrip("/") != self._origin][: MOST_ARTICLES - TRIED_FIRST]:
            page = await self._read_article(download, url)
            if self._enough:
                break
            if page is None or page.thin:
                continue
            candidates = await self._load_candidates(page)
            if candidates:
                await self._count_outcome(page, candidates)
            else:
                another = bool(language and page.language) and page.language != language
                self._outcomes.append(PageOutcome.OTHER_LANGUAGE if another else PageOutcome.OTHER)

    async def _load_candidates(self, page: ProbedPage) -> list[KnownArticle]:
        """The articles of the source that may have a page's text."""
        services, source = self.run.services, self._source.id
        same = await services.archive.load(load_articles_by_digest, source, page.digest)
        if same:
            return same
        near = await services.canonicalizer.nearest(page.shingles, source)
        loaded = [await services.archive.load(load_articles_of_revisions, [revision]) for revision in near[:3]]
        return [article for articles in loaded for article in articles]

    async def _count_outcome(self, page: ProbedPage | None, candidates: Sequence[KnownArticle]) -> None:
        """Put down what a page is; the likeliest candidates come first."""
        if page is None:
            self._outcomes.append(PageOutcome.MISSING)
            return
        rule = self.run.services.canonicalizer.rule
        comparisons = [await self._read(compare_task, article, page, self._lines, rule) for article in candidates]
        compared = [comparison or (PageOutcome.MISSING, "") for comparison in comparisons]
        best, alteration = next((pair for pair in compared if pair[0] in _AGREEING), compared[0])
        self._outcomes.append(best)
        self._altered += [alteration] if alteration else []

    async def _read_article(self, download: Download, url: str) -> ProbedPage | None:
        """Fetch and read a page; None for anything but an article."""
        response = await self._fetch(download, url)
        if response is None or response.status != 200:
            return None
        body, place, kind = response.body, response.url, read_content_type(response)
        page = await self._read(read_probed_task, body, place, kind, self._hints, self._lines, self._hosts)
        if page is None:
            return None
        if isinstance(page, Rejection):
            if counts_against_mirror(page):
                self._notice, self._enough = describe_rejection(page), True
            return None
        self._links_back += page.links_back
        return page

    async def _read(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """Let the pool read something; None for what takes it too long, or kills it."""
        try:
            return await self.run.services.pool.run(function, *args, **kwargs)
        except (PageTimeout, PageCrash, PoolBroken) as error:
            self._trouble = self._trouble or error.what
            return None

    async def _fetch(self, download: Download, url: str) -> Response | None:
        """Fetch a page; why there is none is put down."""
        try:
            return await download(url)
        except _FAILURES as error:
            self._record_failure(error)
            return None

    def _record_failure(self, error: Exception) -> None:
        state = state_of_landing(error.target) if isinstance(error, RedirectedAway) else None
        if isinstance(error, RedirectedAway) and state is not None:
            self._notice = f"{state}: redirects to {error.target}"
        self._refused = self._refused or isinstance(error, RobotsDisallowed)
        self._enough = self._enough or isinstance(error, NOT_ASKED)  # it asks to be left alone, say
        self._trouble = self._trouble or describe_failure(error)
