"""A run that brings nothing new makes its day's runs stale, and not its pages and articles.

What was stale until now may be stale in both.
"""

from __future__ import annotations

from alembic import op

from crawler.archive.tables.stale_marks import create_stale_marks

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    create_stale_marks(op.get_bind())
    op.execute(
        "INSERT INTO stale_days (source, day, mirror) SELECT source, day, 'runs' FROM stale_days WHERE mirror = ''"
    )
