"""Listings of one run: which are read, what of them is new, and what to remember of them for the next run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from scrapy.exceptions import DownloadCancelledError
from scrapy.http import Response

from crawler.archive.pages.sightings import MirrorAddress
from crawler.context.run_context import Run
from crawler.fetching.ask_pool import find_notice, read_content_type
from crawler.fetching.failures import NOT_ASKED, RedirectedAway, RobotsDisallowed, describe_failure
from crawler.index.listing_states import ListingState, load_listing_states, save_listing_states
from crawler.listing.fold_links import iterate_places
from crawler.listing.list_listings import list_listings
from crawler.listing.listed_words import ListedWords
from crawler.listing.listing_bodies import ListingBodies
from crawler.listing.nested_sitemaps import MOST_NESTED, carry_to_mirror, choose_nested
from crawler.mirrors.health.mirror_health import MirrorHealth
from crawler.mirrors.health.state import (
    MAY_BE_NOTICE,
    PROBED,
    UNAUTHORIZED,
    AnswerClass,
    State,
    classify_status,
    counts_against_mirror,
    describe_rejection,
    state_of_landing,
    state_of_notice,
)
from crawler.model.article import Link, Reason, Rejection
from crawler.model.listing import Listing, ListingKind, NestedSitemap
from crawler.reading.failures import PageCrash, PageError, PageTimeout
from crawler.reading.tasks import ListingContent, read_listing_task
from crawler.settings import OnRefusal

MOST_DEPTH = 2
"""Indexes below one another."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A listing with something new on it."""

    state: ListingState
    links: tuple[Link, ...]


class ListingReader:
    """Reads listings with conditional requests and remembers, at the end, what they said."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._states: dict[str, ListingState] = {}
        self._read_before: set[str] = set()
        self._read: dict[Listing, _Read] = {}
        self._unchanged: list[Listing] = []
        self._words = ListedWords()
        self._unmoved: list[Listing] = []
        """Sitemaps that were not asked for, because their index says that they are as they were."""
        self._nested: dict[Listing, NestedSitemap] = {}
        self._rejected: set[tuple[str, str]] = set()
        self.bodies = ListingBodies(run)
        self._places: dict[Listing, set[MirrorAddress]] = {}

    async def load_listings(self, mirrors: Sequence[str]) -> list[Listing]:
        """All listings of some mirrors, in order, then those on other hosts; what they said last is loaded along."""
        listings = list_listings(self._run.source.listings, mirrors)
        await self._load_states(listings)
        return listings

    async def _load_states(self, listings: Sequence[Listing]) -> None:
        mirrors = {listing.url: listing.mirror for listing in listings}
        states = await load_listing_states(self._run.services.index, self._run.source.id, list(mirrors))
        self._read_before |= {url for url, state in states.items() if state.digest}
        self._states |= {url: self._forget_outdated(mirrors[url], state) for url, state in states.items()}

    def _forget_outdated(self, mirror: str, state: ListingState) -> ListingState:
        """What a listing said before its mirror is rechecked counts no more: it is read in full once again."""
        health = self._run.earlier_health.get(mirror, MirrorHealth())
        outdated = health.state in PROBED or state.seen_at < health.recheck_since
        return ListingState() if outdated else state

    def make_validators(self, listing: Listing) -> dict[str, bytes]:
        """Headers that let a server answer "not modified"."""
        state = self._states[listing.url]
        headers = {"If-None-Match": state.etag, "If-Modified-Since": state.modified}
        return {name: value for name, value in headers.items() if value}

    def was_read_before(self, listing: Listing) -> bool:
        """Say whether an earlier run has read this listing."""
        return listing.url in self._read_before

    def has_read(self, mirror: str, since: int) -> bool:
        """Say whether a listing of a mirror was read since a moment, in this run or before.

        A source whose listings all stand on other hosts has none to wait for.
        """
        if not any(each.is_on_mirrors for each in self._run.source.listings):
            return bool(self._read or self._unchanged)
        if any(listing.mirror == mirror for listing in (*self._read, *self._unchanged)):
            return True
        return any(self._run.mirror_of(url) == mirror and each.seen_at >= since for url, each in self._states.items())

    async def read(self, listing: Listing, response: Response) -> ListingContent | None:
        """Take in an answer; None when there is nothing new on it, or nothing to read."""
        answer = classify_status(response.status)
        digest = self.bodies.digest(listing, response)
        state = self._states[listing.url]
        if answer is AnswerClass.UNCHANGED or (answer is AnswerClass.PAGE and digest == state.digest):
            self._count_good(listing)
            self._run.tally.count_listing_unchanged()
            self._unchanged.append(listing)
            return ListingContent((), state.nested) if state.nested else None
        if answer is not AnswerClass.PAGE:
            await self._record_other_answer(listing, answer, response)
            return None
        content = await self._parse_listing(listing, response)
        if content is not None:
            known = replace(_read_validators(response), digest=digest, nested=content.nested)
            self._read[listing] = _Read(ListingState() if content.unfinished else known, content.links)
        return content

    async def _record_other_answer(self, listing: Listing, answer: AnswerClass, response: Response) -> None:
        """Another answer than a listing: a notice, a refusal of the source, or a failure of the mirror."""
        notice = await find_notice(self._run, response) if answer in MAY_BE_NOTICE else None
        if notice is not None:
            is_told = bool(listing.mirror)
            self._record_lost(listing, describe_rejection(notice), notice=state_of_notice(notice), warn=not is_told)
            return
        tries_others = response.status != UNAUTHORIZED and self._run.source.on_refusal is OnRefusal.TRY_OTHERS
        missing = answer is AnswerClass.MISSING and not listing.depth  # an index may name what is not there any more
        refused = answer is AnswerClass.REFUSED and tries_others
        harm = answer in (AnswerClass.FAILED, AnswerClass.BUSY) or missing or refused
        self._record_lost(listing, f"HTTP {response.status}", harm=harm)

    async def _parse_listing(self, listing: Listing, response: Response) -> ListingContent | None:
        body, zone = self.bodies.find(listing, response), self._run.source.timezone
        page = (body, response.url, read_content_type(response), zone, listing.fields)
        try:
            content = await self._run.services.pool.run(read_listing_task, listing.kind, *page)
        except PageError as error:
            self.count_unread(listing, error)
            return None
        except (PageTimeout, PageCrash) as error:
            content = Rejection(Reason.UNREADABLE, error.what)
        if isinstance(content, Rejection):
            self._record_rejected(listing, content, response.url)
            return None
        self._count_good(listing)
        self._run.record_evidence(content.evidence, listing.url)
        self._run.tally.count_listing_read(content.ttl)
        if content.cut is not None:
            self._run.tally.warn(f"{listing.url}: {content.cut}")
        return content

    def _record_rejected(self, listing: Listing, content: Rejection, url: str) -> None:
        """A listing that is none. What it says instead is told once of its mirror: a notice as the mirror's cause."""
        cause = describe_rejection(content)
        told = f"{listing.url} is no {listing.kind.noun}: {cause}"
        if not listing.mirror:
            self._run.tally.count_listing_failed(told)
            return
        self._run.count_bad(listing.mirror, cause, url, state_of_notice(content))
        known = counts_against_mirror(content) or (listing.mirror, cause) in self._rejected
        self._rejected.add((listing.mirror, cause))
        self._run.tally.count_listing_failed("" if known else told)

    async def list_nested(self, listing: Listing, content: ListingContent) -> list[Listing]:
        """Further sitemaps that an index names and this run asks for: on the mirror that served the index, whichever of
        the source's hosts it names, as its articles are; within bounds, the newest first.
        """
        named = self._carry_nested(listing, content.nested)
        if named and listing.depth >= MOST_DEPTH:
            self._run.tally.warn(f"{listing.url} names sitemaps below {MOST_DEPTH + 1} indexes: they are not read")
            return []
        further = {each: Listing(listing.mirror, each.url, ListingKind.SITEMAP, listing.depth + 1) for each in named}
        await self._load_states(list(further.values()))
        named = [each for each in named if further[each] not in self._nested]  # another index may have named it too
        room = MOST_NESTED - sum(asked.mirror == listing.mirror for asked in self._nested)
        choice = choose_nested(named, self._states, self._run.now(), room)
        self._unmoved += [further[each] for each in choice.unmoved]
        self._nested |= {further[each]: each for each in choice.asked}
        if choice.postponed:
            told = f"names more sitemaps than are read in one run ({MOST_NESTED}): {choice.postponed} are left to later"
            self._run.tally.warn(f"{listing.url} {told} runs")
        return [further[each] for each in choice.asked]

    def _carry_nested(self, listing: Listing, nested: Iterable[NestedSitemap]) -> list[NestedSitemap]:
        """The sitemaps of an index that are on mirrors of the source, at their addresses on the one that served it."""
        known = {*self._states} - {each.url for each in self._unmoved}
        carried: dict[str, NestedSitemap] = {}
        for each in nested:
            elsewhere = not listing.mirror and urlsplit(each.url).netloc == urlsplit(listing.url).netloc
            named = self._run.mirror_of(each.url)
            if named is None and not elsewhere:
                self._run.tally.count_foreign(urlsplit(each.url).hostname or "?")
            elif (url := carry_to_mirror(each.url, named or "", listing.mirror)) not in known:
                carried.setdefault(url, replace(each, url=url))
        return list(carried.values())

    def record_failure(self, listing: Listing, error: BaseException) -> None:
        """Put down that a listing could not be fetched."""
        innocent = isinstance(error, (*NOT_ASKED, RobotsDisallowed))
        notice = state_of_landing(error.target) if isinstance(error, RedirectedAway) else None
        cause = describe_failure(error)
        if isinstance(error, DownloadCancelledError):
            cause += f" (more than {self.bodies.most_bytes(listing):,} bytes)"
        told = notice is not None or (innocent and self._run.conduct(listing.mirror).notice is not None)
        self._record_lost(listing, cause, harm=not innocent, notice=notice, warn=not (told and listing.mirror))

    def count_unread(self, listing: Listing, error: Exception) -> None:
        """Put down that we failed to read a listing: its mirror is not blamed, and the run is not done."""
        self._run.tally.count_listing_failed()
        self._run.tally.count_unread(listing.url, error)

    def _record_lost(
        self, listing: Listing, cause: str, *, harm: bool = True, notice: State | None = None, warn: bool = True
    ) -> None:
        self._run.tally.count_listing_failed(f"{listing.url} could not be read: {cause}" if warn else "")
        if harm and listing.mirror:
            self._run.count_bad(listing.mirror, cause, listing.url, notice)

    def _count_good(self, listing: Listing) -> None:
        """Count a good answer for the mirror whose listing it is; one on another host speaks for no mirror."""
        if listing.mirror:
            self._run.count_good(listing.mirror)

    def find_edited(self, shown: Mapping[str, Mapping[str, int]]) -> set[str]:
        """Find the articles that this run's listings say were edited; what each says is kept for the next run.

        Of several mirrors the first whose listings were read speaks, for an edit shows there. What another one alone
        says is its own affair: rechecks and audits look after that.

        :param shown: URL of a listing → keys of the articles on it, each with a digest of what it says of them
        """
        before = {url: state.signs for url, state in self._states.items()}
        heard = {listing.mirror for listing in (*self._read, *self._unchanged)}
        speaker = next((mirror for mirror in self._run.origins if mirror in heard), "")
        speaking = [listing.url for listing in self._read if listing.mirror in ("", speaker)]
        self._words = ListedWords(shown, speaking, before)
        return self._words.find_edited(self._run.now())

    def list_unchanged_sightings(self) -> list[int]:
        """Sightings that stand on unchanged listings."""
        unchanged = (*self._unchanged, *self._unmoved)
        return [number for listing in unchanged for number in self._states[listing.url].sightings]

    def list_stale_sightings(self) -> list[int]:
        """Those of them that were not written this hour."""
        hour = self._run.now() // 3600
        states = [self._states[listing.url] for listing in (*self._unchanged, *self._unmoved)]
        return [number for state in states if state.seen_at // 3600 < hour for number in state.sightings]

    def collect_urls(self) -> dict[str, set[str]]:
        """Canonical URLs at which the listings that had something new show articles, by the mirror that listed them."""
        urls_by_mirror: dict[str, set[str]] = {}
        for listing, read in self._read.items():
            if not listing.mirror:
                continue
            self._places[listing] = self._find_places(listing, read.links)
            urls = {url for _, url in self._places[listing]}
            urls_by_mirror.setdefault(listing.mirror, set()).update(urls)
        return urls_by_mirror

    async def remember(
        self, sightings: Mapping[MirrorAddress, int], unsettled: Set[str], tried: Mapping[str, bool]
    ) -> None:
        """Write what the listings said, once all that stood on them is in the archive.

        :param sightings: mirror and canonical URL → sighting
        :param unsettled: keys of articles that no mirror gave: their listings are read again in full
        :param tried: keys of articles that looked edited, and whether they had another text
        """
        now = self._run.now()
        unchanged = (*self._unchanged, *self._unmoved)
        states = {listing.url: replace(self._states[listing.url], seen_at=now) for listing in unchanged}
        for listing, read in self._read.items():
            signs = self._words.weigh(listing.url, self._states[listing.url].signs, tried, now)
            state = read.state if self._words.is_settled(listing.url, unsettled) else ListingState()
            places = self._places.get(listing) or self._find_places(listing, read.links)
            ids = tuple(sorted({sightings[place] for place in places if place in sightings}))
            states[listing.url] = replace(state, seen_at=now, sightings=ids, signs=signs)
        for listing, nested in self._nested.items():
            lastmod = nested.modified if listing.url in states else self._states[listing.url].lastmod
            state = states.get(listing.url, self._states[listing.url])
            states[listing.url] = replace(state, asked_at=now, lastmod=lastmod)
        await save_listing_states(self._run.services.index, self._run.source.id, states)

    def _find_places(self, listing: Listing, links: Iterable[Link]) -> set[MirrorAddress]:
        """Where the links of a listing are sightings of articles."""
        return set(iterate_places(links, listing.mirror, self._run.urls)) if listing.mirror else set()


def _read_validators(response: Response) -> ListingState:
    return ListingState(response.headers.get("ETag") or b"", response.headers.get("Last-Modified") or b"")
