"""Headers stand beside kept bodies, and feed readers have tokens of their own.

Bodies that are kept already have no headers: nobody wrote them down.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import JSON, BigInteger, Column, Integer, LargeBinary, Text, UniqueConstraint

revision = "0011"
down_revision = "0010"

ID = BigInteger().with_variant(Integer, "sqlite")


def upgrade() -> None:
    op.add_column("raw_pages", Column("headers", JSON))
    op.create_table(
        "feed_tokens",
        Column("id", ID, primary_key=True),
        Column("name", Text, nullable=False),
        Column("digest", LargeBinary, nullable=False),
        Column("source", Text),
        Column("made_at", BigInteger, nullable=False),
        Column("made_by", Text, nullable=False),
        Column("revoked_at", BigInteger),
        Column("revoked_by", Text),
        UniqueConstraint("digest", name="uq_feed_tokens_digest"),
        sqlite_autoincrement=True,
    )
