"""Step five of an article: the verdict is committed, with the story links and folds that follow from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Boolean, Connection, bindparam, case, delete, func, or_, select, update

from crawler.archive.pages.start_articles import NewArticle, start_articles
from crawler.archive.queries import insert
from crawler.archive.search.index_texts import index_texts
from crawler.archive.stored_page import OpenPage
from crawler.archive.stories.story_links import move_links, record_links, update_stories
from crawler.archive.tables.articles import articles, pages, revisions, showings
from crawler.archive.tables.sightings import sightings
from crawler.archive.texts.revision_texts import copy_revision, store_as_delta, store_whole
from crawler.canonical.revisit import next_visit
from crawler.model.verdict import MAY_STAND, Judgement, Kind, Pending, Verdict


def record_judgements(connection: Connection, judged: Sequence[tuple[OpenPage, Judgement]]) -> list[OpenPage]:
    """Commit judgements and when each article is to be fetched again; a page that has its verdict keeps it.

    :param judged: pages of distinct articles; a page that is detached, or in conflict with its article, has a text that
        no judged page of the article showed
    :returns: the pages that were still open, each under the article it belongs to now
    """
    waiting = pages.c.id.in_([page.id for page, _ in judged]) & pages.c.verdict.is_(None)
    still_open = select(pages.c.id).where(waiting, pages.c.pending_since.is_(None)).with_for_update()
    open_ids = set(connection.execute(still_open).scalars())
    todo = [(_settled(connection, page, j), j) for page, j in judged if page.id in open_ids]
    if todo:
        _show(connection, [page for page, _ in todo])
        connection.execute(_WRITE, [_page_row(page.id, page.article, j.outcome, page.fetched_at) for page, j in todo])
        _mark_same(connection, todo)
        _update_articles(connection, todo)
        record_links(connection, [(page.article, link) for page, j in todo for link in j.links])
        update_stories(connection, [page.article for page, _ in todo if not page.shown])
        index_texts(connection, _concerned([page for page, _ in judged], [page for page, _ in todo]))
    return [page for page, _ in todo]


def _concerned(before: Sequence[OpenPage], after: Sequence[OpenPage]) -> set[int]:
    """Articles under which another text may stand now, one that was folded or parted among them."""
    numbers = {page.article for page in (*before, *after)}
    return numbers | {page.folded for page in before if page.folded is not None}


def _settled(connection: Connection, page: OpenPage, judgement: Judgement) -> OpenPage:
    if page.detached:
        page = unfold_article(connection, page)
    if judgement.conflict:
        return _split_off_article(connection, page)
    if judgement.fold_into is not None:
        return _fold_article(connection, page, judgement.fold_into)
    return page


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
        "article_id": home,
        "verdict": verdict.kind.value if verdict else None,
        "pending_since": None if verdict else at,
        "of_article": outcome.of,
        "jaccard": verdict.jaccard if verdict else None,
        "containment": verdict.containment if verdict else None,
        "evidence": outcome.evidence,
    }


_WRITE = update(pages).where(pages.c.id == bindparam("page"))


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
        if not page.folded or page.detached
    ]  # fmt: skip
    rows += [
        {"home": page.folded, "again": _next_visit(page, page.first_seen, judgement), "text": page.revision,
         "stands": False}
        for page, judgement in judged
        if page.folded and not page.detached
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
    return next_visit(_born(page, first_seen), page.fetched_at)


def _born(page: OpenPage, first_seen: int) -> float:
    """When the article of a page was published, as its page or a listing says: none is younger than its first visit."""
    written = page.published or page.listed_published
    return min(datetime.fromisoformat(written).timestamp() if written else first_seen, first_seen)


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


def _fold_article(connection: Connection, page: OpenPage, into: int) -> OpenPage:
    """Let an article that has the same text under another key live on in the earlier one: its pages, texts,
    sightings and links are that one's from now on. Nobody is folded into an article that was folded itself.

    :returns: the page as it stands now, under its article's new number and text
    """
    home = connection.execute(
        select(func.coalesce(articles.c.folded_into, articles.c.id)).where(articles.c.id == into)
    ).scalar_one()
    if page.article == home:
        return page
    _move_texts(connection, page.article, home)
    connection.execute(update(pages).where(pages.c.article_id == page.article).values(article_id=home))
    _move_sightings(connection, page.article, home)
    move_links(connection, page.article, home)
    mine = or_(articles.c.id == page.article, articles.c.folded_into == page.article)
    story = select(articles.c.story).where(articles.c.id == home).scalar_subquery()
    connection.execute(update(articles).where(mine).values(folded_into=home, story=story))
    visit = next_visit(_born(page, page.first_seen), page.fetched_at)
    connection.execute(update(articles).where(articles.c.id == page.article).values(revisit_at=visit))
    same = (revisions.c.article_id == home) & (revisions.c.digest == page.digest)
    revision = connection.execute(select(revisions.c.id).where(same)).scalar_one()
    return replace(page, article=home, revision=revision)


def _move_texts(connection: Connection, article: int, home: int) -> None:
    """Texts that the home has stay behind without pages: what the index holds of them leads to the home all the same.
    They are kept as differences to the home's: of a thousand slugs one text stands whole.
    """
    of_home = select(revisions.c.digest, revisions.c.id).where(revisions.c.article_id == home)
    has = {row.digest: row.id for row in connection.execute(of_home)}
    mine = select(revisions.c.id, revisions.c.digest).where(revisions.c.article_id == article)
    for row in connection.execute(mine).all():
        if row.digest in has:
            shows = (pages.c.article_id == article) & (pages.c.revision_id == row.id)
            connection.execute(update(pages).where(shows).values(revision_id=has[row.digest]))
            connection.execute(update(revisions).where(revisions.c.id == row.id).values(left_behind=True))
            store_as_delta(connection, row.id, has[row.digest])
        else:
            connection.execute(update(revisions).where(revisions.c.id == row.id).values(article_id=home))


def _move_sightings(connection: Connection, article: int, home: int) -> None:
    """Hand sightings on; where both were seen at one address of a mirror, what either knew of it is kept."""
    twin, mine = sightings.alias(), sightings.c
    same = (twin.c.mirror == mine.mirror) & (twin.c.url == mine.url)
    both = select(twin, mine.id.label("kept")).join(twin, same).where(twin.c.article_id == article)
    for row in connection.execute(both.where(mine.article_id == home)).all():
        values = {
            "listed": or_(mine.listed, row.listed),
            "fetched_at": func.coalesce(mine.fetched_at, row.fetched_at),
            "gone_at": mine.gone_at if row.gone_at is not None else None,
            "last_seen": case((mine.last_seen < row.last_seen, row.last_seen), else_=mine.last_seen),
        }
        kept = update(sightings).where(mine.id == row.kept)
        connection.execute(kept.values(values))
        earlier = {"first_seen": row.first_seen, "first_run": row.first_run}
        connection.execute(kept.where(mine.first_seen > row.first_seen).values(earlier))
        connection.execute(delete(sightings).where(mine.id == row.id))
    connection.execute(update(sightings).where(mine.article_id == article).values(article_id=home))


def unfold_article(connection: Connection, page: OpenPage) -> OpenPage:
    """Let an article that was folded for an equal text stand for itself again: its address shows another text.

    What the address showed before stays where it was judged.

    :param page: under the number that its article had before it was folded
    :returns: the page as it stands now
    """
    number = page.article
    home = connection.execute(select(articles.c.folded_into).where(articles.c.id == number)).scalar_one()
    others = (pages.c.article_id == home) & (pages.c.revision_id == page.revision) & (pages.c.id != page.id)
    if connection.execute(select(pages.c.id).where(others).limit(1)).scalar() is not None:
        page = replace(page, revision=copy_revision(connection, page.revision, number))
    apart = update(articles).where(articles.c.id == number)
    connection.execute(apart.values(folded_into=None, revision_id=page.revision, story=number))
    store_whole(connection, page.revision)
    connection.execute(update(revisions).where(revisions.c.id == page.revision).values(article_id=number))
    connection.execute(update(pages).where(pages.c.id == page.id).values(article_id=number, revision_id=page.revision))
    path = page.url.removeprefix(page.mirror)
    own = or_(sightings.c.url == page.url, sightings.c.url == sightings.c.mirror + path)
    there = (sightings.c.article_id == home) & own
    connection.execute(update(sightings).where(there).values(article_id=number))
    return page


def _split_off_article(connection: Connection, page: OpenPage) -> OpenPage:
    """Give a reused key's new article a row of its own; this page's text and sighting move there.

    :returns: the page as it stands now, under the new article's number
    """
    same_key = (articles.c.source == page.source) & (articles.c.key == page.key)
    part = connection.execute(select(func.max(articles.c.part)).where(same_key)).scalar_one()
    new = NewArticle(
        source=page.source,
        key=page.key,
        part=part + 1,
        first_seen=page.fetched_at,
        listed_title=page.listed_title,
    )
    (article,) = start_articles(connection, [new])
    store_whole(connection, page.revision)
    connection.execute(update(revisions).where(revisions.c.id == page.revision).values(article_id=article))
    shows = (pages.c.article_id == page.article) & (pages.c.revision_id == page.revision)
    connection.execute(update(pages).where(shows).values(article_id=article))
    here = (sightings.c.article_id == page.article) & (sightings.c.url == page.url)
    run = select(pages.c.run_id).where(pages.c.id == page.id).scalar_subquery()
    moved = {"article_id": article, "first_seen": page.fetched_at, "first_run": run}
    connection.execute(update(sightings).where(here).values(moved))
    return replace(page, article=article)
