"""What happened and is not in the outbox yet."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, exists, select

from crawler.archive.queries import in_ids, insert
from crawler.archive.tables.hooks import hook_events, hook_marks, hooks
from crawler.model.hook_event import HookEvent

AT_ONCE = 200
"""Events that go into the outbox in one transaction."""


@dataclass(frozen=True, slots=True)
class PendingEvent:
    """An event as it was written with its change.

    :ivar subject: the row that it is about
    :ivar hook: whom alone it is for; None: for all
    :ivar facts: what no row says
    """

    id: int
    event: HookEvent
    source: str
    subject: int | None
    hook: str | None
    facts: Mapping[str, Any] | None


def load_pending_events(connection: Connection) -> list[PendingEvent]:
    """Load the first of those that wait, in order; nobody else may have them until the transaction ends.

    None is passed over: that of a transaction which began before another one's and ended after it comes with the next
    question.
    """
    e = hook_events.c
    columns = (e.id, e.event, e.source, e.subject, e.hook, e.facts)
    rows = connection.execute(select(*columns).order_by(e.id).limit(AT_ONCE).with_for_update())
    return [
        PendingEvent(
            id=row.id, event=HookEvent(row.event), source=row.source, subject=row.subject, hook=row.hook,
            facts=row.facts,
        )
        for row in rows
    ]  # fmt: skip


def drop_pending_events(connection: Connection, events: Collection[int]) -> None:
    """Drop events that are in the outbox now, or that nobody wants."""
    connection.execute(delete(hook_events).where(in_ids(hook_events.c.id, events)))


def are_there_hooks(connection: Connection) -> bool:
    """Say whether anybody is told."""
    return bool(connection.execute(select(exists().where(hooks.c.gone_at.is_(None)))).scalar())


def add_event(connection: Connection, event: HookEvent, source: str, facts: Mapping[str, Any]) -> None:
    """Write an event that is no change of a row."""
    connection.execute(insert(connection, hook_events).values(event=event.value, source=source, facts=dict(facts)))


def mark_told(connection: Connection, source: str, mark: str, value: int = 0) -> bool:
    """Keep that hooks were told of something.

    :returns: whether they were not yet, or of another value
    """
    row = insert(connection, hook_marks).values(source=source, mark=mark, value=value)
    told = row.on_conflict_do_update(
        index_elements=["source", "mark"], set_={"value": value}, where=hook_marks.c.value != value
    )
    return connection.execute(told.returning(hook_marks.c.source)).scalar() is not None
