"""Texts that their source has under another key: a re-slugged article has thousands of addresses and one text, and so
have twenty cartoons with one biography under each.

The archive knows them by their digest, so that neither the index nor the comparison has work with each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select

from crawler.archive.stored_page import FetchedPage, OpenPage, make_face
from crawler.archive.tables.articles import articles, revisions
from crawler.archive.texts.boilerplate import load_masks
from crawler.canonical.face import prove_same_article

WINDOW = 300
"""Articles of a source among which a picture is looked for, the newest."""

SHARED_BY = 3
"""Titles beside which one picture stands, so that it is no article's own."""

MOST_COMPARED = 50
"""Articles with one text whose faces are compared with a page's, those with its day or its picture first."""

SKETCHED_FOR = 86400
"""Seconds for which one sketch in the index serves every key with the same text: much less than the window."""


def choose_sketch_masks(connection: Connection, fresh: Sequence[FetchedPage]) -> list[int | None]:
    """Say under which version of its source's mask each new text is sketched for the index.

    :returns: a version each; None where the source's same text was sketched not long ago
    """
    masks = load_masks(connection, {page.source for page in fresh})
    sketched = {
        (row.source, row.digest): row.first_seen
        for row in sorted(_same(connection, {page.digest for page in fresh}), key=lambda row: row.first_seen)
    }
    versions: list[int | None] = []
    for page in fresh:
        text = page.source, page.digest
        if text in sketched and page.fetched_at - sketched[text] < SKETCHED_FOR:
            versions.append(None)
        else:
            versions.append(masks.of(page.source).newest.version)
            sketched[text] = page.fetched_at
    return versions


def find_same_texts(connection: Connection, pages: Sequence[OpenPage]) -> dict[int, list[int]]:
    """Find earlier articles of the same source that have a page's very text.

    :returns: page → a revision of the article that its face proves it to be, if there is one, and one of the earliest
        article that has a sketch in the index; pages that have neither are left out
    """
    same = _find_earliest(connection, pages)
    shared = find_shared_pictures(connection, [page for page in pages if page.id in same])
    for page in pages:
        if page.id in shared:
            page = replace(page, image=None)
        if page.id in same and (proven := _find_proven(connection, page)) is not None:
            same[page.id] = [proven, *(revision for revision in same[page.id] if revision != proven)]
    return same


def _find_earliest(connection: Connection, pages: Sequence[OpenPage]) -> dict[int, list[int]]:
    earliest: dict[tuple[str, bytes], tuple[int, int]] = {}
    detached = {page.revision for page in pages if page.detached}
    for row in _same(connection, {page.digest for page in pages}):
        if row.id in detached:  # it still stands under the article that its own is to leave
            continue
        text, own = (row.source, row.digest), (row.folded_into or row.article, row.id)
        earliest[text] = min(earliest.get(text, own), own)
    best = {page.id: earliest[page.source, page.digest] for page in pages if (page.source, page.digest) in earliest}
    return {page.id: [best[page.id][1]] for page in pages if page.id in best and best[page.id][0] < page.article}


def _find_proven(connection: Connection, page: OpenPage) -> int | None:
    """A text of the article that a page's face proves it to be."""
    own = {"revision": page.revision, "before": page.article}
    asked = own | {"digest": page.digest, "source": page.source}
    rows = connection.execute(_STANDING, asked | {"day": page.face.day, "image": page.image})
    faces = ((row.id, make_face(row.title, row.listed_title, row.published, row.image)) for row in rows)
    return next((number for number, face in faces if prove_same_article(page.face, face)), None)


def find_shared_pictures(connection: Connection, pages: Sequence[OpenPage]) -> set[int]:
    """Find the pages whose picture is not their own, but one that their source puts beside many articles."""
    return {page.id for page in pages if page.image is not None and _is_shared(connection, page)}


def _is_shared(connection: Connection, page: OpenPage) -> bool:
    newest = select(articles.c.revision_id).where(articles.c.source == page.source, articles.c.revision_id.is_not(None))
    newest = newest.order_by(articles.c.id.desc()).limit(WINDOW)
    titles = select(revisions.c.title).where(revisions.c.id.in_(newest), revisions.c.image == page.image).distinct()
    return len(connection.execute(titles.limit(SHARED_BY)).all()) == SHARED_BY


_STANDING = (
    select(revisions.c.id, revisions.c.title, revisions.c.published, revisions.c.image, articles.c.listed_title)
    .join(articles, articles.c.id == revisions.c.article_id)
    .where(
        revisions.c.digest == bindparam("digest"),
        revisions.c.left_behind.is_(False),
        revisions.c.id != bindparam("revision"),
        articles.c.source == bindparam("source"),
        articles.c.id < bindparam("before"),
    )
    .order_by(
        (func.substr(revisions.c.published, 1, 10) == bindparam("day")).desc(),
        (revisions.c.image == bindparam("image")).desc(),
        articles.c.id,
    )
    .limit(MOST_COMPARED)
)


def _same(connection: Connection, digests: Iterable[bytes]) -> list[Row[Any]]:
    return list(connection.execute(_BY_DIGEST, {"digests": sorted(digests)}))


_BY_DIGEST = (
    select(
        revisions.c.id, revisions.c.digest, revisions.c.first_seen,
        articles.c.id.label("article"), articles.c.folded_into, articles.c.source,
    )
    .join(articles, articles.c.id == revisions.c.article_id)
    .where(revisions.c.digest.in_(bindparam("digests", expanding=True)), revisions.c.mask_version.is_not(None))
)  # fmt: skip
