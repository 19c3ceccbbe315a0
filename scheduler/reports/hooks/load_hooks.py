"""How it stands with hooks: what waits, what was given up, what went wrong; for the command line and the pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from crawler.archive.hooks.deliveries import DEAD, WAITING
from crawler.archive.hooks.register_hooks import ALARMS
from crawler.archive.tables.hooks import hook_deliveries, hooks
from crawler.settings import Settings
from crawler.settings.display import mask_address
from crawler.settings.hook import Hook
from scheduler.reports.formats.text_format import format_count, format_moment, format_span, record_facts, sanitize

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class HookStanding:
    """A hook, and how it stands; times in seconds since 1970.

    :ivar target: whom it tells, without what is secret; empty where it is not configured any more
    :ivar since: from when on it is told; None: no process that sends has met it yet
    :ivar waits_since: when the oldest event that waits went into the outbox
    :ivar failures: tries in a row that failed
    :ivar next_at: no other try before this time
    """

    name: str
    target: str
    events: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    since: int | None = None
    waiting: int = 0
    waits_since: int | None = None
    dead: int = 0
    delivered: int = 0
    took_at: int | None = None
    failures: int = 0
    next_at: int | None = None
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An event that a hook did not take.

    :ivar since: when it went into the outbox, or was tried anew
    :ivar dead_at: when it was given up
    """

    id: int
    hook: str
    event: str
    source: str
    article: int | None
    since: int
    dead_at: int
    tries: int
    trouble: str | None


def load_hooks(connection: Connection, settings: Settings) -> list[HookStanding]:
    """Load how it stands with each hook that is configured, and with those that left something behind."""
    configured = {hook.name: _configured(hook) for hook in settings.hooks}
    if settings.alarms.command:
        told = ("article.divergent",)
        configured[ALARMS] = HookStanding(ALARMS, f"program {settings.alarms.command[0]}", events=told)
    rows = {row.name: row for row in connection.execute(select(hooks))}
    counts = count_by_hook(connection)
    left = [name for name in sorted({*rows, *counts}) if name not in configured and name in counts]
    named = [*configured.values(), *(HookStanding(name, "") for name in left)]
    return [_standing(each, rows.get(each.name), counts.get(each.name, {})) for each in named]


def _configured(hook: Hook) -> HookStanding:
    return HookStanding(hook.name, _target(hook), tuple(hook.events), tuple(hook.sources), tuple(hook.words))


def _target(hook: Hook) -> str:
    if hook.command:
        return f"program {hook.command[0]}"
    if hook.url_file or hook.apprise_file:
        return f"the address in {hook.url_file or hook.apprise_file}"
    return mask_address(hook.url or hook.apprise)


def count_by_hook(connection: Connection) -> dict[str, dict[str, tuple[int, int]]]:
    """Hook → waiting or dead → how many, and since when the oldest does."""
    d = hook_deliveries.c
    counted = select(d.hook, d.standing, func.count().label("number"), func.min(d.since).label("oldest"))
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for row in connection.execute(counted.where(d.standing.in_((WAITING, DEAD))).group_by(d.hook, d.standing)):
        found.setdefault(row.hook, {})[row.standing] = (int(row.number), int(row.oldest))
    return found


def _standing(known: HookStanding, row: Any, counts: Mapping[str, tuple[int, int]]) -> HookStanding:
    waiting, waits_since = counts.get(WAITING, (0, None))
    return HookStanding(
        name=known.name,
        target=known.target,
        events=known.events,
        sources=known.sources,
        words=known.words,
        since=None if row is None else row.since,
        waiting=waiting,
        waits_since=waits_since,
        dead=counts.get(DEAD, (0, 0))[0],
        delivered=0 if row is None else row.delivered,
        took_at=None if row is None else row.took_at,
        failures=0 if row is None else row.failures,
        next_at=int(row.next_at) if row is not None and row.failures else None,
        trouble=None if row is None else row.trouble,
    )


def load_dead_letters(connection: Connection, limit: int = MOST_LISTED) -> list[DeadLetter]:
    """Load what was given up, in the order in which it would be sent."""
    d = hook_deliveries.c
    columns = (d.id, d.hook, d.event, d.source, d.article_id, d.since, d.ended_at, d.tries, d.trouble)
    rows = connection.execute(select(*columns).where(d.standing == DEAD).order_by(d.id).limit(limit))
    return [DeadLetter(*row) for row in rows]


def count_dead_letters(connection: Connection) -> int:
    """Count what was given up."""
    dead = select(func.count()).select_from(hook_deliveries).where(hook_deliveries.c.standing == DEAD)
    return int(connection.execute(dead).scalar_one())


def hook_facts(standing: HookStanding) -> dict[str, Any]:
    """The same for JSON."""
    return record_facts(standing, "since", "waits_since", "took_at", "next_at")


def hook_lines(standings: Sequence[HookStanding], now: int) -> Iterator[str]:
    """The same for people."""
    for each in standings:
        told = ", ".join(each.events) or "all events"
        yield sanitize(f"{each.name}: {each.target or 'not configured any more'}, {told}")
        took = f"the last {format_moment(each.took_at)}" if each.took_at is not None else "none yet"
        yield (
            f"  {format_count(each.delivered, 'event')} delivered, {took}; {each.waiting:,} waiting, "
            f"{format_count(each.dead, 'dead letter')}"
        )
        if each.failures:
            soon = max(0, (each.next_at or now) - now)
            tries = format_count(each.failures, "try", "tries")
            yield sanitize(f"  {tries} failed in a row, the next in {format_span(soon)}: {each.trouble}")


def dead_letter_facts(letter: DeadLetter) -> dict[str, Any]:
    """The same for JSON."""
    return record_facts(letter, "since", "dead_at")


def dead_letter_lines(letters: Iterable[DeadLetter]) -> Iterator[str]:
    """The same for people."""
    for each in letters:
        about = each.source if each.article is None else f"{each.source}, article {each.article}"
        tries = format_count(each.tries, "try", "tries")
        yield sanitize(
            f"{each.id}  {each.hook}: {each.event}, {about}, given up {format_moment(each.dead_at)} "
            f"after {tries}: {each.trouble}"
        )
