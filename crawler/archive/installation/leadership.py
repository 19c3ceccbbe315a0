"""Who schedules: a lease with an end, by the database's clock. A process that is frozen loses it like one that died."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Float, case, cast, delete, func, select

from crawler.archive.queries import insert
from crawler.archive.tables.installation import leadership

LEADER = "leader"

Holder = str
"""A process: a name that it made at its start, never that of its machine, of which a copy may run elsewhere."""


@dataclass(frozen=True, slots=True)
class Leader:
    """The process that leads.

    :ivar since: seconds since 1970
    :ivar left: seconds until its lease ends; less than 0 when it has
    """

    holder: Holder
    host: str
    since: float
    left: float


def database_time() -> ColumnElement[float]:
    """The database's clock: seconds since 1970."""
    return cast(func.extract("epoch", func.clock_timestamp()), Float)


def take_leadership(connection: Connection, holder: Holder, host: str, seconds: float) -> bool:
    """Take the lease where nobody has it, or renew one's own.

    :param seconds: that it lasts
    :returns: whether the holder leads now
    """
    now, table = database_time(), leadership.c
    row = insert(connection, leadership).values(name=LEADER, holder=holder, host=host, since=now, until=now + seconds)
    mine = table.holder == row.excluded.holder
    since = case((mine, table.since), else_=row.excluded.since)
    taken = row.on_conflict_do_update(
        index_elements=["name"],
        set_={"holder": row.excluded.holder, "host": row.excluded.host, "since": since, "until": row.excluded.until},
        where=mine | (table.until < now),
    )
    return connection.execute(taken.returning(table.holder)).scalar() == holder


def give_up_leadership(connection: Connection, holder: Holder) -> None:
    """End the lease, so that another process need not wait for it."""
    connection.execute(delete(leadership).where(leadership.c.holder == holder))


def load_leader(connection: Connection) -> Leader | None:
    """The process that had the lease last; None where nobody ever had it, or gave it up."""
    table = leadership.c
    left = (table.until - database_time()).label("left")
    row = connection.execute(select(table.holder, table.host, table.since, left)).first()
    return None if row is None else Leader(*row)
