"""The texts that the index holds sketches of, as they were sketched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, select

from crawler.archive.queries import in_ids
from crawler.archive.tables.articles import articles, revisions
from crawler.archive.texts.boilerplate import load_masks
from crawler.archive.texts.revision_texts import load_texts


@dataclass(frozen=True, slots=True)
class SketchedText:
    """A text with the mask under which it was sketched.

    :ivar id: of the revision
    """

    id: int
    article: int
    digest: bytes
    text: str
    first_seen: int
    mask: frozenset[str]
    """Boilerplate as it was known when the text was sketched: the index is made as it was."""


def load_sketched_after(connection: Connection, after: int, since: int, most: int) -> list[SketchedText]:
    """Load a batch of texts first seen since a time, by id.

    :param after: the last id of the batch before
    """
    return _load(connection, _SKETCHED & (revisions.c.id > after) & (revisions.c.first_seen >= since), most)


def load_sketched_of(connection: Connection, family: Sequence[int]) -> list[SketchedText]:
    """Load the texts of some articles."""
    return _load(connection, _SKETCHED & in_ids(revisions.c.article_id, family))


def load_all_texts(connection: Connection, family: Sequence[int]) -> list[SketchedText]:
    """Load all texts of some articles, those without a sketch too, each under its source's newest mask."""
    return _load(connection, in_ids(revisions.c.article_id, family), newest_mask=True)


_SKETCHED = revisions.c.mask_version.is_not(None)


def _load(
    connection: Connection, which: ColumnElement[bool], most: int | None = None, *, newest_mask: bool = False
) -> list[SketchedText]:
    r = revisions.c
    rows = connection.execute(
        select(r.id, r.article_id, r.digest, r.first_seen, r.mask_version, articles.c.source)
        .join(articles, articles.c.id == r.article_id)
        .where(which)
        .order_by(r.id)
        .limit(most)
    ).all()
    masks = load_masks(connection, {row.source for row in rows})
    lines = {
        (source, version): (masks.of(source).newest if newest_mask else masks.of(source).at(version)).lines
        for source, version in {(row.source, row.mask_version) for row in rows}
    }
    texts = load_texts(connection, [row.id for row in rows])
    return [
        SketchedText(
            id=row.id,
            article=row.article_id,
            digest=row.digest,
            text=texts[row.id],
            first_seen=row.first_seen,
            mask=lines[row.source, row.mask_version],
        )
        for row in rows
    ]
