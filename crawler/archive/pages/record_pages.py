"""Step one of an article: its page, text and sightings are committed, the verdict left empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, bindparam, case, func, select

from crawler.archive.pages.sightings import record_served
from crawler.archive.pages.start_articles import find_or_start_articles
from crawler.archive.pages.traits import record_traits
from crawler.archive.queries import PairQuery, insert, select_pairs, split_batches
from crawler.archive.raw_pages import keep_raw_pages
from crawler.archive.removal.tombstones import find_removed
from crawler.archive.runs.record_runs import check_fences
from crawler.archive.stored_page import FetchedPage, KnownRevision, KnownText, OpenPage, make_face
from crawler.archive.tables.articles import articles, pages, revisions, showings
from crawler.archive.texts.revision_texts import build_text_values, load_texts
from crawler.archive.texts.same_text import choose_sketch_masks
from crawler.canonical.judge import Shown
from crawler.model.article import Article


def record_pages(connection: Connection, fetched: Sequence[FetchedPage]) -> list[int]:
    """Commit pages with their articles; doing it twice is doing it once.

    :returns: the pages' ids, in order; 0 for one that is not kept, because a person removed its article
    :raises LeaseLost: when a run among them was replaced
    """
    check_fences(connection, {(page.source, page.run) for page in fetched})
    away = find_removed(connection, fetched)
    kept = [page for place, page in enumerate(fetched) if place not in away]
    numbers = iter(_record(connection, kept) if kept else [])
    return [0 if place in away else next(numbers) for place in range(len(fetched))]


def _record(connection: Connection, fetched: Sequence[FetchedPage]) -> list[int]:
    homes = find_or_start_articles(connection, fetched)
    texts = _revisions_of(connection, fetched, homes)
    numbers = _insert_pages(connection, fetched, homes, texts)
    record_served(connection, list(zip(homes, fetched, strict=True)))
    return numbers


def _revisions_of(connection: Connection, fetched: Sequence[FetchedPage], homes: Sequence[int]) -> list[int]:
    """Find the revision of each page's text under its article, or write it."""
    wanted: dict[tuple[int, bytes], FetchedPage] = {}
    for home, page in zip(homes, fetched, strict=True):
        wanted.setdefault((home, page.digest), page)
    known = connection.execute(_REVISIONS_OF, {"homes": list(homes)})
    ids = {(row.article_id, row.digest): row.id for row in known}
    fresh = {identity: page for identity, page in wanted.items() if identity not in ids}
    if fresh:
        earlier: dict[int, list[int]] = {}
        for (home, _), number in ids.items():
            earlier.setdefault(home, []).append(number)
        masks = choose_sketch_masks(connection, list(fresh.values()))
        rows = [
            build_revision_values(page.article)
            | build_text_values(connection, page.article.text, sorted(earlier.get(home, ())))
            | {"article_id": home, "digest": digest, "first_seen": page.fetched_at, "mask_version": mask}
            for ((home, digest), page), mask in zip(fresh.items(), masks, strict=True)
        ]
        r = revisions.c
        written = connection.execute(insert(connection, revisions).returning(r.article_id, r.digest, r.id), rows)
        ids |= {(home, digest): number for home, digest, number in written}
    return [ids[home, page.digest] for home, page in zip(homes, fetched, strict=True)]


_REVISIONS_OF = select(revisions.c.id, revisions.c.article_id, revisions.c.digest).where(
    revisions.c.article_id.in_(bindparam("homes", expanding=True))
)


def _insert_pages(
    connection: Connection, fetched: Sequence[FetchedPage], homes: Sequence[int], texts: Sequence[int]
) -> list[int]:
    before = _known_pages(connection, fetched)
    traits = record_traits(connection, {page.traits for page in fetched if page.traits})
    rows = {
        (page.run, page.url): _page_values(page, home, text, traits.get(page.traits))
        for page, home, text in zip(fetched, homes, texts, strict=True)
        if (page.run, page.url) not in before
    }
    numbers = before | _insert_missing(connection, rows)
    if len(numbers) < len({(page.run, page.url) for page in fetched}):  # another worker wrote some this very moment
        numbers = _known_pages(connection, fetched)
    fresh = [(numbers[page.run, page.url], page) for page in fetched if (page.run, page.url) not in before]
    keep_raw_pages(connection, fresh)
    return [numbers[page.run, page.url] for page in fetched]


def _insert_missing(
    connection: Connection, rows: Mapping[tuple[int, str], Mapping[str, object]]
) -> dict[tuple[int, str], int]:
    if not rows:
        return {}
    fresh = insert(connection, pages).on_conflict_do_nothing(index_elements=["run_id", "url"])
    written = connection.execute(fresh.returning(pages.c.run_id, pages.c.url, pages.c.id), list(rows.values()))
    return {(run, url): number for run, url, number in written}


def _page_values(page: FetchedPage, article: int, revision: int, traits: int | None) -> dict[str, object]:
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
        "traits_id": traits,
        "recheck": page.recheck,
    }


def _known_pages(connection: Connection, fetched: Sequence[FetchedPage]) -> dict[tuple[int, str], int]:
    rows = select_pairs(connection, _PAGES_BY_URL, [(page.run, page.url) for page in fetched])
    return {(row.run_id, row.url): row.id for row in rows}


_PAGES_BY_URL = PairQuery(
    "select id, run_id, url from wanted join pages on run_id = one and url = other", "bigint", "text"
)


def build_revision_values(article: Article) -> dict[str, object]:
    """The columns of a revision that the page itself says, but for its text (``archive.texts.revision_texts``)."""
    return {
        "title": article.title,
        "caption": article.caption,
        "published": article.published.isoformat() if article.published else None,
        "modified": article.modified.isoformat() if article.modified else None,
        "authors": list(article.authors),
        "section": article.section,
        "image": article.image,
        "language": article.language,
        "thin": article.thin,
    }


def load_open_pages(connection: Connection, ids: Sequence[int]) -> list[OpenPage]:
    """Load pages that were not judged yet, in the order of ``ids``, with what their articles showed before."""
    rows = connection.execute(_OPEN_PAGES, {"ids": list(ids)}).all()
    shown = _shown(connection, sorted({row.article for row in rows}))
    texts = load_texts(connection, [row.revision for row in rows])
    by_id = {
        row.id: OpenPage(**row._mapping, text=texts[row.revision], shown=shown.get(row.article, ())) for row in rows
    }
    return [by_id[number] for number in ids if number in by_id]


_KEYED = articles.alias()
"""The article that has a page's key: another one than the page's own where it was folded."""

_FOLDED = case((_KEYED.c.folded_into.is_not(None) & ~_KEYED.c.alternate, _KEYED.c.id))

_NOT_JUDGED = pages.c.verdict.is_(None) & pages.c.pending_since.is_(None)

_OPEN_PAGES = (
    select(
        pages.c.id, pages.c.article_id.label("article"), pages.c.revision_id.label("revision"), pages.c.source,
        pages.c.key, pages.c.mirror, pages.c.url, pages.c.fetched_at, revisions.c.digest, revisions.c.title,
        revisions.c.published, revisions.c.image, revisions.c.first_seen, revisions.c.mask_version, pages.c.recheck,
        _KEYED.c.listed_title, _KEYED.c.listed_published, _FOLDED.label("folded"),
    )
    .join(revisions, revisions.c.id == pages.c.revision_id)
    .outerjoin(
        _KEYED,
        (_KEYED.c.source == pages.c.source) & (_KEYED.c.key == pages.c.key)
        & (func.coalesce(_KEYED.c.folded_into, _KEYED.c.id) == pages.c.article_id),
    )
    .where(pages.c.id.in_(bindparam("ids", expanding=True)), _NOT_JUDGED)
)  # fmt: skip


def load_unjudged(connection: Connection, source: str) -> list[int]:
    """Ids of the pages of a source that a crash left without a verdict, oldest first."""
    waiting = select(pages.c.id).where(pages.c.source == source, _NOT_JUDGED)
    return list(connection.execute(waiting.order_by(pages.c.id)).scalars())


def load_known_revisions(connection: Connection, ids: Sequence[int]) -> dict[int, KnownRevision]:
    """Load revisions by id, under the article they belong to now, without their texts."""
    known: dict[int, KnownRevision] = {}
    for batch in split_batches(ids):
        rows = connection.execute(_KNOWN_REVISIONS, {"ids": list(batch)})
        known |= {
            row.id: KnownRevision(
                revision=row.id,
                article=row.folded_into or row.article,
                source=row.source,
                digest=row.digest,
                face=make_face(row.title, row.listed_title, row.published, row.image),
            )
            for row in rows
        }
    return known


_KNOWN_REVISIONS = (
    select(
        revisions.c.id, revisions.c.digest, articles.c.id.label("article"), articles.c.folded_into, articles.c.source,
        articles.c.listed_title, revisions.c.title, revisions.c.published, revisions.c.image,
    )
    .join(articles, articles.c.id == revisions.c.article_id)
    .where(revisions.c.id.in_(bindparam("ids", expanding=True)))
)  # fmt: skip


def load_known_texts(connection: Connection, ids: Sequence[int]) -> dict[int, KnownText]:
    """Load revisions by id, under the article they belong to now, with their texts."""
    known = load_known_revisions(connection, ids)
    texts = load_texts(connection, known)
    return {
        number: KnownText(
            revision=each.revision,
            article=each.article,
            source=each.source,
            digest=each.digest,
            face=each.face,
            text=texts[number],
        )
        for number, each in known.items()
    }


def _shown(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[Shown, ...]]:
    rows = connection.execute(
        select(revisions.c.article_id, revisions.c.id, revisions.c.digest, revisions.c.title, revisions.c.published,
               showings.c.mirror, showings.c.first_seen)
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
            digest=row.digest,
            mirrors=mirrors,
            title=row.title,
            day=(row.published or "")[:10] or None,
            revision=row.id,
            raw=row.digest,
            since=before.since if before else row.first_seen,
        )
    return {article: tuple(by_revision.values()) for article, by_revision in texts.items()}
