"""Which targets are told: from when on, and those that left the configuration no more."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, insert, literal, null, select, update

from crawler.archive.tables.alarms import alarms
from crawler.archive.tables.hooks import hook_events, hooks
from crawler.model.hook_event import HookEvent

ALARMS = "alarms.command"
"""The hook that the setting of this name is; no other can be called so."""


def register_hooks(connection: Connection, names: Collection[str], now: int) -> None:
    """Let the hooks of these names be told of all that happens from now on, and others of nothing more.

    What a hook that left has not taken yet waits for its return. ``ALARMS`` is told of older alarms, too, that nobody
    took.
    """
    known = {row.name: row.gone_at for row in connection.execute(select(hooks.c.name, hooks.c.gone_at))}
    for name in sorted(names):
        if name not in known:
            connection.execute(insert(hooks).values(name=name, since=now))
        elif known[name] is not None:
            back = update(hooks).where(hooks.c.name == name)
            connection.execute(back.values(gone_at=None, since=now, failures=0, next_at=0))
        if name == ALARMS and known.get(name, 0) is not None:  # it is new, or back
            _tell_older_alarms(connection, known.get(name, 0))
    left = [name for name, gone in known.items() if gone is None and name not in names]
    connection.execute(update(hooks).where(hooks.c.name.in_(left)).values(gone_at=now))


def _tell_older_alarms(connection: Connection, since: int) -> None:
    a = alarms.c
    event, alone = literal(HookEvent.ARTICLE_DIVERGENT.value), literal(ALARMS)
    rows = select(event, a.source, a.id, alone, null()).where(a.handed_at.is_(None), a.at >= since).order_by(a.id)
    connection.execute(insert(hook_events).from_select(["event", "source", "subject", "hook", "facts"], rows))
