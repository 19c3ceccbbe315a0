"""A mirror's health: what a run made of it, when it is asked again, and whether its silence is ours. Pure.

``now`` is handed in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from crawler.mirrors.health.conduct import Conduct
from crawler.mirrors.health.state import IN_USE, PROBED, State

MEMORY = 0.3
"""Weight of the latest run in ``success`` and ``latency``: the last five runs make up five sixths of them."""

POOR = 0.5
"""Share of good answers in a run below which a mirror is degraded."""


@dataclass(frozen=True, slots=True)
class MirrorHealth:
    """What is remembered of a mirror. Times in seconds since 1970, 0 for never.

    :ivar since: when it came into its state; 0: since it was first asked
    :ivar cause: why it is in this state, or what its last trouble was
    :ivar failures: runs in a row without one good answer
    :ivar probes: probes in a row that found it still out of use
    :ivar probe_at: when it is probed next
    :ivar good_at: its last good answer
    :ivar success: share of good answers, 0..1, weighted to the latest runs
    :ivar latency: seconds that an answer takes, weighted likewise
    :ivar newest: when the newest article that its listings showed was first seen on any mirror
    :ivar behind_since: since when its siblings show a newer article than it does; 0 when they do not
    :ivar suspicion: why it is suspect while it is in use; empty when it is not
    :ivar back_at: when it came into use again after it was out of it, or joined the source; 0: used from the start
    :ivar recheck_since: since when it is asked for the articles that it lists, whatever it showed before: it is back,
        joined, was restored, or came under suspicion; 0: there is nothing to recheck
    """

    state: State = State.ACTIVE
    since: int = 0
    cause: str = ""
    failures: int = 0
    probes: int = 0
    probe_at: int = 0
    good_at: int = 0
    success: float = 1.0
    latency: float = 0.0
    newest: int = 0
    behind_since: int = 0
    suspicion: str = ""
    back_at: int = 0
    recheck_since: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """When a mirror is down, degraded and probed; times in seconds.

    :ivar failures_until_down: runs in a row without one good answer
    :ivar probe_after: until the first probe; each that fails doubles it
    :ivar probe_at_most: the longest time between two probes
    :ivar stale_after: lag behind the freshest sibling from which a mirror is degraded
    """

    failures_until_down: int = 2
    probe_after: float = 300.0
    probe_at_most: float = 3600.0
    stale_after: float = 21_600.0


def is_usable(health: MirrorHealth, now: float) -> bool:
    """Return whether a mirror may be asked: in use, or due for a probe.

    >>> down = MirrorHealth(State.DOWN, probe_at=100)
    >>> is_usable(down, now=99), is_usable(down, now=100)
    (False, True)
    """
    return health.state in IN_USE or (health.state in PROBED and now >= health.probe_at)


def after_run(before: MirrorHealth, seen: Conduct, now: int, limits: Limits, began: int | None = None) -> MirrorHealth:
    """Return what a run, or what of it is over, makes of a mirror's health.

    A notice counts at once. A run without one good answer makes a mirror degraded, several in a row down; one with
    more bad answers than good ones leaves it degraded; any other run makes it active, or suspect where it is that.

    :param began: when the run did: one that is back is rechecked since then

    >>> after_run(MirrorHealth(), Conduct(bad=1, cause="connection refused"), 50, Limits()).state
    <State.DEGRADED: 'degraded'>
    >>> after_run(MirrorHealth(failures=1), Conduct(bad=1, cause="connection refused"), 50, Limits()).state
    <State.DOWN: 'down'>
    """
    if not seen.asked or before.state is State.RETIRED:
        return before
    health = _measured(before, seen, now)
    if seen.notice is not None:
        return _put_out(health, before, seen.notice, now, seen.cause, limits)
    if seen.walled:
        cause = f"it answers {seen.walls} addresses with one page"
        return _put_out(health, before, State.WALLED, now, cause, limits)
    if before.state is State.WALLED and not seen.articles and seen.good:  # its listings were never behind the wall
        return _put_out(health, before, State.WALLED, now, before.cause, limits)
    if not seen.good:
        health = replace(health, failures=before.failures + 1)
        if before.state in PROBED or health.failures >= limits.failures_until_down:
            return _put_out(health, before, State.DOWN, now, seen.cause, limits)
        return _moved(health, State.DEGRADED, now, seen.cause)
    health = replace(health, failures=0, probes=0, probe_at=0)
    if before.state in PROBED:
        health = replace(health, back_at=now, recheck_since=now if began is None else began)
    if seen.good < (seen.good + seen.bad) * POOR:
        return _moved(health, State.DEGRADED, now, f"{seen.bad} of {seen.good + seen.bad} answers bad: {seen.cause}")
    return put_in_use(health, now)


def put_in_use(health: MirrorHealth, now: int) -> MirrorHealth:
    """A mirror that serves well: active, or suspect.

    >>> put_in_use(MirrorHealth(State.DOWN, suspicion="3 articles told otherwise"), now=9).state
    <State.SUSPECT: 'suspect'>
    """
    if health.suspicion:
        return _moved(health, State.SUSPECT, now, health.suspicion)
    return _moved(health, State.ACTIVE, now, "")


def put_under_suspicion(health: MirrorHealth, why: str, began: int) -> MirrorHealth:
    """A mirror that says something else than its siblings; one that was not suspect is rechecked, unless it is already.

    :param began: when the run did that found it

    >>> put_under_suspicion(MirrorHealth(), "3 articles told otherwise", began=9).recheck_since
    9
    >>> put_under_suspicion(MirrorHealth(suspicion="2 told otherwise"), "3 told otherwise", began=9).recheck_since
    0
    """
    since = health.recheck_since or (0 if health.suspicion else began)
    return replace(health, suspicion=why, recheck_since=since)


def _measured(before: MirrorHealth, seen: Conduct, now: int) -> MirrorHealth:
    """Its figures after a run."""
    success = seen.good / (seen.good + seen.bad)
    latency = seen.seconds / seen.heard if seen.heard else before.latency
    return replace(
        before,
        success=round(before.success + MEMORY * (success - before.success), 4),
        latency=round(before.latency + MEMORY * (latency - before.latency) if before.latency else latency, 4),
        good_at=now if seen.good else before.good_at,
        newest=max(before.newest, seen.newest),
    )


def _put_out(
    health: MirrorHealth, before: MirrorHealth, state: State, now: int, cause: str, limits: Limits
) -> MirrorHealth:
    """Out of use until a probe finds it well."""
    probes = before.probes + 1 if before.state in PROBED else 0
    wait = min(limits.probe_after * 2.0 ** min(probes, 30), limits.probe_at_most)
    return replace(_moved(health, state, now, cause), probes=probes, probe_at=now + int(wait))


def _moved(health: MirrorHealth, state: State, now: int, cause: str) -> MirrorHealth:
    since = health.since if state is health.state else now
    return replace(health, state=state, since=since, cause=cause)


def lag_behind(health: MirrorHealth, freshest: int, now: int) -> int:
    """Seconds that a mirror is behind its freshest sibling: how much older its newest article is, at most since when.

    >>> late = MirrorHealth(newest=100, behind_since=160)
    >>> lag_behind(late, freshest=150, now=200), lag_behind(MirrorHealth(newest=150), freshest=150, now=200)
    (40, 0)
    """
    if not health.behind_since or health.newest >= freshest:
        return 0
    return min(freshest - health.newest, now - health.behind_since)


def compare_siblings(healths: Mapping[str, MirrorHealth], now: int, limits: Limits) -> dict[str, MirrorHealth]:
    """Compare the mirrors of a source after a run: who is behind, who lags so far that it is degraded.

    >>> both = {"a": MirrorHealth(newest=90_000), "b": MirrorHealth(newest=1_000, behind_since=1_500)}
    >>> compare_siblings(both, 100_000, Limits())["b"].cause
    'its newest article is 24 h older than that of a'
    """
    used = {mirror: health for mirror, health in healths.items() if health.state in IN_USE}
    freshest = max(used, key=lambda mirror: used[mirror].newest, default="")
    return {mirror: _beside(health, freshest, used, now, limits) for mirror, health in healths.items()}


def _beside(
    health: MirrorHealth, freshest: str, used: Mapping[str, MirrorHealth], now: int, limits: Limits
) -> MirrorHealth:
    newest = used[freshest].newest if freshest else 0
    if health.newest >= newest or not health.newest:
        return replace(health, behind_since=0)
    health = replace(health, behind_since=health.behind_since or now)
    behind = lag_behind(health, newest, now)
    if health.state is not State.ACTIVE or behind < limits.stale_after:
        return health
    return _moved(
        health, State.DEGRADED, now, f"its newest article is {behind // 3600} h older than that of {freshest}"
    )


def is_own_outage(silent: int, others: Sequence[bool]) -> bool:
    """Return whether our own uplink failed, when none of a source's mirrors was heard of in a run.

    One other source that was heard of meanwhile tells that it is the source; one that was silent, too, that it is we.
    Without either, several mirrors do not fall silent at once by themselves; a single one may.

    :param silent: mirrors that were asked in this run
    :param others: of each other source that had a run meanwhile, whether any server answered it, whatever it said

    >>> is_own_outage(1, []), is_own_outage(3, [])
    (False, True)
    >>> is_own_outage(1, [False]), is_own_outage(3, [True])
    (True, False)
    """
    return not any(others) and (bool(others) or silent > 1)
