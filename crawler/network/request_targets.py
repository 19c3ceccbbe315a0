"""Which URLs may be requested at all, before any name is looked up. Pure.

The address guard judges addresses; this judges what is written. A URL in which two readers see two hosts is how a
guard is walked around, so both that stand between a link and the wire have to agree: ada (the URL standard), by which
links are understood, and urllib's, by which Scrapy and Twisted dial.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import urlsplit

import ada_url

from crawler.network.proxied_names import inner_refusal, is_onion

SCHEME_PORTS = {"http": 80, "https": 443}

LONGEST = 8192
"""Characters of a URL: what every server must be ready for (RFC 9110, 4.1), with room."""

_NOT_PRINTED = re.compile(r"[^\x21-\x7e]")
_AUTHORITY = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*://([^/?#]*)")


def url_refusal(url: str, ports: Collection[int] = (), *, proxied: bool = False) -> str | None:
    """Return why a URL may not be requested; None when it may.

    :param ports: what is allowed beside 80 and 443: the ports that the source's mirrors name
    :param proxied: it is asked for through a proxy, where nobody here judges the address that is dialled

    >>> url_refusal("https://www.example.org/a?b=c%20d") is None
    True
    >>> url_refusal("http://user@example.org/")
    'it carries a user name or a password'
    >>> url_refusal("http://example.org:6379/")
    'port 6379 is none of 80, 443 and those that the mirrors of the source name'
    >>> url_refusal("http://127.1/")
    'readers disagree about its host: 127.0.0.1 or 127.1'
    >>> url_refusal("http://router.local/", proxied=True)
    'router.local is a name of a private network'
    >>> url_refusal("http://example.onion/")
    'example.onion is reached through a proxy alone, and it has none'
    """
    if len(url) > LONGEST:
        return f"it has more than {LONGEST} characters"
    if _NOT_PRINTED.search(url):
        return "it contains a blank, a control character or one beyond ASCII"
    authority = _AUTHORITY.match(url)
    if authority is None:
        return "it has no scheme and host"
    return _authority_refusal(authority[1]) or _reading_refusal(url, ports) or _host_refusal(url, proxied)


def _host_refusal(url: str, proxied: bool) -> str | None:
    host = urlsplit(url).hostname or ""
    if proxied:
        return inner_refusal(host)
    return f"{host} is reached through a proxy alone, and it has none" if is_onion(host) else None


def _authority_refusal(authority: str) -> str | None:
    if "\\" in authority:
        return "it has a backslash next to its host"
    if "@" in authority:
        return "it carries a user name or a password"
    if "%" in authority:
        return "it has a percent sign in its host"
    return None


def _reading_refusal(url: str, ports: Collection[int]) -> str | None:
    try:
        standard = ada_url.URL(url)
        other = urlsplit(url)
        other_port = other.port
    except ValueError:
        return "it is no valid URL"
    scheme = standard.protocol.removesuffix(":")
    if scheme not in SCHEME_PORTS or scheme != other.scheme:
        return "it is neither http nor https"
    host = standard.hostname.strip("[]")
    if not host or host != (other.hostname or ""):
        return f"readers disagree about its host: {host} or {other.hostname}"
    if reason := _port_refusal(standard.port, other_port, scheme, ports):
        return reason
    # a path with steps up is another one for the server than for robots.txt
    return None if standard.pathname == (other.path or "/") else "readers disagree about its path"


def _port_refusal(written: str, other: int | None, scheme: str, ports: Collection[int]) -> str | None:
    default = SCHEME_PORTS[scheme]
    port = int(written) if written else default
    if port != (default if other is None else other):
        return f"readers disagree about its port: {port} or {other}"
    if port not in SCHEME_PORTS.values() and port not in ports:
        return f"port {port} is none of 80, 443 and those that the mirrors of the source name"
    return None
