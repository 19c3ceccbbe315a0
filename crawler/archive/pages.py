"""Step one of an article: its page, text and sightings are committed, the verdict left empty."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, select

from crawler.archive.records import FetchedPage, KnownText, OpenPage
from crawler.archive.runs import check_fence
from crawler.archive.schema import articles, pages, raw_pages, revisions, showings
from crawler.archive.sightings import mark_fetched, record_sightings
from crawler.archive.texts import text_values, texts_of
from crawler.archive.twins import sketch_masks
from crawler.archive.upsert import insert
from crawler.article import Article, Sighting
from crawler.canonical.judge import Shown


def record_pages(connection: Connection, fetched: Sequence[FetchedPage]) -> list[int]:
    """Commit pages with their articles; doing it twice is doing it once.

    :returns: the pages' ids, in order
    :raises LeaseLost: when a run among them was replaced
    """
    for source, run in {(page.source, page.run) for page in fetched}:
        check_fence(connection, source, run)
    homes = _articles_of(connection, fetched)
    texts = _revisions_of(connection, fetched, homes)
    numbers = _insert_pages(connection, fetched, homes, texts)
    seen = [(home, one) for page, home in zip(fetched, homes, strict=True) for one in _sightings_of(page)]
    record_sightings(connection, seen, max(page.fetched_at for page in fetched))
    mark_fetched(connection, [(home, p.url, p.fetched_at) for home, p in zip(homes, fetched, strict=True)])
    return numbers


def _sightings_of(page: FetchedPage) -> tuple[Sighting, ...]:
    return (Sighting(page.mirror, page.url), *page.sightings)


def _articles_of(connection: Connection, fetched: Sequence[FetchedPage]) -> list[int]:
    """Find the article of each key, the last one where a key was reused, or start it."""
    found = _known_articles(connection, fetched)
    missing = {(page.source, page.key): page.fetched_at for page in fetched if (page.source, page.key) not in found}
    if missing:
        start_articles(connection, [(source, key, 0, at) for (source, key), at in missing.items()])
        found = _known_articles(connection, fetched)
    return [found[page.source, page.key] for page in fetched]


def _known_articles(connection: Connection, fetched: Sequence[FetchedPage]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for source in {page.source for page in fetched}:
        wanted = [page.key for page in fetched if page.source == source]
        rows = connection.execute(_ARTICLES_BY_KEY, {"source": source, "keys": wanted})
        found.update({(source, row.key): row.folded_into or row.id for row in rows})
    return found


_ARTICLES_BY_KEY = (
    select(articles.c.key, articles.c.id, articles.c.folded_into)
    .where(articles.c.source == bindparam("source"), articles.c.key.in_(bindparam("keys", expanding=True)))
    .order_by(articles.c.part)
)


def start_articles(connection: Connection, wanted: Sequence[tuple[str, str, int, int]]) -> list[int]:
    """Insert articles that are, for now, alone in their stories.

    :param wanted: source, key, part and first time of each
    :returns: their ids, in order
    """
    rows = [{"source": s, "key": k, "part": p, "first_seen": at, "story": 0} for s, k, p, at in wanted]
    statement = insert(connection, articles).returning(articles.c.id, sort_by_parameter_order=True)
    numbers = list(connection.execute(statement, rows).scalars())
    connection.execute(articles.update().where(articles.c.id.in_(numbers)).values(story=articles.c.id))
    return numbers


def _revisions_of(connection: Connection, fetched: Sequence[FetchedPage], homes: Sequence[int]) -> list[int]:
    """Find the revision of each page's text under its article, or write it."""
    wanted: dict[tuple[int, bytes], FetchedPage] = {}
    for home, page in zip(homes, fetched, strict=True):
        wanted.setdefault((home, page.digest), page)
    found = _known_revisions(connection, homes)
    fresh = {identity: page for identity, page in wanted.items() if identity not in found}
    if fresh:
        earlier: dict[int, list[int]] = {}
        for (home, _), number in found.items():
            earlier.setdefault(home, []).append(number)
        masks = sketch_masks(connection, list(fresh.values()))
        rows = [
            revision_values(page.article)
            | text_values(connection, page.article.text, sorted(earlier.get(home, ())))
            | {"article_id": home, "digest": digest, "first_seen": page.fetched_at, "mask_version": mask}
            for ((home, digest), page), mask in zip(fresh.items(), masks, strict=True)
        ]
        connection.execute(insert(connection, revisions), rows)
        found = _known_revisions(connection, homes)
    return [found[home, page.digest] for home, page in zip(homes, fetched, strict=True)]


def _known_revisions(connection: Connection, homes: Sequence[int]) -> dict[tuple[int, bytes], int]:
    rows = connection.execute(_REVISIONS_OF, {"homes": list(homes)})
    return {(row.article_id, row.digest): row.id for row in rows}


_REVISIONS_OF = select(revisions.c.id, revisions.c.article_id, revisions.c.digest).where(
    revisions.c.article_id.in_(bindparam("homes", expanding=True))
)


def _insert_pages(
    connection: Connection, fetched: Sequence[FetchedPage], homes: Sequence[int], texts: Sequence[int]
) -> list[int]:
    rows = [_page_values(*one) for one in zip(fetched, homes, texts, strict=True)]
    fresh = insert(connection, pages).on_conflict_do_nothing(index_elements=["run_id", "url"])
    before = _known_pages(connection, fetched)
    connection.execute(fresh, rows)
    numbers = _known_pages(connection, fetched)
    raws = [
        {"page_id": numbers[p.run, p.url], "content_type": p.content_type, "body": p.raw, "fetched_at": p.fetched_at}
        for p in fetched
        if p.raw is not None and (p.run, p.url) not in before
    ]
    if raws:
        connection.execute(insert(connection, raw_pages).on_conflict_do_nothing(), raws)
    return [numbers[page.run, page.url] for page in fetched]


def _page_values(page: FetchedPage, article: int, revision: int) -> dict[str, object]:
    return {
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


def _known_pages(connection: Connection, fetched: Sequence[FetchedPage]) -> dict[tuple[int, str], int]:
    found: dict[tuple[int, str], int] = {}
    for run in {page.run for page in fetched}:
        urls = [page.url for page in fetched if page.run == run]
        rows = connection.execute(_PAGES_BY_URL, {"run": run, "urls": urls})
        found.update({(run, row.url): row.id for row in rows})
    return found


_PAGES_BY_URL = select(pages.c.id, pages.c.url).where(
    pages.c.run_id == bindparam("run"), pages.c.url.in_(bindparam("urls", expanding=True))
)


def revision_values(said: Article) -> dict[str, object]:
    """The columns of a revision that the page itself says, but for its text (see ``crawler.archive.texts``)."""
    return {
        "title": said.title,
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
    """Load pages that were not judged yet, in the order of ``ids``, with what their articles showed before."""
    rows = connection.execute(_OPEN_PAGES, {"ids": list(ids)}).all()
    shown = _shown(connection, sorted({row.article_id for row in rows}))
    texts = texts_of(connection, [row.revision_id for row in rows])
    found = {
        row.id: OpenPage(
            row.id, row.article_id, row.revision_id, row.source, row.key, row.mirror, row.url, row.fetched_at,
            row.digest, texts[row.revision_id], row.title, row.published, row.first_seen, row.mask_version,
            shown.get(row.article_id, ()),
        )
        for row in rows
    }  # fmt: skip
    return [found[number] for number in ids if number in found]


_NOT_JUDGED = pages.c.verdict.is_(None) & pages.c.pending_since.is_(None)

_OPEN_PAGES = (
    select(
        pages,
        revisions.c.digest,
        revisions.c.title,
        revisions.c.published,
        revisions.c.first_seen,
        revisions.c.mask_version,
    )
    .join(revisions, revisions.c.id == pages.c.revision_id)
    .where(pages.c.id.in_(bindparam("ids", expanding=True)), _NOT_JUDGED)
)


def unjudged(connection: Connection, source: str) -> list[int]:
    """Ids of the pages of a source that a crash left without a verdict, oldest first."""
    waiting = select(pages.c.id).where(pages.c.source == source, _NOT_JUDGED)
    return list(connection.execute(waiting.order_by(pages.c.id)).scalars())


def known_texts(connection: Connection, ids: Sequence[int]) -> dict[int, KnownText]:
    """Load revisions by id, under the article they belong to now."""
    rows = connection.execute(
        select(revisions.c.id, revisions.c.digest, articles.c.id.label("article"), articles.c.folded_into,
               articles.c.source)
        .join(articles, articles.c.id == revisions.c.article_id)
        .where(revisions.c.id.in_(ids))
    ).all()  # fmt: skip
    texts = texts_of(connection, [row.id for row in rows])
    return {
        row.id: KnownText(row.id, row.folded_into or row.article, row.source, row.digest, texts[row.id]) for row in rows
    }


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
        by_revision[row.id] = Shown(
            row.digest, mirrors, row.title, (row.published or "")[:10] or None, row.id, row.digest
        )
    return {article: tuple(by_revision.values()) for article, by_revision in texts.items()}
