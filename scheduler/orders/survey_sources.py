"""What a person asks for who adds a source: a site is surveyed, hosts are held against it, facts come of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from crawler.context.run_context import Services
from crawler.mirrors.evidence import EvidenceKind
from crawler.model.article import Link
from crawler.settings import Mirror, Source
from crawler.settings.mistakes import Mistake
from crawler.survey.compare_sites import KnownSite, compare_site
from crawler.survey.judge_relation import Relation
from crawler.survey.proposal import Proposal
from crawler.survey.site_findings import Report, SiteFindings
from crawler.survey.site_visit import Budget, origin_of, sibling_origin
from crawler.survey.survey_site import survey_site
from crawler.survey.try_source import try_source
from crawler.survey.typed_address import read_typed
from scheduler.orders.survey_facts import held_facts, listing_facts, survey_facts, template_facts, trial_part

MOST_PROPOSED = 2
"""Hosts named by the site's pages that are held against it at once."""

TellFacts = Callable[[Mapping[str, Any]], None]

_TOLD = frozenset({EvidenceKind.NOTICE, EvidenceKind.MIRRORS_PAGE})
"""Evidence by which a site itself calls a host its mirror; a canonical link may name a sister title."""


async def survey_sources(
    urls: Sequence[str], services: Services, sources: Sequence[Source], report: Report, most: int
) -> dict[str, Any]:
    """Survey the site of the first address, hold the others and those that it names against it; facts for people.

    :param urls: as they were typed
    :param sources: that exist
    :raises MirrorfoldError: a host cannot be, or a store cannot be used
    """
    budget = Budget(most)
    first, *others = map(read_typed, urls)
    taken = [word.casefold() for source in sources for word in (source.id, source.name)]
    found = await survey_site(first, services, budget, report, taken, try_http="://" not in urls[0])
    known = {mirror.identity for source in sources for mirror in source.mirrors}
    await _compare(found, others, services, budget, report, known)
    comparisons = found.comparisons
    if found.proposal is not None and (owner := find_owner(found.origin, sources)) is not None:
        found.refusal, found.proposal = describe_owner(found.origin, owner), None
    if found.proposal is not None:
        mirrors = [each.origin for each in comparisons if each.relation is Relation.MIRROR]
        found.proposal = replace(found.proposal, mirrors=(*found.proposal.mirrors, *mirrors))
        needed = set(map(origin_of, others))
        refused = [each for each in comparisons if each.origin in needed and each.origin not in mirrors]
        if refused:
            found.refusal = "; ".join(f"{each.origin}: {each.words}. {each.cure}" for each in refused)
            found.proposal = None
    return survey_facts(found, comparisons, budget)


async def try_one_source(source: Source, services: Services, tell: TellFacts, most: int) -> dict[str, Any]:
    """Look at a source that exists, with the same eyes; facts for people.

    :param tell: is told of each mirror, listing and sample as it was looked at
    :raises MirrorfoldError: a store cannot be used
    """
    budget = Budget(most)
    found = await try_source(source, services, budget, lambda part: tell(trial_part(part)))
    return {
        "source": source.id,
        "mirrors": [asdict(mirror) for mirror in found.mirrors],
        "listings": [listing_facts(listing) for listing in found.listings],
        **held_facts(found.samples, found.cautions),
        "changes": found.changes,
        "template": template_facts(found.template),
        "requests": budget.spent,
        "budget": budget.most,
    }


def find_owner(origin: str, sources: Sequence[Source]) -> Source | None:
    """The source that an origin is a mirror of, with www. or without, by http or https."""
    try:
        identity = Mirror.parse(origin).identity
    except Mistake:
        return None
    return next((each for each in sources if identity in {mirror.identity for mirror in each.mirrors}), None)


def describe_owner(origin: str, owner: Source) -> str:
    """That a host belongs to a source, and what to do."""
    return f'{origin} is a mirror of "{owner.name}" ({owner.path}). To look at it: mirrorfold source test {owner.id}'


async def _compare(
    found: SiteFindings,
    others: Sequence[str],
    services: Services,
    budget: Budget,
    report: Report,
    taken: Collection[tuple[str, int | None, str]],
) -> None:
    """Hold further hosts against the site: those that were given, and those that its pages name.

    :param taken: mirrors of sources that exist: they cannot be another one's
    """
    site = _known_site(found)
    named = [each.host for each in found.evidence if each.kind in _TOLD]
    wanted = dict.fromkeys(map(origin_of, others))
    wanted |= dict.fromkeys(sibling_origin(found.origin, host) for host in dict.fromkeys(named[:20]))
    known = {_identity(found.origin), *taken, *(_identity(each.origin) for each in found.comparisons)}
    for origin in list(wanted)[: len(others) + MOST_PROPOSED]:
        identity = _identity(origin)
        if identity in known or identity is None or not site.texts:
            continue
        known.add(identity)
        comparison = await compare_site(origin, site, services, budget)
        found.comparisons.append(comparison)
        report("mirror", f"{origin}: {comparison.words}")


def _known_site(found: SiteFindings) -> KnownSite:
    """What other hosts are held against."""
    own = found.proposal or Proposal("", "", ())
    paths = [path for path in (*own.feeds, *own.sections) if path.startswith("/")]
    headlines = [Link(link.url, link.text) for page in found.pages.values() for link in page.links if link.is_headline]
    return KnownSite(
        found.origin,
        [(each.link.url, each.article.text) for each in found.samples if each.article is not None],
        next(iter(paths), "/"),
        [*found.listed(), *headlines],
        own.language or None,
    )


def _identity(origin: str) -> tuple[str, int | None, str] | None:
    try:
        return Mirror.parse(origin).identity
    except Mistake:
        return None
