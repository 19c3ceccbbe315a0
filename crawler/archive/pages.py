"""Step one of an article: its page, text and sightings are committed, the verdict left empty."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from crawler.archive.records import FetchedPage, KnownText, OpenPage, Sighting
from crawler.archive.runs import check_fence
from crawler.archive.schema import articles, pages, raw_pages, revisions, showings
from crawler.archive.sightings import mark_fetched, record_sightings
from crawler.archive.upsert import insert
from crawler.article import Article
from crawler.canonical.judge import Shown


def record_pages(connection: Connection, fetched: Sequence[FetchedPage]) -> list[int]:
    """Commit pages with their articles; doing it twice is doing it once.

    :returns: the pages' ids, in order
    :raises LeaseLost: when a run among them was replaced
    """
    for source, run in {(page.source, page.run) for page in fetched}:
        check_fence(connection, source, run)
    return [_record(connection, page) for page in fetched]


def _record(connection: Connection, page: FetchedPage) -> int:
    article = _article_of(connection, page)
    revision = _revision_of(connection, article, page)
    known = connection.execute(select(pages.c.id).where(pages.c.run_id == page.run, pages.c.url == page.url)).scalar()
    if known is not None:
        return int(known)
    values = {
        "run_id": page.run,
        "source": page.source,
        "mirror": page.mirror,
        "url": page.url,
        "key": page.key,
        "fetched_at": page.fetched_at,
        "status": page.status,
        "size": page.size,
        "article_id": article,
        "revision_id": revision,
    }
    number = connection.execute(insert(connection, pages).values(values).returning(pages.c.id)).scalar_one()
    if page.raw is not None:
        raw = {"page_id": number, "content_type": page.content_type, "body": page.raw, "fetched_at": page.fetched_at}
        connection.execute(insert(connection, raw_pages).values(raw))
    here = Sighting(page.mirror, page.url)
    record_sightings(connection, [(article, one) for one in (here, *page.sightings)], page.fetched_at)
    mark_fetched(connection, article, page.url, page.fetched_at)
    return int(number)


def _article_of(connection: Connection, page: FetchedPage) -> int:
    """Find the article of a key, the last one where a key was reused, or start it."""
    same_key = (articles.c.source == page.source) & (articles.c.key == page.key)
    row = connection.execute(
        select(articles.c.id, articles.c.folded_into).where(same_key).order_by(articles.c.part.desc()).limit(1)
    ).first()
    if row is not None:
        return int(row.folded_into or row.id)
    return start_article(connection, page.source, page.key, page.fetched_at, part=0)


def start_article(connection: Connection, source: str, key: str, now: int, *, part: int) -> int:
    """Insert an article that is, for now, alone in its story."""
    values = {"source": source, "key": key, "part": part, "first_seen": now, "story": 0}
    number = connection.execute(insert(connection, articles).values(values).returning(articles.c.id)).scalar_one()
    connection.execute(articles.update().where(articles.c.id == number).values(story=number))
    return int(number)


def _revision_of(connection: Connection, article: int, page: FetchedPage) -> int:
    same = (revisions.c.article_id == article) & (revisions.c.digest == page.digest)
    number = connection.execute(select(revisions.c.id).where(same)).scalar()
    if number is not None:
        return int(number)
    own = {"article_id": article, "digest": page.digest, "first_seen": page.fetched_at}
    values = revision_values(page.article) | own
    return int(connection.execute(insert(connection, revisions).values(values).returning(revisions.c.id)).scalar_one())


def revision_values(said: Article) -> dict[str, object]:
    """The columns of a revision that the page itself says."""
    return {
        "title": said.title,
        "text": said.text,
        "caption": said.caption,
        "published": said.published.isoformat() if said.published else None,
        "modified": said.modified.isoformat() if said.modified else None,
        "authors": list(said.authors),
        "section": said.section,
        "image": said.image,
        "language": said.language,
        "thin": said.thin,
    }


def open_pages(connection: Connection, ids: Sequence[int]) -> list[OpenPage]:
    """Load pages without a verdict, in the order of ``ids``, with what their articles showed before."""
    rows = connection.execute(
        select(pages, revisions.c.digest, revisions.c.text, revisions.c.title, revisions.c.published)
        .join(revisions, revisions.c.id == pages.c.revision_id)
        .where(pages.c.id.in_(ids), pages.c.verdict.is_(None))
    ).all()
    shown = _shown(connection, sorted({row.article_id for row in rows}))
    found = {
        row.id: OpenPage(
            row.id, row.article_id, row.revision_id, row.source, row.key, row.mirror, row.url, row.fetched_at,
            row.digest, row.text, row.title, row.published, shown.get(row.article_id, ()),
        )
        for row in rows
    }  # fmt: skip
    return [found[number] for number in ids if number in found]


def unjudged(connection: Connection, source: str) -> list[int]:
    """Ids of the pages of a source that a crash left without a verdict, oldest first."""
    waiting = (pages.c.source == source) & pages.c.verdict.is_(None) & pages.c.pending_since.is_(None)
    return list(connection.execute(select(pages.c.id).where(waiting).order_by(pages.c.id)).scalars())


def known_texts(connection: Connection, ids: Sequence[int]) -> dict[int, KnownText]:
    """Load revisions by id, under the article they belong to now."""
    rows = connection.execute(
        select(revisions.c.id, revisions.c.digest, revisions.c.text, articles.c.id.label("article"),
               articles.c.folded_into, articles.c.source)
        .join(articles, articles.c.id == revisions.c.article_id)
        .where(revisions.c.id.in_(ids))
    )  # fmt: skip
    return {row.id: KnownText(row.id, row.folded_into or row.article, row.source, row.digest, row.text) for row in rows}


def _shown(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[Shown, ...]]:
    rows = connection.execute(
        select(revisions.c.article_id, revisions.c.id, revisions.c.digest, revisions.c.title, revisions.c.published,
               showings.c.mirror)
        .join(showings, showings.c.revision_id == revisions.c.id)
        .where(revisions.c.article_id.in_(ids))
        .order_by(showings.c.first_seen, revisions.c.id)
    )  # fmt: skip
    texts: dict[int, dict[int, Shown]] = {}
    for row in rows:
        by_revision = texts.setdefault(row.article_id, {})
        before = by_revision.get(row.id)
        mirrors = frozenset({row.mirror}) | (before.mirrors if before else frozenset())
        by_revision[row.id] = Shown(row.digest, mirrors, row.title, (row.published or "")[:10] or None)
    return {article: tuple(by_revision.values()) for article, by_revision in texts.items()}
