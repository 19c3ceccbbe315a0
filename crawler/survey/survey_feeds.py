"""A group of feeds from somebody's list → the source that they make; one request a feed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.canonical.registered_domain import registered_domain
from crawler.context.run_context import Services
from crawler.probing.probe import run_probe
from crawler.probing.probe_spider import Download
from crawler.survey.choose_feeds import FoundFeed
from crawler.survey.feed_lists import PLATFORMS, FeedGroup
from crawler.survey.proposal import Proposal
from crawler.survey.site_facts import choose_interval, choose_name, make_id, tell_apart, write_interval
from crawler.survey.site_visit import Budget, SiteVisit, name_listing, origin_of
from crawler.survey.survey_tasks import survey_feed_task

ROBOTS = 2
"""Requests for each feed: its own, and that for its host's robots.txt."""


@dataclass(frozen=True, slots=True)
class SurveyedFeeds:
    """The source that a group of feeds makes.

    :ivar proposal: with every feed in it, also those that do not answer
    :ivar answering: how many do; ``troubles``: what the others did instead
    """

    proposal: Proposal
    answering: int
    troubles: tuple[str, ...]


async def survey_feeds(group: FeedGroup, services: Services, taken: Sequence[str]) -> SurveyedFeeds:
    """Ask for the feeds of one site, and make a source of those that answer.

    :param taken: ids and names of sources that exist, in lower case
    :raises Refused: there can be no such host
    """
    budget = Budget(ROBOTS * len(group.feeds))
    read, troubles = await _ask(SiteVisit(origin_of(group.feeds[0].url), services, budget), group)
    origin = _find_site(group, read)
    site, host = SiteVisit(origin, services, budget), urlsplit(origin).netloc
    titles = {feed.title for feed in group.feeds}
    title = titles.pop() if len(titles) == 1 else ""
    every = choose_interval(link.published for feed in read[:1] for link in feed.links)
    proposal = Proposal(
        id=make_id(host, taken),
        name=tell_apart(choose_name([], [], title or (read[0].title if read else ""), host), host, taken),
        mirrors=(origin,),
        feeds=tuple(dict.fromkeys(name_listing(feed.url, site) for feed in group.feeds)),
        every=write_interval(every) if every else "",
        enabled=bool(read),
        notes={"feeds" if read else "enabled": "; ".join(troubles)} if troubles else {},
    )
    return SurveyedFeeds(proposal, len(read), tuple(troubles))


async def _ask(visit: SiteVisit, group: FeedGroup) -> tuple[list[FoundFeed], list[str]]:
    """The feeds that answer, and what the others did instead."""
    read: list[FoundFeed] = []
    troubles: list[str] = []

    async def work(download: Download) -> None:
        visit.use(download)
        for feed in group.feeds:
            answer = await visit.fetch(feed.url)
            if not answer.is_well:
                troubles.append(f"{feed.url}: {answer.trouble}")
                continue
            look = await visit.read(survey_feed_task, answer)
            if look is None or look.feed.problem:
                troubles.append(f"{feed.url}: {look.feed.problem if look else 'it takes too long to read'}")
            else:
                read.append(look.feed)

    await run_probe(visit.run, work)
    return read, troubles


def _find_site(group: FeedGroup, read: Sequence[FoundFeed]) -> str:
    """The origin of the site: where the items lie, else the page that the list names, else the feed's own host."""
    counted = Counter(origin_of(link.url) for feed in read for link in feed.links)
    if counted:
        return counted.most_common(1)[0][0]
    named = next((feed.site for feed in group.feeds if feed.site), "")
    if named and registered_domain(urlsplit(named).hostname or "") not in PLATFORMS:
        return origin_of(named)
    return origin_of(group.feeds[0].url)
