"""Audits of a run: which texts a second mirror is asked for, what it showed, and what the mirrors are held to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from urllib.parse import urlsplit

from sqlalchemy import Connection

from crawler.archive.disputes.alarms import count_alarms, count_audited, load_cases
from crawler.archive.disputes.audits import has_due_audits, record_audit, request_audits, take_due_audits
from crawler.archive.disputes.settle_disputes import Terms, has_disputes, settle_disputes
from crawler.archive.runs.due_articles import DueArticle
from crawler.canonical.registered_domain import registered_domain
from crawler.context.run_context import Run
from crawler.listing.fetch_plan import Fetch, Target
from crawler.listing.rechecks import place_on_mirrors
from crawler.mirrors.trust.alterations import Case, find_suspects
from crawler.mirrors.trust.audit_choice import choose_second_mirrors, draw_articles
from crawler.model.verdict import Kind, Pending, Verdict

MOST_AUDITS = 50
"""Pages that one run fetches to compare mirrors; the others' turn comes in the next."""


async def plan_audits(run: Run, mirrors: Sequence[str], planned: Collection[str]) -> list[Fetch]:
    """Plan the audits of a run.

    :param mirrors: those that may be asked, in their order
    :param planned: keys that are fetched anyway: their turn comes another time
    """
    if len(mirrors) < 2 or not await run.services.archive.load(has_due_audits, run.source.id, run.now()):
        return []
    due = await run.services.archive.run_for(run.source.id, take_due_audits, run.source.id, run.now(), MOST_AUDITS)
    wanted = [article for article in due if article.key not in planned and article.disputed_by is None]
    fetches = [_plan_audit(run, article, mirrors) for article in wanted]
    return [fetch for fetch in fetches if fetch is not None]


def _plan_audit(run: Run, article: DueArticle, mirrors: Sequence[str]) -> Fetch | None:
    places = place_on_mirrors(run, article)
    wanted = choose_second_mirrors(article.key, mirrors, article.shown_on)
    wanted.sort(key=lambda mirror: mirror not in article.urls)  # one that never showed it may have none
    targets = tuple(Target(mirror, places[mirror]) for mirror in wanted if mirror in places)
    return Fetch(article.key, targets, title=article.listed_title, revisit=True, audit=True) if targets else None


async def record_audit_outcome(run: Run, article: int, mirror: str, outcome: Verdict | Pending) -> None:
    """Write what an audit found."""
    await run.services.archive.run_for(run.source.id, record_audit, article, mirror, _name_outcome(outcome), run.now())


def _name_outcome(outcome: Verdict | Pending) -> str:
    if isinstance(outcome, Pending):
        return "pending"
    if outcome.kind in (Kind.MIRROR, Kind.UNCHANGED):
        return "lagging" if "behind" in outcome.evidence else "same"
    return "revision" if outcome.kind is Kind.REVISION else "other"


async def settle_disagreements(run: Run) -> None:
    """After the last page: what this run found is put on the list, disputes are settled, alarms are raised."""
    source, now, archive = run.source.id, run.now(), run.services.archive
    if len(run.source.mirrors) > 1 and run.tally.verdicts:
        share = run.services.settings.mirrors.audit_share
        await archive.run_for(source, request_audits, source, run.id, now, lambda keys: draw_articles(keys, share))
    concerned, cases = await archive.load(_load_concerned, source, now, run.id)
    if concerned:
        verdicts, alarms, cases = await archive.run(_settle_and_load_cases, source, now, make_terms(run), run.id)
        run.tally.count_alarms(alarms)
        for verdict in verdicts:
            run.tally.count_verdict(verdict)
    if cases:
        trusted_since = {mirror: health.back_at for mirror, health in run.earlier_health.items()}
        recent = [case for case in cases if case.at >= trusted_since.get(case.mirror, 0)]
        run.suspicions = find_suspects(recent, now, await archive.load(count_audited, source, now))


def _load_concerned(connection: Connection, source: str, now: int, run: int) -> tuple[bool, list[Case]]:
    """Whether there is anything to settle, and the cases if there is not."""
    return has_disputes(connection, source, run), load_cases(connection, source, now)


def _settle_and_load_cases(
    connection: Connection, source: str, now: int, terms: Terms, run: int
) -> tuple[list[Verdict], int, list[Case]]:
    verdicts = settle_disputes(connection, source, now, terms, run)
    return verdicts, count_alarms(connection, run), load_cases(connection, source, now)


def make_terms(run: Run) -> Terms:
    """Make the terms that the mirrors of the run's source are held to."""
    mirrors = run.source.mirrors
    own = frozenset(_domain_of(urlsplit(mirror.origin).hostname or "") for mirror in mirrors)
    return Terms(
        grace=run.services.settings.mirrors.divergence_grace,
        graces={mirror.origin: mirror.grace for mirror in mirrors if mirror.grace is not None},
        order=tuple(mirror.origin for mirror in mirrors),
        is_own=lambda host: _domain_of(host) in own,
    )


def _domain_of(host: str) -> str:
    return registered_domain(host) or host
