"""Whole pages, from which the furniture of one mirror is learned; the mirror that alone has a line of a mask."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("boilerplate", sa.Column("mirror", sa.Text, comment="that alone has the line; empty: of the source"))
    op.create_table(
        "whole_pages",
        sa.Column("article_id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("mirror", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column(
            "run_id",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            nullable=False,
            comment="the run that fetched it; it may have left since",
        ),
        sa.Column("fetched_at", sa.BigInteger, nullable=False),
        sa.Column("lines", sa.LargeBinary, nullable=False, comment="of the whole page; see crawler.reading.page_lines"),
        sa.PrimaryKeyConstraint("article_id", "mirror", name="pk_whole_pages"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_whole_pages_article_id"),
        comment="the last pages of each mirror, of an article the last; what furniture of one mirror is learned from",
    )
    op.create_index("ix_whole_pages_source_mirror", "whole_pages", ["source", "mirror"])
    op.create_table(
        "page_waits",
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("mirror", sa.Text, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False, comment="runs at whose end alarms waited for more of its pages"),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("source", "mirror", name="pk_page_waits"),
        comment="mirrors with too few whole pages for an alarm about their texts: they are asked for more",
    )
