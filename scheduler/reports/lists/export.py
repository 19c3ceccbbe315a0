"""The articles themselves, handed out in batches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select, true

from crawler.archive.database.store import Archive
from crawler.archive.rollup.count_days import STANDS
from crawler.archive.sighted_addresses import load_addresses
from crawler.archive.tables.articles import articles, revisions
from crawler.archive.texts.boilerplate import load_masks
from crawler.archive.texts.revision_texts import load_texts
from crawler.canonical.mask import show_text
from crawler.mirrors.addresses import SightedAddress
from scheduler.reports.counts.selection import Selection
from scheduler.reports.formats.text_format import format_iso
from scheduler.reports.lists.sightings import MirrorPreference, ShownAddress, describe_sighting

BATCH = 200
"""Articles held in memory at once; each batch is read in a transaction of its own, so a slow reader blocks nobody."""

ExportedArticle = dict[str, Any]
"""The fields of one article in their order, as plain values; moments in ISO 8601."""


def export_articles(
    archive: Archive,
    selection: Selection,
    mirrors: Mapping[str, Sequence[str]],
    after: int = 0,
    upto: int | None = None,
    batch: int = BATCH,
) -> Iterator[list[ExportedArticle]]:
    """Yield every article first seen in the selected time, by id, with the text that stands.

    An article that comes in meanwhile stands at the end; none is given twice.

    :param mirrors: id of a source → origins of its mirrors in the order of preference
    :param after: an id: only articles with a greater one; ``upto``: with this one at most
    """
    preference = archive.read(MirrorPreference, mirrors)
    while rows := archive.read(_read, selection, preference, after, upto, batch):
        yield rows
        after = rows[-1]["id"]


def load_newest_id(connection: Connection) -> int:
    """Load the greatest id of an article; 0 where there is none."""
    return connection.execute(select(func.max(articles.c.id))).scalar() or 0


def _read(
    connection: Connection,
    selection: Selection,
    preference: MirrorPreference,
    after: int,
    upto: int | None,
    most: int,
) -> list[ExportedArticle]:
    source = articles.c.source.concat("")  # an expression: an index on the source would sort all of it for each batch
    rows = connection.execute(
        select(articles.c.id.label("number"), articles.c.source, articles.c.key, articles.c.story,
               articles.c.listed_published, articles.c.first_seen.label("met"), *_SAID)
        .join(revisions, revisions.c.id == articles.c.revision_id)
        .where(STANDS, articles.c.id > after, true() if upto is None else articles.c.id <= upto,
               selection.of(source, articles.c.first_seen))
        .order_by(articles.c.id)
        .limit(most)
    ).all()  # fmt: skip
    ids = [row.number for row in rows]
    seen = load_addresses(connection, ids)
    revised = _count_texts(connection, ids)
    texts = load_texts(connection, [row.id for row in rows])
    masks = load_masks(connection, {row.source for row in rows})
    return [
        _article(
            row,
            show_text(texts[row.id], masks.of(row.source).newest.lines),
            revised[row.number],
            there,
            preference.choose(row.source, there),
        )
        for row in rows
        for there in [seen.get(row.number, [])]
    ]


_SAID = [
    revisions.c[name]
    for name in ("id", "title", "caption", "published", "modified", "authors", "section", "image", "language", "thin")
]
"""What the page itself said, but for its text."""


def _count_texts(connection: Connection, ids: Sequence[int]) -> dict[int, int]:
    """How many texts each article had; those that differ in boilerplate alone are one."""
    rows = connection.execute(
        select(revisions.c.article_id, func.count())
        .where(revisions.c.article_id.in_(ids), revisions.c.same_as.is_(None))
        .group_by(revisions.c.article_id)
    )
    return {article: int(number) for article, number in rows}


def _article(
    row: Row[Any], text: str, revised: int, seen: Sequence[SightedAddress], shown: ShownAddress
) -> ExportedArticle:
    return {
        "id": row.number,
        "source": row.source,
        "key": row.key,
        "url": shown.url,
        "gone_since": None if shown.gone_since is None else shown.gone_since.isoformat(),
        "title": row.title,
        "text": text,
        "caption": row.caption,
        "published": row.published or row.listed_published,
        "modified": row.modified,
        "authors": row.authors,
        "section": row.section,
        "image": row.image,
        "language": row.language,
        "thin": row.thin,
        "story": row.story,
        "first_seen": format_iso(row.met),
        "revisions": revised,
        "sightings": [describe_sighting(address) for address in seen],
    }
