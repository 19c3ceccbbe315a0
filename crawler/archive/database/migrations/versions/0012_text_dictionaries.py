"""Texts of a source are compressed with a dictionary of what they share.

Texts that are there already are compressed as their sources bring news, some with each run.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, LargeBinary, Text

revision = "0012"
down_revision = "0011"

ID = BigInteger().with_variant(Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "text_dictionaries",
        Column("id", ID, primary_key=True),
        Column("source", Text, nullable=False),
        Column("made_at", BigInteger, nullable=False),
        Column("articles", Integer, nullable=False),
        Column("dictionary", LargeBinary, nullable=False),
        Column("next_article", ID, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_text_dictionaries_source", "text_dictionaries", ["source"])
    op.add_column("revisions", Column("dictionary_id", ID))
