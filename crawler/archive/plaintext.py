"""Text from outside, made fit for a database."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""PostgreSQL takes no NUL, and UTF-8 has no form for a lone surrogate (RFC 3629, section 3)."""


def storable(text: str) -> str:
    """Return a text as a database keeps it.

    >>> storable("a\\0b")
    'a\ufffdb'
    """
    return _UNSTORABLE.sub("\ufffd", text)


class PlainText(TypeDecorator[str]):
    """A column for what strangers wrote: a character that no database takes is written as U+FFFD.

    Neither these characters nor U+FFFD are part of a word, so a text keeps its digest and its shingles.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)
