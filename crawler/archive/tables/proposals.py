"""The tables of proposals: hosts that may be mirrors, and what speaks for them."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Float, ForeignKey, Integer, Table, Text, UniqueConstraint

from crawler.archive.tables.articles import Id, metadata
from crawler.archive.tables.plain_text import PlainText

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
