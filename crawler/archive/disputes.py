"""Pages whose mirrors disagree, waiting for the grace to run out."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select, update

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
        pending = Pending(row.article_id, row.evidence)
        pair = (row.mirror, _sibling(row.mirror, latest))
        verdict = settle(pending, latest, pair, waited=now - row.pending_since, grace=grace)
        if verdict is not None:
            write_verdict(connection, row.id, row.article_id, verdict)
            if verdict.kind is Kind.REVISION:
                _let_stand(connection, row.article_id, latest[row.mirror])
            decided.append(verdict)
    return decided


def _sibling(mirror: str, latest: Mapping[str, bytes]) -> str:
    """The mirror to compare with: one that agrees, if any does; otherwise the one seen last."""
    others = [other for other in latest if other != mirror]
    return next((other for other in others if latest[other] == latest.get(mirror)), others[0] if others else mirror)


def _latest(connection: Connection, article: int) -> dict[str, bytes]:
    """What each mirror showed last: origin → digest, the mirror seen last first."""
    rows = connection.execute(
        select(showings.c.mirror, revisions.c.digest)
        .join(revisions, revisions.c.id == showings.c.revision_id)
        .where(revisions.c.article_id == article)
        .order_by(showings.c.last_seen.desc(), showings.c.first_seen.desc(), revisions.c.id.desc())
    )
    latest: dict[str, bytes] = {}
    for mirror, digest in rows:
        latest.setdefault(mirror, digest)
    return latest


def _let_stand(connection: Connection, article: int, digest: bytes) -> None:
    """The text that the mirrors agree on stands, whichever of the two it is."""
    agreed = select(revisions.c.id).where(revisions.c.article_id == article, revisions.c.digest == digest)
    connection.execute(update(articles).where(articles.c.id == article).values(revision_id=agreed.scalar_subquery()))
