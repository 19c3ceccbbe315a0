"""Several machines on one archive: who leads, who is there, what was asked for, which configuration, who did a run."""

from __future__ import annotations

from alembic import op
from sqlalchemy import JSON, BigInteger, Column, Float, Integer, Text

revision = "0009"
down_revision = "0008"

ID = BigInteger().with_variant(Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "leadership",
        Column("name", Text, primary_key=True),
        Column("holder", Text, nullable=False),
        Column("host", Text, nullable=False),
        Column("since", Float, nullable=False),
        Column("until", Float, nullable=False),
    )
    op.create_table(
        "members",
        Column("holder", Text, primary_key=True),
        Column("host", Text, nullable=False),
        Column("pid", Integer, nullable=False),
        Column("role", Text, nullable=False),
        Column("places", Integer, nullable=False),
        Column("version", Text, nullable=False),
        Column("configuration", Integer),
        Column("began", Float, nullable=False),
        Column("beat_at", Float, nullable=False),
        Column("running", JSON, nullable=False),
    )
    op.create_table(
        "orders",
        Column("id", ID, primary_key=True),
        Column("asked_at", Float, nullable=False),
        Column("request", JSON, nullable=False),
        Column("taken_by", Text),
        Column("answer", JSON),
        Column("answered_at", Float),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "configurations",
        Column("version", ID, primary_key=True),
        Column("pushed_at", Float, nullable=False),
        Column("who", Text, nullable=False),
        Column("why", Text, nullable=False),
        Column("digest", Text, nullable=False),
        Column("files", JSON, nullable=False),
        sqlite_autoincrement=True,
    )
    for name, kind in (("worker", Text), ("host", Text), ("configuration", Integer)):
        op.add_column("runs", Column(name, kind))
