"""Values as people see them: written as in the file, on one line, short. Secrets are masked wherever a value is shown:
in reprs, in ``config show`` and in messages of mistakes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

MASK = "***"

SECRET_SECTIONS = ("redis", "database")
"""Sections whose texts may carry a password: as part of a URL, or under a key that does not exist."""
SECRET_WORDS = ("password", "passwd", "secret", "token")
"""A key with such a word in its name, known or unknown, is not shown."""


class SecretUrl(str):
    """A URL that may carry a password: ``str()`` and every use of it are the URL, ``repr()`` is masked.

    >>> SecretUrl("redis://:hunter2@db:6379/0")
    'redis://***@db:6379/0'
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return repr(mask_url(self))


class SecretText(str):
    """A text that nobody is to see: ``str()`` and every use of it are the text, ``repr()`` is masked.

    >>> SecretText("hunter2"), SecretText("")
    ('***', '')
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return repr(MASK if self else "")


def mask_url(url: str) -> str:
    """Hide a URL's password, whatever its query says, and a port that is none.

    Everything up to the last ``@`` counts as user name and password, so that a password with an unescaped ``/``
    or ``@`` does not leak; a part without a colon may be a password alone and is hidden whole.

    >>> mask_url("postgresql://mf:p@ss/word@db.example/mirrorfold?sslmode=require&password=x")
    'postgresql://mf:***@db.example/mirrorfold?***'
    >>> mask_url("redis://user:hunter2")
    'redis://user:***'
    >>> mask_url("redis://127.0.0.1:6379/0")
    'redis://127.0.0.1:6379/0'
    >>> mask_url("hunter2")
    '***'
    """
    if not url:
        return ""
    scheme, separator, rest = url.partition("://")
    if not separator:
        return MASK
    user_info, at, address = rest.rpartition("@")
    user, colon, _ = user_info.partition(":")
    shown_user = f"{user}:{MASK}" if user and colon else MASK
    address, question, _ = address.partition("?")
    shown_query = f"?{MASK}" if question else ""
    return f"{scheme}://{shown_user + at if at else ''}{_without_false_port(address)}{shown_query}"


def _without_false_port(address: str) -> str:
    host, slash, path = address.partition("/")
    name, colon, port = host.partition(":")
    if host.startswith("[") or not colon or port.isdecimal():
        return address
    return f"{name}:{MASK}{slash}{path}"


def is_secret(key: str) -> bool:
    """Whether a text under a dotted key is masked when it is shown.

    >>> is_secret("redis.url"), is_secret("network.api_token"), is_secret("network.contact")
    (True, True, False)
    """
    return key.startswith(SECRET_SECTIONS) or is_secret_word(key)


def is_secret_word(key: str) -> bool:
    """Whether the key itself says that its value, text or number, is a secret."""
    return any(word in key.lower() for word in SECRET_WORDS)


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
