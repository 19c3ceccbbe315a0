"""Asks the mirrors that are in trouble for their front pages, where no listing of the source stands on a mirror.

Elsewhere a mirror's own listings show every run whether it is back; here nobody would ever ask it again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from scrapy.http import Response

from crawler.context.run_context import Run
from crawler.context.stop_run import STORE_FAILURES, wait_unless_given_up
from crawler.crawl.unread_answers import UnreadAnswers
from crawler.fetching.ask_pool import find_notice, read_content_type
from crawler.fetching.failures import (
    NOT_ASKED,
    DownloadFailure,
    RedirectedAway,
    RobotsDisallowed,
    describe_failure,
)
from crawler.listing.fetch_plan import Target
from crawler.mirrors.health.mirror_health import MirrorHealth
from crawler.mirrors.health.state import (
    MAY_BE_NOTICE,
    AnswerClass,
    State,
    classify_status,
    describe_rejection,
    state_of_landing,
    state_of_notice,
)
from crawler.model.article import Rejection
from crawler.model.listing import ListingKind
from crawler.reading.pool import PageCrash, PageTimeout
from crawler.reading.tasks import read_listing_task


async def ask_front_pages(run: Run, mirrors: Sequence[str], unread: UnreadAnswers) -> None:
    """Ask the mirrors that are not active for their front pages, and count what they answer.

    :param mirrors: those that may be asked in this run: one that is down is among them when a probe is due
    :raises MirrorfoldError: when a store fails
    """
    if any(each.is_on_mirrors for each in run.source.listings):
        return
    troubled = [m for m in mirrors if run.earlier_health.get(m, MirrorHealth()).state is not State.ACTIVE]
    await asyncio.gather(*(_ask_front_page(run, mirror, unread) for mirror in troubled))


async def _ask_front_page(run: Run, mirror: str, unread: UnreadAnswers) -> None:
    answer = await unread.download(Target(mirror, f"{mirror}/"))
    if isinstance(answer, DownloadFailure):
        _count_failure(run, mirror, answer)
        return
    with unread.hold(answer, first=False):
        kind = classify_status(answer.status)
        rejection = await wait_unless_given_up(run, _find_rejection(run, answer, kind))
        if rejection is not None:
            run.count_bad(mirror, describe_rejection(rejection), answer.url, state_of_notice(rejection))
        elif kind is AnswerClass.FAILED:
            run.count_bad(mirror, f"HTTP {answer.status}", answer.url)
        elif kind is AnswerClass.PAGE:
            run.count_good(mirror)


async def _find_rejection(run: Run, answer: Response, kind: AnswerClass) -> Rejection | None:
    """What stands in place of the front page: a notice, or no page with links."""
    if kind is not AnswerClass.PAGE:
        return await find_notice(run, answer) if kind in MAY_BE_NOTICE else None
    page = (answer.body, answer.url, read_content_type(answer), run.source.timezone)
    try:
        content = await run.services.pool.run(read_listing_task, ListingKind.SECTION, *page)
    except (PageTimeout, PageCrash):
        return None
    return content if isinstance(content, Rejection) else None


def _count_failure(run: Run, mirror: str, failure: DownloadFailure) -> None:
    if isinstance(failure.error, STORE_FAILURES):
        raise failure.error
    if isinstance(failure.error, (*NOT_ASKED, RobotsDisallowed)):
        return
    notice = state_of_landing(failure.error.target) if isinstance(failure.error, RedirectedAway) else None
    run.count_bad(mirror, describe_failure(failure.error), failure.url, notice)
