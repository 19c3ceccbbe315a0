"""The tables of mirrors, of every change of their state, and of hosts that may be mirrors."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

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
    Column("recheck_since", BigInteger, nullable=False, server_default="0", comment="0: nothing to recheck"),
    comment="each mirror's health as the last run, or a person, left it: see crawler.mirrors.health.mirror_health",
)

control_pages = Table(
    "control_pages",
    metadata,
    Column("source", Text, primary_key=True),
    Column("mirror", Text, primary_key=True),
    Column("asked_at", BigInteger, nullable=False),
    Column("url", Text, nullable=False),
    Column("digest", LargeBinary, comment="of its text; empty where it did not answer with a page"),
    Column("text", PlainText),
    comment="what each mirror answers to an address that cannot exist",
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

proposals = Table(
    "proposals",
    metadata,
    Column("id", Id, primary_key=True),
    Column("source", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("class", Text, nullable=False, comment="mirror, edition, syndication, clone_or_impostor, parked, unknown"),
    Column("score", Float, nullable=False),
    Column("first_seen", BigInteger, nullable=False),
    Column("last_seen", BigInteger, nullable=False),
    Column("standing", Text, nullable=False, comment="open, accepted, rejected"),
    Column("who", Text, comment="the person who decided"),
    Column("reason", PlainText),
    Column("at", BigInteger, comment="when it was decided"),
    Column("probed_at", BigInteger, comment="when it was last looked at for the source's articles"),
    Column("probe", JSON, comment="what was found then: see crawler.mirrors.proposals.probe_findings"),
    Column("agreed_since", BigInteger, comment="since when every probe found the source's articles there, unaltered"),
    UniqueConstraint("source", "host"),
    comment="hosts that may be mirrors of a source",
)

proposal_evidence = Table(
    "proposal_evidence",
    metadata,
    Column("id", Id, primary_key=True),
    Column("proposal_id", ForeignKey("proposals.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("page", Text, nullable=False),
    Column("words", PlainText, nullable=False),
    Column("first_seen", BigInteger, nullable=False),
    Column("last_seen", BigInteger, nullable=False),
    Column("times", Integer, nullable=False),
    UniqueConstraint("proposal_id", "kind", "page"),
    comment="what pages gave away about a proposed host",
)
