"""The tables of mirrors: how each is, and every change of its state."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Index, Integer, Table, Text

from crawler.archive.tables.articles import Id, metadata
from crawler.archive.tables.plain_text import PlainText

mirror_health = Table(
    "mirror_health",
    metadata,
    Column("source", Text, primary_key=True),
    Column("mirror", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("cause", PlainText, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("probes", Integer, nullable=False),
    Column("probe_at", BigInteger, nullable=False),
    Column("good_at", BigInteger, nullable=False),
    Column("success", Float, nullable=False),
    Column("latency", Float, nullable=False),
    Column("newest", BigInteger, nullable=False),
    Column("behind_since", BigInteger, nullable=False),
    Column("suspicion", PlainText, nullable=False),
    Column("back_at", BigInteger, nullable=False),
    comment="each mirror's health as the last run, or a person, left it: see crawler.mirrors.health.mirror_health",
)

mirror_events = Table(
    "mirror_events",
    metadata,
    Column("id", Id, primary_key=True),
    Column("source", Text, nullable=False),
    Column("mirror", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("cause", PlainText, nullable=False),
    Column("evidence", PlainText, comment="where it was seen: a URL"),
    Column("run_id", Id, comment="the run that saw it; empty: a person overrode it"),
    Column("who", Text, comment="the person who overrode it"),
    Index(None, "source", "mirror", "at"),
    sqlite_autoincrement=True,
    comment="every change of a mirror's state",
)
