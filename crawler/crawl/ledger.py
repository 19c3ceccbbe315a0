"""What came of the pages of a run: judged, in quarantine, kept away, or still to be fetched."""

from __future__ import annotations

from crawler.archive.pages.quarantine import (
    Standing,
    record_quarantine,
    release_from_quarantine,
    schedule_retries,
)
from crawler.archive.pages.sightings import record_gone
from crawler.archive.runs.due_articles import postpone_articles
from crawler.archive.stored_page import FetchedPage
from crawler.archive.texts.whole_pages import PageLines
from crawler.canonical.known_key import REMOVED, Known
from crawler.canonical.revisit import next_try
from crawler.context.run_context import Run
from crawler.index.known_keys import remember_keys
from crawler.judging.canonicalizer import KeptAway
from crawler.listing.audits import record_audit_outcome
from crawler.listing.fetch_plan import Fetch, Plan, Target
from crawler.listing.mirror_furniture import GatheredPages
from crawler.model.article import MIRROR_REASONS, Rejection
from crawler.model.verdict import Kind, Pending

SAME_TEXT = frozenset({Kind.UNCHANGED, Kind.MIRROR})
"""Verdicts on a page that shows no other text than its article had."""

REVISIT_AFTER_FAILURE = 3600
"""Seconds until a known article is asked for again that no mirror gave."""


class Ledger:
    """Keeps what is left to do, and writes to the stores what was done."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._quarantined: dict[str, Standing] = {}
        self._revisited: set[str] = set()
        self._open: set[str] = set()
        self._due: frozenset[str] = frozenset()
        self._asked_for: frozenset[str] = frozenset()
        self._uncompared: dict[str, Fetch] = {}
        """Key → the fetch from the siblings of a rechecked mirror that showed a new text."""
        self._edited: frozenset[str] = frozenset()
        self.tried_signs: dict[str, bool] = {}
        """Keys of articles that looked edited by a listing's words, and whether they had another text."""
        self._kept_away: set[str] = set()
        """Keys under which pages came whose articles a person removed."""
        self.whole_pages = GatheredPages()

    def take_over(self, plan: Plan) -> None:
        """Take over what a plan leaves to be settled."""
        self._open = set(plan.unsettled)
        self._due, self._asked_for, self._edited = plan.due, plan.asked_for, plan.edited

    async def quarantine(self, fetch: Fetch, rejection: Rejection, digest: bytes | None = None) -> None:
        """Put a page away that is no article; its key is tried again later.

        :param digest: of its text, where that tells that it is none
        """
        target, now = fetch.targets[0], self._run.now()
        self._run.tally.count_quarantined(rejection.reason)
        standing = await self._run.services.archive.run_for(
            self._run.source.id,
            record_quarantine,
            self._run.source.id,
            fetch.key,
            target.mirror,
            target.url,
            rejection,
            now,
            digest,
        )
        if rejection.reason not in MIRROR_REASONS and not fetch.revisit:  # a notice leaves its article news
            before = self._quarantined.get(fetch.key, standing)
            tries, since = max(standing.tries, before.tries), min(standing.since, before.since)
            self._quarantined[fetch.key] = Standing(tries, since, standing.lasting and before.lasting)

    async def judge(self, page: FetchedPage, fetch: Fetch) -> int | None:
        """Hand an article to the canonicalizer and count its verdict.

        :returns: the article's id; None when this very page had been judged before, or its article was removed
        :raises MirrorfoldError: when a store fails; the run then ends, and the next one goes on
        """
        judged = await self._run.services.canonicalizer.submit(page)
        self.count_settled(fetch.key)
        if not fetch.audit:
            self._revisited.add(fetch.key)
        if fetch.key in self._asked_for:
            await self._run.services.archive.run_for(
                self._run.source.id, release_from_quarantine, self._run.source.id, [fetch.key]
            )
        if isinstance(judged, KeptAway):
            await self.keep_away(fetch.key)
        if judged is None or isinstance(judged, KeptAway):
            return None
        article, outcome = judged.page.article, judged.judgement.outcome
        lines = PageLines(article=article, mirror=page.mirror, fetched_at=page.fetched_at, lines=page.lines)
        self.whole_pages.add(lines)
        if fetch.audit:
            await record_audit_outcome(self._run, article, page.mirror, outcome)
        if fetch.recheck and isinstance(outcome, Pending) and (comparison := fetch.from_siblings()) is not None:
            self._uncompared[fetch.key] = comparison
        self._run.tally.count_verdict(outcome)
        self._count_sign(fetch, brought_text=isinstance(outcome, Pending) or outcome.kind not in SAME_TEXT)
        return article

    def _count_sign(self, fetch: Fetch, *, brought_text: bool) -> None:
        """Put down whether an article that looked edited was."""
        if fetch.key in self._edited:
            self.tried_signs[fetch.key] = brought_text or self.tried_signs.get(fetch.key, False)

    def take_comparison(self, fetch: Fetch) -> Fetch | None:
        """Take the fetch of an article from the siblings of the mirror that was rechecked by another; None: no need."""
        return self._uncompared.pop(fetch.key, None) if fetch.recheck else None

    async def keep_away(self, key: str) -> None:
        """Put down that a key leads to an article that a person removed: it costs no request any more."""
        self.count_settled(key)
        self._kept_away.add(key)
        self._run.tally.count_kept_away()
        await remember_keys(self._run.services.index, self._run.source.id, {key: REMOVED})

    def was_kept_away(self, key: str) -> bool:
        """Whether a page came under a key in this run whose article a person removed."""
        return key in self._kept_away

    def is_open(self, key: str) -> bool:
        """Whether an article stands on a listing and is still to be fetched or judged."""
        return key in self._open

    def count_settled(self, key: str) -> None:
        """Put down that nothing is left to do for a key."""
        self._quarantined.pop(key, None)
        self._open.discard(key)

    async def record_gone(self, fetch: Fetch, answering: Target) -> None:
        """Put down that the address of a known article is gone.

        :param answering: who answered, another one than was asked after a redirect
        """
        if fetch.revisit or fetch.key in self._asked_for:
            self._count_sign(fetch, brought_text=False)
            urls = {fetch.targets[0].url, answering.url}
            await self._run.services.archive.run_for(
                self._run.source.id, record_gone, self._run.source.id, urls, self._run.now()
            )

    def count_unread(self, fetch: Fetch, error: Exception) -> None:
        """Put down that we failed to read a page: its mirror is not blamed, and the next run asks for it again."""
        self._run.tally.count_unread(fetch.targets[0].url, error)

    async def close(self) -> None:
        """Remember the keys whose pages all went to quarantine: they are no news until their next try.

        :raises MirrorfoldError: when the index fails
        """
        now = self._run.now()
        failed = sorted(self._due - self._revisited)
        if failed:
            await self._run.services.archive.run_for(
                self._run.source.id, postpone_articles, self._run.source.id, failed, now + REVISIT_AFTER_FAILURE
            )
        waiting = {
            key: Known(0, retry_at=next_try(standing.tries, standing.since, now, lasting=standing.lasting))
            for key, standing in self._quarantined.items()
        }
        if waiting:
            times = {key: known.retry_at for key, known in waiting.items()}
            await self._run.services.archive.run_for(self._run.source.id, schedule_retries, self._run.source.id, times)
            await remember_keys(self._run.services.index, self._run.source.id, waiting)
            self._run.tally.count_settled(waiting.keys())
        self._open -= waiting.keys()  # their next try needs no listing

    def unsettled(self) -> frozenset[str]:
        """Keys of articles that are still to be fetched: the listings that show them must be read in full again."""
        return frozenset(self._open)
