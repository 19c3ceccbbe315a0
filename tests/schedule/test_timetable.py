"""When a source is due: pure, so that three days pass in a moment."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from crawler.archive.runs.schedule_history import SourcePast
from crawler.settings import Cron, Every
from scheduler.schedule.timetable import MOST_BACKOFF, next_run

DAY = 86400
NOON = 1_700_000_000 - 1_700_000_000 % DAY + DAY // 2


def _runs(schedule: Every | Cron, seconds: int, *, moved_at: int = 0, by: int = 0) -> list[float]:
    """Wall-clock times of the runs in so many seconds, with the clock moved once on the way."""
    elapsed, shift, past = 0.0, 0, SourcePast(started=NOON)
    times: list[float] = []
    while elapsed < seconds:
        if moved_at and elapsed >= moved_at and not shift:
            shift = by
        now = NOON + elapsed + shift
        due = next_run(schedule, "UTC", past, now)
        if due.at <= now:
            times.append(elapsed)
            past = SourcePast(started=int(now))
            continue
        elapsed += min(due.at - now, 60.0)
    return times


def test_three_days_have_as_many_runs_as_they_should() -> None:
    assert len(_runs(Every(600), 3 * DAY)) == 3 * 144 - 1
    assert len(_runs(Cron("*/15 6-22 * * *"), 3 * DAY)) in range(3 * 68 - 1, 3 * 68 + 2)


def test_a_moved_clock_makes_neither_a_burst_nor_a_gap() -> None:
    for by in (2 * DAY, -2 * DAY, 3 * 3600, -3 * 3600):
        times = _runs(Every(600), 3 * DAY, moved_at=DAY, by=by)
        gaps = [later - earlier for earlier, later in pairwise(times)]
        assert abs(len(times) - (3 * 144 - 1)) <= 1, by
        assert max(gaps) <= 1200, by
        assert sum(gap < 540 for gap in gaps) <= 1, by


def test_failures_put_a_source_off_longer_and_longer_but_never_for_good() -> None:
    waits = [next_run(Every(600), "UTC", SourcePast(NOON, failures=n), NOON).at - NOON for n in range(30)]
    assert waits == sorted(waits)
    assert waits[0] == 600
    assert waits[-1] == MOST_BACKOFF


def test_a_feeds_wish_and_a_retry_after_are_respected() -> None:
    assert next_run(Every(60), "UTC", SourcePast(NOON, ttl=1800), NOON).at == NOON + 1800
    assert next_run(Every(60), "UTC", SourcePast(NOON, not_before=NOON + 7200), NOON).at == NOON + 7200


@given(
    every=st.integers(1, DAY),
    started=st.integers(0, 2 * NOON),
    failures=st.integers(0, 100),
    now=st.integers(1, 2 * NOON),
)
def test_the_next_run_is_never_in_the_past_nor_beyond_the_longest_wait(
    every: int, started: int, failures: int, now: int
) -> None:
    due = next_run(Every(every), "UTC", SourcePast(started, failures=failures), now, name="room")
    assert now <= due.at <= now + max(every, MOST_BACKOFF) + 30
    assert due.merged >= 0


def _fires(expression: str, zone: str, since: str, number: int) -> list[str]:
    """The next times of a cron line, in UTC."""
    at, times = datetime.fromisoformat(since).timestamp(), []
    for _ in range(number):
        at = next_run(Cron(expression), zone, SourcePast(started=int(at)), at + 1).at
        times.append(datetime.fromtimestamp(at, UTC).strftime("%d %H:%M"))
    return times


def test_on_the_day_that_has_an_hour_twice_what_is_due_in_it_is_done_once():
    assert _fires("30 2 * * *", "Europe/Berlin", "2026-10-24T00:30:00+00:00", 2) == ["25 00:30", "26 01:30"]
    assert _fires("*/30 2 * * *", "Europe/Berlin", "2026-10-24T23:00:00+00:00", 3) == [
        "25 00:00",
        "25 00:30",
        "26 01:00",
    ]


def test_what_is_due_every_hour_is_done_in_both():
    assert _fires("15 * * * *", "Europe/Berlin", "2026-10-24T23:15:00+00:00", 3) == ["25 00:15", "25 01:15", "25 02:15"]


def test_on_the_day_that_lacks_an_hour_what_is_due_in_it_is_done_all_the_same():
    assert _fires("30 2 * * *", "Europe/Berlin", "2026-03-28T01:30:00+00:00", 2) == ["29 01:30", "30 00:30"]
