"""Which mirror to ask, in which order the others follow, and why. Pure; times in seconds since 1970."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from crawler.mirrors.health.mirror_health import MirrorHealth, is_usable, lag_behind
from crawler.mirrors.health.state import IN_USE, State, cause_beside_state

FLAKY = 0.8
"""Share of good answers below which a mirror is asked after those that answer well."""

LATE = 3600
"""Seconds of lag behind the freshest sibling from which a mirror is asked after those that keep up."""

SLOW, SLOWER = 2.0, 3.0
"""Seconds that an answer takes, and times what the fastest takes, from both of which on a mirror is slow."""

_RANK: dict[State, float] = {state: place for place, state in enumerate(State)}
_RECHECKED = _RANK[State.SUSPECT] - 0.5
"""The place of a mirror that is being rechecked: behind all that are trusted, before those that are not."""


def order_mirrors(mirrors: Sequence[str], health: Mapping[str, MirrorHealth], now: float) -> tuple[str, ...]:
    """Put mirrors into the order they are to be asked in.

    State comes first, then whether it answers well, keeps up and is quick; between equals the operator's order stands.
    One that is being rechecked comes after all that are trusted.

    :param mirrors: origins, the operator's order
    :returns: the usable ones; when none is, all that a person did not retire: better a doubtful mirror than no news

    >>> order_mirrors(["a", "b"], {"a": MirrorHealth(State.DEGRADED)}, now=0)
    ('b', 'a')
    >>> order_mirrors(["a", "b"], {"a": MirrorHealth(latency=4.2), "b": MirrorHealth(latency=0.3)}, now=0)
    ('b', 'a')
    """
    known = {mirror: health.get(mirror, MirrorHealth()) for mirror in mirrors}
    kept = [mirror for mirror in mirrors if known[mirror].state is not State.RETIRED]
    fit = [mirror for mirror in kept if is_usable(known[mirror], now)] or kept
    return tuple(sorted(fit, key=lambda mirror: _troubles(known[mirror], known, now)))


def _troubles(health: MirrorHealth, known: Mapping[str, MirrorHealth], now: float) -> tuple[float, bool, bool, bool]:
    rank = (
        max(_RANK[health.state], _RECHECKED) if health.recheck_since and health.state in IN_USE else _RANK[health.state]
    )
    return (rank, health.success < FLAKY, _lag(health, known, now) >= LATE, _is_slow(health, known))


def _lag(health: MirrorHealth, known: Mapping[str, MirrorHealth], now: float) -> int:
    return lag_behind(health, max(other.newest for other in known.values()), int(now))


def _is_slow(health: MirrorHealth, known: Mapping[str, MirrorHealth]) -> bool:
    quickest = min((other.latency for other in known.values() if other.latency), default=0.0)
    return health.latency >= SLOW and health.latency >= SLOWER * quickest


def explain_choice(
    chosen: str,
    mirrors: Sequence[str],
    health: Mapping[str, MirrorHealth],
    now: float,
    causes: Mapping[str, str] | None = None,
) -> str:
    """Return why a mirror was chosen over those that the operator put before it.

    :param causes: what the run tells of mirrors elsewhere: it need not be told here again but of one that is down

    >>> down = MirrorHealth(State.DOWN, since=1790000000, cause="certificate expired")
    >>> explain_choice("b", ["a", "b"], {"a": down}, now=1790000600)
    'chose b: a down since 14:13, certificate expired'
    """
    known = {mirror: health.get(mirror, MirrorHealth()) for mirror in mirrors}
    passed = mirrors[: list(mirrors).index(chosen)]
    reasons = [f"{mirror} {_condition(known[mirror], known, now, (causes or {}).get(mirror, ''))}" for mirror in passed]
    return f"chose {chosen}" + (f": {'; '.join(reasons)}" if reasons else "")


def _condition(health: MirrorHealth, known: Mapping[str, MirrorHealth], now: float, heard: str) -> str:
    if health.state is not State.ACTIVE:
        since = f" since {_clock(health.since, now)}" if health.since else ""
        is_told = bool(heard) and heard in health.cause and health.state is not State.DOWN
        cause = "" if is_told else cause_beside_state(health.state, health.cause)
        return f"{health.state}{since}" + (f", {cause}" if cause else "")
    if health.recheck_since:
        return f"is being rechecked since {_clock(health.recheck_since, now)}"
    if health.success < FLAKY:
        return f"answered well in {health.success:.0%} of late"
    if _lag(health, known, now) >= LATE:
        return f"lags {_lag(health, known, now) // 3600} h behind"
    return f"is slow, {health.latency:.1f} s an answer"


def _clock(moment: int, now: float) -> str:
    """The time of the day, with the day when that was another one; UTC."""
    then, today = datetime.fromtimestamp(moment, UTC), datetime.fromtimestamp(now, UTC)
    return f"{then:%H:%M}" if then.date() == today.date() else f"{then:%Y-%m-%d %H:%M}"
