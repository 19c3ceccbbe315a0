"""Written dates → moments: ISO 8601, RFC 822, and the forms that pages show their readers.

A moment keeps the offset it was written with; one without is read in the source's zone, and without a time of day
it is midnight there. Nothing is invented: a form that is not known gives nothing, and so does 03/04/2022 unless the
caller knows which of the two is the day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crawler.canonical.word_tables import load_tables

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Before the first page of the web, nothing was published on it."""

LATEST_ZONE = timedelta(hours=14)
"""The largest offset in use; a date "in the future" by less may just be written in such a zone."""

MONTHS = load_tables("crawler.extraction.fields", "dates.txt")["months"].by_name()
"""By language, the names of each month, January first."""

MONTH_OF = {
    name: number for months in MONTHS.values() for number, names in enumerate(months, 1) for name in names.split()
}
ZONES = {"utc": 0, "gmt": 0, "z": 0, "cet": 1, "cest": 2, "eet": 2, "eest": 3, "msk": 3, "est": -5, "edt": -4}
"""Hours east of Greenwich for abbreviations with one meaning in the news (RFC 822 and European usage)."""

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
    r"\b(?P<hour>\d{1,2})(?:[:.h時]\s?(?P<minute>\d{2})(?!\d)(?::(?P<second>\d{2})(?!\d))?)分?\s*(?P<half>[ap]\.?m\b\.?)?"
    r"(?:\s*(?P<zone>[a-z]{1,4})\b)?",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(
    r"\b(?P<day>\d{1,2})(?:\.|st|nd|rd|th|º)?\s+(?:de\s+)?(?P<name>[^\W\d_]+)\.?,?\s+(?:de\s+)?(?P<year>\d{4})\b"
)
_MONTH_FIRST = re.compile(r"\b(?P<name>[^\W\d_]+)\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})\b")
_YEAR_FIRST = re.compile(r"\b(?P<year>\d{4})\s*(?:年|/)\s*(?P<month>\d{1,2})\s*(?:月|/)\s*(?P<day>\d{1,2})(?:日|\b)")
_DOTTED = re.compile(r"\b(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})\b")
_SLASHED_DAY_FIRST = re.compile(r"\b(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})\b")
_SLASHED_MONTH_FIRST = re.compile(r"\b(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})\b")
_SLASHED_CLEAR = re.compile(r"\b(?P<day>1[3-9]|2\d|3[01])/(?P<month>\d{1,2})/(?P<year>\d{4})\b")
_FORMS = (_DAY_FIRST, _MONTH_FIRST, _YEAR_FIRST, _DOTTED)
_TIME_WINDOW = 40
"""Characters after a written date in which its time of day is looked for."""


def zone_of(name: str) -> tzinfo:
    """The zone of an IANA name; UTC for an unknown one."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


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
        return _moment(iso.groupdict(), zone, iso["offset"])
    if epoch := _EPOCH.match(text):
        return datetime.fromtimestamp(int(epoch["seconds"]), UTC)
    if not _MAIL.match(text):
        return next(written_dates(text, zone), None)
    try:
        parsed = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return next(written_dates(text, zone), None)
    return _within_calendar(parsed if parsed.tzinfo else parsed.replace(tzinfo=zone))


def written_dates(text: str, zone: tzinfo = UTC, *, day_first: bool | None = None) -> Iterator[datetime]:
    """The dates that a line shows its readers, in order, aware.

    :param day_first: how 03/04/2022 is meant: the third of April, the fourth of March, or unknown

    >>> [str(d) for d in written_dates("Thursday, 27 January 2022 4:06 PM  [ Last Update: 28 January 2022 ]")]
    ['2022-01-27 16:06:00+00:00', '2022-01-28 00:00:00+00:00']
    """
    slashed = {None: _SLASHED_CLEAR, True: _SLASHED_DAY_FIRST, False: _SLASHED_MONTH_FIRST}[day_first]
    matches = [match for form in (*_FORMS, _ISO, slashed) for match in form.finditer(text)]
    for match in sorted(matches, key=lambda match: match.start()):
        parts = match.groupdict()
        month = parts.get("month") or MONTH_OF.get((parts.get("name") or "").lower())
        if not month:
            continue
        offset = parts.get("offset")
        if parts.get("hour") is None:
            time = _TIME.search(text, match.end(), match.end() + _TIME_WINDOW)
            if time and not re.search(r"\d{4}", text[match.end() : time.start()]):
                parts |= time.groupdict()
        moment = _moment(parts | {"month": str(month)}, zone, offset)
        if moment:
            yield moment


def _moment(parts: dict[str, str | None], zone: tzinfo, offset: str | None) -> datetime | None:
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    half = (parts.get("half") or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    named = ZONES.get((parts.get("zone") or "").lower())
    if offset:
        zone = _offset(offset)
    elif named is not None:
        zone = timezone(timedelta(hours=named))
    try:
        year, month, day = (int(parts.get(name) or 0) for name in ("year", "month", "day"))
        return _within_calendar(datetime(year, month, day, hour, minute, second, tzinfo=zone))
    except ValueError:
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
