"""The run's dealings with the stores: what is known, what to fetch, what came of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass

from crawler.archive.due import Due, due_articles, put_off
from crawler.archive.quarantine import asked_for, leave_quarantine, record_quarantine
from crawler.archive.records import FetchedPage
from crawler.archive.sightings import record_sightings
from crawler.article import MIRROR_REASONS, Article, Link, Rejection
from crawler.auditing import audit_fetches, audited
from crawler.canonical.revisit import NEVER, next_try
from crawler.canonicalizer import KeptAway
from crawler.context import Run
from crawler.index.known import REMOVED, Known, look_up, remember
from crawler.mirrors.recurring import listed_elsewhere
from crawler.plan import Fetch, Folded, Found, Listing, Target, edited, plan_fetch
from crawler.reading import PageReading
from crawler.verdict import Pending

REVISIT_AFTER_FAILURE = 3600
"""Seconds until a known article is asked for again that no mirror gave."""

MOST_REVISITS = 200
"""Known articles fetched again in one run; the others' turn comes in the next."""


@dataclass(frozen=True, slots=True)
class PageItem:
    """A page on its way from the spider to the canonicalizer."""

    fetch: Fetch
    answered: Target
    """The mirror and canonical URL that answered: after a redirect another than was asked."""
    reading: PageReading
    status: int
    size: int
    content_type: str
    at: int


class Ledger:
    """Asks the stores and writes to them on behalf of one run."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._quarantined: dict[str, int] = {}
        self._revisited: set[str] = set()
        self._due_keys: set[str] = set()
        self._asked_for: set[str] = set()
        """Keys in quarantine that a person wants to be tried again."""
        self._open: dict[str, Found] = {}
        """Articles that stand on a listing and are not in the archive yet."""
        self._kept_away: set[str] = set()
        """Keys under which pages came whose articles a person removed."""

    def report_links(self, folded: Folded, found: Sequence[tuple[Listing, tuple[Link, ...]]]) -> None:
        """Put down what the links were."""
        tally = self._run.tally
        tally.links = sum(len(links) for _, links in found)
        for host, count in folded.foreign.items():
            tally.foreign[host] = tally.foreign.get(host, 0) + count
        listed = ((listing.url, [link.url for link in links]) for listing, links in found)
        for evidence, page in listed_elsewhere(listed, lambda url: self._run.mirror_of(url) is not None):
            self._run.gives_away([evidence], page)
        if folded.unmatched:
            tally.warn(f"{folded.unmatched} links look like no article of this source and were left out")
        if folded.unusable:
            tally.warn(f"{folded.unusable} links are no usable URLs")

    async def plan(self, folded: Folded, mirrors: Sequence[str], read_before: Collection[str]) -> list[Fetch]:
        """Decide what to fetch: unknown articles, known ones whose listing changed, and those due by age.

        Known articles become sightings here.

        :param read_before: addresses of listings that an earlier run has read
        """
        found = list(folded.articles.values())
        known = await look_up(self._run.services.index, self._run.source.id, [one.key for one in found])
        unknown = {one.key for one, entry in zip(found, known, strict=True) if entry is None}
        self._warn_of_gaps({url: keys for url, keys in folded.by_listing.items() if url in read_before}, unknown)
        now, tally = self._run.now(), self._run.tally
        fetches: list[Fetch] = []
        again: dict[str, Fetch] = {}
        told: dict[str, Known] = {}
        for one, entry in zip(found, known, strict=True):
            if entry is None or (entry.article == 0 and entry.retry_at <= now):
                tally.unknown += 1
                fetches.append(plan_fetch(one, mirrors, self._run.urls))
                self._open[one.key] = one
            elif entry == REMOVED:
                tally.kept_away += 1
            elif entry.article == 0:
                tally.waiting += 1
                if entry.retry_at < NEVER:
                    self._open[one.key] = one
            else:
                tally.known_articles.add(entry.article)
                if edited(entry.listed, one.listed):
                    again[one.key] = plan_fetch(one, mirrors, self._run.urls, revisit=True)
                    self._open[one.key] = one  # the new words are remembered with the page they lead to
                elif entry.listed != one.listed:
                    told[one.key] = Known(entry.article, one.listed)
        await self._sight(found, known)
        if told:
            await remember(self._run.services.index, self._run.source.id, told)
        known_again = [*again.values(), *await self._due(mirrors, frozenset(again))]
        planned = {fetch.key for fetch in known_again}
        fetches += await self._tried_again({one.key for one in fetches})
        return [*fetches, *known_again, *await audit_fetches(self._run, mirrors, planned)]

    def _warn_of_gaps(self, listed: Mapping[str, Set[str]], unknown: set[str]) -> None:
        """A listing that shows nothing known has moved on by more than its length since it was read last."""
        gaps = sorted(url for url, keys in listed.items() if keys <= unknown)
        if gaps and len(gaps) == len(listed):
            self._run.tally.warn("no listing shows a known article: older ones may have been missed")
        elif gaps:
            self._run.tally.warn(f"{', '.join(gaps)} shows no known article: older ones may have been missed")

    async def _sight(self, found: Sequence[Found], known: Sequence[Known | None]) -> None:
        seen = [(e.article, s) for f, e in zip(found, known, strict=True) if e and e.article for s in f.sightings]
        if seen:
            await self._run.services.archive.run(record_sightings, seen, self._run.now())

    async def _tried_again(self, planned: Collection[str]) -> list[Fetch]:
        """Pages in quarantine that a person asked for, each on the mirrors where it was no article."""
        rows = await self._run.services.archive.run(asked_for, self._run.source.id, MOST_REVISITS)
        places: dict[str, list[Target]] = {}
        for row in rows:
            if row.mirror in self._run.origins and row.key not in planned:
                places.setdefault(row.key, []).append(Target(row.mirror, row.url))
        self._asked_for = {row.key for row in rows}
        return [Fetch(key, tuple(targets)) for key, targets in places.items()]

    async def _due(self, mirrors: Sequence[str], planned: frozenset[str]) -> list[Fetch]:
        now, source = self._run.now(), self._run.source.id
        due: list[Due] = await self._run.services.archive.run(due_articles, source, now, MOST_REVISITS)
        self._due_keys = {one.key for one in due}
        fetches: list[Fetch] = []
        for one in due:
            if one.key in planned:
                continue
            if one.disputed_by is not None:
                disputed = [Target(mirror, one.urls[mirror]) for mirror in one.urls if mirror in mirrors]
                fetches += [Fetch(one.key, (target,), revisit=True) for target in disputed]
                continue
            first = [mirror for mirror in one.shown_on if mirror in mirrors]
            wanted = [*first, *(mirror for mirror in mirrors if mirror not in first)]
            targets = tuple(Target(mirror, one.urls[mirror]) for mirror in wanted if mirror in one.urls)
            if targets:
                fetches.append(Fetch(one.key, targets, revisit=True))
        return fetches

    async def quarantine(self, fetch: Fetch, rejection: Rejection) -> None:
        """Put a page away that is no article; its key is tried again later, three times in all."""
        target, now = fetch.targets[0], self._run.now()
        self._run.tally.quarantined[rejection.reason.value] += 1
        tries = await self._run.services.archive.run(
            record_quarantine, self._run.source.id, fetch.key, target.mirror, target.url, rejection, now
        )
        if (
            rejection.reason not in MIRROR_REASONS and not fetch.revisit
        ):  # a notice speaks of the mirror: the article is still news
            self._quarantined[fetch.key] = max(tries, self._quarantined.get(fetch.key, 0))

    async def judge(self, item: PageItem) -> int | None:
        """Hand an article to the canonicalizer and count its verdict.

        :returns: the article's id; None when this very page had been judged before, or its article was removed
        :raises MirrorfoldError: when a store fails; the run then ends, and the next one goes on
        """
        assert isinstance(item.reading.said, Article)
        judged = await self._run.services.canonicalizer.submit(self._page(item, item.reading.said), item.fetch.listed)
        self._quarantined.pop(item.fetch.key, None)
        self._open.pop(item.fetch.key, None)
        if not item.fetch.audit:
            self._revisited.add(item.fetch.key)
        if item.fetch.key in self._asked_for:
            await self._run.services.archive.run(leave_quarantine, self._run.source.id, [item.fetch.key])
        if isinstance(judged, KeptAway):
            await self.keep_away(item.fetch.key)
        if judged is None or isinstance(judged, KeptAway):
            return None
        outcome = judged.judgement.outcome
        if item.fetch.audit:
            await audited(self._run, judged.page.article, item.answered.mirror, outcome)
        if isinstance(outcome, Pending):
            self._run.tally.pending += 1
        else:
            self._run.tally.verdicts[outcome.kind.value] += 1
        return judged.page.article

    def _page(self, item: PageItem, article: Article) -> FetchedPage:
        target = item.answered
        return FetchedPage(
            run=self._run.id,
            source=self._run.source.id,
            key=item.fetch.key,
            mirror=target.mirror,
            url=target.url,
            fetched_at=item.at,
            status=item.status,
            size=item.size,
            article=article,
            digest=item.reading.digest,
            shingles=item.reading.shingles,
            raw=item.reading.raw,
            content_type=item.content_type,
            sightings=item.fetch.sightings,
            traits=item.reading.traits,
        )

    async def keep_away(self, key: str) -> None:
        """Put down that a key leads to an article that a person removed: it costs no request any more."""
        self.settled(key)
        self._kept_away.add(key)
        self._run.tally.kept_away += 1
        await remember(self._run.services.index, self._run.source.id, {key: REMOVED})

    def was_kept_away(self, key: str) -> bool:
        """Whether a page came under a key in this run whose article a person removed."""
        return key in self._kept_away

    def is_open(self, key: str) -> bool:
        """Whether an article stands on a listing and is still to be fetched or judged."""
        return key in self._open

    def settled(self, key: str) -> None:
        """Put down that nothing is left to do for a key."""
        self._quarantined.pop(key, None)
        self._open.pop(key, None)

    async def close(self) -> None:
        """Remember the keys whose pages all went to quarantine: they are no news until their next try.

        :raises MirrorfoldError: when the index fails
        """
        now = self._run.now()
        failed = sorted(self._due_keys - self._revisited)
        if failed:
            await self._run.services.archive.run(put_off, self._run.source.id, failed, now + REVISIT_AFTER_FAILURE)
        waiting = {key: Known(0, retry_at=next_try(tries, now)) for key, tries in self._quarantined.items()}
        if waiting:
            await remember(self._run.services.index, self._run.source.id, waiting)
            self._run.tally.lost -= waiting.keys()
        for key, known in waiting.items():
            if known.retry_at == NEVER:
                self._open.pop(key, None)

    def unsettled(self) -> frozenset[str]:
        """Canonical URLs of articles that are still to be fetched: their listings must be read in full again."""
        return frozenset(seen.url for one in self._open.values() for seen in one.sightings)
