"""Hooks have an outbox, and triggers fill it; alarms that no command took yet go through it from now on."""

from __future__ import annotations

from alembic import op
from sqlalchemy import JSON, BigInteger, Column, Float, ForeignKey, Integer, Text

from crawler.archive.tables.hook_triggers import create_hook_triggers

revision = "0013"
down_revision = "0012"

ID = BigInteger().with_variant(Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "hooks",
        Column("name", Text, primary_key=True),
        Column("since", BigInteger, nullable=False),
        Column("gone_at", BigInteger),
        Column("failures", Integer, nullable=False, server_default="0"),
        Column("next_at", Float, nullable=False, server_default="0"),
        Column("delivered", BigInteger, nullable=False, server_default="0"),
        Column("took_at", BigInteger),
        Column("trouble", Text),
    )
    op.create_table(
        "hook_events",
        Column("id", ID, primary_key=True),
        Column("event", Text, nullable=False),
        Column("source", Text, nullable=False),
        Column("subject", ID),
        Column("hook", Text),
        Column("facts", JSON),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_hook_events_source", "hook_events", ["source"])
    op.create_table(
        "hook_deliveries",
        Column("id", ID, primary_key=True),
        Column("hook", Text, nullable=False),
        Column("message", Text, nullable=False),
        Column("event", Text, nullable=False),
        Column("source", Text, nullable=False),
        Column("article_id", ID, ForeignKey("articles.id", name="fk_hook_deliveries_article_id")),
        Column("body", Text, nullable=False),
        Column("standing", Text, nullable=False, server_default="waiting"),
        Column("since", BigInteger, nullable=False),
        Column("tries", Integer, nullable=False, server_default="0"),
        Column("ended_at", BigInteger),
        Column("trouble", Text),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_hook_deliveries_hook", "hook_deliveries", ["hook", "standing", "id"])
    op.create_index("ix_hook_deliveries_ended", "hook_deliveries", ["standing", "ended_at"])
    op.create_index("ix_hook_deliveries_article_id", "hook_deliveries", ["article_id"])
    op.create_index("ix_hook_deliveries_source", "hook_deliveries", ["source"])
    op.create_table(
        "hook_marks",
        Column("source", Text, primary_key=True),
        Column("mark", Text, primary_key=True),
        Column("value", BigInteger, nullable=False),
    )
    create_hook_triggers(op.get_bind())
