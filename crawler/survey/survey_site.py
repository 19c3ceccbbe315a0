"""A site from one address: found, tried, shown. One request after the other; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from urllib.parse import urlsplit

from crawler.context.run_context import Services
from crawler.probing.probe import run_probe
from crawler.probing.probe_spider import Download
from crawler.survey.find_listings import find_listings
from crawler.survey.infer_template import infer_template
from crawler.survey.look_at_start import look_at_start, refuse_empty
from crawler.survey.read_samples import describe_trouble, propose, read_samples
from crawler.survey.sample_warnings import find_warnings
from crawler.survey.site_findings import Report, SiteFindings, SurveyState
from crawler.survey.site_visit import Budget, SiteVisit, origin_of

MOST_KNOWN = 500
"""Addresses from which a template is made."""

MOST_HOSTS = 4
"""Hosts that are looked at: the one given, without TLS, where a redirect leads on its domain, the site of a feed."""


async def survey_site(
    typed: str,
    services: Services,
    budget: Budget,
    report: Report,
    taken: Sequence[str] = (),
    *,
    try_http: bool = False,
) -> SiteFindings:
    """Look at the site that an address belongs to.

    :param typed: as ``read_typed`` gives it
    :param taken: ids and names of sources that exist, in lower case
    :param try_http: whether to ask without TLS where nothing answers with it: nobody typed a scheme
    :raises Refused: there can be no such host
    :raises IndexUnavailable, ArchiveUnavailable: without them nothing is fetched
    """
    state = SurveyState(
        visit=SiteVisit(origin_of(typed), services, budget),
        found=SiteFindings(typed),
        budget=budget,
        report=report,
        services=services,
        start=typed,
        taken=tuple(taken),
        try_http=try_http and typed.startswith("https://"),
    )
    for _ in range(MOST_HOSTS):
        await run_probe(state.visit.run, partial(_survey, state))
        if not state.moved:
            break
        state.moved, state.visit = False, SiteVisit(origin_of(state.start), services, budget)
    return state.found


async def _survey(state: SurveyState, download: Download) -> None:
    """The steps, in their order, on one host."""
    state.visit.use(download)
    state.found.origin = state.visit.origin
    page = await look_at_start(state)
    if page is None:
        return
    state.found.pages[state.start] = page
    headlines = [link for link in page.links if link.is_headline and state.visit.is_own(link.url)]
    state.report("page", f"{urlsplit(state.start).path or '/'}: {len(headlines)} headlines")
    await find_listings(state, page, headlines)
    if not state.found.listed():
        refuse_empty(state, page)
        return
    _find_template(state)
    await read_samples(state)
    _conclude(state)


def _find_template(state: SurveyState) -> None:
    found = state.found
    links = [link for page in found.pages.values() for link in page.links]
    feeds = [link.url for feed in found.feeds.chosen for link in feed.links]
    news = [link.url for each in found.sitemaps for link in each.links if link.published]
    given = [found.extra.url] if found.extra and (feeds or news) else []
    found.template = infer_template(
        state.visit.origin,
        [*feeds, *news, *given][:MOST_KNOWN],
        [link.url for link in links if link.is_headline],
        [link.url for link in links if link.is_other],
        sections=bool(found.sections),
    )
    fits = f"{found.template.pattern}   {found.template.fits} of {found.template.known} fit"
    state.report("addresses", fits if found.template.pattern else f"no template: {found.template.why_not}")


def _conclude(state: SurveyState) -> None:
    """Propose the source, or say why there is none."""
    found = state.found
    proposal = propose(state)
    found.cautions = find_warnings(found.samples, proposal.name)
    if any(sample.article for sample in found.samples):
        found.proposal = proposal
    else:
        found.refusal = f"None of the samples is an article{describe_trouble(found.samples)}"
