"""Written dates → moments: ISO 8601, RFC 822, and the forms that pages show their readers.

A moment keeps the offset it was written with; one without is read in the source's zone, and without a time of day
it is midnight there. Nothing is invented: a form that is not known gives nothing, and so does 03/04/2022 unless the
caller knows which of the two is the day.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

from crawler.extraction.fields.eras import (
    BUDDHIST_YEARS,
    ERAS,
    PERSIAN_YEARS,
    read_islamic_day,
    read_persian_day,
)
from crawler.extraction.fields.months import ISLAMIC_MONTHS, JALALI_MONTHS, find_month
from crawler.extraction.fields.zones import read_zone

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Before the first page of the web, nothing was published on it."""

LATEST_ZONE = timedelta(hours=14)
"""The largest offset in use; a date "in the future" by less may just be written in such a zone."""

_OFFSET = r"(?P<offset>Z|[+-]\d{2}:?(?:\d{2})?)?"
_ISO = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
    r"(?:[T\s]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"(?:\s*(?P<half>[ap]m)\b)?\s*" + _OFFSET + ")?",
    re.IGNORECASE,
)
_COMPACT = re.compile(
    r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?:T?(?P<hour>\d{2}):?(?P<minute>\d{2}):?(?P<second>\d{2})?" + _OFFSET + r")?(?!\d)",
    re.IGNORECASE,
)
_EPOCH = re.compile(r"(?P<seconds>\d{9,10})(?P<fraction>\d{3})?\Z")
"""Seconds or milliseconds since 1970; nine digits reach back to 1973."""
_MAIL = re.compile(r"(?:[a-z]{3,9},?\s+)?\d{1,2}\s+[a-z]{3}\s+\d{2,4}\s+\d{1,2}:\d{2}(?!.*\b[ap]m\b)", re.IGNORECASE)
_TIME = re.compile(
    r"\b(?P<hour>\d{1,2})(?:[:.h時时点]\s?(?P<minute>\d{2})(?!\d)(?::(?P<second>\d{2})(?!\d))?)分?\s*(?P<half>[ap]\.?m\b\.?)?"
    r"(?:\s*\(?(?P<zone>[a-z]{1,4})\b(?!/))?(?P<offset>[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_NAME = r"(?P<name>[^\W\d_][^\s\d,،/()|–—]*)"
"""A month's name: marks of vowels are no letters, and stand in those of India."""
_ORDINAL = r"(?:\.|st|nd|rd|th|er|ère|[ºª°]|-?(?:го|е|я)|ú|:[ae])?"
_OF = r"(?:de\s+|di\s+|of\s+|d['’]|ng\s+|mí\s+)?"
_DAY_FIRST = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}}){_ORDINAL}(?:,?\s+|-){_OF}{_NAME}[,،]?\s+(?:de\s+|del\s+|[คพ]\.ศ\.\s+)?(?P<year>\d{{4}})(?!\d)",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(rf"(?<!\w){_NAME}\s+(?P<day>\d{{1,2}}){_ORDINAL},?\s+(?P<year>\d{{4}})(?!\d)", re.IGNORECASE)
_YEAR_MONTH_DAY = re.compile(
    rf"(?<!\d)(?P<year>\d{{4}})(?:\.|ko|,)?\s+(?:m\.\s+|ж\.\s+|թ\.\s+)?{_NAME}\s+(?P<day>\d{{1,2}})(?!\d|[:.]\d)",
    re.IGNORECASE,
)
_YEAR_DAY_MONTH = re.compile(
    rf"(?<!\d)(?P<year>\d{{4}})(?:\.|-ж\.,)?\s+(?:gada\s+|ж\.\s+)?(?P<day>\d{{1,2}})(?:\.?\s+|-){_NAME}", re.IGNORECASE
)
_YEAR_FIRST = re.compile(
    r"(?<!\d)(?P<year>\d{4})\s*(?:年|년|/)\s*(?P<month>\d{1,2})\s*(?:月|월|/)\s*(?P<day>\d{1,2})(?:日|일|(?!\d))"
)
_ERA = re.compile(
    rf"(?P<era>{'|'.join(ERAS)})\s*(?P<year>\d{{1,3}}|元)\s*年\s*(?P<month>\d{{1,2}})\s*月\s*(?P<day>\d{{1,2}})\s*日"
)
_VIETNAMESE = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})\s+(?:tháng|thg)\s+(?P<month>\d{1,2})(?:,\s*|\s+năm\s+|,?\s+)(?P<year>\d{4})(?!\d)",
    re.IGNORECASE,
)
_ISLAMIC_NAMES = "|".join(sorted(ISLAMIC_MONTHS, key=len, reverse=True))
_ISLAMIC = re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})\s+(?:من\s+)?(?P<islamic>{_ISLAMIC_NAMES})،?\s+(?P<year>\d{{4}})")
_DOTTED = re.compile(r"(?<![\d.])(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})(?!\d)")
_SLASHED_DAY_FIRST = re.compile(r"(?<![\d/])(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})(?!\d)")
_SLASHED_MONTH_FIRST = re.compile(r"(?<![\d/])(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})(?!\d)")
_SLASHED_CLEAR = re.compile(r"(?<![\d/])(?P<day>1[3-9]|2\d|3[01])/(?P<month>\d{1,2})/(?P<year>\d{4})(?!\d)")
_FORMS = (
    _DAY_FIRST, _MONTH_FIRST, _YEAR_MONTH_DAY, _YEAR_DAY_MONTH, _YEAR_FIRST, _ERA, _VIETNAMESE, _ISLAMIC, _DOTTED,
)  # fmt: skip
_FOUR_DIGITS = re.compile(r"\d{4}|年")
_ZONE_BEHIND = re.compile(r"\s*[\[(]?([A-Z][A-Za-z_]+/[A-Za-z_/+-]+|[A-Za-z]{1,4}(?![A-Za-z]))")
_TIME_WINDOW = 40
"""Characters after a written date in which its time of day is looked for."""


def read_timestamp(text: str, zone: tzinfo = UTC) -> datetime | None:
    """The moment that a machine-readable date names, aware; None for any other text.

    >>> str(read_timestamp("2022-01-27T16:06:00+03:30"))
    '2022-01-27 16:06:00+03:30'
    >>> read_timestamp("Thu, 27 Jan 2022 16:06:00 GMT").hour
    16
    >>> read_timestamp("soon")
    """
    text = text.strip()[:100]
    iso = _ISO.match(text) or _COMPACT.match(text)
    if iso:
        named = _ZONE_BEHIND.match(text.rstrip("]"), iso.end())
        return _moment(iso.groupdict() | {"zone": named[1] if named else None}, zone)
    if epoch := _EPOCH.match(text):
        return datetime.fromtimestamp(int(epoch["seconds"]), UTC)
    if not _MAIL.match(text):
        return next(written_dates(text, zone), None)
    try:
        parsed = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return next(written_dates(text, zone), None)
    return _within_calendar(parsed if parsed.tzinfo else parsed.replace(tzinfo=zone))


def written_dates(
    text: str, zone: tzinfo = UTC, *, day_first: bool | None = None, languages: Sequence[str] = ()
) -> Iterator[datetime]:
    """The dates that a line shows its readers, in order, aware.

    :param day_first: how 03/04/2022 is meant: the third of April, the fourth of March, or unknown
    :param languages: ISO 639-1 codes of the page, the likeliest first: they decide where a name is two months

    >>> [str(d) for d in written_dates("Thursday, 27 January 2022 4:06 PM  [ Last Update: 28 January 2022 ]")]
    ['2022-01-27 16:06:00+00:00', '2022-01-28 00:00:00+00:00']
    >>> [str(d.date()) for line in ("令和8年7月3日", "۱۲ تیر ۱۴۰۵") for d in written_dates(line)]
    ['2026-07-03', '2026-07-03']
    """
    if not _FOUR_DIGITS.search(text):
        return
    text = _with_western_digits(text)
    slashed = {None: _SLASHED_CLEAR, True: _SLASHED_DAY_FIRST, False: _SLASHED_MONTH_FIRST}[day_first]
    matches = [match for form in (*_FORMS, _ISO, slashed) for match in form.finditer(text)]
    end = 0
    for match in sorted(matches, key=lambda match: match.start()):
        parts = match.groupdict()
        if match.start() < end or not (day := _read_day(parts, languages)):
            continue
        end = match.end()
        if parts.get("hour") is None:
            time = _TIME.search(text, match.end(), match.end() + _TIME_WINDOW)
            if time and not re.search(r"\d{4}", text[match.end() : time.start()]):
                parts |= time.groupdict()
        else:
            named = _ZONE_BEHIND.match(text, match.end())
            parts["zone"] = named[1] if named else None
        if moment := _moment(parts | {"year": str(day.year), "month": str(day.month), "day": str(day.day)}, zone):
            yield moment


def _with_western_digits(text: str) -> str:
    """A text whose digits are those of ASCII: Arabic, Persian, Devanagari, Thai ones and all others are read alike."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.digit(letter)) if letter.isdecimal() and not letter.isascii() else letter for letter in text
    )


def _read_day(parts: Mapping[str, str | None], languages: Sequence[str]) -> date | None:
    """The day of the Gregorian calendar that the parts of a written date mean; None where they mean none."""
    name = parts.get("name")
    written = parts.get("year") or ""
    year, day = 1 if written == "元" else int(written), int(parts["day"] or 0)
    if islamic := parts.get("islamic"):
        return read_islamic_day(year, ISLAMIC_MONTHS[islamic], day)
    if name is not None and name in JALALI_MONTHS:
        return read_persian_day(year, JALALI_MONTHS[name], day)
    month = find_month(name, languages) if name is not None else int(parts.get("month") or 0)
    if not month:
        return None
    if year in PERSIAN_YEARS and parts.get("era") is None:
        return read_persian_day(year, month, day) if name is None and {"fa", "ps"}.intersection(languages) else None
    year += ERAS[parts["era"] or ""] if parts.get("era") else -543 if year in BUDDHIST_YEARS else 0
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _moment(parts: Mapping[str, str | None], zone: tzinfo) -> datetime | None:
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    half = (parts.get("half") or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        year, month, day = (int(parts.get(name) or 0) for name in ("year", "month", "day"))
        moment = datetime(year, month, day, hour, minute, second, tzinfo=zone)
        if offset := parts.get("offset"):
            zone = _offset(offset)
        elif named := parts.get("zone"):
            zone = read_zone(named, zone, moment.replace(tzinfo=None)) or zone
        return _within_calendar(moment.replace(tzinfo=zone))
    except (ValueError, OverflowError):
        return None


def _offset(text: str) -> tzinfo:
    if text.upper() == "Z":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if offset > LATEST_ZONE:
        return UTC
    return timezone(-offset if text[0] == "-" else offset)


def _within_calendar(moment: datetime) -> datetime | None:
    """The moment, or None where UTC has no such day: on the first and the last of the calendar."""
    try:
        moment.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return moment


def credible(moment: datetime | None, now: datetime) -> datetime | None:
    """The moment if the web existed then and it is not in the future, otherwise None."""
    if moment is None or moment < EARLIEST or moment > now + LATEST_ZONE:
        return None
    return moment if moment <= now else now.astimezone(moment.tzinfo)
