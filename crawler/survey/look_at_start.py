"""The address that was given: a site, a section, an article, a feed, or something that leads elsewhere."""

from __future__ import annotations

from urllib.parse import urlsplit

from crawler.model.article import Link
from crawler.network.robots import UNREACHABLE
from crawler.survey.choose_feeds import FoundFeed
from crawler.survey.read_samples import read_sample
from crawler.survey.site_findings import SurveyState
from crawler.survey.site_page import SitePage
from crawler.survey.site_visit import Answer, origin_of, same_site
from crawler.survey.survey_tasks import SurveyedListing, look_task

JSON_CURE = "Where the script loads the list as JSON, name that address under [[listings]] in the source's file"


async def look_at_start(state: SurveyState) -> SitePage | None:
    """The page that is looked at first; None where there is none, or where another site has to be looked at."""
    answer = await state.visit.fetch(state.start)
    if not answer.status and not answer.forbidden and not answer.away and state.try_http:
        state.start, state.moved, state.try_http = f"http{state.start.removeprefix('https')}", True, False
        return None
    robots = await state.visit.robots()
    state.report("robots.txt", _describe_robots(robots.status if robots else 0, answer))
    if answer.away:
        _follow(state, answer.away)
        return None
    if not answer.is_well:
        _refuse(state, answer)
        return None
    look = await state.visit.read(look_task, answer)
    if isinstance(look, SurveyedListing):
        return await _leave_feed(state, look.feed)
    if look is None:
        state.found.refusal = "The page takes too long to read"
        return None
    if look.refresh and look.refresh != answer.url:
        if state.visit.is_own(look.refresh):
            state.start = look.refresh
            return await _look_again(state)
        _follow(state, look.refresh)
        return None
    if look.is_article and urlsplit(answer.url).path not in ("", "/"):
        return await _leave_article(state, answer)
    return look


async def _look_again(state: SurveyState) -> SitePage | None:
    answer = await state.visit.fetch(state.start)
    look = await state.visit.read(look_task, answer) if answer.is_well else None
    if isinstance(look, SitePage):
        return look
    if not answer.is_well:
        _refuse(state, answer)
    return None


async def _leave_article(state: SurveyState, answer: Answer) -> SitePage | None:
    """An article was given: its site is looked at, and it is kept as a sample."""
    sample = await read_sample(state, Link(answer.url), "given", answer)
    if sample.article is None:
        look = await state.visit.read(look_task, answer)
        return look if isinstance(look, SitePage) else None
    state.report("article", f'that is an article ("{sample.article.title}"); looking at {state.visit.origin}/')
    state.found.extra = Link(answer.url, sample.article.title)
    state.start = f"{state.visit.origin}/"
    return await _look_again(state)


async def _leave_feed(state: SurveyState, feed: FoundFeed) -> SitePage | None:
    """A feed was given: the site of its items is looked at, and it is read as one of the site's."""
    hosts = feed.hosts().most_common(1)
    if not hosts:
        state.found.refusal = f"That is a feed without items{': ' + feed.problem if feed.problem else ''}"
        return None
    state.given_feeds.append(feed.url)
    first = next((link.url for link in feed.links if hosts[0][0] in link.url), feed.links[0].url)
    state.report("feed", f"that is a feed: {len(feed.links)} items on {hosts[0][0]}; looking there, too")
    state.start = f"{origin_of(first)}/"
    if state.visit.is_own(state.start):
        return await _look_again(state)
    state.moved = True
    return None


def _follow(state: SurveyState, target: str) -> None:
    """Another host of the same domain is looked at; of another domain a person has to say so."""
    if same_site(target, state.start):
        state.start, state.moved = target, True
    else:
        state.found.refusal = f"{state.start} leads to another site, {target}. To add that, give its address"
        state.found.exit_code = 6


def _refuse(state: SurveyState, answer: Answer) -> None:
    state.found.exit_code = 3
    if answer.forbidden:
        state.found.refusal = f"{answer.trouble}: nothing was read but robots.txt"
    elif answer.notice:
        state.found.refusal = f"{answer.asked} {answer.trouble}. That is the site's word: nothing more was asked"
    else:
        state.found.refusal = f"{answer.asked}: {answer.trouble}"


def refuse_empty(state: SurveyState, page: SitePage) -> None:
    """Say that nothing on a site lists articles, and what may be the cause."""
    if page.notice:
        state.found.refusal = f"{state.start} shows a notice in place of a site ({page.notice}). Give another address"
        return
    lacks = "links to no article, and no feed was found"
    size = f"{page.size:,} bytes, {page.scripts} script{'s' if page.scripts != 1 else ''}"
    cure = "If you know a page that lists articles, give that"
    if page.by_script:
        lacks += f". {page.by_script}; Mirrorfold runs none"
        cure = f"If you know a page that lists articles without one, give that. {JSON_CURE}"
    state.found.refusal = f"{state.start} answers, {size}, but {lacks}. {cure}"


def _describe_robots(status: int, answer: Answer) -> str:
    if answer.forbidden:
        return answer.trouble
    return {0: "not asked", 404: "none", 410: "none", UNREACHABLE: "no answer"}.get(
        status, f"answers {status}" if status != 200 else "allows it"
    )
