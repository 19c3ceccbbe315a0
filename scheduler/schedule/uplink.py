"""Says once when no source hears of anybody any more, and once when somebody is heard of again."""

from __future__ import annotations

import logging

from crawler.model.errors import Unreachable
from scheduler.schedule.dispatch import Dispatched

log = logging.getLogger(__name__)


class Uplink:
    """Whether our own uplink works, as the runs that end tell it."""

    def __init__(self) -> None:
        self._down = False

    def ended(self, done: Dispatched) -> None:
        """Take in how a run ended."""
        if isinstance(done.error, Unreachable):
            if not self._down:
                log.error("%s", done.error)
            self._down = True
        elif done.run is not None and done.run.tally.answers and self._down:
            self._down = False
            log.warning("our own uplink works again: %s was heard of", done.run.source.id)
