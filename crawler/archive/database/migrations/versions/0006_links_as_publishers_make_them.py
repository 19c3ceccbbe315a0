"""What a source's file says of its addresses is kept, so that a change of it acts; pages wait by themselves.

Pages in quarantine get the time of their next try, which the index alone knew before.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    Text,
    column,
    false,
    select,
    table,
    text,
    update,
)

revision = "0006"
down_revision = "0005"

ID = BigInteger().with_variant(Integer, "sqlite")

OF_TOMBSTONE = "fk_tombstone_urls"

OF_MIRRORS = ("seized", "blocked", "challenge", "parked")
"""Reasons that left a page news: it never waited."""

GIVEN_UP_AFTER, LONGEST_WAIT, HOUR, FIRST_WAIT = 30 * 86_400, 7 * 86_400, 3600, 600
"""Seconds, as the waits were when this version came."""


def upgrade() -> None:
    """Add what the addresses of a source need, and when pages in quarantine are tried again."""
    op.add_column("articles", Column("listed_published", Text))
    op.add_column("quarantine", Column("retry_at", BigInteger))
    _fill_retries()
    waiting = text("retry_at IS NOT NULL")
    columns = ["source", "retry_at"]
    op.create_index("ix_quarantine_due", "quarantine", columns, sqlite_where=waiting, postgresql_where=waiting)
    op.create_table(
        "source_addresses",
        Column("source", Text, primary_key=True),
        Column("listings", Text, nullable=False),
        Column("urls", Text, nullable=False),
        Column("indexed", Boolean, nullable=False, server_default=false()),
    )
    op.create_table(
        "ambiguous_keys",
        Column("source", Text, primary_key=True),
        Column("urls", Text, primary_key=True),
        Column("key", Text, primary_key=True),
        Column("first_url", Text, nullable=False),
        Column("other_url", Text, nullable=False),
        Column("at", BigInteger, nullable=False),
    )
    op.create_table(
        "tombstone_urls",
        Column(
            "tombstone_id", ID, ForeignKey("tombstones.id", name="fk_tombstone_urls_tombstone_id"), primary_key=True
        ),
        Column("url", Text, primary_key=True),
    )


def _fill_retries() -> None:
    rows = table("quarantine", *map(column, ("id", "reason", "tries", "first_seen", "last_seen", "retry_at")))
    connection = op.get_bind()
    wanted = select(rows).where(rows.c.reason.not_in(OF_MIRRORS), rows.c.tries > 0)
    for row in connection.execute(wanted).all():
        if row.last_seen - row.first_seen <= GIVEN_UP_AFTER:
            wait = FIRST_WAIT if row.tries == 1 else min(HOUR << min(row.tries - 2, 30), LONGEST_WAIT)
            again = update(rows).where(rows.c.id == row.id).values(retry_at=row.last_seen + wait)
            connection.execute(again)
