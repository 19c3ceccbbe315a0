"""Samples of a site: articles fetched and read by the code of a crawl, by the source that the site would make."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import chain
from urllib.parse import urlsplit

from crawler.canonical.canonical_url import canonicalize
from crawler.model.article import Link, Rejection
from crawler.reading.tasks import make_hints
from crawler.settings import source_urls
from crawler.survey.infer_template import TemplateFinding
from crawler.survey.proposal import Proposal, make_source
from crawler.survey.sample_warnings import Sample
from crawler.survey.site_facts import (
    choose_interval,
    choose_language,
    choose_name,
    find_zone,
    make_id,
    tell_apart,
    write_interval,
)
from crawler.survey.site_findings import SurveyState
from crawler.survey.site_visit import Answer, name_listing
from crawler.survey.survey_tasks import read_sample_task

SAMPLES = 5


async def read_samples(state: SurveyState) -> None:
    """Read some of the articles that the listings name, from the newest to the oldest, and the one that was given."""
    visit, found = state.visit, state.found
    urls = source_urls(make_source(propose(state), state.services.settings))
    canonical = {link.url: canonicalize(link.url, urls) for link in found.listed() if visit.is_own(link.url)}
    wanted = (True,) if found.template.pattern else (True, None)
    by_key = {
        canonical[link.url].key: link
        for link in reversed(found.listed())
        if link.url in canonical and canonical[link.url].is_article in wanted
    }
    links = list(by_key.values())[::-1]
    found.promised = len(links)
    for link in chain([found.extra] if found.extra else [], spread(links, SAMPLES)):
        if state.budget.left < 1:
            break
        how = _find_listing(state, link.url)
        found.samples.append(await read_sample(state, link, how, state.kept.get(link.url)))
        state.report("sample", _describe_sample(found.samples[-1]))
    read = sum(sample.article is not None for sample in found.samples)
    state.report("samples", f"{read} of {len(found.samples)} read")


async def read_sample(state: SurveyState, link: Link, how: str, answer: Answer | None = None) -> Sample:
    """Fetch an article and read it by the code of a crawl.

    :param how: where its address stood
    :param answer: where it was fetched already
    """
    visit = state.visit
    answer = answer or await visit.fetch(visit.own_address(link.url))
    if not answer.is_well:
        return Sample(link, how, trouble=answer.trouble)
    source = make_source(propose(state), state.services.settings)
    now = datetime.fromtimestamp(state.services.clock(), UTC)
    hints = make_hints(source, now, canonicalize(answer.url, source_urls(source)).date, link.title)
    read = await visit.read(read_sample_task, answer, hints)
    if read is None:
        return Sample(link, how, trouble="it takes too long to read")
    state.found.evidence += read.reading.evidence
    state.found.sample_pages.append(read.page)
    state.found.languages.append(read.language)
    return Sample(link, how, outcome=read.reading.outcome)


def _describe_sample(sample: Sample) -> str:
    """A sample as a line of progress: its title, or why there is none."""
    if sample.article is not None:
        return sample.article.title or "without a title"
    return sample.trouble or describe_trouble([sample]).removeprefix(": ")


def _find_listing(state: SurveyState, url: str) -> str:
    """The listing that names an address."""
    for listing in (*state.found.feeds.chosen, *state.found.sitemaps):
        if any(link.url == url for link in listing.links):
            return listing.url
    return "section" if state.found.sections else "given"


def propose(state: SurveyState) -> Proposal:
    """The source that the site would make, as far as it is known."""
    found, visit = state.found, state.visit
    pages = [*found.pages.values(), *found.sample_pages]
    articles = [sample.article for sample in found.samples if sample.article is not None]
    feeds = found.feeds.chosen
    title = feeds[0].title if feeds else ""
    language = choose_language(found.languages, pages[0].language if pages else "")
    offsets = {offset for feed in feeds for offset in feed.offsets}
    dates = [article.published for article in articles if article.published is not None]
    zone, question = find_zone(offsets, dates, visit.host)
    every = choose_interval(link.published for feed in feeds[:1] for link in feed.links)
    name = choose_name((page.site_name for page in pages), [page.title for page in pages], title, visit.host)
    notes = {"timezone": "" if zone else question, "articles": _describe_template(found.template)}
    return Proposal(
        id=make_id(urlsplit(visit.origin).netloc, state.taken),
        name=tell_apart(name, visit.host, state.taken),
        mirrors=(visit.origin,),
        feeds=tuple(name_listing(feed.url, visit) for feed in feeds),
        sitemaps=tuple(name_listing(each.url, visit) for each in found.sitemaps),
        sections=tuple(name_listing(url, visit) for url in found.sections),
        articles=found.template.pattern,
        language=language or "",
        timezone=zone or "",
        every=write_interval(every) if every else "",
        notes={key: note for key, note in notes.items() if note},
    )


def _describe_template(finding: TemplateFinding) -> str:
    if finding.pattern:
        return f"{finding.fits} of {finding.known} addresses fit"
    return f"no template: {finding.why_not}" if finding.why_not else ""


def describe_trouble(samples: Sequence[Sample]) -> str:
    """Why the first of some samples is no article, behind a colon; empty where none says why."""
    for sample in samples:
        if isinstance(sample.outcome, Rejection):
            return f": {sample.outcome.reason}, {sample.outcome.evidence}"
        if sample.trouble:
            return f": {sample.trouble}"
    return ""


def spread(links: Sequence[Link], number: int) -> list[Link]:
    """Some of the links, from the first to the last.

    >>> [link.url for link in spread([Link(str(n)) for n in range(11)], 3)]
    ['0', '5', '10']
    """
    if len(links) <= number:
        return list(links)
    return [links[round(place * (len(links) - 1) / (number - 1))] for place in range(number)]
