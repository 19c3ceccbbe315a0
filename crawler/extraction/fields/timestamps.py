"""Written dates → moments: ISO 8601, RFC 822, and the forms that pages show their readers.

A moment keeps the offset it was written with; one without is read in the source's zone, and without a time of day
it is midnight there. Nothing is invented: a form that is not known gives nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

from crawler.extraction.fields.clock_times import find_clock, is_afternoon
from crawler.extraction.fields.eras import PERSIAN_YEARS, read_persian_day
from crawler.extraction.fields.written_days import find_days, is_persian_among, with_western_digits
from crawler.extraction.fields.zones import read_zone

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Before the first page of the web, nothing was published on it."""

LATEST_ZONE = timedelta(hours=14)
"""The largest offset in use; a date "in the future" by less may just be written in such a zone."""

MAX_TIMESTAMP = 100
"""Characters of a machine-readable date that are read; JavaScript's with the name of a zone have 65."""

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
_ZONE_BEHIND = re.compile(r"\s*[\[(]?([A-Z][A-Za-z_]+/[A-Za-z_/+-]+|[A-Za-z]{1,5}(?![A-Za-z]))")


def read_timestamp(text: str, zone: tzinfo = UTC, languages: Iterable[str] = ()) -> datetime | None:
    """The moment that a machine-readable date names, aware; None for any other text.

    >>> str(read_timestamp("2022-01-27T16:06:00+03:30"))
    '2022-01-27 16:06:00+03:30'
    >>> read_timestamp("Thu, 27 Jan 2022 16:06:00 GMT").hour
    16
    >>> read_timestamp("soon")
    """
    text = with_western_digits(text.strip()[:MAX_TIMESTAMP])
    iso = _ISO.match(text) or _COMPACT.match(text)
    if iso:
        named = _ZONE_BEHIND.match(text, iso.end())
        parts = iso.groupdict() | {"zone": named[1] if named else None}
        is_persian = int(iso["year"]) in PERSIAN_YEARS and is_persian_among(languages)
        return _persian(parts, zone) if is_persian else _moment(parts, zone)
    if epoch := _EPOCH.match(text):
        return datetime.fromtimestamp(int(epoch["seconds"]), UTC)
    if moment := next(written_dates(text, zone, languages=languages), None):
        return moment
    if not _MAIL.match(text):
        return None
    try:
        parsed = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return _within_calendar(parsed if parsed.tzinfo else parsed.replace(tzinfo=zone))


def written_dates(
    text: str, zone: tzinfo = UTC, *, day_first: bool | None = None, languages: Iterable[str] = ()
) -> Iterator[datetime]:
    """The dates that a line shows its readers, in order, aware.

    :param day_first: how 03/04/2022 is meant: the third of April, the fourth of March, or unknown
    :param languages: codes (BCP 47) of the page, the likeliest first: they decide where a name is two months

    >>> [str(d) for d in written_dates("Thursday, 27 January 2022 4:06 PM  [ Last Update: 28 January 2022 ]")]
    ['2022-01-27 16:06:00+00:00', '2022-01-28 00:00:00+00:00']
    >>> [str(d.date()) for line in ("令和8年7月3日", "۱۲ تیر ۱۴۰۵") for d in written_dates(line)]
    ['2026-07-03', '2026-07-03']
    """
    text = with_western_digits(text)
    taken = 0
    for found in find_days(text, _ISO, day_first=day_first, languages=languages):
        parts = dict(found.parts)
        if parts.get("hour") is None:
            clock, taken = find_clock(text, found.start, found.end, taken)
            parts |= clock
        elif named := _ZONE_BEHIND.match(text, found.end):
            parts["zone"] = parts.get("zone") or named[1]
        day = {"year": str(found.day.year), "month": str(found.day.month), "day": str(found.day.day)}
        if moment := _moment(parts | day, zone):
            yield moment


def _persian(parts: Mapping[str, str | None], zone: tzinfo) -> datetime | None:
    """The moment of a date in the form of ISO 8601 whose year is one of the Persian calendar."""
    day = read_persian_day(*(int(parts[name] or 0) for name in ("year", "month", "day")))
    if day is None:
        return None
    return _moment(dict(parts) | {"year": str(day.year), "month": str(day.month), "day": str(day.day)}, zone)


def _moment(parts: Mapping[str, str | None], zone: tzinfo) -> datetime | None:
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    if half := parts.get("half"):
        hour = hour % 12 + (12 if is_afternoon(half) else 0)
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
    """The zone of an offset: "Z", "+03:30", "+0330", "+3"."""
    if text.upper() == "Z":
        return UTC
    hours, _, minutes = text[1:].partition(":")
    if not minutes and len(hours) > 2:
        hours, minutes = hours[:-2], hours[-2:]
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if offset > LATEST_ZONE:
        return UTC
    return timezone(offset if text[0] == "+" else -offset)


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
