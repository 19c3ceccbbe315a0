"""What listings call an article, which keys were folded by what a page says, and which texts a fold left behind."""

import sqlalchemy as sa
from alembic import op

from crawler.archive.tables.plain_text import PlainText

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns, and fill them from what the archive knows of earlier folds."""
    op.add_column("articles", sa.Column("alternate", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("articles", sa.Column("listed_title", PlainText))
    op.add_column("quarantine", sa.Column("digest", sa.LargeBinary))
    op.add_column("run_mirrors", sa.Column("controls", sa.Integer, nullable=False, server_default="0"))
    op.create_table(
        "control_pages",
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("mirror", sa.Text, primary_key=True),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("digest", sa.LargeBinary),
        sa.Column("text", PlainText),
    )
    op.add_column("revisions", sa.Column("left_behind", sa.Boolean, nullable=False, server_default=sa.false()))
    # what was folded by its text has, or had, a page of its own
    op.execute(
        "UPDATE articles SET alternate = true WHERE folded_into IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM revisions WHERE revisions.article_id = articles.id)"
        " AND NOT EXISTS (SELECT 1 FROM pages WHERE pages.article_id = articles.folded_into"
        " AND pages.key = articles.key)"
    )
    op.execute(
        "UPDATE revisions SET left_behind = true WHERE article_id IN"
        " (SELECT id FROM articles WHERE folded_into IS NOT NULL)"
    )
    op.create_index(
        "ix_revisions_standing",
        "revisions",
        ["digest"],
        sqlite_where=sa.text("left_behind IS 0"),
        postgresql_where=sa.text("left_behind IS false"),
    )
