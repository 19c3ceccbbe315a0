"""What happened → the outbox: an event for one hook a row, in the order in which it happened."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from sqlalchemy import Connection

from crawler.archive.database.identity import load_identity
from crawler.archive.hooks.deliveries import NewDelivery, add_deliveries
from crawler.archive.hooks.pending_events import (
    AT_ONCE,
    PendingEvent,
    drop_pending_events,
    load_pending_events,
    mark_told,
)
from crawler.model.hook_event import HookEvent
from scheduler.hooks.targets import Target, wants
from scheduler.reports.formats.data_formats import format_json
from scheduler.reports.hooks.event import Event, Teller, write_cloud_event
from scheduler.reports.hooks.load_subjects import load_subjects


def fan_out(connection: Connection, targets: Sequence[Target], address: str, now: int) -> bool:
    """Put what happened into the outbox, for each target what it is told; all of a batch or nothing.

    :param address: of the pages, see ``Teller``
    :returns: whether there may be more
    """
    pending = load_pending_events(connection)
    if not pending:
        return False
    teller = Teller(load_identity(connection), address)
    events = _load_events(connection, pending, now)
    deliveries = [
        new
        for each in pending
        if (event := events.get(each.id)) is not None and _is_news(connection, each)
        for new in _address(event, each, targets, teller)
    ]
    add_deliveries(connection, deliveries, now)
    drop_pending_events(connection, [each.id for each in pending])
    return len(pending) == AT_ONCE


def _load_events(connection: Connection, pending: Sequence[PendingEvent], now: int) -> dict[int, Event]:
    """Number of a pending event → the event; those of rows that are gone are none any more."""
    found = {
        each.id: Event(
            event=each.event,
            source=each.source,
            at=int(each.facts.get("at", now)),
            says=str(each.facts.get("says", "")),
            facts={name: value for name, value in each.facts.items() if name not in ("at", "says")},
            text=str(each.facts.get("says", "")),
        )
        for each in pending
        if each.facts is not None
    }
    for kind in HookEvent:
        numbers = {each.id: each.subject for each in pending if each.event is kind and each.subject is not None}
        subjects = load_subjects(connection, kind, sorted(set(numbers.values())))
        found |= {number: subjects[subject] for number, subject in numbers.items() if subject in subjects}
    return found


def _is_news(connection: Connection, pending: PendingEvent) -> bool:
    """A proposal is looked at whenever its evidence grows, and told once."""
    if pending.event is not HookEvent.PROPOSAL_NEW or pending.subject is None:
        return True
    return mark_told(connection, pending.source, f"proposal {pending.subject}")


def _address(event: Event, pending: PendingEvent, targets: Sequence[Target], teller: Teller) -> list[NewDelivery]:
    message = secrets.token_hex(16)
    written = write_cloud_event(event, message, teller)
    return [
        NewDelivery(
            hook=target.name,
            message=message,
            event=event.event.value,
            source=event.source,
            article=event.article,
            body=written if target.hook is not None else format_json(dict(event.facts)),
        )
        for target in targets
        if pending.hook in (None, target.name) and wants(target, event)
    ]
