"""Days as pages write them for their readers, in any language, script and calendar → days of the Gregorian calendar.

A form that is not known gives nothing, and so does 03/04/2022 unless the caller knows which of the two is the day.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from crawler.extraction.fields.eras import (
    BUDDHIST_YEARS,
    ERAS,
    PERSIAN_YEARS,
    read_islamic_day,
    read_persian_day,
)
from crawler.extraction.fields.months import ISLAMIC_MONTHS, JALALI_MONTHS, find_month

PERSIAN_LANGUAGES = ("fa", "ps")
"""Languages in which a date of numbers is of the Persian calendar; the Islamic one has the same years."""

MOST_WORDS = 5
"""Words in the name of a month and around it, at most: "do mhí Mheán Fómhair", "арван хоёрдугаар сарын"."""

_WORD = r"[^\W\d_][^\s\d,،/()|–—;:⹁፥]*"
"""A word of letters: marks of vowels are no letters, and stand inside of those of India."""
_NAME = rf"(?P<name>{_WORD}(?:\s+{_WORD}){{0,{MOST_WORDS - 1}}}?)"
_ORDINAL = (
    r"(?:\s?\.|[ºª°]|\([ae]\)|[-:'’]?(?!(?:[hm]|am|pm|km|kg|cm|mm|[ap]\.)\b)"
    r"[^\s\d.,،/()\-–—:'’]{1,4}(?=[\s.,،]))?"
)
"""What follows a day that is counted: "3rd", "1er", "1°", "3-го", "23(a)", "২৩শে"; no measure and no time of day."""
_YEAR_END = r"(?:\.|,|،|(?:\(e\)|e)?ko|-\w{1,3}\.?,?)?"
"""What follows a year that comes first: "2026.", "2026(e)ko", "2025-ж."."""

_DAY_FIRST = re.compile(
    rf"(?<!\d)(?<!\d:)(?P<day>\d{{1,2}}){_ORDINAL}(?:,?\s+|-|(?=[^\W\d_]))"
    rf"{_NAME}[,،.⹁]?(?:\s+|-)(?P<year>\d{{4}})(?!\d)",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"(?<!\w){_NAME}\s+(?P<day>\d{{1,2}}){_ORDINAL}[,،]?\s+(?P<year>\d{{4}})(?!\d|[:.]\d)", re.IGNORECASE
)
_LIKE_UNIX = re.compile(
    rf"(?<!\w)(?P<name>{_WORD})\s+(?P<day>\d{{1,2}})\s+(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}}):(?P<second>\d{{2}})\s+"
    r"(?:(?P<zone>[A-Z]{1,5})\s+)?(?P<year>\d{4})(?!\d)"
)
_YEAR_MONTH_DAY = re.compile(
    rf"(?<!\d)(?P<year>\d{{4}}){_YEAR_END}(?:\s+|-){_NAME}(?:\s+|-)(?P<day>\d{{1,2}}){_ORDINAL}"
    r"(?!\d|[:.]\d|[,،]?\s+\d{4}(?!\d))",
    re.IGNORECASE,
)
_YEAR_DAY_MONTH = re.compile(
    rf"(?<!\d)(?P<year>\d{{4}}){_YEAR_END}\s+(?:gada\s+|ж\.\s+)?(?P<day>\d{{1,2}})(?:\.?\s+|-)(?P<name>{_WORD})"
    r"(?![^\s,،.])(?![.,،]?\s+\d{4}(?!\d))",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(
    r"(?<!\d)(?P<year>\d{4})\s*(?:年|년|/)\s*(?P<month>\d{1,2})\s*(?:月|월|/)\s*(?P<day>\d{1,2})(?:日|일|(?!\d))"
)
_YEAR_DOTTED = re.compile(
    r"(?<![\d.])(?P<year>\d{4})\.(?P<gap>\s?)(?P<month>\d{1,2})\.(?P=gap)(?P<day>\d{1,2})"
    r"(?:\.(?!\d)|(?<=\.\d\d\.\d\d)(?![\d.]))"
)
"""Numbers of versions look alike: the day ends in a dot, as in Hungarian and Korean, or both have two digits."""
_MONGOLIAN = re.compile(r"(?<!\d)(?P<year>\d{4})\s+оны\s+(?P<month>\d{1,2})(?:-?р)?\s+сарын\s+(?P<day>\d{1,2})(?!\d)")
_ERA = re.compile(
    rf"(?P<era>{'|'.join(ERAS)})\s*(?P<year>\d{{1,3}}|元)\s*年\s*(?P<month>\d{{1,2}})\s*月\s*(?P<day>\d{{1,2}})\s*日"
)
_VIETNAMESE = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})\s+(?:tháng|thg)\s+(?P<month>\d{1,2})(?:,\s*|\s+năm\s+|,?\s+)(?P<year>\d{4})(?!\d)",
    re.IGNORECASE,
)
_ISLAMIC_NAMES = "|".join(sorted(ISLAMIC_MONTHS, key=len, reverse=True))
_ISLAMIC = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})\s+(?:من\s+)?(?P<islamic>{_ISLAMIC_NAMES})،?\s+(?P<year>\d{{4}})(?!\d)"
)
_THAI_SHORT = re.compile(r"(?<!\d)(?P<day>\d{1,2})\s*(?P<name>[ก-ฮ][ก-๎.]+)\s*(?P<thai>[4-9]\d)(?![\d:.])")
"""A Buddhist year by its last two digits: "3 ก.ค. 69"."""
_DOTTED = re.compile(r"(?<![\d.])(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})(?!\d)")
_DAY_BY_NUMBERS = re.compile(r"(?<![\d/-])(?P<day>\d{1,2})([/-])(?P<month>\d{1,2})\2(?P<year>\d{4})(?![\d/-])")
_MONTH_BY_NUMBERS = re.compile(r"(?<![\d/-])(?P<month>\d{1,2})([/-])(?P<day>\d{1,2})\2(?P<year>\d{4})(?![\d/-])")
_CLEAR_NUMBERS = re.compile(r"(?<![\d/-])(?P<day>1[3-9]|2\d|3[01])([/-])(?P<month>\d{1,2})\2(?P<year>\d{4})(?![\d/-])")
_FORMS = (
    _DAY_FIRST, _MONTH_FIRST, _LIKE_UNIX, _YEAR_MONTH_DAY, _YEAR_DAY_MONTH, _YEAR_FIRST, _YEAR_DOTTED, _MONGOLIAN, _ERA,
    _VIETNAMESE, _ISLAMIC, _THAI_SHORT, _DOTTED,
)  # fmt: skip
_NAME_IS_LAST = frozenset({_MONTH_FIRST})
_HAS_YEAR = re.compile(r"\d{4}|年|[ก-ฮ]\.?\s*\d\d")
_UNSEEN = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Soft hyphens, joiners and marks of direction."""
_HAN_DIGITS = "〇一二三四五六七八九"
_HAN = re.compile(r"[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日")


class WrittenDay(NamedTuple):
    """A day that a text tells.

    :ivar parts: what the text says beside it, where the form has a time of day
    """

    start: int
    end: int
    day: date
    parts: Mapping[str, str | None]


def with_western_digits(text: str) -> str:
    """A text whose digits are those of ASCII, whatever script's they were, without marks that nobody sees.

    >>> with_western_digits("۳ تیر"), with_western_digits("二〇二六年七月二十三日")
    ('3 تیر', '2026年7月23日')
    """
    if text.isascii():
        return text
    text = _HAN.sub(_read_han, _UNSEEN.sub("", text))
    return "".join(
        str(unicodedata.digit(letter)) if letter.isdecimal() and not letter.isascii() else letter for letter in text
    )


def find_days(
    text: str, form: re.Pattern[str], *, day_first: bool | None, languages: Iterable[str]
) -> Iterator[WrittenDay]:
    """The days of a text with western digits, in order; of two that overlap, the one that begins first.

    :param form: one more form, with groups for year, month and day
    """
    if not _HAS_YEAR.search(text):
        return
    numbers = {None: _CLEAR_NUMBERS, True: _DAY_BY_NUMBERS, False: _MONTH_BY_NUMBERS}[day_first]
    matches = [match for each in (*_FORMS, form, numbers) for match in each.finditer(text)]
    end = 0
    for match in sorted(matches, key=lambda match: match.start()):
        if match.start() >= end and (day := _read_day(match, languages)):
            end = match.end()
            yield WrittenDay(match.start(), end, day, match.groupdict())


def is_persian_among(languages: Iterable[str]) -> bool:
    """Whether one of a page's languages counts years by the Persian calendar."""
    return any(code.lower().startswith(PERSIAN_LANGUAGES) for code in languages)


def read_numbers(year: int, month: int, day: int, languages: Iterable[str]) -> date | None:
    """The day that three numbers mean: of the Buddhist, the Persian or this calendar; None where they mean none.

    >>> read_numbers(2569, 7, 3, ()), read_numbers(1405, 4, 12, ["fa"]), read_numbers(1405, 4, 12, ())
    (datetime.date(2026, 7, 3), datetime.date(2026, 7, 3), None)
    """
    if year in PERSIAN_YEARS:
        return read_persian_day(year, month, day) if is_persian_among(languages) else None
    try:
        return date(year - (543 if year in BUDDHIST_YEARS else 0), month, day)
    except ValueError:
        return None


def _read_day(match: re.Match[str], languages: Iterable[str]) -> date | None:
    """The day of the Gregorian calendar that the parts of a written date mean; None where they mean none."""
    parts = match.groupdict()
    written = parts.get("year") or f"25{parts.get('thai')}"
    year, day = 1 if written == "元" else int(written), int(parts["day"] or 0)
    if islamic := parts.get("islamic"):
        return read_islamic_day(year, ISLAMIC_MONTHS[islamic], day)
    if era := parts.get("era"):
        return read_numbers(year + ERAS[era], int(parts["month"] or 0), day, ())
    name = parts.get("name")
    if name is None:
        return read_numbers(year, int(parts["month"] or 0), day, languages)
    if jalali := next((JALALI_MONTHS[word] for word in name.split() if word in JALALI_MONTHS), None):
        return read_persian_day(year, jalali, day) if year in PERSIAN_YEARS else None
    if year in PERSIAN_YEARS:
        return None
    month = find_month(name, languages, among_others=match.re in _NAME_IS_LAST)
    return read_numbers(year, month, day, ()) if month else None


def _read_han(match: re.Match[str]) -> str:
    """A date in Chinese numerals with western digits."""
    year, month, day = re.split("[年月]", match[0].rstrip("日"))
    digits = "".join(str(_HAN_DIGITS.index(letter)) for letter in year.replace("○", "〇").replace("零", "〇"))
    return f"{digits}年{_han_number(month)}月{_han_number(day)}日"


def _han_number(written: str) -> int:
    tens, ten, ones = written.rpartition("十")
    value = _HAN_DIGITS.index(ones) if len(ones) == 1 else 0
    return value + (10 * (_HAN_DIGITS.index(tens) if len(tens) == 1 else 1) if ten else 0)
