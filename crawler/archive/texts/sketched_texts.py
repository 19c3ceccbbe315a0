"""The texts that the index holds sketches of, as they were sketched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, select

from crawler.archive.queries.big_in import among
from crawler.archive.tables.articles import articles, revisions
from crawler.archive.texts.boilerplate import masks_of
from crawler.archive.texts.revision_texts import texts_of


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


def sketched_after(connection: Connection, after: int, since: int, most: int) -> list[SketchedText]:
    """Load a batch of texts first seen since a time, by id.

    :param after: the last id of the batch before
    """
    return _load(connection, (revisions.c.id > after) & (revisions.c.first_seen >= since), most)


def sketched_of(connection: Connection, family: Sequence[int]) -> list[SketchedText]:
    """Load the texts of some articles."""
    return _load(connection, among(revisions.c.article_id, family), None)


def texts_to_know_by(connection: Connection, family: Sequence[int]) -> list[SketchedText]:
    """Load all texts of some articles, those without a sketch too, each under its source's newest mask."""
    r = revisions.c
    rows = connection.execute(
        select(r.id, r.article_id, r.digest, r.first_seen, articles.c.source)
        .join(articles, articles.c.id == r.article_id)
        .where(among(r.article_id, family))
    ).all()
    masks = masks_of(connection, {row.source for row in rows})
    texts = texts_of(connection, [row.id for row in rows])
    return [
        SketchedText(
            row.id, row.article_id, row.digest, texts[row.id], row.first_seen, masks.of(row.source).newest.lines
        )
        for row in rows
    ]


def _load(connection: Connection, which: ColumnElement[bool], most: int | None) -> list[SketchedText]:
    r = revisions.c
    rows = connection.execute(
        select(r.id, r.article_id, r.digest, r.first_seen, r.mask_version, articles.c.source)
        .join(articles, articles.c.id == r.article_id)
        .where(which, r.mask_version.is_not(None))
        .order_by(r.id)
        .limit(most)
    ).all()
    masks = masks_of(connection, {row.source for row in rows})
    lines = {pair: masks.of(pair[0]).at(pair[1]).lines for pair in {(row.source, row.mask_version) for row in rows}}
    texts = texts_of(connection, [row.id for row in rows])
    return [
        SketchedText(
            row.id, row.article_id, row.digest, texts[row.id], row.first_seen, lines[row.source, row.mask_version]
        )
        for row in rows
    ]
