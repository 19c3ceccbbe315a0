"""Raw pages: response bodies that are kept for a time, so that articles can be extracted anew.

All that writes, reads or deletes a body comes through here: who wants bodies elsewhere, on a disk or in an object
store, changes this module, and the table keeps where each stands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, func, select

from crawler.archive.queries import in_ids, insert
from crawler.archive.stored_page import FetchedPage
from crawler.archive.tables.articles import articles, pages, revisions
from crawler.archive.tables.raw_pages import raw_pages

BATCH = 500
"""Bodies that leave in one transaction."""


@dataclass(frozen=True, slots=True)
class RawPage:
    """A kept body with what it takes to extract its article anew.

    :ivar body: compressed with Zstandard
    :ivar digest: of the text that its revision has now
    :ivar listed_title: what a listing called the article first
    """

    page: int
    revision: int
    article: int
    source: str
    url: str
    content_type: str
    body: bytes
    digest: bytes
    fetched_at: int
    listed_title: str | None


def keep_raw_pages(connection: Connection, fetched: Iterable[tuple[int, FetchedPage]]) -> None:
    """Keep the bodies of pages that have one; a body that is kept already stays.

    :param fetched: page ids with their pages
    """
    rows = [
        {
            "page_id": number,
            "content_type": page.content_type,
            "body": page.raw,
            "fetched_at": page.fetched_at,
            "headers": [list(pair) for pair in page.headers] or None,
        }
        for number, page in fetched
        if page.raw is not None
    ]
    if rows:
        connection.execute(insert(connection, raw_pages).on_conflict_do_nothing(), rows)


def load_raw_pages(connection: Connection, source: str, after: int, most: int) -> list[RawPage]:
    """Load a batch of a source's raw pages, by page id.

    :param after: the last page id of the batch before
    """
    wanted = _select_raw_pages().where(pages.c.source == source, pages.c.id > after).order_by(pages.c.id).limit(most)
    return [RawPage(**row) for row in connection.execute(wanted).mappings()]


def _select_raw_pages() -> Select[Any]:
    return (
        select(pages.c.id.label("page"), pages.c.revision_id.label("revision"), pages.c.article_id.label("article"),
               pages.c.source, pages.c.url, raw_pages.c.content_type, raw_pages.c.body, revisions.c.digest,
               pages.c.fetched_at, articles.c.listed_title)
        .join(raw_pages, raw_pages.c.page_id == pages.c.id)
        .join(revisions, revisions.c.id == pages.c.revision_id)
        .join(articles, articles.c.id == pages.c.article_id)
    )  # fmt: skip


def load_newest_raw_pages(connection: Connection, source: str, most: int) -> list[RawPage]:
    """Load a source's raw pages that were fetched last, the newest first, one an article."""
    newest = (
        select(func.max(pages.c.id))
        .join(raw_pages, raw_pages.c.page_id == pages.c.id)
        .where(pages.c.source == source, pages.c.revision_id.is_not(None))
        .group_by(pages.c.article_id)
        .order_by(func.max(pages.c.id).desc())
        .limit(most)
    )
    numbers = list(connection.execute(newest).scalars())
    rows = connection.execute(_select_raw_pages().where(pages.c.id.in_(numbers)).order_by(pages.c.id.desc()))
    return [RawPage(**row) for row in rows.mappings()]


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A fetched page, with what is kept of its answer.

    :ivar body: compressed with Zstandard; None where it is not kept, as are ``content_type`` and ``headers``
    """

    page: int
    run: int
    mirror: str
    url: str
    status: int
    size: int
    fetched_at: int
    content_type: str | None
    body: bytes | None
    headers: list[list[str]] | None


def load_kept_pages(connection: Connection, family: Collection[int]) -> list[KeptPage]:
    """Load all pages of some articles in the order in which they came, each with its body where that is kept."""
    p, r = pages.c, raw_pages.c
    rows = connection.execute(
        select(p.id.label("page"), p.run_id.label("run"), p.mirror, p.url, p.status, p.size, p.fetched_at,
               r.content_type, r.body, r.headers)
        .outerjoin(raw_pages, r.page_id == p.id)
        .where(in_ids(p.article_id, family))
        .order_by(p.id)
    )  # fmt: skip
    return [KeptPage(**row) for row in rows.mappings()]


def has_raw_page() -> ColumnElement[bool]:
    """The condition that a row of ``pages`` has its raw page still."""
    return select(raw_pages.c.page_id).where(raw_pages.c.page_id == pages.c.id).exists()


def drop_raw_pages(connection: Connection, before: int) -> int:
    """Delete a batch of raw pages fetched before a time.

    :returns: how many left; call again while it is the whole batch
    """
    return drop_raw_pages_of(
        connection, select(raw_pages.c.page_id).where(raw_pages.c.fetched_at < before).limit(BATCH)
    )


def drop_raw_pages_of(connection: Connection, page_ids: Select[Any]) -> int:
    """Delete the raw pages of pages whose ids a query gives.

    :returns: how many left
    """
    return connection.execute(delete(raw_pages).where(raw_pages.c.page_id.in_(page_ids))).rowcount
