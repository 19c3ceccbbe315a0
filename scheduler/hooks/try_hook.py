"""Sends a made-up event to one hook, past the outbox: to see whether it is reached."""

from __future__ import annotations

import secrets
import time

from crawler.model.hook_event import HookEvent
from scheduler.hooks.attempt import Attempt
from scheduler.hooks.deliver import Deliverer
from scheduler.hooks.targets import Target
from scheduler.reports.formats.data_formats import format_json
from scheduler.reports.hooks.event import Event, Teller, write_cloud_event

SAYS = "This is a test of this hook: nothing has happened"


async def try_hook(target: Target, teller: Teller) -> Attempt:
    """Send an event that says of itself that it is a test."""
    kind = min(target.events, default=HookEvent.SOURCE_SILENT)
    event = Event(event=kind, source="test", at=int(time.time()), says=SAYS, facts={"test": True})
    message = f"test-{secrets.token_hex(12)}"
    alarm = {"id": 0, "kind": "test", "source": "test", "evidence": {"said": SAYS}, "test": True}
    body = write_cloud_event(event, message, teller) if target.hook is not None else format_json(alarm)
    return await Deliverer(target).deliver(message, body)
