"""How a service is told to end."""

from __future__ import annotations

import asyncio
import os
import signal


def end_on_signals(stopping: asyncio.Event) -> None:
    """Set an event at SIGTERM and Ctrl-C; the second time the process ends at once."""
    loop = asyncio.get_running_loop()

    def stop() -> None:
        if stopping.is_set():
            os._exit(1)
        stopping.set()

    loop.add_signal_handler(signal.SIGTERM, stop)
    loop.add_signal_handler(signal.SIGINT, stop)
