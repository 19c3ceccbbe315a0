"""The table of what feed readers give in place of the pages' token; none of them can be read out of it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, LargeBinary, Table, Text, UniqueConstraint

from crawler.archive.tables.articles import Id, metadata
from crawler.archive.tables.plain_text import PlainText

feed_tokens = Table(
    "feed_tokens",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", PlainText, nullable=False, comment="for whom it was made"),
    Column("digest", LargeBinary, nullable=False, comment="SHA-256 of the token, which is kept nowhere"),
    Column("source", Text, comment="whose feed it opens; empty: all feeds"),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("revoked_at", BigInteger),
    Column("revoked_by", Text),
    UniqueConstraint("digest"),
    sqlite_autoincrement=True,
    comment="revoked but never deleted",
)
