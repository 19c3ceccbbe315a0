"""What happened on each day is counted, and standing texts are found by their words.

All days are to be counted: a daemon does it after its start, a batch at a time.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Text, text

from crawler.archive.tables.searched_texts import create_search_index
from crawler.archive.tables.stale_marks import create_stale_marks

revision = "0007"
down_revision = "0006"

ID = BigInteger().with_variant(Integer, "sqlite")

STANDING = text("folded_into IS NULL AND revision_id IS NOT NULL")
TEXTS_THERE = (
    "INSERT INTO stale_texts (article_id) SELECT id FROM articles WHERE folded_into IS NULL AND revision_id IS NOT NULL"
)
LIVE = text("folded_into IS NULL")

DAYS_THERE = (
    "SELECT DISTINCT source, first_seen / 86400, '' FROM articles",
    "SELECT DISTINCT source, fetched_at / 86400, '' FROM pages",
    "SELECT DISTINCT source, coalesce(ended, started) / 86400, '' FROM runs",
    "SELECT DISTINCT articles.source, sightings.first_seen / 86400, sightings.mirror"
    " FROM sightings JOIN articles ON articles.id = sightings.article_id",
)


def upgrade() -> None:
    _create_days()
    index = "ix_articles_standing"
    op.create_index(index, "articles", ["source", "first_seen"], sqlite_where=STANDING, postgresql_where=STANDING)
    op.create_index("ix_articles_live", "articles", ["source", "first_seen"], sqlite_where=LIVE, postgresql_where=LIVE)
    op.create_index("ix_runs_source_ended", "runs", ["source", "ended"])
    op.create_index("ix_runs_source_id", "runs", ["source", "id"])
    create_stale_marks(op.get_bind())
    for rows in DAYS_THERE:
        op.execute(f"INSERT INTO stale_days (source, day, mirror) {rows} WHERE true ON CONFLICT DO NOTHING")
    _create_search()
    op.execute(TEXTS_THERE)


def _create_days() -> None:
    op.create_table(
        "days",
        Column("source", Text, primary_key=True),
        Column("day", Integer, autoincrement=False, primary_key=True),
        Column("mirror", Text, server_default="", primary_key=True),
        Column("what", Text, primary_key=True),
        Column("n", BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "day_sums",
        Column("source", Text, primary_key=True),
        Column("mirror", Text, server_default="", primary_key=True),
        Column("what", Text, primary_key=True),
        Column("n", BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "stale_days",
        Column("source", Text, primary_key=True),
        Column("day", Integer, autoincrement=False, primary_key=True),
        Column("mirror", Text, primary_key=True),
        sqlite_with_rowid=False,
    )


def _create_search() -> None:
    of_article = ForeignKey("articles.id", name="fk_searched_texts_article_id")
    of_text = ForeignKey("revisions.id", name="fk_searched_texts_revision_id")
    op.create_table(
        "searched_texts",
        Column("article_id", ID, of_article, primary_key=True),
        Column("revision_id", ID, of_text, nullable=False),
    )
    op.create_index("ix_searched_texts_revision_id", "searched_texts", ["revision_id"])
    stale = ForeignKey("articles.id", name="fk_stale_texts_article_id")
    op.create_table("stale_texts", Column("article_id", ID, stale, primary_key=True))
    create_search_index(op.get_bind())
