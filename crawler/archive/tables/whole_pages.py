"""The tables of whole pages: what all of a mirror's last pages said, and of which mirrors more are wanted."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from crawler.archive.tables.articles import Id, metadata

whole_pages = Table(
    "whole_pages",
    metadata,
    Column("article_id", ForeignKey("articles.id"), primary_key=True),
    Column("mirror", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("run_id", Id, nullable=False, comment="the run that fetched it; it may have left since"),
    Column("fetched_at", BigInteger, nullable=False),
    Column("lines", LargeBinary, nullable=False, comment="of the whole page; see crawler.reading.page_lines"),
    Index("ix_whole_pages_source_mirror", "source", "mirror"),
    comment="the last pages of each mirror, of an article the last; what furniture of one mirror is learned from",
)

page_waits = Table(
    "page_waits",
    metadata,
    Column("source", Text, primary_key=True),
    Column("mirror", Text, primary_key=True),
    Column("tries", Integer, nullable=False, comment="runs at whose end alarms waited for more of its pages"),
    Column("since", BigInteger, nullable=False),
    comment="mirrors with too few whole pages for an alarm about their texts: they are asked for more",
)
