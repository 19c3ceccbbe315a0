"""A schedule that cannot be kept: due times pass while runs take their turns; told once, with figures and the cure."""

from __future__ import annotations

import logging
from collections import deque

from scheduler.reports.formats.text_format import format_count

log = logging.getLogger(__name__)

WITHIN = 600.0
"""Seconds in which due times are added up."""

MANY = 3
"""Sources of which due times passed in that time from which on it is the schedule, and no source of its own."""


class Behind:
    """Due times that passed without a run of their own.

    :ivar told: since when it was told that the schedule cannot be kept; None while it can
    """

    def __init__(self) -> None:
        self._passed: deque[tuple[float, str, int]] = deque()
        self.told: float | None = None

    def count(self, source: str, merged: int, now: float) -> None:
        """Take in how many due times of a source passed while its run was waited for, and tell what is new about it."""
        log.debug("%s: %s passed; one run stands for them", source, format_count(merged, "due time"))
        self._passed.append((now, source, merged))
        while self._passed and self._passed[0][0] < now - WITHIN:
            self._passed.popleft()
        sources = {name for _, name, _ in self._passed}
        if len(sources) < MANY:
            if self.told is not None and now - self.told > WITHIN:
                self.told = None
            return
        if self.told is None:
            number = format_count(sum(merged for _, _, merged in self._passed), "due time")
            of = format_count(len(sources), "source")
            log.warning(
                "the schedule cannot be kept: %s of %s passed in ten minutes without a run. Raise runs.concurrency, or "
                "let sources be due less often",
                number,
                of,
            )
        self.told = now
