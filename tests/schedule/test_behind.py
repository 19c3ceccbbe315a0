"""A schedule that cannot be kept is told once, with the figures and the cure."""

from __future__ import annotations

import logging

import pytest

from scheduler.schedule import behind
from scheduler.schedule.behind import WITHIN, Behind


@pytest.fixture(autouse=True)
def _warnings(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, behind.__name__)


def test_due_times_of_many_sources_are_told_once_with_figures_and_the_cure(caplog: pytest.LogCaptureFixture) -> None:
    schedule = Behind()
    for moment in range(0, 600, 10):
        schedule.count(f"s{moment % 50}", 2, 1000.0 + moment)
    assert [record.message for record in caplog.records] == [
        "the schedule cannot be kept: 6 due times of 3 sources passed in ten minutes without a run. "
        "Raise runs.concurrency, or let sources be due less often"
    ]


def test_one_slow_source_is_its_own_matter(caplog: pytest.LogCaptureFixture) -> None:
    schedule = Behind()
    for moment in range(100):
        schedule.count("slow", 5, float(moment))
        schedule.count("slower", 5, float(moment))
    assert caplog.records == []


def test_it_is_told_again_when_it_was_well_for_long(caplog: pytest.LogCaptureFixture) -> None:
    schedule = Behind()
    for start in (0.0, 10 * WITHIN):
        for source in ("a", "b", "c", "d"):
            schedule.count(source, 1, start)
    assert len(caplog.records) == 2
