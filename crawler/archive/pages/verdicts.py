"""Step five of an article: the verdict is committed, with the story links and folds that follow from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Boolean, Connection, bindparam, case, select, update

from crawler.archive.page_records import OpenPage
from crawler.archive.pages.folding import fold_article, split_off_article
from crawler.archive.queries.upsert import insert
from crawler.archive.stories.story_links import record_links, update_stories
from crawler.archive.tables.articles import articles, pages, revisions, showings
from crawler.canonical.revisit import next_visit
from crawler.model.verdict import MAY_STAND, Judgement, Kind, Pending, Verdict


def record_judgements(connection: Connection, judged: Sequence[tuple[OpenPage, Judgement]]) -> list[OpenPage]:
    """Commit judgements and when each article is to be fetched again; a page that has its verdict keeps it.

    :param judged: pages of distinct articles
    :returns: the pages that were still open, each under the article it belongs to now
    """
    waiting = pages.c.id.in_([page.id for page, _ in judged]) & pages.c.verdict.is_(None)
    still_open = select(pages.c.id).where(waiting, pages.c.pending_since.is_(None)).with_for_update()
    open_ids = set(connection.execute(still_open).scalars())
    todo = [(_settled(connection, page, j), j) for page, j in judged if page.id in open_ids]
    if todo:
        _show(connection, [page for page, _ in todo])
        _write(connection, [(page, j.outcome) for page, j in todo])
        _mark_same(connection, todo)
        _update_articles(connection, todo)
        record_links(connection, [(page.article, link) for page, j in todo for link in j.links])
        update_stories(connection, [page.article for page, _ in todo if not page.shown])
    return [page for page, _ in todo]


def _settled(connection: Connection, page: OpenPage, judgement: Judgement) -> OpenPage:
    if judgement.conflict:
        return split_off_article(connection, page)
    if judgement.fold_into is not None:
        return fold_article(connection, page, judgement.fold_into)
    return page


def _write(connection: Connection, judged: Sequence[tuple[OpenPage, Verdict | Pending]]) -> None:
    rows = [_page_row(page.id, page.article, outcome, page.fetched_at) for page, outcome in judged]
    connection.execute(_WRITE, rows)


def _mark_same(connection: Connection, judged: Sequence[tuple[OpenPage, Judgement]]) -> None:
    """Write which texts are an earlier one but for boilerplate; under a known key they have no sketch of their own."""
    for page, judgement in judged:
        if judgement.same_as is not None:
            record_same_text(connection, page.revision, judgement.same_as, sketched=not page.shown)


def record_same_text(connection: Connection, revision: int, earlier: int, *, sketched: bool) -> None:
    """Write that a text is an earlier one but for boilerplate.

    :param sketched: whether the index holds a sketch of it
    """
    later = (revisions.c.id == revision) & (revisions.c.id > earlier)
    values: dict[str, object] = {"same_as": earlier} | ({} if sketched else {"mask_version": None})
    connection.execute(update(revisions).where(later, revisions.c.same_as.is_(None)).values(values))


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


def _update_articles(connection: Connection, judged: Sequence[tuple[OpenPage, Judgement]]) -> None:
    """Write which text stands, and when each article is fetched again: a disputed one in the next run."""
    these = articles.c.id.in_([page.article for page, _ in judged])
    first = dict(connection.execute(select(articles.c.id, articles.c.first_seen).where(these)).all())
    rows = [
        {"home": page.article, "again": _next_visit(page, first[page.article], judgement), "text": page.revision,
         "stands": _stands(page, judgement)}
        for page, judgement in judged
    ]  # fmt: skip
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
    published = datetime.fromisoformat(page.published).timestamp() if page.published else first_seen
    return next_visit(min(published, first_seen), page.fetched_at)  # no page is younger than its first visit


def _stands(page: OpenPage, judgement: Judgement) -> bool:
    """Say whether the page's text is the article's from now on."""
    outcome = judgement.outcome
    if isinstance(outcome, Pending) or judgement.fold_into is not None or outcome.kind not in MAY_STAND:
        return False
    return not (outcome.kind is Kind.MIRROR and page.shown)


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
