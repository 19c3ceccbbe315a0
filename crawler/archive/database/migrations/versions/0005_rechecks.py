"""Mirrors that are back, new, restored or suspect are rechecked; texts are compared in one spelling more.

Mirrors that were under observation when this version came are rechecked, as they would be now.
"""

from __future__ import annotations

import time

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, Text, false, text

from crawler.archive.database.respell_digests import respell_digests

revision = "0005"
down_revision = "0004"

ID = BigInteger().with_variant(Integer, "sqlite")

OBSERVED_FOR = 86_400
"""Seconds for which the articles of a mirror that was back or new were audited."""


def upgrade() -> None:
    """Add what rechecks need, and compute the digests of texts anew whose spelling is one with others now."""
    op.add_column("mirror_health", Column("recheck_since", BigInteger, nullable=False, server_default="0"))
    op.add_column("run_mirrors", Column("rechecks", Integer, nullable=False, server_default="0"))
    op.add_column("pages", Column("recheck", Boolean, nullable=False, server_default=false()))
    op.create_table(
        "rechecks",
        Column("article_id", ID, ForeignKey("articles.id", name="fk_rechecks_article_id"), primary_key=True),
        Column("mirror", Text, primary_key=True),
        Column("since", BigInteger, nullable=False),
        Column("tries", Integer, nullable=False),
        Column("asked_at", BigInteger),
    )
    observed = text("update mirror_health set recheck_since = back_at where back_at > :since")
    op.get_bind().execute(observed, {"since": int(time.time()) - OBSERVED_FOR})
    respell_digests(op.get_bind())
