"""What systemd is told, if it started us: that we are up, that we stop, that the loop turns (see sd_notify(3))."""

from __future__ import annotations

import asyncio
import os
import socket


async def keep_beating() -> None:
    """Let systemd's watchdog know that the loop turns."""
    seconds = watchdog_seconds()
    while seconds is not None:
        notify("WATCHDOG=1")
        await asyncio.sleep(seconds)


def notify(state: str) -> None:
    """Tell systemd, if it started us: ``READY=1``, ``STOPPING=1``, ``WATCHDOG=1`` (one datagram, see sd_notify(3))."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.sendto(state.encode(), address)


def watchdog_seconds() -> float | None:
    """How often systemd wants to hear from us: half of what it allows; None when it does not watch."""
    allowed = os.environ.get("WATCHDOG_USEC")
    return int(allowed) / 2_000_000 if allowed else None
