"""The tables of what a source's file says of its addresses, as the archive's keys follow it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Table, Text, false

from crawler.archive.tables.articles import metadata

source_addresses = Table(
    "source_addresses",
    metadata,
    Column("source", Text, primary_key=True),
    Column("listings", Text, nullable=False, comment="digest of the listings that its file names"),
    Column("urls", Text, nullable=False, comment="mirrors, templates and rules that its keys follow from, as JSON"),
    Column(
        "indexed",
        Boolean,
        nullable=False,
        server_default=false(),
        comment="whether the index has these keys; where not, they are written before anybody crawls the source",
    ),
    comment="what a source's file said when it was crawled last",
)

ambiguous_keys = Table(
    "ambiguous_keys",
    metadata,
    Column("source", Text, primary_key=True),
    Column("urls", Text, primary_key=True, comment="digest of the mirrors, templates and rules that make the key"),
    Column("key", Text, primary_key=True),
    Column("first_url", Text, nullable=False),
    Column("other_url", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    comment="keys under which a template put several articles: these are known by their addresses",
)

tombstone_urls = Table(
    "tombstone_urls",
    metadata,
    Column("tombstone_id", ForeignKey("tombstones.id"), primary_key=True),
    Column("url", Text, primary_key=True),
    comment="where a removed article stood: its keys follow from these",
)
