"""A feed whose items lie on another host: a mirror may serve the feed of the first one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from crawler.canonical.registered_domain import registered_domain
from crawler.model.article import Link
from crawler.survey.choose_feeds import ChosenFeeds, FeedKind, FoundFeed
from crawler.survey.compare_sites import KnownSite, compare_site
from crawler.survey.judge_relation import FEWEST_EQUAL, Relation
from crawler.survey.read_samples import SAMPLES, spread
from crawler.survey.site_findings import SurveyState
from crawler.survey.site_visit import name_listing, path_of, sibling_origin
from crawler.survey.survey_tasks import read_text_task

BESIDE = 3
"""Requests of a comparison beside the articles: robots.txt, and the host's own listing."""


async def borrow_items(state: SurveyState) -> bool:
    """Take the items of a feed that lie on another host for this one's; whether there is such a feed.

    As many as there are samples have to stand under their paths here, and to be the same there.
    """
    elsewhere = [feed for feed, kind in state.found.feeds.left_out if kind is FeedKind.ELSEWHERE]
    feed = next((each for each in elsewhere if state.visit.is_own(each.url)), None)
    if feed is None:
        return False
    host = feed.hosts().most_common(1)[0][0]
    there = sibling_origin(state.visit.origin, host)
    if there in {each.origin for each in state.found.comparisons}:
        return False
    links = [link for link in feed.links if urlsplit(link.url).netloc == host]
    own = tuple(replace(link, url=state.visit.origin + path_of(link.url)) for link in links)
    texts = await _read_here(state, own)
    if not texts:
        return False
    site = KnownSite(state.visit.origin, texts, path_of(feed.url), own)
    comparison = await compare_site(there, site, state.services, state.budget)
    if comparison.relation is Relation.NO_ANSWER and _may_lack_www(host):  # links may leave that out
        comparison = await compare_site(sibling_origin(there, f"www.{host}"), site, state.services, state.budget)
    state.found.comparisons.append(comparison)
    shown = f"all {len(links)} items of {name_listing(feed.url, state.visit)} lie on {host}"
    if comparison.relation is not Relation.MIRROR:
        state.report("feeds", f"{shown} ({comparison.words}), left out")
        return False
    state.report("feeds", f"{shown}, {comparison.words}")
    _take(state, feed, own)
    return True


def _may_lack_www(host: str) -> bool:
    return registered_domain(host.partition(":")[0]) is not None and not host.startswith("www.")


async def _read_here(state: SurveyState, own: Sequence[Link]) -> list[tuple[str, str]]:
    """Some of a feed's items as they read here, each with its text; none where the first is no article.

    The answers are kept: the samples are drawn from the same items.
    """
    number = min(SAMPLES, (state.budget.left - BESIDE) // 2)
    texts: list[tuple[str, str]] = []
    for link in spread(own, number) if number >= FEWEST_EQUAL else ():
        answer = await state.visit.fetch(link.url)
        page = await state.visit.read(read_text_task, answer) if answer.is_well else None
        if page is not None and page.text:
            state.kept[link.url] = answer
            texts.append((link.url, page.text))
        elif not texts:
            return []
    return texts


def _take(state: SurveyState, feed: FoundFeed, own: tuple[Link, ...]) -> None:
    left_out = tuple(each for each in state.found.feeds.left_out if each[0] is not feed)
    state.found.feeds = ChosenFeeds((replace(feed, links=own),), left_out)
