"""Values → text for people: counts, sizes, times, tables, and what a page said, made harmless."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import asdict
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any


def format_count(number: int, singular: str, plural: str = "") -> str:
    """Write how many.

    >>> format_count(1, "article"), format_count(1200, "article"), format_count(2, "copy", "copies")
    ('1 article', '1,200 articles', '2 copies')
    """
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def format_size(number: int) -> str:
    """Write how many bytes.

    >>> format_size(999), format_size(1_500_000)
    ('999 B', '1.5 MB')
    """
    value = float(number)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000 or unit == "GB":
            return f"{value:.0f} B" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    raise AssertionError


def format_span(seconds: int) -> str:
    """Write how long, by the two largest units.

    >>> format_span(45), format_span(22_320), format_span(43_200), format_span(266_400)
    ('45s', '6h 12m', '12h', '3d 2h')
    """
    sizes = {"d": 86_400, "h": 3600, "m": 60, "s": 1}
    largest = next((place for place, size in enumerate(sizes.values()) if seconds >= size), len(sizes) - 1)
    parts: list[str] = []
    for unit, size in list(sizes.items())[largest : largest + 2]:
        number, seconds = divmod(seconds, size)
        if number or not parts:
            parts.append(f"{number}{unit}")
    return " ".join(parts)


def format_moment(when: int | datetime | None) -> str:
    """Write when, in UTC; a dash for never.

    :param when: seconds since 1970, or an aware moment

    >>> format_moment(0), format_moment(parse_moment(0)), format_moment(None)
    ('1970-01-01 00:00:00', '1970-01-01 00:00:00', '–')
    """
    if when is None:
        return "–"
    moment = when if isinstance(when, datetime) else parse_moment(when)
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def sanitize(text: str) -> str:
    """Take out what a page could do to a terminal: control characters and bidirectional overrides.

    >>> sanitize("a\\x1b[31mb\\u202ec\\nd")
    'a[31mbc d'
    """
    if text.isprintable():  # most are, and to look at each letter takes a hundred times as long
        return text
    return "".join(_shown(letter) for letter in text)


_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _shown(letter: str) -> str:
    if letter in "\n\r\t\u2028\u2029":
        return " "
    return "" if letter in _BIDI or ord(letter) < 32 or 127 <= ord(letter) < 160 else letter


def align_columns(rows: Sequence[Sequence[str]], text_columns: Set[int]) -> list[str]:
    """Write rows of equal length as a table.

    :param text_columns: numbers of the columns that hold text and not figures: they are aligned on the left

    >>> align_columns([("", "new"), ("herald", "7")], {0})
    ['        new', 'herald    7']
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if number in text_columns else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def parse_moment(seconds: int) -> datetime:
    """Read seconds since 1970 as an aware moment in UTC.

    >>> parse_moment(0).isoformat()
    '1970-01-01T00:00:00+00:00'
    """
    return datetime.fromtimestamp(seconds, UTC)


@lru_cache(maxsize=4096)
def format_iso(seconds: int) -> str:
    """Write seconds since 1970 as ISO 8601 in UTC.

    >>> format_iso(0)
    '1970-01-01T00:00:00+00:00'
    """
    return parse_moment(seconds).isoformat()


def parse_optional_moment(seconds: int | None) -> datetime | None:
    """Like ``parse_moment``; None stays None."""
    return None if seconds is None else parse_moment(seconds)


def record_facts(record: Any, *moments: str) -> dict[str, Any]:
    """A dataclass as plain values for JSON; the named ones, seconds since 1970 or None, become moments."""
    facts = asdict(record)
    return facts | {name: parse_optional_moment(facts[name]) for name in moments}
