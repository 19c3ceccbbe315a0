"""Pages whose mirrors disagree, waiting for the grace to run out."""

from __future__ import annotations

from sqlalchemy import Connection, select

from crawler.archive.schema import articles, pages, revisions, showings
from crawler.archive.verdicts import write_verdict
from crawler.canonical.judge import settle
from crawler.verdict import Kind, Pending, Verdict


def settle_disputes(connection: Connection, source: str, now: int, grace: float) -> list[Verdict]:
    """Decide the pending pages of a source that can be decided now.

    :returns: the verdicts that were written
    """
    waiting = (pages.c.source == source) & pages.c.pending_since.is_not(None) & pages.c.verdict.is_(None)
    decided: list[Verdict] = []
    for row in connection.execute(select(pages).where(waiting)).all():
        latest = _latest(connection, row.article_id)
        other = next((mirror for mirror in latest if mirror != row.mirror), row.mirror)
        pending = Pending(row.article_id, row.evidence)
        waited = now - row.pending_since
        verdict = settle(pending, latest, (row.mirror, other), waited=waited, grace=grace)
        if verdict is not None:
            write_verdict(connection, row.id, row.article_id, verdict)
            if verdict.kind is Kind.REVISION:
                _let_stand(connection, row.article_id)
            decided.append(verdict)
    return decided


def _latest(connection: Connection, article: int) -> dict[str, bytes]:
    """What each mirror showed last: origin → digest, the mirror seen last first."""
    rows = connection.execute(
        select(showings.c.mirror, revisions.c.digest)
        .join(revisions, revisions.c.id == showings.c.revision_id)
        .where(revisions.c.article_id == article)
        .order_by(showings.c.last_seen.desc(), showings.c.first_seen.desc())
    )
    latest: dict[str, bytes] = {}
    for mirror, digest in rows:
        latest.setdefault(mirror, digest)
    return latest


def _let_stand(connection: Connection, article: int) -> None:
    newest = select(revisions.c.id).where(revisions.c.article_id == article).order_by(revisions.c.id.desc()).limit(1)
    connection.execute(articles.update().where(articles.c.id == article).values(revision_id=newest.scalar_subquery()))
