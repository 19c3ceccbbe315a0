"""The tables of hooks: who is told, what is still to be told, and what became of it."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Float, ForeignKey, Index, Integer, Table, Text

from crawler.archive.tables.articles import Id, metadata
from crawler.archive.tables.plain_text import PlainText

hooks = Table(
    "hooks",
    metadata,
    Column("name", Text, primary_key=True),
    Column("since", BigInteger, nullable=False, comment="from when on it is told what happens"),
    Column("gone_at", BigInteger, comment="when it left the configuration; empty while it stands there"),
    Column("failures", Integer, nullable=False, server_default="0", comment="tries since the last one that went well"),
    Column("next_at", Float, nullable=False, server_default="0", comment="no try before this time"),
    Column("delivered", BigInteger, nullable=False, server_default="0", comment="events that it took, ever"),
    Column("took_at", BigInteger, comment="when it took the last one"),
    Column("trouble", PlainText, comment="why the last try failed; empty when it did not"),
    comment="targets that are told what happens; while none is there, nothing is kept for them",
)

hook_events = Table(
    "hook_events",
    metadata,
    Column("id", Id, primary_key=True),
    Column("event", Text, nullable=False, comment="see crawler.model.hook_event"),
    Column("source", Text, nullable=False),
    Column("subject", Id, comment="the row it is about, of the table that the event belongs to"),
    Column("hook", Text, comment="whom alone it is for; empty: for all"),
    Column("facts", JSON, comment="what no row says"),
    Index(None, "source"),
    sqlite_autoincrement=True,
    comment="what happened and is not in the outbox yet; written by triggers, with the change itself",
)

hook_deliveries = Table(
    "hook_deliveries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("hook", Text, nullable=False),
    Column("message", Text, nullable=False, comment="the id that the target is told, the same with every try"),
    Column("event", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("article_id", ForeignKey("articles.id")),
    Column("body", PlainText, nullable=False, comment="what is sent; empty once it was taken"),
    Column("standing", Text, nullable=False, server_default="waiting", comment="waiting, delivered, dead"),
    Column("since", BigInteger, nullable=False, comment="since when it waits"),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("ended_at", BigInteger, comment="when it was taken, or given up"),
    Column("trouble", PlainText, comment="why the last try failed"),
    Index("ix_hook_deliveries_hook", "hook", "standing", "id"),
    Index("ix_hook_deliveries_ended", "standing", "ended_at"),
    Index(None, "article_id"),
    Index(None, "source"),
    sqlite_autoincrement=True,
    comment="the outbox: an event for one hook a row, sent in the order of their ids",
)

hook_marks = Table(
    "hook_marks",
    metadata,
    Column("source", Text, primary_key=True),
    Column("mark", Text, primary_key=True, comment="a proposal's number, or silence"),
    Column("value", BigInteger, nullable=False, comment="of a silence: when the last news had come"),
    comment="what hooks were told that would else be told again",
)
