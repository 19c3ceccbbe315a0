"""Pages whose mirrors disagree, waiting for the grace to run out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from crawler.archive.boilerplate import masks_of
from crawler.archive.schema import articles, pages, revisions, showings
from crawler.archive.texts import texts_of
from crawler.archive.verdicts import mark_same, write_verdict
from crawler.canonical.judge import settle
from crawler.canonical.mask import masked_digest
from crawler.verdict import Kind, Pending, Verdict

MOST_EARLIER = 16
"""Texts of an article among which a disputed one may find its equal under a newer mask, the latest."""


def settle_disputes(connection: Connection, source: str, now: int, grace: float) -> list[Verdict]:
    """Decide the pending pages of a source that can be decided now.

    :returns: the verdicts that were written
    """
    waiting = (pages.c.source == source) & pages.c.pending_since.is_not(None) & pages.c.verdict.is_(None)
    lines = masks_of(connection, [source]).of(source).newest.lines
    decided: list[Verdict] = []
    for row in connection.execute(select(pages).where(waiting)).all():
        shown = _shown(connection, row.article_id, lines)
        latest = {mirror: text.digest for mirror, text in shown.items()}
        pair = (row.mirror, _sibling(row.mirror, latest))
        same_as = _earlier_twin(connection, row.article_id, row.revision_id, lines)
        pending = Pending(row.article_id, row.evidence)
        verdict = settle(pending, latest, pair, waited=now - row.pending_since, grace=grace, same_as=same_as)
        if verdict is not None:
            write_verdict(connection, row.id, row.article_id, verdict)
            if verdict.kind is Kind.REVISION:
                _let_stand(connection, row.article_id, shown[row.mirror].revision)
            elif same_as is not None:
                mark_same(connection, row.revision_id, same_as, sketched=True)
            decided.append(verdict)
    return decided


@dataclass(frozen=True, slots=True)
class _Text:
    revision: int
    digest: bytes
    """Under the newest mask of the source."""


def _sibling(mirror: str, latest: Mapping[str, bytes]) -> str:
    """The mirror to compare with: one that agrees, if any does; otherwise the one seen last."""
    others = [other for other in latest if other != mirror]
    return next((other for other in others if latest[other] == latest.get(mirror)), others[0] if others else mirror)


def _shown(connection: Connection, article: int, lines: frozenset[str]) -> dict[str, _Text]:
    """What each mirror showed last, the mirror seen last first."""
    rows = connection.execute(
        select(showings.c.mirror, revisions.c.id, revisions.c.digest)
        .join(revisions, revisions.c.id == showings.c.revision_id)
        .where(revisions.c.article_id == article)
        .order_by(showings.c.last_seen.desc(), showings.c.first_seen.desc(), revisions.c.id.desc())
    )
    latest: dict[str, _Text] = {}
    for row in rows:
        latest.setdefault(row.mirror, _Text(row.id, row.digest))
    under = _digests(connection, {text.revision: text.digest for text in latest.values()}, lines)
    return {mirror: _Text(text.revision, under[text.revision]) for mirror, text in latest.items()}


def _digests(connection: Connection, raw: Mapping[int, bytes], lines: frozenset[str]) -> dict[int, bytes]:
    """The digests of some revisions under a mask."""
    if not lines:
        return dict(raw)
    texts = texts_of(connection, raw)
    return {number: masked_digest(texts[number], digest, lines) for number, digest in raw.items()}


def _earlier_twin(connection: Connection, article: int, revision: int, lines: frozenset[str]) -> int | None:
    """The text that stood before the disputed one, if the two are equal under a mask."""
    if not lines:
        return None
    recent = (
        select(revisions.c.id, revisions.c.digest)
        .where(revisions.c.article_id == article, revisions.c.id <= revision)
        .order_by(revisions.c.id.desc())
        .limit(MOST_EARLIER)
    )
    under = _digests(connection, dict(connection.execute(recent).all()), lines)
    return next((n for n in under if n != revision and under[n] == under.get(revision)), None)


def _let_stand(connection: Connection, article: int, revision: int) -> None:
    """The text that the mirrors agree on stands, whichever of the two it is."""
    connection.execute(update(articles).where(articles.c.id == article).values(revision_id=revision))
