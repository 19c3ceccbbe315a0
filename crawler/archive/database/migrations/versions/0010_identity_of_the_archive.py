"""An archive has an identity, and the index says whose it is. It is given one when it is first asked for it."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Text

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table("archive_identity", Column("id", Text, primary_key=True))
