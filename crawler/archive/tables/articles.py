"""The archive's tables. Times are whole seconds since 1970 (UTC); ``published`` and ``modified`` are ISO 8601 texts
that keep the page's own offset. Unique constraints, not hope, prevent a double row.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from crawler.archive.tables.plain_text import PlainText

VERSION = "0013"
"""The last migration: it leaves these tables."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself only for INTEGER.

Tables whose rows can leave have ``sqlite_autoincrement``: ids stand in the index, in memory and in people's notes, the
id of a run is a fencing token, and SQLite alone would give the id of a deleted last row out again. A migration must not
rebuild such a table (Alembic's batch mode): its copy would forget which ids were given out.
"""


def only_where(condition: str) -> dict[str, Any]:
    """The options of an index that holds the rows of a condition only."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


sources = Table(
    "sources",
    metadata,
    Column("source", Text, primary_key=True),
    Column("run_id", Id, comment="the run that may write: the fencing token of the source's lease"),
    Column("paused", Boolean, nullable=False, server_default=false(), comment="by a person: not crawled on schedule"),
    Column("merged", Integer, nullable=False, server_default="0", comment="due times that passed while a run was due"),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Id, primary_key=True),
    Column("source", Text, nullable=False),
    Column("started", BigInteger, nullable=False),
    Column("ended", BigInteger, comment="empty while it runs, and after a crash until the next run of the source"),
    Column("outcome", Text, comment="done, partial, empty, failed, unreachable, interrupted"),
    Column("problem", PlainText),
    Column("report", JSON),
    *(Column("worker", Text), Column("host", Text)),  # the process that did it, where there are several; its machine
    Column("configuration", Integer, comment="the version of the configuration that it went by"),
    Index(None, "source", "started"),
    sqlite_autoincrement=True,
)

run_mirrors = Table(
    "run_mirrors",
    metadata,
    Column("run_id", ForeignKey("runs.id"), primary_key=True),
    Column("mirror", Text, primary_key=True),
    Column("requests", Integer, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("bodies", Integer, nullable=False, comment="pages of articles not known before"),
    Column("revisits", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("audits", Integer, nullable=False, server_default="0", comment="pages fetched to compare mirrors"),
    Column("controls", Integer, nullable=False, server_default="0", comment="addresses asked for that cannot exist"),
    Column("rechecks", Integer, nullable=False, server_default="0", comment="pages fetched to recheck it"),
    comment="what each run cost each mirror",
)

articles = Table(
    "articles",
    metadata,
    Column("id", Id, primary_key=True),
    Column("source", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("part", Integer, nullable=False, server_default="0", comment="counts articles that reuse one key"),
    Column("first_seen", BigInteger, nullable=False),
    Column("revisit_at", BigInteger, comment="when it is to be fetched again; empty: never"),
    Column("revision_id", Id, comment="the text that stands"),
    Column("story", Id, nullable=False, comment="id of the story's founding article"),
    Column("folded_into", ForeignKey("articles.id"), comment="the article that this key leads to"),
    Column(
        "alternate",
        Boolean,
        nullable=False,
        server_default=false(),
        comment="folded by what its page says of itself, not by an equal text",
    ),
    Column("listed_title", PlainText, comment="what a listing called it first"),
    Column("listed_published", Text, comment="when a listing first said that it came out; no later than first_seen"),
    UniqueConstraint("source", "key", "part"),
    Index(None, "story"),
    Index(None, "first_seen"),
    Index("ix_articles_due", "source", "revisit_at", sqlite_where=text("revisit_at IS NOT NULL")),
    Index(None, "folded_into"),
    Index("ix_articles_source_id", "source", "id"),
    sqlite_autoincrement=True,
)

revisions = Table(
    "revisions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("article_id", ForeignKey("articles.id"), nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("title", PlainText),
    Column("text", PlainText, nullable=False, comment="empty where delta stands for it: see archive.texts"),
    Column("caption", PlainText),
    Column("published", Text),
    Column("modified", Text),
    Column("authors", JSON, nullable=False),
    Column("section", PlainText),
    Column("image", PlainText),
    Column("language", PlainText),
    Column("thin", Boolean, nullable=False),
    Column("first_seen", BigInteger, nullable=False),
    Column("base_id", Id, comment="the revision that this text is a difference to"),
    Column("delta", LargeBinary, comment="the difference, compressed with Zstandard; text is then empty"),
    Column("depth", Integer, nullable=False, server_default="0", comment="differences until a whole text"),
    Column("dictionary_id", Id, comment="with which delta is the whole text, compressed; see text_dictionaries"),
    Column(
        "mask_version",
        Integer,
        server_default="0",
        comment="the mask under which its sketch stands in the index; empty: it has none there",
    ),
    Column("same_as", Id, comment="the text of the article that it equals but for boilerplate"),
    Column(
        "left_behind",
        Boolean,
        nullable=False,
        server_default=false(),
        comment="its article was folded into one that has this text",
    ),
    UniqueConstraint("article_id", "digest"),
    Index("ix_revisions_sketched", "digest", **only_where("mask_version IS NOT NULL")),
    Index(
        "ix_revisions_standing",
        "digest",
        sqlite_where=text("left_behind IS 0"),
        postgresql_where=text("left_behind IS false"),
    ),
    Index("ix_revisions_base", "base_id", **only_where("base_id IS NOT NULL")),
    sqlite_autoincrement=True,
    comment="a text of an article; never changed once written",
)

showings = Table(
    "showings",
    metadata,
    Column("revision_id", ForeignKey("revisions.id"), primary_key=True),
    Column("mirror", Text, primary_key=True),
    Column("first_seen", BigInteger, nullable=False),
    Column("last_seen", BigInteger, nullable=False),
    comment="which mirror showed which text, and when",
)

pages = Table(
    "pages",
    metadata,
    Column("id", Id, primary_key=True),
    Column("run_id", ForeignKey("runs.id"), nullable=False),
    Column("source", Text, nullable=False),
    Column("mirror", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("fetched_at", BigInteger, nullable=False),
    Column("status", Integer, nullable=False),
    Column("size", Integer, nullable=False, comment="bytes of the body"),
    Column("article_id", ForeignKey("articles.id")),
    Column("revision_id", ForeignKey("revisions.id")),
    Column("verdict", Text, comment="empty until judged"),
    Column("pending_since", BigInteger, comment="set while mirrors disagree and the grace runs"),
    Column("of_article", Id),
    Column("jaccard", Float),
    Column("containment", Float),
    Column("evidence", JSON),
    Column("traits_id", Id, comment="its links, contacts and donation addresses; see the table traits"),
    Column("recheck", Boolean, nullable=False, server_default=false(), comment="its mirror was being rechecked"),
    UniqueConstraint("run_id", "url"),
    Index(None, "article_id"),
    Index(None, "revision_id"),
    Index(None, "source", "fetched_at"),
    Index("ix_pages_open", "source", **only_where("verdict IS NULL")),
    sqlite_autoincrement=True,
    comment="one fetched response with its verdict",
)

story_links = Table(
    "story_links",
    metadata,
    Column("earlier", ForeignKey("articles.id"), primary_key=True),
    Column("later", ForeignKey("articles.id"), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("jaccard", Float, nullable=False),
    Column("containment", Float, nullable=False),
    Column("container", Id, comment="the one whose text is longer; empty when both are equally long"),
    Index(None, "later"),
    comment="likenesses between articles; what stories are made of",
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", Id, primary_key=True),
    Column("source", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("mirror", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("evidence", PlainText, nullable=False),
    Column("digest", LargeBinary, comment="of its text, where that is what tells that it is none"),
    Column("tries", Integer, nullable=False),
    Column("first_seen", BigInteger, nullable=False),
    Column("last_seen", BigInteger, nullable=False),
    Column("retry_at", BigInteger, comment="when it is tried again; empty: not by itself"),
    UniqueConstraint("source", "key", "mirror"),
    Index("ix_quarantine_due", "source", "retry_at", **only_where("retry_at IS NOT NULL")),
    sqlite_autoincrement=True,
    comment="pages that were no articles; given up after 30 days, until a person asks",
)

boilerplate = Table(
    "boilerplate",
    metadata,
    Column("id", Id, primary_key=True),
    Column("source", Text, nullable=False),
    Column("version", Integer, nullable=False, comment="of the source's mask: counts its changes"),
    Column("line", PlainText, nullable=False, comment="as it is compared"),
    Column("standing", Text, nullable=False, comment="boilerplate, text, open"),
    Column("who", Text, comment="the person who overrode it; empty: learned"),
    Column("mirror", Text, comment="that alone has the line; empty: of the source"),
    Column("reason", PlainText, nullable=False),
    Column("at", BigInteger, nullable=False),
    UniqueConstraint("source", "version", "line"),
    comment="what is known of repeated lines: a change a row, never altered",
)

overrides = Table(
    "overrides",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("kind", Text, nullable=False, comment="split, merge"),
    Column("who", Text, nullable=False),
    Column("reason", PlainText, nullable=False),
    Column("undone_at", BigInteger),
    Column("undone_by", Text),
    Column("undone_reason", PlainText),
    comment="what people decided about stories, against what was judged; undone but never deleted",
)

override_pairs = Table(
    "override_pairs",
    metadata,
    Column("override_id", ForeignKey("overrides.id"), primary_key=True),
    Column("article_id", ForeignKey("articles.id"), primary_key=True),
    Column("other_id", ForeignKey("articles.id"), primary_key=True),
    Index(None, "article_id"),
    Index(None, "other_id"),
    comment="the articles that an override keeps together or apart",
)
