"""The tables of articles that people removed."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, LargeBinary, Table, Text, text, true

from crawler.archive.tables.articles import Id, metadata
from crawler.archive.tables.plain_text import PlainText

tombstones = Table(
    "tombstones",
    metadata,
    Column("id", Id, primary_key=True),
    Column("source", Text, nullable=False),
    Column("article", Id, nullable=False, comment="the number that the article had"),
    Column("at", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Column("reason", PlainText, nullable=False),
    Column("lifted_at", BigInteger, comment="empty while the article has to stay away"),
    Column("lifted_by", Text),
    Column("lifted_reason", PlainText),
    Column(
        "indexed",
        Boolean,
        nullable=False,
        server_default=true(),
        comment="whether its keys stand in the index; where not, they are written before anybody crawls the source",
    ),
    Index(None, "source"),
    Index("ix_tombstones_unindexed", "source", sqlite_where=text("indexed = 0"), postgresql_where=text("NOT indexed")),
    comment="articles that a person removed: they stay away until it is lifted; never deleted",
)

tombstone_keys = Table(
    "tombstone_keys",
    metadata,
    Column("tombstone_id", ForeignKey("tombstones.id"), primary_key=True),
    Column("key", Text, primary_key=True),
    Index(None, "key"),
    comment="the keys that led to a removed article, and those of other faces of it that came since",
)

tombstone_texts = Table(
    "tombstone_texts",
    metadata,
    Column("tombstone_id", ForeignKey("tombstones.id"), primary_key=True),
    Column("digest", LargeBinary, primary_key=True),
    Index(None, "digest"),
    comment="digests of a removed article's texts: by them it is known under a key that nobody has seen before",
)
