"""The processes of an installation: each tells now and then that it lives, and what it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Connection, delete, select

from crawler.archive.installation.leadership import Holder, database_time
from crawler.archive.queries import insert
from crawler.archive.tables.installation import members

FORGOTTEN = 3600.0
"""Seconds without a sign of life after which a process is forgotten."""


@dataclass(frozen=True, slots=True)
class Member:
    """A process of the installation; see the table."""

    holder: Holder
    host: str
    pid: int
    role: str
    places: int
    version: str
    configuration: int | None = None
    running: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SeenMember:
    """A process as it was seen last.

    :ivar began: seconds since 1970
    :ivar silent: seconds since its last sign of life
    """

    member: Member
    began: float
    silent: float


def record_beat(connection: Connection, member: Member) -> None:
    """Put down that a process lives, and what it does now."""
    now = database_time()
    values = asdict(member)
    row = insert(connection, members).values(**values, began=now, beat_at=now)
    renewed = {name: row.excluded[name] for name in (*values, "beat_at")}
    connection.execute(row.on_conflict_do_update(index_elements=["holder"], set_=renewed))


def forget_member(connection: Connection, holder: Holder) -> None:
    """Put down that a process has ended, and forget those that have been silent for long."""
    old = members.c.beat_at < database_time() - FORGOTTEN
    connection.execute(delete(members).where((members.c.holder == holder) | old))


def load_members(connection: Connection) -> list[SeenMember]:
    """The processes that there are, by when they began."""
    m = members.c
    columns = (m.holder, m.host, m.pid, m.role, m.places, m.version, m.configuration, m.running)
    seen = select(*columns, m.began, (database_time() - m.beat_at).label("silent")).order_by(m.began)
    return [SeenMember(Member(*row[:-2]), *row[-2:]) for row in connection.execute(seen)]
