"""The listings of a site: its feeds, its sitemaps, its sections, in this order and as few as it takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from crawler.survey.borrow_items import borrow_items
from crawler.survey.choose_feeds import FoundFeed, choose_feeds
from crawler.survey.robots_sitemaps import list_sitemaps
from crawler.survey.site_findings import SurveyState
from crawler.survey.site_page import SiteLink, SitePage
from crawler.survey.site_visit import name_listing
from crawler.survey.survey_tasks import SurveyedListing, look_task, survey_feed_task, survey_sitemap_task

KEPT_FOR_SAMPLES = 8
"""Requests that are kept for the samples."""

MOST_FEEDS = 6
MOST_SECTIONS = 8
FEWEST_LISTED = 5
"""Headlines from which a page is a section to read."""

COVERED = 0.5
"""Share of the front page's headlines that feeds have from which no section is read."""

USUAL_FEEDS = ("/feed/", "/rss.xml", "/feed.xml", "/atom.xml", "/rss", "/index.xml", "/feed.json")
USUAL_SITEMAPS = ("/sitemap-news.xml", "/sitemap.xml", "/sitemap_index.xml")


async def find_listings(state: SurveyState, page: SitePage, headlines: Sequence[SiteLink]) -> None:
    """Find what lists a site's articles.

    :param page: that was looked at first; ``headlines``: its links that may be articles
    """
    await _find_feeds(state, page, headlines)
    await _find_sitemaps(state)
    await _find_sections(state, page, headlines)


async def _find_feeds(state: SurveyState, page: SitePage, headlines: Sequence[SiteLink]) -> None:
    read: dict[str, FoundFeed] = {}
    named = [*state.given_feeds, *page.declared_feeds, *page.linked_feeds]
    own = [url for url in named if state.visit.is_own(url)]
    await _read_feeds(state, [*own, *(url for url in named if url not in own)][:MOST_FEEDS], read)
    if not _choose(state, read, headlines) and await borrow_items(state):
        return
    if not state.found.feeds.chosen:
        usual = [f"{state.visit.origin}{path}" for path in USUAL_FEEDS if f"{state.visit.origin}{path}" not in read]
        await _read_feeds(state, usual, read, until_found=True)
    if not _choose(state, read, headlines):
        for section in _menu(state, page)[:MOST_SECTIONS]:
            below = await _look_at_section(state, section)
            declared = [] if below is None else [url for url in below.declared_feeds if url not in read]
            await _read_feeds(state, declared[:2], read)
    if _choose(state, read, headlines) or not await borrow_items(state):
        state.report("feeds", _describe_feeds(state, read))


async def _read_feeds(
    state: SurveyState, urls: Iterable[str], read: dict[str, FoundFeed], *, until_found: bool = False
) -> None:
    for url in dict.fromkeys(urls):
        if state.budget.left <= KEPT_FOR_SAMPLES or url in read:
            continue
        answer = await state.visit.fetch(url)
        if not answer.is_well or (until_found and answer.url.rstrip("/") != url.rstrip("/")):
            continue
        look = await state.visit.read(survey_feed_task, answer)
        if look is not None:
            read[url] = replace(look.feed, url=url)
            if until_found and look.feed.links:
                return


def _choose(state: SurveyState, read: dict[str, FoundFeed], headlines: Sequence[SiteLink]) -> bool:
    """Choose among the feeds that were read; whether there is one."""
    chosen = choose_feeds(list(read.values()), state.visit.is_own, [link.url for link in headlines])
    state.found.feeds = chosen
    return bool(chosen.chosen)


def _describe_feeds(state: SurveyState, read: dict[str, FoundFeed]) -> str:
    chosen = [f"{name_listing(feed.url, state.visit)} ({len(feed.links)} items)" for feed in state.found.feeds.chosen]
    left = [f"{name_listing(feed.url, state.visit)}: {kind}" for feed, kind in state.found.feeds.left_out if feed.links]
    none = f"none of use among {len(read)} that were read" if read else "none"
    return (", ".join(chosen) or none) + (f"; left out {', '.join(left)}" if left else "")


async def _find_sitemaps(state: SurveyState) -> None:
    """Sitemaps of news always count; a plain one only where there is no feed."""
    robots = await state.visit.robots()
    named = list_sitemaps(robots.body, state.visit.origin) if robots is not None and robots.has_rules else []
    own = [url for url in named if state.visit.is_own(url)]
    own.sort(key=lambda url: "news" not in url.lower())
    if state.found.feeds.chosen:
        own = [url for url in own if "news" in url.lower()][:1]
    for url in own[:2] or ([] if state.found.feeds.chosen else [state.visit.origin + path for path in USUAL_SITEMAPS]):
        listing = await _read_sitemap(state, url)
        if listing is None:
            continue
        if not state.found.feeds.chosen or listing.is_news:
            state.found.sitemaps.append(replace(listing.feed, url=url))
            break
    if state.found.sitemaps:
        shown = ", ".join(
            f"{name_listing(each.url, state.visit)} ({len(each.links)} items)" for each in state.found.sitemaps
        )
        state.report("sitemaps", shown)


async def _read_sitemap(state: SurveyState, url: str) -> SurveyedListing | None:
    """A sitemap; of an index the youngest child that is named after news."""
    for _ in range(2):
        if state.budget.left <= KEPT_FOR_SAMPLES or not state.visit.is_own(url):
            return None
        answer = await state.visit.fetch(url)
        if not answer.is_well:
            return None
        listing = await state.visit.read(survey_sitemap_task, answer)
        if listing is None or listing.feed.links or not listing.nested:
            return listing if listing is not None and listing.feed.links else None
        url = max(listing.nested, key=lambda child: (_names_news(child.url), child.modified)).url
    return None


def _menu(state: SurveyState, page: SitePage) -> list[str]:
    start = state.start.rstrip("/")
    links = [link.url for link in page.links if link.is_section and state.visit.is_own(link.url)]
    own = [url for url in links if url.rstrip("/") not in (start, state.visit.origin) and "?" not in url]
    return list(dict.fromkeys(own))


async def _look_at_section(state: SurveyState, url: str) -> SitePage | None:
    if url in state.found.pages:
        return state.found.pages[url]
    if state.budget.left <= KEPT_FOR_SAMPLES:
        return None
    answer = await state.visit.fetch(url)
    look = await state.visit.read(look_task, answer) if answer.is_well else None
    if not isinstance(look, SitePage):
        return None
    state.found.pages[url] = look
    return look


async def _find_sections(state: SurveyState, page: SitePage, headlines: Sequence[SiteLink]) -> None:
    """Section pages are read where neither feeds nor sitemaps have half of the headlines."""
    listed = {state.visit.own_address(link.url) for link in state.found.listed()}
    wanted = {state.visit.own_address(link.url) for link in headlines}
    if listed and len(wanted & listed) >= COVERED * min(len(wanted), len(listed)):
        return
    if state.found.feeds.chosen and not wanted:
        return
    candidates = [state.start, *_menu(state, page)[:MOST_SECTIONS]]
    covered = set(listed)
    for url in candidates:
        below = await _look_at_section(state, url)
        if below is None:
            continue
        own = {
            state.visit.own_address(link.url)
            for link in below.links
            if link.is_headline and state.visit.is_own(link.url)
        }
        if len(own - covered) >= FEWEST_LISTED:
            state.found.sections.append(url)
            covered |= own
    if state.found.sections:
        state.report("sections", f"{len(state.found.sections)}, {len(covered - listed)} headlines")


def _names_news(url: str) -> int:
    return sum(word in url.lower() for word in ("news", "post", "article"))
