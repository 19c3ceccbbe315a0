"""Days and times as pages write them for readers; what could be two days is none."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.extraction.fields.clock_times import find_clock, is_afternoon
from crawler.extraction.fields.timestamps import read_timestamp, written_dates
from crawler.extraction.fields.written_days import is_persian_among, read_numbers, with_western_digits
from crawler.extraction.fields.zones import zone_of


@pytest.mark.parametrize(
    ("written", "languages", "day"),
    [
        ("二〇二六年七月二十三日", "zh", date(2026, 7, 23)),
        ("3 ก.ค. 69", "th", date(2026, 7, 3)),
        ("2026. 7. 3.", "ko", date(2026, 7, 3)),
        ("2026.07.03", "zh", date(2026, 7, 3)),
        ("2026 оны 7-р сарын 3", "mn", date(2026, 7, 3)),
        ("03-07-2026", "nl", date(2026, 7, 3)),
        ("\u200f03\u200f/07\u200f/2026", "ar", date(2026, 7, 3)),
        ("3rd of July, 2026", "en", date(2026, 7, 3)),
        ("3-го июля 2026", "ru", date(2026, 7, 3)),
        ("২৩শে জুলাই ২০২৬", "bn", date(2026, 7, 23)),
        ("2026(e)ko uztailaren 3(a)", "eu", date(2026, 7, 3)),
        ("2026. gada 3. jūlijs", "lv", date(2026, 7, 3)),
        ("2026-Jul-03", "en", date(2026, 7, 3)),
        ("12 تیر ماه 1405", "fa", date(2026, 7, 3)),
    ],
)
def test_a_day_is_read_as_its_language_writes_it(written: str, languages: str, day: date) -> None:
    assert [moment.date() for moment in written_dates(written, languages=[languages], day_first=True)] == [day]


@pytest.mark.parametrize(
    "written",
    [
        "Version 2024.1.15", "Published 10:15 July 2026", "12 players in May 2020", "© 2025 Herald 3 July",
        "the 3 of them sailed in May 2026", "Page 12, 2024", "in 2025 3 boats", "16 h mai 2025", "31 June 2026",
        "03-04-2026", "July 2026", "2026", "3 ก.ค. 26",
    ],
)  # fmt: skip
def test_what_tells_no_whole_day_is_none(written: str) -> None:
    assert list(written_dates(written, languages=["en", "th"])) == []


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Updated 4:06 PM EDT, Fri July 3, 2026", "16:06-04:00"),
        ("July 3, 2026 4:06 PM ET", "16:06-04:00"),
        ("January 3, 2026 4:06 PM ET", "16:06-05:00"),
        ("3 July 2026 at 4pm", "16:00+03:30"),
        ("16:06, 3 July 2026", "16:06+03:30"),
        ("2026. 7. 3. 오후 4:06", "16:06+03:30"),
        ("2026年7月3日 下午4时6分", "16:06+03:30"),
        ("3 июля 2026, 16:06 МСК", "16:06+03:00"),
        ("03.07.2026, 16.06 Uhr MESZ", "16:06+02:00"),
        ("3 July 2026 16:06 (GMT+3)", "16:06+03:00"),
        ("3 July 2026 16:06 UTC−5", "16:06-05:00"),
        ("3 juillet 2026 à 16h06", "16:06+03:30"),
        ("3 July 2026 | 12 min read", "00:00+03:30"),
        ("Le 3 juillet 2026, 16:06 est une heure", "16:06+03:30"),
    ],
)
def test_the_time_of_day_is_the_one_beside_the_day(written: str, told: str) -> None:
    (moment,) = written_dates(written, zone_of("Asia/Tehran"))
    assert moment.isoformat(timespec="minutes")[11:] == told


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Fri Jul  3 16:06:00 PDT 2026", "2026-07-03T16:06:00-07:00"),
        ("Fri Jul 03 2026 16:06:00 GMT-0700 (Pacific Daylight Time)", "2026-07-03T16:06:00-07:00"),
        ("Fri, 03 Jul 2026 16:06:00 AEST", "2026-07-03T16:06:00+10:00"),
        ("2026-07-03 16:06:00.000 +0000 UTC", "2026-07-03T16:06:00+00:00"),
        ("۱۴۰۵-۰۴-۱۲T16:06:00+03:30", "2026-07-03T16:06:00+03:30"),
    ],
)
def test_what_programs_write_is_read(written: str, told: str) -> None:
    moment = read_timestamp(written, zone_of("Asia/Tehran"), ["fa"])
    assert moment is not None
    assert moment.isoformat() == told


def test_a_time_of_day_belongs_to_one_day_only() -> None:
    first, second = written_dates("3 July 2026 16:06, changed 4 July 2026")
    assert (first.hour, second.hour) == (16, 0)
    assert find_clock("no time", 0, 2) == ({}, 2)
    assert is_afternoon("μ.μ.")


def test_numbers_are_days_of_the_calendar_that_the_language_counts_by() -> None:
    assert read_numbers(1405, 4, 12, ["en", "fa-IR"]) == date(2026, 7, 3)
    assert not is_persian_among(["en", "ar"])
    assert with_western_digits("٣ تموز ٢٠٢٦") == "3 تموز 2026"
