"""A mirror's health: what a run's good and bad answers make of it. Pure; ``now`` is handed in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class State(StrEnum):
    """What a mirror is good for."""

    ACTIVE = "active"
    """It answers."""
    DOWN = "down"
    """It failed too often in a row: it is probed from time to time."""
    SEIZED = "seized"
    """It shows a notice instead of articles: seized, blocked, parked or behind a challenge; probed likewise."""


@dataclass(frozen=True, slots=True)
class Health:
    """What is remembered of a mirror. Times in seconds since 1970.

    :ivar failures: bad answers in a row
    :ivar cause: what the last bad answer was
    """

    state: State = State.ACTIVE
    since: int = 0
    failures: int = 0
    probe_at: int = 0
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a mirror is down and when it is tried again."""

    failures_until_down: int = 3
    probe_after: float = 300.0


def usable(health: Health, now: float) -> bool:
    """Say whether a mirror may be asked: active, or due for a probe.

    >>> usable(Health(State.DOWN, probe_at=100), now=99)
    False
    """
    return health.state is State.ACTIVE or now >= health.probe_at


def after_good(health: Health, now: int) -> Health:
    """A good answer ends every trouble."""
    if health.state is State.ACTIVE:
        return replace(health, failures=0, cause="")
    return Health(State.ACTIVE, since=now)


def after_bad(health: Health, now: int, cause: str, limits: Thresholds, notice: State | None = None) -> Health:
    """Count a bad answer.

    :param notice: the state that a page with a known sign puts the mirror in at once

    >>> after_bad(Health(failures=2), 50, "refused", Thresholds()).state
    <State.DOWN: 'down'>
    """
    failures = health.failures + 1
    state = notice or (State.DOWN if failures >= limits.failures_until_down else health.state)
    since = now if state is not health.state else health.since
    probe_at = now + int(limits.probe_after) if state is not State.ACTIVE else 0
    return Health(state, since, failures, probe_at, cause)
