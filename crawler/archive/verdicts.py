"""Step five of an article: the verdict is committed, with the story links and folds that follow from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Boolean, Connection, bindparam, case, delete, func, select, update

from crawler.archive.pages import start_articles
from crawler.archive.records import OpenPage
from crawler.archive.schema import articles, pages, revisions, showings, sighting_listings, sightings, story_links
from crawler.archive.upsert import insert
from crawler.canonical.revisit import next_visit
from crawler.verdict import Judgement, Kind, LinkKind, Pending, StoryLink, Verdict

_STANDS = frozenset({Kind.NEW, Kind.REVISION, Kind.COPY, Kind.NEAR_DUPLICATE, Kind.MIRROR})
"""Verdicts whose text may become the one that stands."""


def record_judgements(connection: Connection, judged: Sequence[tuple[OpenPage, Judgement]]) -> None:
    """Commit judgements and when each article is to be fetched again; a page that has its verdict keeps it.

    :param judged: pages of distinct articles
    """
    waiting = select(pages.c.id).where(pages.c.id.in_([page.id for page, _ in judged]), pages.c.verdict.is_(None))
    still_open = set(connection.execute(waiting).scalars())
    todo = [(page, judgement) for page, judgement in judged if page.id in still_open]
    if not todo:
        return
    homes = [_article_for(connection, page, judgement) for page, judgement in todo]
    _show(connection, [page for page, _ in todo])
    _write(connection, [(p, home, j.outcome) for (p, j), home in zip(todo, homes, strict=True)])
    _update_articles(connection, [(p, home, j) for (p, j), home in zip(todo, homes, strict=True)])
    for (_, judgement), home in zip(todo, homes, strict=True):
        for link in judgement.links:
            _link(connection, home, link)


def _write(connection: Connection, judged: Sequence[tuple[OpenPage, int, Verdict | Pending]]) -> None:
    rows = [_page_row(page.id, home, outcome, page.fetched_at) for page, home, outcome in judged]
    connection.execute(_WRITE, rows)


def _page_row(page: int, home: int, outcome: Verdict | Pending, at: int) -> dict[str, object]:
    verdict = outcome if isinstance(outcome, Verdict) else None
    return {
        "page": page,
        "home": home,
        "kind": verdict.kind.value if verdict else None,
        "since": None if verdict else at,
        "other": outcome.of,
        "alike": verdict.jaccard if verdict else None,
        "contained": verdict.containment if verdict else None,
        "facts": outcome.evidence,
    }


_WRITE = (
    update(pages)
    .where(pages.c.id == bindparam("page"))
    .values(
        article_id=bindparam("home"),
        verdict=bindparam("kind"),
        pending_since=bindparam("since"),
        of_article=bindparam("other"),
        jaccard=bindparam("alike"),
        containment=bindparam("contained"),
        evidence=bindparam("facts"),
    )
)


def write_verdict(connection: Connection, page: int, article: int, verdict: Verdict) -> None:
    """Write a verdict and its evidence to a page."""
    connection.execute(_WRITE, [_page_row(page, article, verdict, 0)])


def _update_articles(connection: Connection, judged: Sequence[tuple[OpenPage, int, Judgement]]) -> None:
    """Write which text stands, and when each article is fetched again: a disputed one in the next run."""
    first = dict(
        connection.execute(
            select(articles.c.id, articles.c.first_seen).where(articles.c.id.in_([home for _, home, _ in judged]))
        ).all()
    )
    rows = [
        {"home": home, "again": _next_visit(page, first[home], judgement), "text": page.revision, "stands": stands}
        for page, home, judgement in judged
        for stands in [_stands(page, judgement)]
    ]
    connection.execute(_UPDATE_ARTICLE, rows)


_UPDATE_ARTICLE = (
    update(articles)
    .where(articles.c.id == bindparam("home"))
    .values(
        revisit_at=bindparam("again"),
        revision_id=case((bindparam("stands", type_=Boolean), bindparam("text")), else_=articles.c.revision_id),
    )
)


def _next_visit(page: OpenPage, first_seen: int, judgement: Judgement) -> int | None:
    if isinstance(judgement.outcome, Pending):
        return page.fetched_at
    born = datetime.fromisoformat(page.published).timestamp() if page.published else first_seen
    return next_visit(born, page.fetched_at)


def _stands(page: OpenPage, judgement: Judgement) -> bool:
    """Say whether the page's text is the article's from now on."""
    outcome = judgement.outcome
    if isinstance(outcome, Pending) or judgement.fold_into is not None or outcome.kind not in _STANDS:
        return False
    return not (outcome.kind is Kind.MIRROR and page.shown)


def _article_for(connection: Connection, page: OpenPage, judgement: Judgement) -> int:
    if judgement.conflict:
        return _split_off(connection, page)
    if judgement.fold_into is not None:
        return _fold(connection, page, judgement.fold_into)
    return page.article


def _show(connection: Connection, shown: Sequence[OpenPage]) -> None:
    """Write which mirror showed which text."""
    rows = [
        {"revision_id": p.revision, "mirror": p.mirror, "first_seen": p.fetched_at, "last_seen": p.fetched_at}
        for p in shown
    ]
    statement = insert(connection, showings)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["revision_id", "mirror"], set_={"last_seen": statement.excluded.last_seen}
        ),
        rows,
    )


def _split_off(connection: Connection, page: OpenPage) -> int:
    """Give a reused key's new article a row of its own and move this page's text and sighting there."""
    same_key = (articles.c.source == page.source) & (articles.c.key == page.key)
    part = connection.execute(select(func.max(articles.c.part)).where(same_key)).scalar_one()
    (article,) = start_articles(connection, [(page.source, page.key, part + 1, page.fetched_at)])
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
