"""The table of sightings: which mirror showed which article, and at which address."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Table, Text, UniqueConstraint, false

from crawler.archive.tables.articles import Id, metadata

sightings = Table(
    "sightings",
    metadata,
    Column("id", Id, primary_key=True),
    Column("article_id", ForeignKey("articles.id"), nullable=False),
    Column("mirror", Text, nullable=False, comment="whose listing showed it, or that served it"),
    Column("url", Text, nullable=False, comment="its address there"),
    Column(
        "named_host",
        Text,
        nullable=False,
        server_default="",
        comment="the host that the listing's link named; empty: the mirror's own",
    ),
    Column("listed", Boolean, nullable=False, server_default=false(), comment="a listing of the mirror showed it"),
    Column("first_seen", BigInteger, nullable=False),
    Column("first_run", Id, comment="the run that saw it first; empty: seen before runs were kept, to the hour"),
    Column("last_seen", BigInteger, nullable=False, comment="to the hour"),
    Column("fetched_at", BigInteger, comment="empty: listed only"),
    Column("gone_at", BigInteger, comment="when it first answered that it is gone; empty: not that we know"),
    Column("alternate", Boolean, nullable=False, server_default=false(), comment="an AMP, mobile, print or later page"),
    UniqueConstraint("article_id", "mirror", "url"),
    Index(None, "mirror", "first_seen"),
    Index(None, "url"),
    sqlite_autoincrement=True,
)
