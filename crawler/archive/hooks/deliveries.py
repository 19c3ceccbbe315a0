"""The outbox: what each hook still has to take, what it took, and what was given up.

A hook's events are tried one after the other, in the order of their ids: only the first that waits is ever tried.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, exists, or_, select, update

from crawler.archive.queries import insert
from crawler.archive.tables.hooks import hook_deliveries, hooks

WAITING, DELIVERED, DEAD = "waiting", "delivered", "dead"
"""How an event for a hook stands."""

PRUNED_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """An event for one hook.

    :ivar message: the id that the target is told
    :ivar article: its number, where the event is about one
    """

    hook: str
    message: str
    event: str
    source: str
    article: int | None
    body: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """The first event that a hook has not taken.

    :ivar failures: tries of the hook that failed since one went well
    """

    id: int
    message: str
    event: str
    body: str
    failures: int


@dataclass(frozen=True, slots=True)
class Failure:
    """A try that failed.

    :ivar next_at: no other one before this time (seconds since 1970)
    :ivar dead_since: what waits since then, or longer, is given up
    """

    trouble: str
    next_at: float
    dead_since: float


def add_deliveries(connection: Connection, deliveries: Sequence[NewDelivery], now: int) -> None:
    """Put events into the outbox, in this order."""
    rows = [
        {"hook": new.hook, "message": new.message, "event": new.event, "source": new.source,
         "article_id": new.article, "body": new.body, "since": now}
        for new in deliveries
    ]  # fmt: skip
    if rows:
        connection.execute(insert(connection, hook_deliveries), rows)


def list_due_hooks(connection: Connection, names: Collection[str], now: float) -> list[str]:
    """Names of the hooks, of some, for which something waits that may be tried now."""
    d = hook_deliveries.c
    waits = exists().where(d.hook == hooks.c.name, d.standing == WAITING)
    due = hooks.c.name.in_(sorted(names)) & hooks.c.gone_at.is_(None) & (hooks.c.next_at <= now)
    return list(connection.execute(select(hooks.c.name).where(due, waits).order_by(hooks.c.name)).scalars())


def load_first_waiting(connection: Connection, hook: str, now: float) -> Waiting | None:
    """Load what a hook is to be told next; None where nothing waits, or the time for another try has not come."""
    d, h = hook_deliveries.c, hooks.c
    first = select(d.id, d.message, d.event, d.body, h.failures).join(hooks, h.name == d.hook)
    due = (d.hook == hook) & (d.standing == WAITING) & (h.next_at <= now) & h.gone_at.is_(None)
    row = connection.execute(first.where(due).order_by(d.id).limit(1)).first()
    return None if row is None else Waiting(row.id, row.message, row.event, row.body, row.failures)


def record_taken(connection: Connection, hook: str, delivery: int, now: int) -> None:
    """Write that a hook took an event; what it was told is not kept any longer."""
    mine = (hook_deliveries.c.id == delivery) & (hook_deliveries.c.standing == WAITING)
    tries = hook_deliveries.c.tries + 1
    values = {"standing": DELIVERED, "ended_at": now, "trouble": None, "body": "", "tries": tries}
    taken = connection.execute(update(hook_deliveries).where(mine).values(values)).rowcount
    well: dict[str, Any] = {"failures": 0, "next_at": 0, "took_at": now, "trouble": None}
    counted = {"delivered": hooks.c.delivered + taken}
    connection.execute(update(hooks).where(hooks.c.name == hook).values(well | counted))


def record_failure(connection: Connection, hook: str, delivery: int, failure: Failure, now: int) -> int:
    """Write that a try failed. Events that wait for too long are given up with the one that was tried: behind a target
    that is away for good they would each wait for as long again.

    :returns: how many were given up
    """
    d = hook_deliveries.c
    tried = update(hook_deliveries).where(d.id == delivery, d.standing == WAITING)
    connection.execute(tried.values(tries=d.tries + 1, trouble=failure.trouble))
    worse = update(hooks).where(hooks.c.name == hook)
    values = {"failures": hooks.c.failures + 1, "next_at": failure.next_at, "trouble": failure.trouble}
    connection.execute(worse.values(values))
    over = (d.hook == hook) & (d.standing == WAITING) & (d.since <= failure.dead_since)
    dead = {"standing": DEAD, "ended_at": now, "trouble": failure.trouble}
    return connection.execute(update(hook_deliveries).where(over).values(dead)).rowcount


def retry_dead_letters(connection: Connection, which: Collection[int] | None, now: int) -> int:
    """Let what was given up be tried again, before what came after it.

    :param which: their numbers; None: all
    :returns: how many
    """
    d = hook_deliveries.c
    dead = d.standing == DEAD
    if which is not None:
        dead &= d.id.in_(sorted(which))
    names = set(connection.execute(select(d.hook).where(dead).distinct()).scalars())
    again: Mapping[str, Any] = {"standing": WAITING, "since": now, "ended_at": None}
    number = connection.execute(update(hook_deliveries).where(dead).values(again)).rowcount
    connection.execute(update(hooks).where(hooks.c.name.in_(sorted(names))).values(failures=0, next_at=0))
    return number


def prune_deliveries(connection: Connection, delivered_before: float, dead_before: float) -> int:
    """Drop a batch of what was taken, and of what was given up, longer ago than that; and of what waits for hooks that
    are gone for as long as the latter.

    :returns: how many
    """
    d = hook_deliveries.c
    gone = select(hooks.c.name).where(hooks.c.gone_at < dead_before)
    old: ColumnElement[bool] = or_(
        (d.standing == DELIVERED) & (d.ended_at < delivered_before),
        (d.standing == DEAD) & (d.ended_at < dead_before),
        (d.standing == WAITING) & d.hook.in_(gone),
    )
    ids = list(connection.execute(select(d.id).where(old).limit(PRUNED_AT_ONCE)).scalars())
    return connection.execute(delete(hook_deliveries).where(d.id.in_(ids))).rowcount
