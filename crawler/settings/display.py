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
PROXY = "proxy"
"""The key of a proxy, of all or of one mirror: a URL that may carry a password."""
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


class SecretAddress(SecretText):
    """An address of which everything but scheme and host is a secret; ``repr()`` shows no more.

    >>> SecretAddress("https://hooks.example.org:8443/services/T0/hunter2?key=1")
    'https://hooks.example.org:8443/***'
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return repr(mask_address(self))


def mask_address(address: str) -> str:
    """Hide all of an address but its scheme and, of http and https, its host: paths of webhooks are passwords.

    >>> mask_address("tgram://123456:hunter2/-100"), mask_address("hunter2"), mask_address("")
    ('tgram://***', '***', '')
    """
    scheme, separator, rest = address.partition("://")
    if not address:
        return ""
    if not separator or not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", scheme):
        return MASK
    host = re.fullmatch(r"[A-Za-z0-9.-]+(:\d+)?", re.split(r"[/?#]", rest, maxsplit=1)[0].rpartition("@")[2])
    return f"{scheme}://{host[0]}/{MASK}" if host and scheme in ("http", "https") else f"{scheme}://{MASK}"


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
    >>> mask_url("redis+cluster://:hunter2@h1:7000,h2:7001,h3:seven")
    'redis+cluster://***@h1:7000,h2:7001,h3:***'
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
    hosts, slash, path = address.partition("/")
    return ",".join(map(_mask_false_port, hosts.split(","))) + slash + path


def _mask_false_port(host: str) -> str:
    name, colon, port = host.partition(":")
    return host if host.startswith("[") or not colon or port.isdecimal() else f"{name}:{MASK}"


def is_secret(key: str) -> bool:
    """Whether a text under a dotted key is masked when it is shown.

    >>> is_secret("redis.url"), is_secret("network.api_token"), is_secret("network.contact"), is_secret("network.proxy")
    (True, True, False, True)
    """
    return key.startswith(SECRET_SECTIONS) or key.rpartition(".")[2] == PROXY or is_secret_word(key)


def is_secret_word(key: str) -> bool:
    """Whether the key itself says that its value, text or number, is a secret."""
    return any(word in key.lower() for word in SECRET_WORDS)


_OF_HOOKS = re.compile(r"hooks(\[\d+\])?(\.\w+)?")

HOOK_WORDS = ("name", "url_file", "apprise_file", "secret_file", "command", "events", "sources", "words", "timeout")
"""Keys of hooks whose values are shown: all others, unknown ones too, may hold a password."""


def is_of_target(key: str) -> bool:
    """Whether a text under a dotted key may be the address of a hook's target.

    >>> is_of_target("hooks[0].url"), is_of_target("hooks"), is_of_target("hooks[1].url_file"), is_of_target("web.url")
    (True, True, False, False)
    """
    return _OF_HOOKS.match(key) is not None and not _is_hook_word(key)


def _is_hook_word(key: str) -> bool:
    match = _OF_HOOKS.match(key)
    return match is not None and (match[2] or "").removeprefix(".") in HOOK_WORDS


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

    A URL keeps what is no secret, the address of a hook its host. A URL with a password where none belongs, a mirror
    say, is masked as well.
    """
    match value:
        case str() if is_of_target(key):
            return mask_address(value)
        case str() if is_secret(key) and not _is_hook_word(key):
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
