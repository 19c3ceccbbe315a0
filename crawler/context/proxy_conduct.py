"""How one proxy behaved in one run."""

from __future__ import annotations

from dataclasses import dataclass, replace

MOST_FAILURES_IN_A_ROW = 3
"""Failures in a row after which nothing is asked through a proxy in a run."""


@dataclass(frozen=True, slots=True)
class ProxyConduct:
    """What a run saw of a proxy so far.

    :ivar streak: failures in a row
    :ivar cause: what the last one was
    """

    streak: int = 0
    cause: str = ""

    @property
    def given_up(self) -> bool:
        """Whether it failed too often in this run to be asked again."""
        return self.streak >= MOST_FAILURES_IN_A_ROW

    def after_failure(self, cause: str) -> ProxyConduct:
        """It could not be reached, or refused.

        >>> ProxyConduct(streak=2).after_failure("connection refused").given_up
        True
        """
        return replace(self, streak=self.streak + 1, cause=cause)

    def after_answer(self) -> ProxyConduct:
        """An answer came through it."""
        return replace(self, streak=0)
