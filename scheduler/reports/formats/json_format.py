"""Values → JSON that is safe to print: on a terminal, in a log, a line each."""

from __future__ import annotations

import json
import re
from datetime import datetime

_ESCAPED = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What JSON leaves as it is, although it steers a terminal (DEL, C1, bidirectional controls), ends a line for some
readers (U+2028, U+2029), or cannot be written as UTF-8 (lone surrogates)."""


def format_json(value: object, *, indent: int | None = None) -> str:
    """Write plain values and aware datetimes (as ISO 8601) as JSON; any JSON reader gets the same texts back.

    :returns: text that UTF-8 can hold, on one line unless ``indent`` says otherwise

    >>> format_json({"title": "caf\u00e9 \u202e\u2028"})
    '{"title": "café \\\\u202e\\\\u2028"}'
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent, default=_iso)
    return _ESCAPED.sub(lambda escaped: f"\\u{ord(escaped[0]):04x}", text)


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in JSON")
