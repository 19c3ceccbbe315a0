"""What a URL points at: the URL standard's reading of it, less what no article has.

One parser decides (ada, which implements the WHATWG URL standard); nothing is read twice by different rules. On
top of it stand a few refusals: a link to an article is http or https and names a plain host.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from ada_url import URL

from crawler.canonical.percent_encoding import normalize_path

_OUTER_BLANKS = "".join(map(chr, range(0x21)))
"""C0 controls and the space: the URL standard strips them at both ends (section 4.4)."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_SLASHES = re.compile(r"[/\\]{2}")
_WRITTEN = re.compile(
    r"([^:/\\?#]*:)?"  # scheme
    r"([/\\]*)"  # slashes
    r"([^/\\?#]*)"  # authority
    r"([^?#]*)"  # path
    r"(\??)([^#]*)"  # the question mark, query
    r"(.*)",  # fragment
    re.DOTALL,
)
"""The parts of a URL with a host, before anyone interprets them. Each may be empty, so any text matches."""


class _Parts(NamedTuple):
    scheme: str = ""
    slashes: str = ""
    authority: str = ""
    path: str = ""
    mark: str = ""
    query: str = ""
    fragment: str = ""


class Unusable(ValueError):
    """The URL cannot be the address of an article; the message says why, to follow "because"."""


@dataclass(frozen=True, slots=True)
class Address:
    """A usable URL in parts. ``host`` is lower-case ASCII, an IPv6 address in brackets; ``port`` is ":8080" or ""
    for the scheme's own; ``path`` is in its one spelling (see ``percent``); ``query``, without "?", is as the URL
    standard serializes it.

    :ivar rules: what reading it has changed, by name
    """

    scheme: str
    host: str
    port: str
    path: str
    query: str
    rules: tuple[str, ...]

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.host}{self.port}"

    @property
    def target(self) -> str:
        """Path and query."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def site(self) -> str:
        """Host and port with neither scheme nor "www.": equal for every way to write one web server."""
        bare = self.host.removeprefix("www.")
        return (bare if "." in bare else self.host) + self.port  # www.com is a name like any other


@lru_cache(maxsize=4096)
def parse(url: str, base: str | None = None) -> Address:
    """Read a URL, relative to ``base`` where one is given. A link is read half a dozen times on its way, so the last
    ones are remembered.

    :raises Unusable: it is no http or https URL with a plain host

    >>> parse(" HTTP://Example.org.:80/a/../b?c#d ").origin
    'http://example.org'
    """
    text = url.strip(_OUTER_BLANKS)
    if not text:
        raise Unusable("it is empty")
    if _CONTROL.search(text):
        raise Unusable("it contains a control character")
    try:
        href = URL(text, base).href
    except ValueError:  # also what no encoding can hold: a lone surrogate
        is_relative = base is None and not _ABSOLUTE.match(text)
        raise Unusable("it is relative" if is_relative else "it is no valid URL") from None
    if not href.startswith(("http://", "https://")):
        raise Unusable("it is neither http nor https")
    rules = [] if text == url else ["whitespace"]
    if not _ABSOLUTE.match(text):
        rules.append("base")
    written = _parts(text if base is None or _names_a_host(text, base) else href)
    _refuse_odd_authority(written)
    return _address(_parts(href), written, rules)


def _parts(text: str) -> _Parts:
    match = _WRITTEN.match(text)
    return _Parts(*match.groups(default="")) if match else _Parts()


def _names_a_host(text: str, base: str) -> bool:
    """Whether the host comes from the text and not from its base ("http:x" on an http page is relative)."""
    scheme = _ABSOLUTE.match(text)
    if _SLASHES.match(text, scheme.end() if scheme else 0):
        return True
    return scheme is not None and not base.strip(_OUTER_BLANKS).lower().startswith(scheme[0].lower())


def _refuse_odd_authority(written: _Parts) -> None:
    """Refuse what different readers are known to see different hosts in."""
    if "\\" in written.slashes or written.path.startswith("\\"):
        raise Unusable("it has a backslash next to its host")
    if "@" in written.authority:
        raise Unusable("it carries a user name or a password")


def _address(read: _Parts, written: _Parts, rules: list[str]) -> Address:
    host, port = _split_port(read.authority)
    host = host.removesuffix(".")
    if "" in host.split("."):
        raise Unusable("its host has an empty label")
    path = normalize_path(read.path)
    rules += _authority_rules(written, read, host, port)
    rules += _path_rules(written.path, path)
    if written.query != read.query:
        rules.append("percent_encoding")
    if written.mark and not written.query:
        rules.append("blank_query")
    if written.fragment:
        rules.append("fragment")
    return Address(scheme=read.scheme[:-1], host=host, port=port, path=path, query=read.query, rules=tuple(rules))


def _split_port(authority: str) -> tuple[str, str]:
    """
    >>> _split_port("[::1]:80"), _split_port("[::1]"), _split_port("example.org")
    (('[::1]', ':80'), ('[::1]', ''), ('example.org', ''))
    """
    host, colon, port = authority.rpartition(":")
    return (host, colon + port) if colon and not authority.endswith("]") else (authority, "")


def _authority_rules(written: _Parts, read: _Parts, host: str, port: str) -> list[str]:
    rules = []
    if written.scheme and written.scheme != read.scheme:
        rules.append("scheme")
    if written.slashes != "//":
        rules.append("slashes")
    written_host, written_port = _split_port(written.authority)
    if written_host != host:
        rules.append("host")
    if written_port != port:
        rules.append("port" if port else "default_port")
    return rules


def _path_rules(written: str, path: str) -> list[str]:
    if written == path:
        return []
    if not written:
        return ["empty_path"]
    slashed = written.replace("\\", "/")
    spelled = normalize_path(slashed)
    changed = {
        "backslash": slashed != written,
        "percent_encoding": spelled != slashed,
        "dot_segments": spelled != path,
    }
    return [name for name, holds in changed.items() if holds]
