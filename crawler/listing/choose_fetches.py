"""What a run fetches: the stores are asked what is known and what is due (``plan`` is the pure part of it)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from typing import Any

from crawler.archive.pages.quarantine import asked_for
from crawler.archive.pages.sightings import record_sightings
from crawler.archive.runs.due_articles import Due, due_articles
from crawler.canonical.known_key import Known, Standing, standing
from crawler.context.run_context import Run
from crawler.context.tally import Tally
from crawler.index.known_keys import forget, look_up, remember
from crawler.listing.audits import audit_fetches
from crawler.listing.fetch_plan import Fetch, Plan, Target, plan_fetch
from crawler.listing.fold_links import Folded, Found
from crawler.mirrors.proposals.listed_hosts import listed_elsewhere
from crawler.model.article import Link, Sighting
from crawler.model.listing import Listing

MOST_REVISITS = 200
"""Known articles fetched again in one run; the others' turn comes in the next."""


def report_links(run: Run, folded: Folded, found: Sequence[tuple[Listing, tuple[Link, ...]]]) -> None:
    """Put down what the links of a run's listings were, and the hosts that these lead to."""
    tally = run.tally
    tally.links = sum(len(links) for _, links in found)
    for host, count in folded.foreign.items():
        tally.foreign[host] = tally.foreign.get(host, 0) + count
    listed = ((listing.url, [link.url for link in links]) for listing, links in found)
    for evidence, page in listed_elsewhere(listed, lambda url: run.mirror_of(url) is not None):
        run.gives_away([evidence], page)
    if folded.unmatched:
        tally.warn(f"{folded.unmatched} links look like no article of this source and were left out")
    if folded.unusable:
        tally.warn(f"{folded.unusable} links are no usable URLs")


async def make_plan(run: Run, folded: Folded, mirrors: Sequence[str], read_before: Collection[str]) -> Plan:
    """Decide what to fetch: unknown articles, known ones whose listing changed, and those due by age.

    Known articles become sightings here.

    :param mirrors: those that may be asked, in their order
    :param read_before: addresses of listings that an earlier run has read
    :raises MirrorfoldError: when a store fails
    """
    listed = await _by_standing(run, folded, read_before)
    fetches = {one.key: plan_fetch(one, mirrors, run.urls) for one in listed[Standing.UNKNOWN]}
    again = {one.key: plan_fetch(one, mirrors, run.urls, revisit=True) for one in listed[Standing.EDITED]}
    due: list[Due] = await run.services.archive.run(due_articles, run.source.id, run.now(), MOST_REVISITS)
    revisits = [fetch for one in due if one.key not in again for fetch in _revisits(one, mirrors)]
    wanted = await run.services.archive.run(asked_for, run.source.id, MOST_REVISITS)
    tries = _tries([row for row in wanted if row.mirror in run.origins and row.key not in fetches])
    audits = await audit_fetches(run, mirrors, {*again, *(fetch.key for fetch in revisits)})
    # new words about an edited article are remembered with the page they lead to
    unsettled = [*listed[Standing.UNKNOWN], *listed[Standing.EDITED], *listed[Standing.WAITING]]
    return Plan(
        fetches=(*fetches.values(), *tries, *again.values(), *revisits, *audits),
        unsettled={one.key: one for one in unsettled},
        due=frozenset(one.key for one in due),
        asked_for=frozenset(row.key for row in wanted),
    )


async def _by_standing(run: Run, folded: Folded, read_before: Collection[str]) -> Mapping[Standing, Sequence[Found]]:
    """Ask how each listed article stands, count it, and put down what is new about those that are known."""
    found = list(folded.articles.values())
    known = await look_up(run.services.index, run.source.id, [one.key for one in found])
    unknown = {one.key for one, entry in zip(found, known, strict=True) if entry is None}
    _warn_of_gaps(run, {url: keys for url, keys in folded.by_listing.items() if url in read_before}, unknown)
    listed: dict[Standing, list[Found]] = {one: [] for one in Standing}
    seen: list[tuple[int, Sighting]] = []
    retold: dict[str, Known] = {}
    for one, entry in zip(found, known, strict=True):
        stands = standing(entry, one.listed, run.now())
        listed[stands].append(one)
        if entry is not None and entry.article:
            seen += [(entry.article, sighting) for sighting in one.sightings]
            if stands is Standing.RETOLD:
                retold[one.key] = Known(entry.article, one.listed)
    _count(run.tally, listed, {article for article, _ in seen})
    gone = await run.services.archive.run(record_sightings, seen, run.now()) if seen else ()
    lost = [one.key for one, entry in zip(found, known, strict=True) if entry is not None and entry.article in gone]
    if lost:  # a key that leads to nothing, left by a process that died or woke up late: unknown from the next run on
        await forget(run.services.index, run.source.id, lost)
    if kept := {key: one for key, one in retold.items() if key not in lost}:
        await remember(run.services.index, run.source.id, kept)
    return listed


def _count(tally: Tally, listed: Mapping[Standing, Sequence[Found]], known: Set[int]) -> None:
    tally.unknown += len(listed[Standing.UNKNOWN])
    tally.kept_away += len(listed[Standing.KEPT_AWAY])
    tally.waiting += len(listed[Standing.WAITING]) + len(listed[Standing.GIVEN_UP])
    tally.known_articles |= known


def _warn_of_gaps(run: Run, listed: Mapping[str, Set[str]], unknown: Set[str]) -> None:
    """A listing that shows nothing known has moved on by more than its length since it was read last."""
    gaps = sorted(url for url, keys in listed.items() if keys <= unknown)
    if gaps and len(gaps) == len(listed):
        run.tally.warn("no listing shows a known article: older ones may have been missed")
    elif gaps:
        run.tally.warn(f"{', '.join(gaps)} shows no known article: older ones may have been missed")


def _revisits(due: Due, mirrors: Sequence[str]) -> list[Fetch]:
    """A known article is asked for where its text was shown before; one in dispute on every mirror that has it."""
    if due.disputed_by is not None:
        disputed = [Target(mirror, due.urls[mirror]) for mirror in due.urls if mirror in mirrors]
        return [Fetch(due.key, (target,), revisit=True) for target in disputed]
    first = [mirror for mirror in due.shown_on if mirror in mirrors]
    wanted = [*first, *(mirror for mirror in mirrors if mirror not in first)]
    targets = tuple(Target(mirror, due.urls[mirror]) for mirror in wanted if mirror in due.urls)
    return [Fetch(due.key, targets, revisit=True)] if targets else []


def _tries(wanted: Sequence[Any]) -> list[Fetch]:
    """Pages in quarantine that a person asked for, each on the mirrors where it was no article."""
    places: dict[str, list[Target]] = {}
    for row in wanted:
        places.setdefault(row.key, []).append(Target(row.mirror, row.url))
    return [Fetch(key, tuple(targets)) for key, targets in places.items()]
