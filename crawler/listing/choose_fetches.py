"""What a run fetches: the stores are asked what is known and what is due (``plan`` is the pure part of it)."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection

from crawler.archive.pages.quarantine import Quarantined, load_due_retries
from crawler.archive.pages.sightings import SeenArticle, record_sightings
from crawler.archive.pages.start_articles import record_listed_dates
from crawler.archive.runs.due_articles import DueArticle, load_due_articles
from crawler.canonical.canonical_url import canonicalize
from crawler.canonical.known_key import KeyStanding, key_standing
from crawler.context.run_context import Run
from crawler.index.known_keys import forget_keys, look_up_keys
from crawler.listing.audits import plan_audits
from crawler.listing.fetch_plan import Fetch, Plan, Target, plan_fetch
from crawler.listing.fold_links import Folded, ListedArticle, ListedLinks, fold_links
from crawler.listing.left_out import describe_left_out, describe_nothing_found, describe_untemplated
from crawler.listing.mirror_furniture import plan_further_pages
from crawler.listing.newest_first import order_newest_first
from crawler.listing.read_listing import ListingReader
from crawler.listing.rechecks import merge_rechecks, place_on_mirrors, plan_rechecks
from crawler.maintenance.follow_source_file import part_shared_keys
from crawler.mirrors.health.choose_mirror import explain_choice, order_mirrors
from crawler.mirrors.health.state import State
from crawler.mirrors.proposals.listed_hosts import find_listed_hosts

TRUSTED = frozenset({State.ACTIVE, State.DEGRADED})
"""States of mirrors whose articles are taken as they are."""

MOST_REVISITS = 200
"""Known articles fetched again in one run; the others' turn comes in the next."""


async def make_plan(run: Run, listings: ListingReader, links: Sequence[ListedLinks]) -> Plan:
    """Decide what to fetch: unknown articles, known ones whose listing changed, and those due by age.

    Known articles become sightings here.

    :param listings: knows which listings an earlier run has read
    :param links: each listing that had something new, with its links
    :raises MirrorfoldError: when a store fails
    """
    links = _sort_listings(run, links)
    folded = await _fold_links(run, links)
    await _report_links(run, folded, links)
    mirrors = _choose_mirrors(run)
    read_before = {listing.url for listing, _ in links if listings.was_read_before(listing)}
    listed = await _group_by_standing(run, folded, read_before, listings.find_edited(folded.by_listing))
    plan = partial(plan_fetch, mirrors=mirrors, urls=run.urls, doubted=_list_doubted(run))
    order = partial(order_newest_first, listings=[listing for listing, _ in links], by_listing=folded.by_listing)
    unknown = {article.key: plan(article) for article in order(listed[KeyStanding.UNKNOWN])}
    edited = {article.key: plan(article, revisit=True) for article in order(listed[KeyStanding.EDITED])}
    rechecks = await plan_rechecks(run, listings, mirrors)
    most = MOST_REVISITS, MOST_REVISITS + run.services.settings.mirrors.recheck_each_run
    due, wanted = await run.services.archive.load(_load_due, run.source.id, run.now(), most)
    revisits = [fetch for each in due if each.key not in edited for fetch in _plan_revisits(run, each, mirrors)]
    tries = _plan_retries([row for row in wanted if row.mirror in mirrors and row.key not in unknown])
    planned = merge_rechecks((*unknown.values(), *tries, *edited.values(), *revisits), rechecks)
    audits = await plan_audits(run, mirrors, {fetch.key for fetch in planned})
    audits += await plan_further_pages(run, mirrors, {fetch.key for fetch in (*planned, *audits)})
    return Plan(
        fetches=(*planned, *audits),
        unsettled=frozenset(unknown),
        edited=frozenset(edited),
        due=frozenset(article.key for article in due),
        asked_for=frozenset(row.key for row in wanted if row.tries == 0),
    )


def _load_due(
    connection: Connection, source: str, now: int, most: tuple[int, int]
) -> tuple[list[DueArticle], list[Quarantined]]:
    """The known articles, and the pages in quarantine, whose time to be fetched again has come."""
    due = load_due_articles(connection, source, now, *most)
    return due, load_due_retries(connection, source, now, MOST_REVISITS)


async def _fold_links(run: Run, links: Sequence[ListedLinks]) -> Folded:
    """Fold the links of a run's listings; keys under which a template put several articles are given up for good."""
    paths = [each.address for each in run.source.listings if each.is_on_mirrors]
    listings = (origin + path for origin in run.origins for path in paths)
    own = {key for url in listings if (key := canonicalize(url, run.urls).key) is not None}
    # in a thread, for listings may have 50,000 links: the lease is renewed meanwhile
    folded = await asyncio.to_thread(fold_links, links, run.urls, own)
    if folded.shared:
        for each in folded.shared:
            sentence = f"the template puts several articles on one key, {each.key}: {each.urls[0]} and {each.urls[1]}"
            run.tally.warn(f"{sentence}; they are fetched apart")
        await part_shared_keys(run, {each.key: each.urls for each in folded.shared})
        folded = await asyncio.to_thread(fold_links, links, run.urls, own)
    return folded


def _sort_listings(run: Run, links: Sequence[ListedLinks]) -> list[ListedLinks]:
    """Put listings into the order of the mirrors, and on each into the operator's, whichever was read first."""
    mirrors = {origin: place for place, origin in enumerate(run.origins)}
    paths = {each.address: place for place, each in enumerate(run.source.listings)}

    def place(pair: ListedLinks) -> tuple[int, int]:
        listing = pair[0]
        path = listing.url.removeprefix(listing.mirror)
        return mirrors.get(listing.mirror, len(mirrors)), paths.get(path, len(paths))

    return sorted(links, key=place)


async def _report_links(run: Run, folded: Folded, links: Sequence[ListedLinks]) -> None:
    """Put down what the links of a run's listings were, and the hosts that these lead to."""
    number = sum(len(of_listing) for _, of_listing in links)
    run.tally.count_links(number, folded.foreign)
    run.tally.keep_left_out({lack.value: list(map(asdict, kept)) for lack, kept in folded.examples.items()})
    listed = ((listing.url, [link.url for link in of_listing]) for listing, of_listing in links)
    hosts = await asyncio.to_thread(lambda: list(find_listed_hosts(listed, lambda url: run.mirror_of(url) is not None)))
    for evidence, page in hosts:
        run.record_evidence([evidence], page)
    if folded.articles or (not number and run.tally.listings_unchanged):  # an index without links of its own
        warnings = [*describe_left_out(folded.unmatched, folded.unusable, folded.examples)]
    else:
        warnings = [describe_nothing_found(len(links), number, folded.examples)] if links else []
    if folded.untemplated:
        warnings.append(describe_untemplated(folded.untemplated))
    for warning in warnings:
        run.tally.warn(warning)


def _choose_mirrors(run: Run) -> Sequence[str]:
    """Put the mirrors into the order in which articles are asked for, and keep why the first is the first."""
    health, now = run.health, run.now()
    mirrors = order_mirrors(run.origins, health, now)
    run.tally.explain_choice(explain_choice(mirrors[0], run.origins, health, now, run.tally.causes) if mirrors else "")
    return mirrors


def _list_doubted(run: Run) -> frozenset[str]:
    """Mirrors that are asked after all that can be trusted, though they list what these do not: those that are suspect,
    out of use, or not rechecked yet.
    """
    return frozenset(m for m, health in run.health.items() if health.state not in TRUSTED or health.recheck_since)


async def _group_by_standing(
    run: Run, folded: Folded, read_before: Collection[str], edited: Collection[str]
) -> Mapping[KeyStanding, Sequence[ListedArticle]]:
    """Ask how each listed article stands, count it, and put down what is new about those that are known."""
    articles = list(folded.articles.values())
    known = await look_up_keys(run.services.index, run.source.id, [article.key for article in articles])
    unknown = {article.key for article, entry in zip(articles, known, strict=True) if entry is None}
    _warn_of_gaps(run, {url: keys.keys() for url, keys in folded.by_listing.items() if url in read_before}, unknown)
    listed: dict[KeyStanding, list[ListedArticle]] = {stands: [] for stands in KeyStanding}
    seen: list[SeenArticle] = []
    dates: dict[int, datetime] = {}
    for article, entry in zip(articles, known, strict=True):
        stands = key_standing(entry, run.now(), is_edited=article.key in edited)
        listed[stands].append(article)
        if entry is not None and entry.article:
            seen += [SeenArticle(entry.article, sighting, run.now(), run.id) for sighting in article.sightings]
            if article.published is not None:
                dates.setdefault(entry.article, article.published)
    run.tally.count_listed(listed, {entry.article for entry in known if entry is not None and entry.article})
    gone = await run.services.archive.run_for(run.source.id, record_sightings, seen) if seen else ()
    if dates:
        await run.services.archive.run_for(run.source.id, record_listed_dates, dates)
    # a key that leads to nothing was left by a process that died or woke up late: unknown from the next run on
    dead = [a.key for a, entry in zip(articles, known, strict=True) if entry is not None and entry.article in gone]
    if dead:
        await forget_keys(run.services.index, run.source.id, dead)
    return listed


def _warn_of_gaps(run: Run, listed: Mapping[str, Set[str]], unknown: Set[str]) -> None:
    """A listing that shows nothing known has moved on by more than its length since it was read last."""
    gaps = sorted(url for url, keys in listed.items() if keys <= unknown)
    if gaps and len(gaps) == len(listed):
        run.tally.warn("no listing shows a known article: older ones may have been missed")
    elif gaps:
        run.tally.warn(f"{', '.join(gaps)} shows no known article: older ones may have been missed")


def _plan_revisits(run: Run, due: DueArticle, mirrors: Sequence[str]) -> list[Fetch]:
    """A known article is asked for where its text was shown before, of a mirror under recheck last; one in dispute on
    every mirror that has it, or should have it where only one is known to."""
    if due.disputed_by is not None:
        known = [mirror for mirror in due.urls if mirror in mirrors]
        places = due.urls if len(known) > 1 else place_on_mirrors(run, due)
        disputed = [Target(mirror, places[mirror]) for mirror in places if mirror in mirrors]
        return [Fetch(due.key, (target,), title=due.listed_title, revisit=True) for target in disputed]
    first = [mirror for mirror in due.shown_on if mirror in mirrors]
    wanted = [*first, *(mirror for mirror in mirrors if mirror not in first)]
    wanted.sort(key=lambda mirror: mirror in run.rechecked_since)
    targets = tuple(Target(mirror, due.urls[mirror]) for mirror in wanted if mirror in due.urls)
    return [Fetch(due.key, targets, title=due.listed_title, revisit=True)] if targets else []


def _plan_retries(wanted: Sequence[Any]) -> list[Fetch]:
    """Pages in quarantine that a person asked for or whose next try has come, where they were no article."""
    places: dict[str, list[Target]] = {}
    for row in wanted:
        places.setdefault(row.key, []).append(Target(row.mirror, row.url))
    return [Fetch(key, tuple(targets)) for key, targets in places.items()]
