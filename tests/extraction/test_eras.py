"""Years of other calendars are days of this one, or none."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.extraction.fields.eras import read_islamic_day, read_persian_day


@pytest.mark.parametrize(
    ("year", "month", "day", "gregorian"),
    [(1357, 11, 22, date(1979, 2, 11)), (1399, 1, 1, date(2020, 3, 20)), (1400, 1, 1, date(2021, 3, 21)),
     (1403, 12, 30, date(2025, 3, 20)), (1404, 1, 1, date(2025, 3, 21))],
)  # fmt: skip
def test_persian_days_are_those_of_the_almanac(year: int, month: int, day: int, gregorian: date) -> None:
    assert read_persian_day(year, month, day) == gregorian


@pytest.mark.parametrize(("year", "month", "day"), [(1404, 12, 30), (1404, 7, 31), (1404, 13, 1), (404, 1, 1)])
def test_persian_days_that_do_not_exist_are_none(year: int, month: int, day: int) -> None:
    assert read_persian_day(year, month, day) is None


def test_islamic_days_are_those_of_umm_al_qura_and_of_its_years_only() -> None:
    assert read_islamic_day(1446, 9, 1) == date(2025, 3, 1)
    assert read_islamic_day(1446, 9, 31) is None
    assert read_islamic_day(1200, 1, 1) is None
