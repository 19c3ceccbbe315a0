"""When a source is due next. Pure: the past, the schedule and ``now`` are handed in; times are seconds since 1970."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from crawler.archive.runs.schedule_history import SourcePast
from crawler.settings import Cron, Every

MOST_BACKOFF = 6 * 3600
"""Seconds beyond which a failing source is not put off."""

UNREACHABLE_AFTER = 60.0
"""Seconds, or the interval where that is shorter, after which a run is made again that heard of nobody."""

CLOCKS_APART = 30.0
"""Seconds by which a run may have begun after now: clocks of machines that share an archive come apart a little, and a
source that was due at once for it would be due again and again. Beyond, a clock was put back.
"""

JITTER_SHARE, MOST_JITTER = 0.1, 30.0
"""Runs are spread over a tenth of their interval, at most half a minute: sources added together drift apart."""


@dataclass(frozen=True, slots=True)
class Due:
    """When a source runs next, and how many due times that run stands for besides its own."""

    at: float
    merged: int = 0


def next_run(schedule: Every | Cron, zone: str, past: SourcePast, now: float, *, name: str = "") -> Due:
    """Return when a source is due.

    The last run and the interval decide, so a restart shifts nothing. What was due while the program did not run, or
    a run took longer than its interval, is made up for by one run. After a clock was put back to well before the last
    run, the source is due at once, and counts from there. A run that was cut off is taken up at once.

    :param name: spreads sources with the same schedule

    >>> next_run(Every(600), "UTC", SourcePast(started=1000), now=1200).at
    1600.0
    >>> next_run(Every(600), "UTC", SourcePast(started=1000), now=3000)
    Due(at=3000, merged=2)
    >>> next_run(Every(600), "UTC", SourcePast(started=9000), now=1000).at
    1000
    >>> next_run(Every(600), "UTC", SourcePast(started=1005), now=1000).at
    1605.0
    """
    if past.started is None:
        return Due(max(now, past.not_before))
    if past.interrupted or past.started > now + CLOCKS_APART:
        return Due(now)
    started = past.started
    if past.unreachable:
        wait = UNREACHABLE_AFTER if isinstance(schedule, Cron) else min(UNREACHABLE_AFTER, schedule.seconds)
        return Due(max(now, started + wait))
    if isinstance(schedule, Cron):
        return _by_clock(schedule, zone, past, now, name)
    interval = max(schedule.seconds, past.ttl)
    wait = _backed_off(interval, past.failures)
    due = max(started + wait + _jitter(name, started, interval), past.not_before)
    if due >= now:
        return Due(due)
    return Due(now, int((now - due) // wait))


def _by_clock(schedule: Cron, zone: str, past: SourcePast, now: float, name: str) -> Due:
    trigger = CronTrigger.from_crontab(schedule.expression, timezone=ZoneInfo(zone))
    started = past.started or 0
    missed = 0
    moment = _after(trigger, started, schedule)
    while moment is not None and moment < now and missed < 10_000:
        missed += 1
        moment = _after(trigger, moment, schedule)
    earliest = max(past.not_before, started + _backed_off(0, past.failures))
    if missed:
        return Due(max(now, earliest), missed - 1)
    if moment is None:
        return Due(max(now + MOST_BACKOFF, earliest))
    after = _after(trigger, moment, schedule)
    spread = _jitter(name, moment, after - moment if after is not None else MOST_JITTER)
    return Due(max(moment + spread, earliest))


def _after(trigger: CronTrigger, moment: float, schedule: Cron) -> float | None:
    """The next time after a moment.

    Where clocks are put back an hour comes twice: what is to be at a certain hour is done the first time alone, as cron
    itself does; what comes every hour goes on.
    """
    at_certain_hours = not schedule.expression.split()[1].startswith("*")
    fire_time = trigger.get_next_fire_time(None, datetime.fromtimestamp(moment + 1, UTC))
    while fire_time is not None and fire_time.fold and at_certain_hours:
        fire_time = trigger.get_next_fire_time(None, fire_time.astimezone(UTC) + timedelta(seconds=1))
    return fire_time.timestamp() if fire_time is not None else None


def _backed_off(interval: float, failures: int) -> float:
    """Double the wait with each failure in a row, up to six hours, never below the interval.

    >>> _backed_off(600, 0), _backed_off(600, 2), _backed_off(600, 60)
    (600, 2400.0, 21600)
    """
    if not failures:
        return interval
    doubled: float = max(interval, 60) * 2.0 ** min(failures, 12)
    return max(interval, min(doubled, MOST_BACKOFF))


def _jitter(name: str, started: float, interval: float) -> float:
    """The same for the same run of the same source; 0 for an unnamed one."""
    if not name:
        return 0.0
    draw = int.from_bytes(hashlib.blake2b(f"{name} {started:.0f}".encode(), digest_size=4).digest(), "big") / 2**32
    return float(draw * min(interval * JITTER_SHARE, MOST_JITTER))
