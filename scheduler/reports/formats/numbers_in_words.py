"""Numbers in words: how counts, times and sizes are said to people."""

from __future__ import annotations

from datetime import UTC, datetime


def count(number: int, singular: str, plural: str = "") -> str:
    """Say how many.

    >>> count(1, "article"), count(1200, "article"), count(2, "copy", "copies")
    ('1 article', '1,200 articles', '2 copies')
    """
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def size(number: int) -> str:
    """Say how many bytes.

    >>> size(999), size(1_500_000)
    ('999 B', '1.5 MB')
    """
    value = float(number)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000 or unit == "GB":
            return f"{value:.0f} B" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    raise AssertionError


def span(seconds: int) -> str:
    """Say how long, by the two largest units.

    >>> span(45), span(22_320), span(43_200), span(266_400)
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


def moment(seconds: int | None) -> str:
    """Say when, in UTC; a dash for never.

    >>> moment(0), moment(None)
    ('1970-01-01 00:00:00', '–')
    """
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S") if seconds is not None else "–"


def visible(text: str) -> str:
    """Take out what a page could do to a terminal: control characters and bidirectional overrides.

    >>> visible("a\\x1b[31mb\\u202ec\\nd")
    'a[31mbc d'
    """
    return "".join(_shown(letter) for letter in text)


_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _shown(letter: str) -> str:
    if letter in "\n\r\t\u2028\u2029":
        return " "
    return "" if letter in _BIDI or ord(letter) < 32 or 127 <= ord(letter) < 160 else letter
