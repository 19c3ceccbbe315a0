"""Texts that their source has under another key: a re-slugged article has thousands of addresses and one text.

The archive knows them by their digest, so that neither the index nor the comparison has work with each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from crawler.archive.stored_page import FetchedPage, OpenPage
from crawler.archive.tables.articles import articles, revisions
from crawler.archive.texts.boilerplate import load_masks

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


def find_same_texts(connection: Connection, pages: Sequence[OpenPage]) -> dict[int, int]:
    """Find the earlier articles of the same source that have a page's very text, and a sketch in the index.

    :returns: page → revision of the earliest such article
    """
    earliest: dict[tuple[str, bytes], tuple[int, int]] = {}
    for row in _same(connection, {page.digest for page in pages}):
        text, own = (row.source, row.digest), (row.folded_into or row.article, row.id)
        earliest[text] = min(earliest.get(text, own), own)
    best = {page.id: earliest[page.source, page.digest] for page in pages if (page.source, page.digest) in earliest}
    return {page.id: best[page.id][1] for page in pages if page.id in best and best[page.id][0] < page.article}


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
