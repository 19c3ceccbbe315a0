"""Is another host a mirror of a site that was surveyed? A few of its articles are asked for under the same paths, its
own listing is read, and what stands in that one alone is asked for on both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from crawler.canonical.writing_systems import letters
from crawler.context.run_context import Services
from crawler.model.article import Link
from crawler.model.errors import Refused
from crawler.probing.probe import run_probe
from crawler.probing.probe_spider import Download
from crawler.survey.judge_relation import FEWEST_EQUAL, AnsweredPath, Comparison, OwnListing, Relation, judge
from crawler.survey.site_page import SitePage
from crawler.survey.site_visit import Budget, SiteVisit, path_of, same_site
from crawler.survey.survey_tasks import ComparedPage, SurveyedListing, look_task, read_text_task

MOST_ARTICLES = 6

MOST_OWN = 3
"""Articles that the host alone lists, and that are asked for on both."""

MOST_TITLES = 200


@dataclass(frozen=True, slots=True)
class KnownSite:
    """What is known of the site that hosts are held against.

    :ivar texts: some of its articles: address and text
    :ivar listing: the path of its main listing; ``links``: all that its listings name
    """

    origin: str
    texts: Sequence[tuple[str, str]]
    listing: str = "/"
    links: Sequence[Link] = ()
    language: str | None = None


async def compare_site(origin: str, site: KnownSite, services: Services, budget: Budget) -> Comparison:
    """Ask a host for articles of a site, and for what it lists itself; a host that cannot be gives no answer."""
    try:
        visit = SiteVisit(origin, services, budget)
    except Refused as error:
        return Comparison(origin, Relation.NO_ANSWER, trouble=str(error))
    asked = [(path_of(url), text) for url, text in site.texts[:MOST_ARTICLES]]
    answers: list[AnsweredPath] = []
    listed: list[Link] = []
    troubles: list[str] = []

    async def work(download: Download) -> None:
        visit.use(download)
        pages = await _read_pages(visit, [path for path, _ in asked], troubles)
        answers.extend(
            AnsweredPath(text, page.text, page.words, page.language)
            for (path, text) in asked
            if (page := pages.get(path)) is not None
        )
        if answers or any("404" in each for each in troubles):
            listed.extend(await _read_own_listing(visit, site.listing))

    await run_probe(visit.run, work)
    domain = same_site(origin, site.origin)
    first = judge(origin, len(asked), answers, troubles, _overlap(site, listed), language=site.language)
    listing = first.listing
    if first.relation in (Relation.EDITION, Relation.SISTER) and first.equal:
        listing = await _ask_back(origin, site, listed, listing, services, budget)
    return judge(origin, len(asked), answers, troubles, listing, language=site.language, same_domain=domain)


async def _read_pages(visit: SiteVisit, paths: Sequence[str], troubles: list[str]) -> dict[str, ComparedPage]:
    """The pages that a host gives for some paths."""
    pages: dict[str, ComparedPage] = {}
    for path in paths:
        answer = await visit.fetch(visit.origin + path)
        if not answer.is_well:
            troubles.append(answer.trouble)
        elif (page := await visit.read(read_text_task, answer)) is not None:
            pages[path] = page
    return pages


async def _read_own_listing(visit: SiteVisit, path: str) -> list[Link]:
    """What a host lists: under the path of the site's listing, else on its front page."""
    for each in dict.fromkeys([path, "/"]):
        answer = await visit.fetch(visit.origin + each)
        look = await visit.read(look_task, answer) if answer.is_well else None
        if isinstance(look, SurveyedListing) and look.feed.links:
            return list(look.feed.links)
        if isinstance(look, SitePage):
            links = [Link(link.url, link.text) for link in look.links if link.is_headline and visit.is_own(link.url)]
            if links:
                return links
    return []


def _overlap(site: KnownSite, listed: Sequence[Link]) -> OwnListing:
    """How much of what a host lists is listed by the site, too."""
    here = {path_of(link.url) for link in site.links}
    titles = {letters(link.title or "") for link in site.links[:MOST_TITLES]} - {""}
    apart = [link for link in listed if path_of(link.url) not in here]
    retitled = {letters(link.title or "") for link in apart[:MOST_TITLES]} & titles
    return OwnListing(items=len(listed), here=len(listed) - len(apart), retitled=len(retitled))


async def _ask_back(
    origin: str, site: KnownSite, listed: Sequence[Link], listing: OwnListing, services: Services, budget: Budget
) -> OwnListing:
    """Ask both for some of what the host alone lists: a mirror may be ahead of the site, or behind it."""
    here = {path_of(link.url) for link in site.links}
    paths = [path for link in listed if (path := path_of(link.url)) not in here][:MOST_OWN]
    if budget.left < 2 * len(paths) or len(paths) < FEWEST_EQUAL:
        return listing
    there = await _texts_at(origin, paths, services, budget)
    ours = await _texts_at(site.origin, list(there), services, budget)
    same = judge(origin, len(there), [AnsweredPath(ours[path], there[path]) for path in ours])
    return replace(listing, asked=len(there), equal=same.equal)


async def _texts_at(origin: str, paths: Sequence[str], services: Services, budget: Budget) -> dict[str, str]:
    visit = SiteVisit(origin, services, budget)
    texts: dict[str, str] = {}

    async def work(download: Download) -> None:
        visit.use(download)
        pages = await _read_pages(visit, paths, [])
        texts.update({path: page.text for path, page in pages.items() if page.text})

    await run_probe(visit.run, work)
    return texts
