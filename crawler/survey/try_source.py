"""A source that exists, with the same eyes: its listings, its mirrors, samples beside what the archive holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from urllib.parse import unquote

from crawler.archive.mirrors.mirror_health import load_health
from crawler.archive.mirrors.probe_samples import KnownArticle, load_articles_by_key
from crawler.canonical.canonical_url import canonicalize
from crawler.canonical.sketch import likeness
from crawler.canonical.text import shingles, tokens
from crawler.context.run_context import Run, Services
from crawler.mirrors.health.mirror_health import MirrorHealth
from crawler.mirrors.hosts.host_names import host_of
from crawler.model.article import Link, Rejection
from crawler.model.listing import ListingKind, NamedListing
from crawler.probing.probe import run_probe
from crawler.probing.probe_spider import Download
from crawler.reading.tasks import ListingContent, make_hints, read_listing_task
from crawler.settings import Source, source_urls
from crawler.survey.infer_template import TemplateFinding, infer_template
from crawler.survey.read_samples import spread
from crawler.survey.sample_warnings import Caution, HeldSample, Sample, find_warnings
from crawler.survey.site_page import SitePage
from crawler.survey.site_visit import Budget, SiteVisit, origin_of, path_of
from crawler.survey.survey_tasks import look_task, read_sample_task

MOST_LISTINGS = 4
MOST_MIRRORS = 4
SAMPLES = 5
ANSWERS = "answers"
SHOWN = 3
"""Links that do not fit, of each listing."""


@dataclass(frozen=True, slots=True)
class TriedMirror:
    """A mirror's front page.

    :ivar canonical: the host that it names as its own, where that is another
    """

    origin: str
    state: str
    answer: str
    canonical: str = ""


@dataclass(frozen=True, slots=True)
class TriedListing:
    """A listing as it reads now.

    :ivar fits: items that are articles by the source's template, or may be where it has none
    :ivar strays: some that are none, each with what it lacks
    :ivar moved: the path that it redirects to; ``is_new``: whether the site names it and the source's file does not
    """

    address: str
    items: int = 0
    newest: datetime | None = None
    fits: int = 0
    strays: tuple[tuple[str, str], ...] = ()
    moved: str = ""
    trouble: str = ""
    is_new: bool = False


@dataclass(slots=True)
class SourceFindings:
    """What a test of a source found; ``changes`` are lines of a difference to what would be proposed today."""

    mirrors: list[TriedMirror] = field(default_factory=list)
    listings: list[TriedListing] = field(default_factory=list)
    samples: list[HeldSample] = field(default_factory=list)
    cautions: list[Caution] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    template: TemplateFinding = field(default_factory=TemplateFinding)


TellPart = Callable[[TriedMirror | TriedListing | HeldSample], None]
"""Is told of each part as it was looked at."""


async def try_source(source: Source, services: Services, budget: Budget, tell: TellPart) -> SourceFindings:
    """Look at a source as it is now; nothing is written.

    :raises IndexUnavailable, ArchiveUnavailable: without them nothing is fetched
    """
    health = await services.archive.load(load_health, source.id)
    run = Run(
        id=0, source=source, urls=source_urls(source), services=services, earlier_health=health, every_mirror=True
    )
    trial = _Trial(SiteVisit(source.mirrors[0].origin, services, budget, run), health, tell)
    await run_probe(run, trial.work)
    return trial.found


class _Trial:
    def __init__(self, visit: SiteVisit, health: dict[str, MirrorHealth], tell: TellPart) -> None:
        self._visit, self._health, self._tell = visit, health, tell
        self._source = visit.run.source
        self._links: dict[str, list[Link]] = {}
        self._listed: list[str] = []
        self._page: SitePage | None = None
        self._best = self._source.mirrors[0].origin
        self.found = SourceFindings()

    async def work(self, download: Download) -> None:
        """Ask for front pages, listings and samples, in this order."""
        self._visit.use(download)
        for mirror in self._source.mirrors[:MOST_MIRRORS]:
            tried = await self._try_mirror(mirror.origin)
            self.found.mirrors.append(tried)
            self._tell(tried)
        answering = [tried.origin for tried in self.found.mirrors if tried.answer == ANSWERS]
        self._best = next(iter(answering), self._best)
        for listing in self._source.listings[:MOST_LISTINGS]:
            self._keep(await self._try_listing(listing))
        if not any(self._links.values()):
            await self._look_for_links()
        await self._read_samples()
        self.found.cautions = find_warnings([each.sample for each in self.found.samples], self._source.name)
        self._compare_with_proposal()

    def _keep(self, listing: TriedListing) -> None:
        self.found.listings.append(listing)
        self._tell(listing)

    async def _look_for_links(self) -> None:
        """Where no listing gives an article: a feed that the site names now, else the headlines of its front page."""
        for path in self._new_feeds()[:1]:
            self._keep(replace(await self._try_listing(NamedListing(ListingKind.FEED, path)), is_new=True))
        if not any(self._links.values()) and self._page is not None:
            links = [Link(link.url, link.text) for link in self._page.links if link.is_headline]
            self._links["front page"] = [link for link in links if self._visit.is_own(link.url)]

    async def _try_mirror(self, origin: str) -> TriedMirror:
        health = self._health.get(origin)
        state = str(health.state) if health else "not crawled yet"
        answer = await self._visit.fetch(f"{origin}/")
        if not answer.is_well:
            return TriedMirror(origin, state, answer.trouble)
        look = await self._visit.read(look_task, answer)
        canonical = ""
        if isinstance(look, SitePage) and look.notice:
            return TriedMirror(origin, state, look.notice)
        if isinstance(look, SitePage):
            self._page = self._page or look
            named = host_of(look.canonical) if look.canonical else None
            canonical = named if named and named != host_of(origin) else ""
        return TriedMirror(origin, state, ANSWERS, canonical or "")

    async def _try_listing(self, listing: NamedListing) -> TriedListing:
        url = f"{self._best}{listing.address}" if listing.is_on_mirrors else listing.address
        answer = await self._visit.fetch(url)
        if not answer.is_well:
            return TriedListing(listing.address, trouble=answer.trouble)
        task = partial(read_listing_task, listing.kind)
        content = await self._visit.read(task, answer, self._source.timezone, listing.fields)
        if not isinstance(content, ListingContent):
            trouble = content.evidence if isinstance(content, Rejection) else "it takes too long to read"
            if listing.kind is ListingKind.SECTION:
                look = await self._visit.read(look_task, answer)
                by_script = look.by_script if isinstance(look, SitePage) else ""
                trouble = f"{trouble}. {by_script}".rstrip(". ")
            return TriedListing(listing.address, trouble=trouble)
        self._listed += [link.url for link in content.links]
        fitting, strays = self._sort(content.links)
        own = [link for link in content.links if self._visit.is_own(link.url)]
        self._links[listing.address] = fitting or own
        moved = path_of(self._visit.below_folder(answer.url)) if listing.is_on_mirrors else answer.url
        dates = [link.published for link in content.links if link.published is not None]
        return TriedListing(
            address=listing.address,
            items=len(content.links) or len(content.nested),
            newest=max(dates, default=None),
            fits=len(fitting),
            strays=tuple(strays[:SHOWN]),
            moved=moved if unquote(moved) != unquote(listing.address) else "",
        )

    def _sort(self, links: Sequence[Link]) -> tuple[list[Link], list[tuple[str, str]]]:
        """The links that may be articles, and the others with what each lacks."""
        fitting: list[Link] = []
        strays: list[tuple[str, str]] = []
        for link in links:
            canonical = canonicalize(link.url, self._visit.run.urls)
            if canonical.mirror is None:
                strays.append((link.url, "its host is no mirror"))
            elif canonical.is_article is False:
                strays.append((link.url, "it fits no template"))
            else:
                fitting.append(link)
        return fitting, strays

    async def _read_samples(self) -> None:
        each = max(1, SAMPLES // max(1, len(self._links)))
        wanted = [(address, link) for address, links in self._links.items() for link in spread(links, each + 1)]
        seen: set[str] = set()
        for address, link in wanted:
            if len(self.found.samples) >= SAMPLES or self._visit.budget.left < 1:
                break
            if link.url not in seen:
                seen.add(link.url)
                self.found.samples.append(await self._read_sample(address, link))
                self._tell(self.found.samples[-1])

    async def _read_sample(self, address: str, link: Link) -> HeldSample:
        answer = await self._visit.fetch(
            self._best + path_of(self._visit.below_folder(self._visit.own_address(link.url)))
        )
        if not answer.is_well:
            return HeldSample(Sample(link, address, trouble=answer.trouble), "-")
        canonical = canonicalize(answer.url, self._visit.run.urls)
        now = datetime.fromtimestamp(self._visit.services.clock(), UTC)
        hints = make_hints(self._source, now, canonical.date, link.title)
        read = await self._visit.read(read_sample_task, answer, hints)
        if read is None:
            return HeldSample(Sample(link, address, trouble="it takes too long to read"), "-")
        sample = Sample(link, address, outcome=read.reading.outcome)
        keys = [canonical.key] if canonical.key else []
        known = await self._visit.services.archive.load(load_articles_by_key, self._source.id, keys)
        return HeldSample(sample, _describe_held(sample, known))

    def _compare_with_proposal(self) -> None:
        """What would be proposed today and is not in the file, as lines of a difference."""
        page = self._page or SitePage()
        below = self._visit.below_folder
        others = [below(link.url) for link in page.links if link.is_other]
        headlines = [below(link.url) for link in page.links if link.is_headline]
        listed, site = [below(url) for url in self._listed], origin_of(self._visit.origin)
        self.found.template = infer_template(site, listed, headlines, others, sections=True)
        pattern = self.found.template.pattern
        if pattern and pattern not in self._source.articles:
            self.found.changes += [f'-articles = "{each}"' for each in self._source.articles]
            self.found.changes.append(f'+articles = "{pattern}"')
        gone = [each.address for each in self.found.listings if (each.trouble or each.moved) and not each.is_new]
        moved = [each.moved for each in self.found.listings if each.moved]
        new = dict.fromkeys([*moved, *self._new_feeds()])
        self.found.changes += [f"-{address}" for address in gone if new] + [f"+{address}" for address in new]

    def _new_feeds(self) -> list[str]:
        """Paths of feeds that the front page names and the file does not."""
        read = {listing.address for listing in self._source.listings}
        page = self._page or SitePage()
        paths = [path_of(self._visit.below_folder(url)) for url in page.declared_feeds if self._visit.is_own(url)]
        return [path for path in dict.fromkeys(paths) if path not in read and "/comments" not in path]


def _describe_held(sample: Sample, known: Sequence[KnownArticle]) -> str:
    if not known:
        return "not archived"
    if sample.article is None:
        return "archived, and no article now"
    alike = likeness(shingles(tokens(known[0].text)), shingles(tokens(sample.article.text))).jaccard
    return "archived, the same text" if alike >= 1 else f"archived, likeness {alike:.2f}"
