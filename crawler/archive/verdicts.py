"""Step five of an article: the verdict is committed, with the story links and folds that follow from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, select, update

from crawler.archive.pages import start_article
from crawler.archive.records import OpenPage
from crawler.archive.schema import articles, pages, revisions, showings, sighting_listings, sightings, story_links
from crawler.archive.upsert import insert
from crawler.canonical.revisit import next_visit
from crawler.verdict import Judgement, Kind, LinkKind, Pending, StoryLink, Verdict

_STANDS = frozenset({Kind.NEW, Kind.REVISION, Kind.COPY, Kind.NEAR_DUPLICATE, Kind.MIRROR})
"""Verdicts whose text may become the one that stands."""


def record_judgements(connection: Connection, judged: Sequence[tuple[OpenPage, Judgement]]) -> None:
    """Commit judgements and when each article is to be fetched again; a page that has its verdict keeps it."""
    for page, judgement in judged:
        open_ = select(pages.c.id).where(pages.c.id == page.id, pages.c.verdict.is_(None))
        if connection.execute(open_).scalar() is not None:
            _record(connection, page, judgement)


def _record(connection: Connection, page: OpenPage, judgement: Judgement) -> None:
    article = _article_for(connection, page, judgement)
    _show(connection, page)
    if isinstance(judgement.outcome, Pending):
        waiting = {"pending_since": page.fetched_at, "of_article": article, "evidence": judgement.outcome.evidence}
        connection.execute(update(pages).where(pages.c.id == page.id).values(article_id=article, **waiting))
        connection.execute(update(articles).where(articles.c.id == article).values(revisit_at=page.fetched_at))
        return
    _plan_visit(connection, article, page)
    write_verdict(connection, page.id, article, judgement.outcome)
    stands = judgement.outcome.kind in _STANDS and not (judgement.outcome.kind is Kind.MIRROR and page.shown)
    if stands and judgement.fold_into is None:
        connection.execute(update(articles).where(articles.c.id == article).values(revision_id=page.revision))
    for link in judgement.links:
        _link(connection, article, link)


def _plan_visit(connection: Connection, article: int, page: OpenPage) -> None:
    first_seen = connection.execute(select(articles.c.first_seen).where(articles.c.id == article)).scalar_one()
    born = datetime.fromisoformat(page.published).timestamp() if page.published else first_seen
    again = next_visit(born, page.fetched_at)
    connection.execute(update(articles).where(articles.c.id == article).values(revisit_at=again))


def _article_for(connection: Connection, page: OpenPage, judgement: Judgement) -> int:
    if judgement.conflict:
        return _split_off(connection, page)
    if judgement.fold_into is not None:
        return _fold(connection, page, judgement.fold_into)
    return page.article


def write_verdict(connection: Connection, page: int, article: int, verdict: Verdict) -> None:
    """Write a verdict and its evidence to a page."""
    connection.execute(
        update(pages)
        .where(pages.c.id == page)
        .values(
            article_id=article,
            verdict=verdict.kind.value,
            pending_since=None,
            of_article=verdict.of,
            jaccard=verdict.jaccard,
            containment=verdict.containment,
            evidence=verdict.evidence,
        )
    )


def _show(connection: Connection, page: OpenPage) -> None:
    seen = {"first_seen": page.fetched_at, "last_seen": page.fetched_at}
    statement = insert(connection, showings).values(revision_id=page.revision, mirror=page.mirror, **seen)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["revision_id", "mirror"], set_={"last_seen": statement.excluded.last_seen}
        )
    )


def _split_off(connection: Connection, page: OpenPage) -> int:
    """Give a reused key's new article a row of its own and move this page's text and sighting there."""
    same_key = (articles.c.source == page.source) & (articles.c.key == page.key)
    part = connection.execute(select(func.max(articles.c.part)).where(same_key)).scalar_one()
    article = start_article(connection, page.source, page.key, page.fetched_at, part=part + 1)
    connection.execute(update(revisions).where(revisions.c.id == page.revision).values(article_id=article))
    here = (sightings.c.article_id == page.article) & (sightings.c.url == page.url)
    connection.execute(update(sightings).where(here).values(article_id=article))
    return article


def _fold(connection: Connection, page: OpenPage, into: int) -> int:
    """Let an article that has the same text under another key live on as sightings of the earlier one."""
    if page.article == into:
        return into
    taken = select(sightings.c.url).where(sightings.c.article_id == into)
    mine = sightings.c.article_id == page.article
    doubled = select(sightings.c.id).where(mine, sightings.c.url.in_(taken))
    connection.execute(delete(sighting_listings).where(sighting_listings.c.sighting_id.in_(doubled)))
    connection.execute(delete(sightings).where(mine, sightings.c.url.in_(taken)))
    connection.execute(update(sightings).where(mine).values(article_id=into))
    connection.execute(
        update(articles)
        .where((articles.c.id == page.article) | (articles.c.folded_into == page.article))
        .values(folded_into=into, revisit_at=None)
    )
    return into


def _link(connection: Connection, article: int, link: StoryLink) -> None:
    if link.other == article:
        return
    earlier, later = sorted((article, link.other))
    values = {"kind": link.kind.value, "jaccard": link.jaccard, "containment": link.containment}
    statement = insert(connection, story_links).values(earlier=earlier, later=later, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["earlier", "later"], set_=values))
    wanted = select(articles.c.id, articles.c.story).where(articles.c.id.in_((earlier, later)))
    stories = {row.id: row.story for row in connection.execute(wanted)}
    if link.kind is not LinkKind.CONTAINMENT:
        _unite(connection, stories[earlier], stories[later])
    elif _alone(connection, stories[article]) or _alone(connection, stories[link.other]):
        _unite(connection, stories[article], stories[link.other])


def _alone(connection: Connection, story: int) -> bool:
    members = select(func.count()).select_from(articles).where(articles.c.story == story)
    return bool(connection.execute(members).scalar_one() == 1)


def _unite(connection: Connection, one: int, other: int) -> None:
    if one != other:
        first, second = sorted((one, other))
        connection.execute(update(articles).where(articles.c.story == second).values(story=first))
