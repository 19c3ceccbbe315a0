"""The tables of audits, disputes and alarms."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

from crawler.archive.tables.articles import Id, metadata
from crawler.archive.tables.plain_text import PlainText

audits = Table(
    "audits",
    metadata,
    Column("article_id", ForeignKey("articles.id"), primary_key=True),
    Column("revision_id", Id, primary_key=True, comment="the text that a second mirror is to be asked for"),
    Column("source", Text, nullable=False),
    Column(
        "cause", Text, nullable=False, comment="share: drawn by its key; mirror: of 0.1.0, one that was new or back"
    ),
    Column("wanted_at", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("mirror", Text, comment="who was asked"),
    Column("done_at", BigInteger, comment="empty until a second mirror has answered"),
    Column("outcome", Text, comment="same, lagging, pending, revision, other"),
    Index(None, "source", "done_at"),
    comment="texts that are to be compared with another mirror's",
)

rechecks = Table(
    "rechecks",
    metadata,
    Column("article_id", ForeignKey("articles.id"), primary_key=True),
    Column("mirror", Text, primary_key=True),
    Column("since", BigInteger, nullable=False, comment="when the recheck of the mirror began that asked for it"),
    Column("tries", Integer, nullable=False, comment="requests since then"),
    Column("asked_at", BigInteger, comment="when the mirror answered; empty: it has not"),
    comment="articles that a mirror was asked for because it was back, joined, restored or suspect: once for each",
)

disputes = Table(
    "disputes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("source", Text, nullable=False),
    Column("article_id", ForeignKey("articles.id"), nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("closed_at", BigInteger, comment="empty while the mirrors are asked again"),
    Column("outcome", Text, comment="agreed, divergent, unanswered"),
    Index(None, "article_id"),
    Index(None, "source", "closed_at"),
    sqlite_autoincrement=True,
    comment="times in which the mirrors of an article showed different things",
)

traits = Table(
    "traits",
    metadata,
    Column("id", Id, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("facts", PlainText, nullable=False, comment="see crawler.mirrors.trust.traits"),
    UniqueConstraint("digest"),
    comment="what pages have beside their texts, each combination once",
)

alarms = Table(
    "alarms",
    metadata,
    Column("id", Id, primary_key=True),
    Column("source", Text, nullable=False),
    Column("article_id", ForeignKey("articles.id"), comment="empty where the alarm is about a mirror as a whole"),
    Column("mirror", Text, nullable=False),
    Column("kind", Text, nullable=False, comment="divergent, traits; other modules have others"),
    Column(
        "mark", Text, nullable=False, comment="what it is about: with source, mirror and kind it tells alarms apart"
    ),
    Column("run_id", Id, comment="the run that found it"),
    Column("at", BigInteger, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("acked_at", BigInteger),
    Column("acked_by", Text),
    Column("acked_reason", PlainText),
    Column("handed_at", BigInteger, comment="when alarms.command took it"),
    Column("tries", Integer, nullable=False, server_default="0", comment="times that the command was called for it"),
    UniqueConstraint("source", "mirror", "kind", "mark"),
    Index(None, "article_id"),
    Index(None, "source", "at"),
    sqlite_autoincrement=True,
    comment="what a person has to look at; each once",
)
