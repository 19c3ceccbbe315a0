"""The clock of a database server, as it can be read without asking: machines that share an archive share its time."""

from __future__ import annotations

import time
from collections.abc import Callable

ASKED_EVERY = 60.0
"""Seconds after which the server is asked again: until then a machine's quartz goes wrong by a few ms."""

MOVED = 1.0
"""Seconds by which a machine's wall clock and its monotonic one may come apart; beyond, it was moved, or slept."""


class ServerClock:
    """Seconds since 1970, as the server has them: its last answer, carried on by the machine's monotonic clock.

    So whoever moves the machine's wall clock moves nothing in the archive. Called from any thread.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic, wall: Callable[[], float] = time.time) -> None:
        self._monotonic, self._wall = monotonic, wall
        self._ahead = self._apart = wall() - monotonic()
        self._asked: float | None = None

    def __call__(self) -> float:
        return self._monotonic() + self._ahead

    def is_due(self) -> bool:
        """Whether the server is to be asked again."""
        now = self._monotonic()
        is_old = self._asked is None or now - self._asked > ASKED_EVERY
        return is_old or abs(self._wall() - now - self._apart) > MOVED

    def ask(self, question: Callable[[], float]) -> None:
        """Take over what the server says its time is; it looked at its clock half-way between question and answer.

        >>> machine = iter([0.0, 10.0, 10.5, 20.0])
        >>> clock = ServerClock(lambda: next(machine), lambda: 1000.0)
        >>> clock.ask(lambda: 5000.0)
        >>> clock()
        5009.75
        """
        asked = self._monotonic()
        told = question()
        answered = self._monotonic()
        self._ahead = told - (asked + answered) / 2
        self._asked, self._apart = answered, self._wall() - answered
