"""The archive's seconds → moments."""

from __future__ import annotations

from datetime import UTC, datetime


def moment_of(seconds: int) -> datetime:
    """Read seconds since 1970 as an aware moment in UTC.

    >>> moment_of(0).isoformat()
    '1970-01-01T00:00:00+00:00'
    """
    return datetime.fromtimestamp(seconds, UTC)


def moment_or_never(seconds: int | None) -> datetime | None:
    """Like ``moment_of``; None stays None."""
    return None if seconds is None else moment_of(seconds)
