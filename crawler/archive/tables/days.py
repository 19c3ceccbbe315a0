"""The roll-up: what happened on each day, counted; which days have to be counted anew; and the indexes that counting
needs.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from crawler.archive.tables.articles import articles, metadata, only_where, runs

DAY = 86_400
"""Seconds; a day is their whole number since 1970."""

NEWS, RUNS = "", "runs"
"""What of a day is stale beside the sightings of a mirror: pages and articles; runs and what they cost."""

days = Table(
    "days",
    metadata,
    Column("source", Text, primary_key=True),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("mirror", Text, primary_key=True, server_default="", comment="empty: of the source as a whole"),
    Column("what", Text, primary_key=True, comment="see crawler.archive.rollup.count_days"),
    Column("n", BigInteger, nullable=False),
    sqlite_with_rowid=False,
    comment="how many of everything there are of each day; days in stale_days are not up to date",
)

day_sums = Table(
    "day_sums",
    metadata,
    Column("source", Text, primary_key=True),
    Column("mirror", Text, primary_key=True, server_default=""),
    Column("what", Text, primary_key=True),
    Column("n", BigInteger, nullable=False),
    sqlite_with_rowid=False,
    comment="the sums of the table days over all days",
)

stale_days = Table(
    "stale_days",
    metadata,
    Column("source", Text, primary_key=True),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("mirror", Text, primary_key=True, comment="whose sightings changed; empty: pages, articles; runs: runs"),
    sqlite_with_rowid=False,
    comment="days to be counted anew: triggers write them with the change itself",
)

STANDING = "folded_into IS NULL AND revision_id IS NOT NULL"

Index("ix_articles_standing", articles.c.source, articles.c.first_seen, **only_where(STANDING))
Index("ix_articles_live", articles.c.source, articles.c.first_seen, **only_where("folded_into IS NULL"))
Index("ix_runs_source_ended", runs.c.source, runs.c.ended)
Index("ix_runs_source_id", runs.c.source, runs.c.id)
