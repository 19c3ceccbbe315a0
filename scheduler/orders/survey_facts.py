"""What surveys find, as plain JSON values: for people, for programs, for the daemon's socket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from crawler.canonical.writing_systems import count_words
from crawler.model.article import Article, Rejection
from crawler.survey.infer_template import TemplateFinding
from crawler.survey.judge_relation import Comparison
from crawler.survey.proposal import write_toml
from crawler.survey.sample_warnings import Caution, HeldSample, Sample
from crawler.survey.site_findings import SiteFindings
from crawler.survey.site_visit import Budget
from crawler.survey.try_source import TriedListing, TriedMirror

MOST_SHOWN = 20_000
"""Characters of a sample's text that are handed to whoever asks to see it."""


def survey_facts(found: SiteFindings, comparisons: Sequence[Comparison], budget: Budget) -> dict[str, Any]:
    """What a survey found; samples' texts stand apart, for they are for showing alone."""
    proposal = found.proposal
    return {
        "url": found.typed,
        "origin": found.origin,
        "refusal": found.refusal,
        "exit_code": found.exit_code if found.refusal else 0,
        "id": proposal.id if proposal else None,
        "toml": write_toml(proposal) if proposal else None,
        "source": proposal.facts() if proposal else None,
        "feeds": [{"url": feed.url, "items": len(feed.links), "title": feed.title} for feed in found.feeds.chosen],
        "left_out": [
            {"url": feed.url, "items": len(feed.links), "kind": str(kind)} for feed, kind in found.feeds.left_out
        ],
        "template": template_facts(found.template),
        "listed": found.promised,
        "samples": [sample_facts(sample) for sample in found.samples],
        "texts": [each.article.text[:MOST_SHOWN] if each.article else "" for each in found.samples],
        "warnings": [caution_facts(caution) for caution in found.cautions],
        "requests": budget.spent,
        "budget": budget.most,
        "mirrors": [{"url": each.origin, "relation": str(each.relation), "words": each.words} for each in comparisons],
        "proposals": [
            {"host": each.host, "kind": str(each.kind), "words": each.words}
            for each in {named.host: named for named in reversed(found.evidence)}.values()
        ],
    }


def held_facts(samples: Sequence[HeldSample], cautions: Sequence[Caution]) -> dict[str, Any]:
    """Samples beside what the archive holds of them."""
    return {
        "samples": [sample_facts(held.sample) | {"archive": held.held} for held in samples],
        "warnings": [caution_facts(caution) for caution in cautions],
    }


def trial_part(part: TriedMirror | TriedListing | HeldSample) -> dict[str, Any]:
    """A piece of a test of a source, under the key of its kind in the whole."""
    match part:
        case TriedMirror():
            return {"mirrors": [asdict(part)]}
        case TriedListing():
            return {"listings": [listing_facts(part)]}
    return {"samples": held_facts([part], [])["samples"]}


def listing_facts(listing: TriedListing) -> dict[str, Any]:
    """A listing as it reads now."""
    return {
        "address": listing.address,
        "items": listing.items,
        "newest": listing.newest.isoformat() if listing.newest else None,
        "fits": listing.fits,
        "strays": [{"url": url, "lacks": lacks} for url, lacks in listing.strays],
        "moved": listing.moved or None,
        "new": listing.is_new,
        "problem": listing.trouble or None,
    }


def template_facts(template: TemplateFinding) -> dict[str, Any]:
    """A template, or why there is none."""
    return {
        "pattern": template.pattern or None,
        "fits": template.fits,
        "of": template.known,
        "why_not": template.why_not or None,
    }


def sample_facts(sample: Sample) -> dict[str, Any]:
    """A sample without its text."""
    article = sample.article
    return {
        "url": sample.link.url,
        "from": sample.how,
        "title": article.title if article else None,
        "published": article.published.isoformat() if article and article.published else None,
        "words": count_words(article.text.splitlines()) if article else 0,
        "first": _first_words(article) if article else "",
        "last": _last_words(article) if article else "",
        "problem": _problem(sample),
    }


def _problem(sample: Sample) -> str:
    if isinstance(sample.outcome, Rejection):
        return f"{sample.outcome.reason}: {sample.outcome.evidence}"
    return sample.trouble


def _first_words(article: Article) -> str:
    return " ".join(article.text.split()[:6])


def _last_words(article: Article) -> str:
    return " ".join(article.text.split()[-4:])


def caution_facts(caution: Caution) -> dict[str, Any]:
    """What a person should know."""
    return {"code": caution.code, "where": caution.where, "text": caution.text, "loud": caution.loud}
