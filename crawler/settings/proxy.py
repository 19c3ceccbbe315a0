"""A proxy as it is configured: a URL, or the name of a file that holds one."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from crawler.model.proxy import HTTP, SOCKS, Proxy
from crawler.settings.mistakes import Mistake

NONE = "none"
"""What a mirror's ``proxy`` says that is asked without ``network.proxy``."""

MOST_LETTERS = 255
"""Letters of a user name or a password (RFC 1929)."""

_CURE = 'Write one such as "socks5h://127.0.0.1:9050" or "http://proxy.example:3128"'


def parse_proxy(url: str) -> Proxy:
    """Read a proxy's URL.

    :raises Mistake: with the cure; neither shows the URL

    >>> parse_proxy("socks5h://127.0.0.1:9050")
    Proxy(scheme='socks5h', host='127.0.0.1', port=9050)
    """
    scheme, separator, _ = url.partition("://")
    if scheme in ("socks5", "socks4", "socks4a", "socks"):
        raise Mistake(f"{scheme}:// has names looked up here", 'Write "socks5h://…": the proxy looks them up')
    if scheme not in (SOCKS, HTTP) or not separator or not url.isprintable() or " " in url:
        raise Mistake("this is no proxy that begins with socks5h:// or http://", _CURE)
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError:
        raise Mistake("host or port of this proxy cannot be", f"{_CURE}; escape a password with %") from None
    if not host or not host.isascii() or not port:
        raise Mistake("this proxy has no host, or no port", _CURE)
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise Mistake("a proxy is scheme, host and port, without a path", f"{_CURE}; escape a password with %")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    _check_credentials(user, password)
    return Proxy(scheme, host, port, user=user, password=password)


def _check_credentials(user: str, password: str) -> None:
    if bool(user) != bool(password):
        raise Mistake(
            "a proxy takes a user name and a password, or neither", 'Write "socks5h://USER:PASSWORD@HOST:PORT"'
        )
    if not (user + password).isascii() or not (user + password).isprintable() or ":" in user:
        raise Mistake("a proxy's user name or password has a sign that it cannot send", "Choose another one")
    if max(len(user), len(password)) > MOST_LETTERS:
        raise Mistake(f"a proxy's user name and password have {MOST_LETTERS} letters at most", "Choose a shorter one")


def proxy_url(url: str) -> str:
    """A proxy's URL, or nothing."""
    if url:
        parse_proxy(url)
    return url


def mirror_proxy_url(url: str) -> str:
    """A proxy's URL, or the word for none."""
    if url != NONE:
        parse_proxy(url)
    return url


def read_proxy_file(path: str) -> str:
    """The URL that a file holds.

    :raises Mistake: it cannot be read, or holds none; what it holds is not shown
    """
    try:
        url = Path(path).read_bytes().decode().strip()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        what = f"this file cannot be read ({reason})"
        raise Mistake(what, "Name a readable text file with the proxy's URL in it") from None
    try:
        parse_proxy(url)
    except Mistake as mistake:
        raise Mistake("this file holds no URL of a proxy", mistake.cure) from None
    return url


def proxy_file_name(path: str) -> str:
    """The name of a file that holds a proxy's URL."""
    read_proxy_file(path)
    return path
