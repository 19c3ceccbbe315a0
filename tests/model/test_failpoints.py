"""A process can be told to die at one point, the nth time it comes there, and at no other."""

from __future__ import annotations

import signal
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model.errors import ConfigError
from crawler.model.failpoints import OF_A_RUN, POINTS, STAGES, armed, parse


def deaths(text: str | None, *passed: str) -> list[tuple[int, signal.Signals]]:
    """How many points were passed when the process was told to die, and by which signal."""
    ends: list[tuple[int, signal.Signals]] = []
    number = 0
    reached = armed(text, lambda end: ends.append((number, end)))
    for number, point in enumerate(passed, 1):  # noqa: B007 - read by the lambda above
        reached(point)
    return ends


@given(point=st.sampled_from(POINTS), times=st.integers(1, 5), passes=st.integers(0, 12))
def test_the_process_dies_once_and_at_the_nth_time(point, times, passes):
    expected = [(times, signal.SIGKILL)] if passes >= times else []
    assert deaths(f"{point}:{times}", *[point] * passes) == expected


@given(point=st.sampled_from(POINTS))
def test_no_other_point_counts(point):
    assert deaths(f"{point}::stop", *(other for other in POINTS if other != point)) == []
    assert deaths(f"{point}::stop", *POINTS) == [(POINTS.index(point) + 1, signal.SIGSTOP)]


def test_without_the_variable_nothing_dies():
    assert deaths(None, *POINTS) == []


def test_each_stage_can_be_cut_off_before_and_after_it():
    assert [point.rpartition(".")[0] for point in OF_A_RUN] == [stage for stage in STAGES for _ in range(2)]


@given(text=st.text(max_size=20) | st.builds("{}:{}".format, st.sampled_from(POINTS), st.text(max_size=6)))
def test_what_is_no_failpoint_is_a_mistake_of_the_operator_s(text):
    with suppress(ConfigError):
        point, times, end = parse(text)
        assert point in POINTS
        assert times > 0
        assert end in (signal.SIGKILL, signal.SIGSTOP)


@pytest.mark.parametrize(
    "text", ["fetch", "fetch.before:0", "fetch.before:-1", "fetch.before:1:hang", "fetch.before:²"]
)
def test_a_misspelt_failpoint_is_refused(text):
    with pytest.raises(ConfigError):
        parse(text)
