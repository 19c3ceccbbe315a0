"""The tables of the first version, as they were declared then: what every migration has to begin with."""

from sqlalchemy import (
    JSON, BigInteger, Boolean, Column, Connection, Float, ForeignKey, Index, Integer, LargeBinary, MetaData, Table,
    Text, UniqueConstraint, false, text, true,
)

ID = BigInteger().with_variant(Integer, "sqlite")

schema = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Table(
    "articles", schema,
    Column("id", ID, primary_key=True), Column("source", Text, nullable=False), Column("key", Text, nullable=False),
    Column("part", Integer, nullable=False, server_default="0", comment="counts articles that reuse one key"),
    Column("first_seen", BigInteger, nullable=False),
    Column("revisit_at", BigInteger, comment="when it is to be fetched again; empty: never"),
    Column("revision_id", ID, comment="the text that stands"),
    Column("story", ID, nullable=False, comment="id of the story's founding article"),
    Column("folded_into", ForeignKey("articles.id"), comment="the article with this very text under another key"),
    UniqueConstraint("source", "key", "part"),
    Index("ix_articles_due", "source", "revisit_at", sqlite_where=text("revisit_at IS NOT NULL")),
    Index(None, "first_seen"), Index(None, "folded_into"), Index(None, "source", "id"), Index(None, "story"),
    sqlite_autoincrement=True,
)

Table(
    "boilerplate", schema,
    Column("id", ID, primary_key=True), Column("source", Text, nullable=False),
    Column("version", Integer, nullable=False, comment="of the source's mask: counts its changes"),
    Column("line", Text, nullable=False, comment="as it is compared"),
    Column("standing", Text, nullable=False, comment="boilerplate, text, open"),
    Column("who", Text, comment="the person who overrode it; empty: learned"), Column("reason", Text, nullable=False),
    Column("at", BigInteger, nullable=False), UniqueConstraint("source", "version", "line"),
    comment="what is known of repeated lines: a change a row, never altered",
)

Table(
    "mirror_events", schema,
    Column("id", ID, primary_key=True), Column("source", Text, nullable=False), Column("mirror", Text, nullable=False),
    Column("at", BigInteger, nullable=False), Column("state", Text, nullable=False),
    Column("cause", Text, nullable=False), Column("evidence", Text, comment="where it was seen: a URL"),
    Column("run_id", ID, comment="the run that saw it; empty: a person overrode it"),
    Column("who", Text, comment="the person who overrode it"), Index(None, "source", "mirror", "at"),
    sqlite_autoincrement=True, comment="every change of a mirror's state",
)

Table(
    "mirror_health", schema,
    Column("source", Text, primary_key=True), Column("mirror", Text, primary_key=True),
    Column("state", Text, nullable=False), Column("since", BigInteger, nullable=False),
    Column("cause", Text, nullable=False), Column("failures", Integer, nullable=False),
    Column("probes", Integer, nullable=False), Column("probe_at", BigInteger, nullable=False),
    Column("good_at", BigInteger, nullable=False), Column("success", Float, nullable=False),
    Column("latency", Float, nullable=False), Column("newest", BigInteger, nullable=False),
    Column("behind_since", BigInteger, nullable=False), Column("suspicion", Text, nullable=False),
    Column("back_at", BigInteger, nullable=False),
    comment="each mirror's health as the last run, or a person, left it: see crawler.mirrors.health.mirror_health",
)

Table(
    "overrides", schema,
    Column("id", ID, primary_key=True), Column("at", BigInteger, nullable=False),
    Column("kind", Text, nullable=False, comment="split, merge"), Column("who", Text, nullable=False),
    Column("reason", Text, nullable=False), Column("undone_at", BigInteger), Column("undone_by", Text),
    Column("undone_reason", Text),
    comment="what people decided about stories, against what was judged; undone but never deleted",
)

Table(
    "proposals", schema,
    Column("id", ID, primary_key=True), Column("source", Text, nullable=False), Column("host", Text, nullable=False),
    Column("class", Text, nullable=False, comment="mirror, edition, syndication, clone_or_impostor, parked, unknown"),
    Column("score", Float, nullable=False), Column("first_seen", BigInteger, nullable=False),
    Column("last_seen", BigInteger, nullable=False),
    Column("standing", Text, nullable=False, comment="open, accepted, rejected"),
    Column("who", Text, comment="the person who decided"), Column("reason", Text),
    Column("at", BigInteger, comment="when it was decided"),
    Column("probed_at", BigInteger, comment="when it was last looked at for the source's articles"),
    Column("probe", JSON, comment="what was found then: see crawler.mirrors.proposals.probe_findings"),
    Column("agreed_since", BigInteger, comment="since when every probe found the source's articles there, unaltered"),
    UniqueConstraint("source", "host"), comment="hosts that may be mirrors of a source",
)

Table(
    "quarantine", schema,
    Column("id", ID, primary_key=True), Column("source", Text, nullable=False), Column("key", Text, nullable=False),
    Column("mirror", Text, nullable=False), Column("url", Text, nullable=False), Column("reason", Text, nullable=False),
    Column("evidence", Text, nullable=False), Column("tries", Integer, nullable=False),
    Column("first_seen", BigInteger, nullable=False), Column("last_seen", BigInteger, nullable=False),
    UniqueConstraint("source", "key", "mirror"), sqlite_autoincrement=True,
    comment="pages that were no articles; three tries, then left alone until a person asks",
)

Table(
    "runs", schema,
    Column("id", ID, primary_key=True), Column("source", Text, nullable=False),
    Column("started", BigInteger, nullable=False),
    Column("ended", BigInteger, comment="empty while it runs, and after a crash until the next run of the source"),
    Column("outcome", Text, comment="done, partial, failed, unreachable, interrupted"), Column("problem", Text),
    Column("report", JSON), Index(None, "source", "started"), sqlite_autoincrement=True,
)

Table(
    "sources", schema,
    Column("source", Text, primary_key=True),
    Column("run_id", ID, comment="the run that may write: the fencing token of the source's lease"),
    Column("paused", Boolean, nullable=False, server_default=false(), comment="by a person: not crawled on schedule"),
    Column("merged", Integer, nullable=False, server_default="0", comment="due times that passed while a run was due"),
)

Table(
    "tombstones", schema,
    Column("id", ID, primary_key=True), Column("source", Text, nullable=False),
    Column("article", ID, nullable=False, comment="the number that the article had"),
    Column("at", BigInteger, nullable=False), Column("who", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("lifted_at", BigInteger, comment="empty while the article has to stay away"), Column("lifted_by", Text),
    Column("lifted_reason", Text),
    Column("indexed", Boolean, nullable=False, server_default=true(), comment="whether its keys stand in the index; where not, they are written before anybody crawls the source"),
    Index(None, "source"),
    Index("ix_tombstones_unindexed", "source", sqlite_where=text("indexed = 0"), postgresql_where=text("NOT indexed")),
    comment="articles that a person removed: they stay away until it is lifted; never deleted",
)

Table(
    "traits", schema,
    Column("id", ID, primary_key=True), Column("digest", LargeBinary, nullable=False),
    Column("facts", Text, nullable=False, comment="see crawler.mirrors.trust.traits"), UniqueConstraint("digest"),
    comment="what pages have beside their texts, each combination once",
)

Table(
    "alarms", schema,
    Column("id", ID, primary_key=True), Column("source", Text, nullable=False),
    Column("article_id", ForeignKey("articles.id"), comment="empty where the alarm is about a mirror as a whole"),
    Column("mirror", Text, nullable=False),
    Column("kind", Text, nullable=False, comment="divergent, traits; other modules have others"),
    Column("mark", Text, nullable=False, comment="what it is about: with source, mirror and kind it tells alarms apart"),
    Column("run_id", ID, comment="the run that found it"), Column("at", BigInteger, nullable=False),
    Column("evidence", JSON, nullable=False), Column("acked_at", BigInteger), Column("acked_by", Text),
    Column("acked_reason", Text), Column("handed_at", BigInteger, comment="when alarms.command took it"),
    Column("tries", Integer, nullable=False, server_default="0", comment="times that the command was called for it"),
    UniqueConstraint("source", "mirror", "kind", "mark"), Index(None, "article_id"), Index(None, "source", "at"),
    sqlite_autoincrement=True, comment="what a person has to look at; each once",
)

Table(
    "audits", schema,
    Column("article_id", ForeignKey("articles.id"), primary_key=True),
    Column("revision_id", ID, primary_key=True, comment="the text that a second mirror is to be asked for"),
    Column("source", Text, nullable=False),
    Column("cause", Text, nullable=False, comment="share, mirror: drawn by its key, or a mirror that is new or back"),
    Column("wanted_at", BigInteger, nullable=False), Column("tries", Integer, nullable=False, server_default="0"),
    Column("mirror", Text, comment="who was asked"),
    Column("done_at", BigInteger, comment="empty until a second mirror has answered"),
    Column("outcome", Text, comment="same, lagging, pending, revision, other"), Index(None, "source", "done_at"),
    comment="texts that are to be compared with another mirror's",
)

Table(
    "disputes", schema,
    Column("id", ID, primary_key=True), Column("source", Text, nullable=False),
    Column("article_id", ForeignKey("articles.id"), nullable=False), Column("opened_at", BigInteger, nullable=False),
    Column("closed_at", BigInteger, comment="empty while the mirrors are asked again"),
    Column("outcome", Text, comment="agreed, divergent, unanswered"), Index(None, "article_id"),
    Index(None, "source", "closed_at"), sqlite_autoincrement=True,
    comment="times in which the mirrors of an article showed different things",
)

Table(
    "override_pairs", schema,
    Column("override_id", ForeignKey("overrides.id"), primary_key=True),
    Column("article_id", ForeignKey("articles.id"), primary_key=True),
    Column("other_id", ForeignKey("articles.id"), primary_key=True), Index(None, "article_id"), Index(None, "other_id"),
    comment="the articles that an override keeps together or apart",
)

Table(
    "proposal_evidence", schema,
    Column("id", ID, primary_key=True), Column("proposal_id", ForeignKey("proposals.id"), nullable=False),
    Column("kind", Text, nullable=False), Column("page", Text, nullable=False), Column("words", Text, nullable=False),
    Column("first_seen", BigInteger, nullable=False), Column("last_seen", BigInteger, nullable=False),
    Column("times", Integer, nullable=False), UniqueConstraint("proposal_id", "kind", "page"),
    comment="what pages gave away about a proposed host",
)

Table(
    "revisions", schema,
    Column("id", ID, primary_key=True), Column("article_id", ForeignKey("articles.id"), nullable=False),
    Column("digest", LargeBinary, nullable=False), Column("title", Text),
    Column("text", Text, nullable=False, comment="empty where delta stands for it: see crawler.archive.texts.revision_texts"),
    Column("caption", Text), Column("published", Text), Column("modified", Text),
    Column("authors", JSON, nullable=False), Column("section", Text), Column("image", Text), Column("language", Text),
    Column("thin", Boolean, nullable=False), Column("first_seen", BigInteger, nullable=False),
    Column("base_id", ID, comment="the revision that this text is a difference to"),
    Column("delta", LargeBinary, comment="the difference, compressed with Zstandard; text is then empty"),
    Column("depth", Integer, nullable=False, server_default="0", comment="differences until a whole text"),
    Column("mask_version", Integer, server_default="0", comment="the mask under which its sketch stands in the index; empty: it has none there"),
    Column("same_as", ID, comment="the text of the article that it equals but for boilerplate"),
    UniqueConstraint("article_id", "digest"),
    Index("ix_revisions_base", "base_id", sqlite_where=text("base_id IS NOT NULL"), postgresql_where=text("base_id IS NOT NULL")),
    Index("ix_revisions_sketched", "digest", sqlite_where=text("mask_version IS NOT NULL"), postgresql_where=text("mask_version IS NOT NULL")),
    sqlite_autoincrement=True, comment="a text of an article; never changed once written",
)

Table(
    "run_mirrors", schema,
    Column("run_id", ForeignKey("runs.id"), primary_key=True), Column("mirror", Text, primary_key=True),
    Column("requests", Integer, nullable=False), Column("bytes", BigInteger, nullable=False),
    Column("bodies", Integer, nullable=False, comment="pages of articles not known before"),
    Column("revisits", Integer, nullable=False), Column("failures", Integer, nullable=False),
    Column("audits", Integer, nullable=False, server_default="0", comment="pages fetched to compare mirrors"),
    comment="what each run cost each mirror",
)

Table(
    "sightings", schema,
    Column("id", ID, primary_key=True), Column("article_id", ForeignKey("articles.id"), nullable=False),
    Column("mirror", Text, nullable=False), Column("url", Text, nullable=False),
    Column("first_seen", BigInteger, nullable=False),
    Column("last_seen", BigInteger, nullable=False, comment="to the hour"),
    Column("fetched_at", BigInteger, comment="empty: listed only"), UniqueConstraint("article_id", "url"),
    Index(None, "mirror", "first_seen"), Index(None, "url"), sqlite_autoincrement=True,
)

Table(
    "story_links", schema,
    Column("earlier", ForeignKey("articles.id"), primary_key=True),
    Column("later", ForeignKey("articles.id"), primary_key=True), Column("kind", Text, nullable=False),
    Column("jaccard", Float, nullable=False), Column("containment", Float, nullable=False),
    Column("container", ID, comment="the one whose text is longer; empty when both are equally long"),
    Index(None, "later"), comment="likenesses between articles; what stories are made of",
)

Table(
    "tombstone_keys", schema,
    Column("tombstone_id", ForeignKey("tombstones.id"), primary_key=True), Column("key", Text, primary_key=True),
    Index(None, "key"),
    comment="the keys that led to a removed article, and those of other faces of it that came since",
)

Table(
    "tombstone_texts", schema,
    Column("tombstone_id", ForeignKey("tombstones.id"), primary_key=True),
    Column("digest", LargeBinary, primary_key=True), Index(None, "digest"),
    comment="digests of a removed article's texts: by them it is known under a key that nobody has seen before",
)

Table(
    "pages", schema,
    Column("id", ID, primary_key=True), Column("run_id", ForeignKey("runs.id"), nullable=False),
    Column("source", Text, nullable=False), Column("mirror", Text, nullable=False), Column("url", Text, nullable=False),
    Column("key", Text, nullable=False), Column("fetched_at", BigInteger, nullable=False),
    Column("status", Integer, nullable=False), Column("size", Integer, nullable=False, comment="bytes of the body"),
    Column("article_id", ForeignKey("articles.id")), Column("revision_id", ForeignKey("revisions.id")),
    Column("verdict", Text, comment="empty until judged"),
    Column("pending_since", BigInteger, comment="set while mirrors disagree and the grace runs"),
    Column("of_article", ID), Column("jaccard", Float), Column("containment", Float), Column("evidence", JSON),
    Column("traits_id", ID, comment="its links, contacts and donation addresses; see the table traits"),
    UniqueConstraint("run_id", "url"), Index(None, "article_id"),
    Index("ix_pages_open", "source", sqlite_where=text("verdict IS NULL"), postgresql_where=text("verdict IS NULL")),
    Index(None, "revision_id"), Index(None, "source", "fetched_at"), sqlite_autoincrement=True,
    comment="one fetched response with its verdict",
)

Table(
    "showings", schema,
    Column("revision_id", ForeignKey("revisions.id"), primary_key=True), Column("mirror", Text, primary_key=True),
    Column("first_seen", BigInteger, nullable=False), Column("last_seen", BigInteger, nullable=False),
    comment="which mirror showed which text, and when",
)

Table(
    "sighting_listings", schema,
    Column("sighting_id", ForeignKey("sightings.id"), primary_key=True), Column("listed_on", Text, primary_key=True),
    comment="on which mirrors' listings a sighting stood",
)

Table(
    "raw_pages", schema,
    Column("page_id", ForeignKey("pages.id"), primary_key=True), Column("content_type", Text, nullable=False),
    Column("body", LargeBinary, nullable=False, comment="the response body, compressed with Zstandard"),
    Column("fetched_at", BigInteger, nullable=False), Index(None, "fetched_at"),
)


def make_first_schema(connection: Connection) -> None:
    """Make an empty archive as the first version made it."""
    schema.create_all(connection, checkfirst=False)
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    connection.execute(text("INSERT INTO alembic_version VALUES ('0001')"))
