"""The table of pages as they came: bodies and headers, for as long as they are kept."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, LargeBinary, Table, Text

from crawler.archive.tables.articles import metadata

raw_pages = Table(
    "raw_pages",
    metadata,
    Column("page_id", ForeignKey("pages.id"), primary_key=True),
    Column("content_type", Text, nullable=False),
    Column("body", LargeBinary, nullable=False, comment="the response body, compressed with Zstandard"),
    Column("fetched_at", BigInteger, nullable=False),
    Column("headers", JSON(none_as_null=True), comment="of the answer, as pairs of texts; empty: they were not kept"),
    Index(None, "fetched_at"),
)
