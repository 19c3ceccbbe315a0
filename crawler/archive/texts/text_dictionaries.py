"""Compresses the texts of a source with a dictionary of what they share.

Alone, a news text of some kilobytes compresses to four to six tenths; with a dictionary that was made of others of its
source, to one to four (five whole sites of 50 to 500 pages).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select, update

from crawler.archive.queries import insert
from crawler.archive.tables.articles import articles, revisions
from crawler.archive.tables.text_dictionaries import text_dictionaries
from crawler.archive.texts.revision_texts import load_texts, store_packed

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

FEWEST = 64
"""Articles of a source that is given a dictionary: fewer save less than it takes."""

SAMPLES = 256
"""Texts that a dictionary is made of, the latest."""

MOST_BYTES, SHARE = 32 << 10, 6
"""Bytes of a dictionary, and of the samples for each of its bytes."""

GROWTH = 16
"""Times that a source's articles have grown when it is given another one."""

BATCH = 200
"""Articles whose texts are looked at in one transaction."""


def load_samples(connection: Connection, source: str) -> list[str] | None:
    """Load the texts that a dictionary is to be made of; None where the source needs none now."""
    number = _count_articles(connection, source)
    newest = _load_newest(connection, source)
    if number < FEWEST or (newest is not None and number < GROWTH * newest.articles):
        return None
    a = articles.c
    latest = select(a.revision_id).where(a.source == source, a.revision_id.is_not(None)).order_by(a.id.desc())
    return list(load_texts(connection, list(connection.execute(latest.limit(SAMPLES)).scalars())).values())


def train_dictionary(texts: Sequence[str]) -> bytes:
    """Make a dictionary of what texts share; empty where they give none. Takes some tenths of a second."""
    samples = [text.encode() for text in texts if text]
    size = min(MOST_BYTES, sum(map(len, samples)) // SHARE)
    try:
        return zstd.train_dict(samples, size).dict_content
    except (zstd.ZstdError, ValueError):  # too few, too short, or with nothing in common
        return b""


def store_dictionary(connection: Connection, source: str, dictionary: bytes, now: int) -> None:
    """Keep a dictionary; the source's texts are compressed with it from the first one on that is not yet."""
    newest = _load_newest(connection, source)
    connection.execute(
        insert(connection, text_dictionaries).values(
            source=source,
            made_at=now,
            articles=_count_articles(connection, source),
            dictionary=dictionary,
            next_article=0 if newest is None or not newest.dictionary else newest.next_article,
        )
    )


def pack_texts(connection: Connection, source: str) -> int:
    """Compress the whole texts of a source's next articles.

    :returns: how many articles were looked at; fewer than ``BATCH`` where none is left
    """
    newest = _load_newest(connection, source)
    if newest is None or not newest.dictionary:
        return 0
    a, r = articles.c, revisions.c
    following = select(a.id).where(a.source == source, a.id >= newest.next_article).order_by(a.id).limit(BATCH)
    numbers = list(connection.execute(following).scalars())
    if numbers:
        plain = select(r.id, r.text).where(r.article_id.in_(numbers), r.delta.is_(None))
        texts = {row.id: row.text for row in connection.execute(plain)}
        store_packed(connection, texts, newest.id, newest.dictionary)
        reached = update(text_dictionaries).where(text_dictionaries.c.id == newest.id)
        connection.execute(reached.values(next_article=numbers[-1] + 1))
    return len(numbers)


def _count_articles(connection: Connection, source: str) -> int:
    return connection.execute(
        select(func.count()).select_from(articles).where(articles.c.source == source)
    ).scalar_one()


def _load_newest(connection: Connection, source: str) -> Any:
    """The row of the source's newest dictionary; None where it has none."""
    t = text_dictionaries.c
    asked = select(t.id, t.articles, t.dictionary, t.next_article).where(t.source == source)
    return connection.execute(asked.order_by(t.id.desc()).limit(1)).first()
