"""The table of dictionaries: what a source's texts share, with which they are compressed."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text

from crawler.archive.tables.articles import Id, metadata

text_dictionaries = Table(
    "text_dictionaries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("source", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("articles", Integer, nullable=False, comment="of the source, when it was made"),
    Column("dictionary", LargeBinary, nullable=False, comment="Zstandard's; empty where its texts gave none"),
    Column("next_article", Id, nullable=False, comment="the first whose texts were not looked at"),
    Index("ix_text_dictionaries_source", "source"),
    comment="what texts are compressed with, the newest of a source; older ones stay for the texts that need them",
    sqlite_autoincrement=True,
)
