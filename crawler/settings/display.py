"""Values as people see them: written as in the file, on one line, short, without secrets."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from crawler.settings.masking import MASK, is_secret, is_secret_word, mask_url

LONGEST = 100
"""Characters of a value that a message shows."""


def format_toml(value: object) -> str:
    """Write a value as TOML would, on one line; invisible characters are escaped.

    >>> format_toml({"delay": 0.5, "drop": [".share", "a\\x1bb"], "enabled": True})
    '{ delay = 0.5, drop = [".share", "a\\\\u001bb"], enabled = true }'
    """
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _quoted(value)
        case Mapping():
            inner = ", ".join(f"{format_key(name)} = {format_toml(item)}" for name, item in value.items())
            return f"{{ {inner} }}" if inner else "{}"
        case Iterable():
            return f"[{', '.join(format_toml(item) for item in value)}]"
        case None:
            return "(nothing)"
        case _:
            return str(value)


def format_value(key: str, value: object) -> str:
    """Write a value for a message about ``key`` (dotted): as TOML, cut short, secrets masked.

    >>> format_value("politeness.delay", -1), format_value("redis.url", "redis://:hunter2@db")
    ('-1', '"redis://***@db"')
    >>> format_value("redis.password", "x")
    '"***"'
    """
    text = format_toml(mask_value(key, value))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def mask_value(key: str, value: object) -> object:
    """The value itself, or with its secrets masked where ``key`` (dotted) may hold any.

    A URL keeps what is no secret. A URL with a password where none belongs, a mirror say, is masked as well.
    """
    match value:
        case str() if is_secret(key):
            return mask_url(value)
        case str() if "@" in re.split(r"[/?#]", value.partition("://")[2])[0]:
            return mask_url(value)
        case Mapping():
            return {name: mask_value(f"{key}.{name}", item) for name, item in value.items()}
        case list() | tuple():
            return [mask_value(key, item) for item in value]
        case int() | float() if is_secret_word(key):
            return MASK
        case _:
            return value


def format_key(name: object) -> str:
    """Write a key as TOML would.

    >>> format_key("delay"), format_key("www.example.com")
    ('delay', '"www.example.com"')
    """
    text = str(name)
    return text if text.replace("-", "").replace("_", "").isalnum() and text.isascii() else _quoted(text)


def _quoted(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in quoted)
