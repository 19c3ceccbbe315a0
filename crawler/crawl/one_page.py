"""One article's way, from the answer to its first request to its verdict."""

from __future__ import annotations

from scrapy.http import Response

from crawler.archive.stored_page import FetchedPage
from crawler.canonical.canonical_url import canonicalize
from crawler.context.run_context import Run
from crawler.context.stop_run import STORE_FAILURES, wait_unless_given_up
from crawler.crawl.alternate_pages import AlternatePages
from crawler.crawl.blames import MISSING, Blames
from crawler.crawl.ledger import Ledger
from crawler.crawl.unread_answers import UnreadAnswers
from crawler.crawl.walls import Suspect, Walls
from crawler.fetching.answer_headers import keep_headers
from crawler.fetching.ask_pool import find_notice, read_answer, read_content_type
from crawler.fetching.failures import (
    NOT_ASKED,
    DownloadFailure,
    RedirectedAway,
    RobotsDisallowed,
    TooManyRedirects,
    describe_failure,
)
from crawler.listing.fetch_plan import Fetch, Target
from crawler.mirrors.health.state import (
    MAY_BE_NOTICE,
    OF_PAGE,
    UNAUTHORIZED,
    AnswerClass,
    classify_status,
    counts_against_mirror,
    describe_rejection,
    state_of_landing,
    state_of_notice,
)
from crawler.model.article import Article, Reason, Rejection
from crawler.model.failpoints import reached
from crawler.reading.tasks import PageReading
from crawler.settings import OnRefusal

GONE = (404, 410)
"""Statuses that say that there is nothing at an address."""


class PageWay:
    """Takes articles from their answers to their verdicts, each by one coroutine."""

    def __init__(
        self, run: Run, ledger: Ledger, alternates: AlternatePages, walls: Walls, unread: UnreadAnswers
    ) -> None:
        self._run, self._ledger, self._alternates, self._unread = run, ledger, alternates, unread
        self._walls = walls
        self._refusals: dict[tuple[str, str], str] = {}
        """Host and line of a robots.txt → the sentence about the first article that it forbids."""

    async def follow(self, fetch: Fetch, answer: Response | DownloadFailure, *, first: bool = True) -> None:
        """Follow an article to its end: read what came, ask the next mirror where that is no article, judge what is.

        :param answer: to the request for the first target
        :param first: whether Scrapy asked for it
        :raises MirrorfoldError: when a store fails
        :raises CrawlStopped: the crawl is over before the article is read
        """
        blames = Blames(self._run)
        await self._follow(fetch, answer, blames, first=first)
        blames.put_down()
        self._put_down_recheck(fetch, answer)

    async def _follow(self, fetch: Fetch, answer: Response | DownloadFailure, blames: Blames, *, first: bool) -> None:
        next_fetch: Fetch | None = fetch
        is_answered = True
        while next_fetch is not None:
            fetch = next_fetch
            if not is_answered:
                answer = await self._unread.download(fetch.targets[0])
            with self._unread.hold(answer, first=first and is_answered):
                outcome = await self._read(answer, fetch, blames)  # its page | where to ask next | None: refused, lost
            if isinstance(outcome, FetchedPage):
                page = outcome
                outcome = await self._alternates.place(page, fetch)  # itself | its article's fetch | None: recorded
                if outcome is page:
                    outcome = await self._admit(page, fetch)  # itself | where to ask next | None: held, lost
                else:
                    self._run.count_good(page.mirror, article=True)
            if isinstance(outcome, FetchedPage):
                blames.count_article()
                await self._alternates.judge(outcome, fetch)
                outcome = self._ledger.take_comparison(fetch)  # the siblings of a mirror that is being rechecked
            next_fetch, is_answered = outcome, False

    async def _admit(self, page: FetchedPage, fetch: Fetch) -> FetchedPage | Fetch | None:
        """Admit a page that is no wall; the pages that turn out to be one with it are asked for elsewhere.

        :returns: the page; where to ask next; None while it is held, or where nobody is to be asked
        """
        suspects = await self._walls.examine(page, fetch)
        for surplus in self._walls.take_surplus():
            await self._judge_held(surplus)
        if suspects is None:
            return None
        if not suspects:
            self._run.count_good(page.mirror, article=True)
            return page
        ways = [await self._reject(suspect) for suspect in suspects]
        for suspect, way in zip(suspects, ways, strict=True):
            if suspect.page is not page and way is not None:
                await self.follow(way, await self._unread.download(way.targets[0]), first=False)
        return next((way for suspect, way in zip(suspects, ways, strict=True) if suspect.page is page), None)

    async def _reject(self, suspect: Suspect) -> Fetch | None:
        rejection = await self._walls.reject(suspect)
        await self._ledger.quarantine(suspect.fetch, rejection, suspect.page.digest)
        return self._ask_next(suspect.fetch)

    async def close(self) -> None:
        """Judge the pages that were held to the end of the crawl: they are no walls.

        :raises MirrorfoldError: when a store fails
        """
        for suspect in self._walls.take_held():
            await self._judge_held(suspect)

    async def _judge_held(self, suspect: Suspect) -> None:
        self._run.count_good(suspect.page.mirror, article=True)
        await self._alternates.judge(suspect.page, suspect.fetch)

    def _put_down_recheck(self, fetch: Fetch, answer: Response | DownloadFailure) -> None:
        """Put down that a mirror under recheck was asked; where it was left in peace, its turn is still to come."""
        if not fetch.recheck or (isinstance(answer, DownloadFailure) and isinstance(answer.error, NOT_ASKED)):
            return
        mirror = fetch.targets[0].mirror
        refused = isinstance(answer, DownloadFailure) and isinstance(answer.error, RobotsDisallowed | RedirectedAway)
        answered = refused or isinstance(answer, Response)
        self._run.put_down_recheck(mirror, self._run.recheck_articles[mirror, fetch.key], answered=answered)

    async def _read(
        self, answer: Response | DownloadFailure, fetch: Fetch, blames: Blames
    ) -> FetchedPage | Fetch | None:
        """Read an answer: the page of an article; otherwise where to ask next, None where nobody is to be asked."""
        if isinstance(answer, DownloadFailure):
            return self._ask_after_failure(answer, fetch, blames)
        reached("gate.before")
        kind = classify_status(answer.status)
        rejection: Rejection | None = None
        if kind is AnswerClass.PAGE:
            reading = await self._read_page(answer, fetch)
            if isinstance(reading.outcome, Article):
                reached("gate.after")
                return self._make_page(answer, fetch, reading, reading.outcome)
            rejection = reading.outcome
        elif kind in MAY_BE_NOTICE:
            rejection = await wait_unless_given_up(self._run, find_notice(self._run, answer))
        return await self._ask_after_no_article(answer, kind, rejection, fetch, blames)

    async def _read_page(self, answer: Response, fetch: Fetch) -> PageReading:
        mirror = answer.meta["mirror"]
        self._run.count_page(mirror)
        why = {"revisit": fetch.revisit, "audit": fetch.audit, "recheck": fetch.recheck}
        self._run.tally.count_body(mirror, **why)
        return await wait_unless_given_up(self._run, read_answer(self._run, answer, fetch.day, fetch.title))

    def _make_page(self, answer: Response, fetch: Fetch, reading: PageReading, article: Article) -> FetchedPage:
        answering = self._find_answering_target(answer, fetch)
        return FetchedPage(
            run=self._run.id,
            source=self._run.source.id,
            key=fetch.key,
            mirror=answering.mirror,
            url=answering.url,
            fetched_at=self._run.now(),
            status=answer.status,
            size=len(answer.body),
            article=article,
            digest=reading.digest,
            shingles=reading.shingles,
            raw=reading.raw,
            content_type=read_content_type(answer),
            headers=keep_headers(answer.headers),
            sightings=fetch.sightings,
            traits=reading.traits,
            listed_title=fetch.title,
            listed_published=fetch.published,
            lines=reading.lines,
            recheck=answering.mirror in self._run.rechecked_since,
        )

    def _find_answering_target(self, answer: Response, fetch: Fetch) -> Target:
        """Who answered: another mirror than was asked where the first one pointed there."""
        asked, mirror = fetch.targets[0], answer.meta["mirror"]
        if mirror == asked.mirror:
            return asked
        return Target(mirror, canonicalize(answer.url, self._run.urls).canonical_url or answer.url)

    async def _ask_after_no_article(
        self, answer: Response, kind: AnswerClass, rejection: Rejection | None, fetch: Fetch, blames: Blames
    ) -> Fetch | None:
        """Put down what an answer says of its mirror, and ask the next one unless the source refuses."""
        run, mirror, status = self._run, answer.meta["mirror"], answer.status
        state = state_of_notice(rejection)
        if rejection is not None and state is not None:
            run.count_bad(mirror, describe_rejection(rejection), answer.url, state)
        elif rejection is not None and counts_against_mirror(rejection):
            run.count_bad(mirror, describe_rejection(rejection), answer.url)
        elif kind is AnswerClass.REFUSED and not self._may_ask_others(status):
            run.tally.count_refused(f"{mirror} answered {status}: the source refuses; no other mirror was asked")
            return None
        elif kind in (AnswerClass.FAILED, AnswerClass.BUSY, AnswerClass.REFUSED):
            blames.count_bad(mirror, f"HTTP {status}", answer.url, kind.value)
        elif rejection is not None and rejection.reason is Reason.LIST_PAGE and self._is_own_answer(answer, fetch):
            await self._ledger.quarantine(fetch, rejection)
            return None  # it is the page that was asked for: siblings have the same
        elif rejection is not None and rejection.reason in OF_PAGE:
            blames.count_bad(mirror, describe_rejection(rejection), answer.url, MISSING)
        elif kind is AnswerClass.MISSING:
            blames.count_missing(mirror)
        if status in GONE:
            await self._ledger.record_gone(fetch, self._find_answering_target(answer, fetch))
        if rejection is not None and (state is not None or kind is AnswerClass.PAGE):
            await self._ledger.quarantine(fetch, rejection)
        elif status in GONE and len(fetch.targets) == 1 and not fetch.revisit:
            await self._ledger.quarantine(fetch, Rejection(Reason.GONE, f"HTTP {status}"))
        return self._ask_next(fetch)

    def _is_own_answer(self, answer: Response, fetch: Fetch) -> bool:
        """Whether an answer came from the article's own address, not from where it was sent on to."""
        return "redirects" not in answer.meta or canonicalize(answer.url, self._run.urls).key == fetch.key

    def _may_ask_others(self, status: int) -> bool:
        """A 401 speaks for the source; a bare 403 or 451 only where the operator says so."""
        return status != UNAUTHORIZED and self._run.source.on_refusal is OnRefusal.TRY_OTHERS

    def _ask_after_failure(self, failure: DownloadFailure, fetch: Fetch, blames: Blames) -> Fetch | None:
        """Put down what a failed download says of its mirror, and ask the next one unless robots.txt speaks for all.

        :raises IndexUnavailable, ArchiveUnavailable, LeaseLost: it was a store that failed
        """
        run, error, mirror = self._run, failure.error, fetch.targets[0].mirror
        if isinstance(error, STORE_FAILURES):
            raise error
        if isinstance(error, RobotsDisallowed):
            told = self._refusals.setdefault(error.cause, str(error))  # one sentence a line, whatever it forbids
            run.tally.count_refused(f"{told}: no mirror was asked for it, nor for what else the line forbids")
            return None
        if isinstance(error, RedirectedAway):
            run.tally.warn(f"{mirror} {error}")
            if (state := state_of_landing(error.target)) is not None:
                run.count_bad(mirror, describe_failure(error), failure.url, state, of_page=True)
            else:
                blames.count_bad(mirror, describe_failure(error), failure.url)
        elif isinstance(error, TooManyRedirects):
            blames.count_bad(mirror, describe_failure(error), failure.url)
        elif not isinstance(error, NOT_ASKED):
            run.count_bad(mirror, describe_failure(error), failure.url)
        return self._ask_next(fetch)

    def _ask_next(self, fetch: Fetch) -> Fetch | None:
        next_fetch = fetch.from_next_mirror()
        if next_fetch is None and not fetch.revisit and not fetch.named_by_page:  # the known is asked for again later
            self._run.tally.count_lost(fetch.key)
        return next_fetch
