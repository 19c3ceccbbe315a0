"""Years of other calendars → days of the Gregorian one: Buddhist, Japanese, of the Republic of China, Persian, Islamic.

What a calendar does not say to the day is None: nothing is invented.
"""

from __future__ import annotations

from datetime import date, timedelta

from hijridate import Hijri

BUDDHIST_YEARS = range(2400, 2650)
"""Years of the Thai calendar that are written in news; it is 543 years ahead."""

PERSIAN_YEARS = range(1340, 1480)
"""Years of the Persian calendar from 1961 to 2101."""

ISLAMIC_YEARS = range(1380, 1500)
"""Years of the Islamic calendar from 1960 to 2076, for which the calendar of Umm al-Qura is known to the day."""

ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
"""The year before the first of each era: Reiwa, Heisei, Showa, the Republic of China."""

_NOWRUZ_1399 = date(2020, 3, 20)
_LEAP_REMAINDERS = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
"""Years of a cycle of 33 that have a day more, as the Persian calendar has had them since 1799 and has them to 2123
(Heydari-Malayeri, "A concise review of the Iranian calendar", 2004)."""


def read_persian_day(year: int, month: int, day: int) -> date | None:
    """Return the day of a Persian date; None for one that does not exist.

    >>> read_persian_day(1405, 4, 12), read_persian_day(1403, 12, 30), read_persian_day(1404, 12, 30)
    (datetime.date(2026, 7, 3), datetime.date(2025, 3, 20), None)
    """
    if year not in PERSIAN_YEARS or not 1 <= month <= 12:
        return None
    length = 31 if month <= 6 else 30 if month < 12 or year % 33 in _LEAP_REMAINDERS else 29
    if not 1 <= day <= length:
        return None
    days = sum(_length_of_year(each) for each in range(min(year, 1399), max(year, 1399)))
    start = _NOWRUZ_1399 + timedelta(days=days if year >= 1399 else -days)
    return start + timedelta(days=31 * min(month - 1, 6) + 30 * max(month - 7, 0) + day - 1)


def _length_of_year(year: int) -> int:
    return 366 if year % 33 in _LEAP_REMAINDERS else 365


def read_islamic_day(year: int, month: int, day: int) -> date | None:
    """Return the day of a date of the Islamic calendar, as Umm al-Qura counts it; None for one that does not exist.

    >>> read_islamic_day(1447, 1, 1), read_islamic_day(1447, 1, 31)
    (datetime.date(2025, 6, 26), None)
    """
    if year not in ISLAMIC_YEARS:
        return None
    try:
        gregorian = Hijri(year, month, day).to_gregorian()
    except (ValueError, OverflowError):
        return None
    return date(gregorian.year, gregorian.month, gregorian.day)
