"""What came of a try, and when the next one is due. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_WISH = 86_400.0
"""Seconds that a target may ask to be left alone with Retry-After; a longer wish is cut to this."""

MOST_WORDS = 300
"""Characters of what a target said that are kept."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try.

    :ivar trouble: why it failed, in words; empty when the target took the event
    :ivar retry_after: seconds for which the target asked to be left alone
    """

    trouble: str = ""
    retry_after: float = 0.0


def wait_for_next(failures: int, wish: float, first: float, most: float) -> float:
    """Seconds until the next try.

    :param failures: tries in a row that failed, this one among them
    :param wish: what the target asked for
    :param first: seconds after the first failure; twice as long after each further one, ``most`` at most

    >>> [wait_for_next(failures, 0, 5, 60) for failures in (1, 2, 3, 4, 5, 6_000)]
    [5.0, 10.0, 20.0, 40.0, 60, 60]
    >>> wait_for_next(1, 120.0, 5, 60)
    120.0
    """
    backoff = min(most, first * 2.0 ** min(failures - 1, 40))
    return max(backoff, min(wish, LONGEST_WISH))


def parse_retry_after(value: str, now: float) -> float:
    """Seconds that a Retry-After asks for: a number, or a date (RFC 9110, section 10.2.3); 0 for what is neither.

    >>> parse_retry_after("120", 0), parse_retry_after("Thu, 01 Jan 1970 00:02:00 GMT", 20), parse_retry_after("x", 0)
    (120.0, 100.0, 0.0)
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return 0.0
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.fromtimestamp(now, UTC)).total_seconds())
