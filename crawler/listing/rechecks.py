"""Rechecks of a run: a mirror that is back, new, restored or under suspicion is itself asked for what it lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from crawler.archive.disputes.rechecks import Asked, load_wanted_rechecks, record_rechecks
from crawler.archive.runs.due_articles import DueArticle
from crawler.canonical.url_template import carry_path
from crawler.context.run_context import Run
from crawler.listing.fetch_plan import Fetch, Target
from crawler.listing.read_listing import ListingReader
from crawler.mirrors.health.state import IN_USE

Rechecks = Mapping[tuple[str, str], Fetch]
"""Mirror and key → the fetch of that article from that mirror."""


async def plan_rechecks(run: Run, listings: ListingReader, mirrors: Sequence[str]) -> Rechecks:
    """Plan which articles the mirrors under recheck are asked for.

    Where there is no other mirror to compare with, it waits. A recheck ends with a run in which nothing is left to ask.

    :param listings: knows which mirrors' listings were read: before that nobody can tell what a mirror lists
    :param mirrors: those that may be asked, in their order
    """
    since = {
        mirror: health.recheck_since
        for mirror, health in run.health.items()
        if health.recheck_since and health.state in IN_USE and mirror in mirrors and not run.conduct(mirror).given_up
    }
    if len(mirrors) < 2 or not since:
        return {}
    run.rechecked_since = since
    planned: dict[tuple[str, str], Fetch] = {}
    for mirror, began in since.items():
        most = run.services.settings.mirrors.recheck_each_run
        wanted = await run.services.archive.load(load_wanted_rechecks, run.source.id, mirror, began, run.now(), most)
        if not wanted and listings.has_read(mirror, began):
            run.recheck_ended.add(mirror)
        for article in wanted:
            fetch = _plan_recheck(run, article, mirror, mirrors)
            if fetch is None:  # no address is known there
                run.put_down_recheck(mirror, article.article, answered=True)
            else:
                planned[mirror, article.key] = fetch
                run.recheck_articles[mirror, article.key] = article.article
    return planned


def _plan_recheck(run: Run, article: DueArticle, mirror: str, mirrors: Sequence[str]) -> Fetch | None:
    places = place_on_mirrors(run, article)
    if mirror not in places:
        return None
    others = [other for other in mirrors if other != mirror and other in places]
    siblings = tuple(Target(other, places[other]) for other in others)
    target, title = Target(mirror, places[mirror]), article.listed_title
    return Fetch(article.key, (target,), title=title, revisit=True, recheck=True, siblings=siblings)


def place_on_mirrors(run: Run, article: DueArticle) -> dict[str, str]:
    """Where an article stands on each mirror, or should stand: its path there is carried from another."""
    return carry_path(article.urls, run.urls.templates) | dict(article.urls)


def merge_rechecks(fetches: Iterable[Fetch], rechecks: Rechecks) -> list[Fetch]:
    """Join what is planned anyway with the rechecks: no mirror is asked twice for an article in one run."""
    merged: list[Fetch] = []
    left = dict(rechecks)
    for fetch in fetches:
        recheck = left.pop((fetch.targets[0].mirror, fetch.key), None)
        merged.append(fetch if recheck is None else replace(fetch, recheck=True, siblings=recheck.siblings))
    return [*merged, *left.values()]


async def record_rechecked(run: Run) -> None:
    """After the last page: write which articles the mirrors under recheck were asked for."""
    asked = [
        Asked(article=article, mirror=mirror, since=run.rechecked_since[mirror], answered=answered)
        for (mirror, article), answered in run.rechecked.items()
    ]
    if asked:
        await run.services.archive.run_for(run.source.id, record_rechecks, asked, run.now())
