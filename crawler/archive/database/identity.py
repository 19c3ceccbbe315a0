"""The archive's identity: a random number that it keeps for good, through copies, restarts and upgrades."""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, select

from crawler.archive.tables.identity import archive_identity


def load_identity(connection: Connection) -> str:
    """Return the archive's identity, 16 hex digits; it is given one where it has none yet."""
    known = read_identity(connection)
    if not known:
        known = secrets.token_hex(8)
        connection.execute(archive_identity.insert(), {"id": known})
    return known


def read_identity(connection: Connection) -> str:
    """Return the archive's identity without giving it one; empty where it has none."""
    return connection.execute(select(archive_identity.c.id)).scalar() or ""
