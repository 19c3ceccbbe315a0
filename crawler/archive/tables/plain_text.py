"""Text from outside, made fit for a database."""

from __future__ import annotations

import json
import re
from typing import Any

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""PostgreSQL takes no NUL, and UTF-8 has no form for a lone surrogate (RFC 3629, section 3)."""

_ESCAPED_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


def make_storable(text: str) -> str:
    """Return a text as a database keeps it.

    >>> make_storable("a\\0b")
    'a\ufffdb'
    """
    return text if _is_storable(text) else _UNSTORABLE.sub("\ufffd", text)


def _is_storable(text: str) -> bool:
    """Tell in a few microseconds what the pattern needs ten times as long for: nearly every text is fine."""
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False


def dump_storable_json(value: object) -> str:
    """Return a value as JSON that a database keeps and can look into: PostgreSQL cannot with an escaped NUL in it.

    >>> json.loads(dump_storable_json({"said": "a\\0b \\ud800", "path": "C:\\\\u0000"}))
    {'said': 'a�b �', 'path': 'C:\\\\u0000'}
    """
    text = json.dumps(value, ensure_ascii=False)
    return make_storable(_ESCAPED_NUL.sub("\\1\ufffd", text) if "\\u0000" in text else text)


class PlainText(TypeDecorator[str]):
    """A column for what strangers wrote: a character that no database takes is written as U+FFFD.

    Neither these characters nor U+FFFD are part of a word, so a text keeps its digest and its shingles.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else make_storable(value)
