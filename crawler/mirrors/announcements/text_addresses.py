"""Addresses in a line of text: with and without a scheme, in any script, and disguised so that nobody clicks them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.mirrors.hosts.host_names import host_of, site_of

_DOT = r"\.|dot|punkt|punto|point|nokta|точка|нуқта|نقطه|نقطة|نُقطة|点|點"
_SCHEME = re.compile(r"\bh(?:xx|tt|\*\*|XX)p(s?)\s*(?:\[:\]|:)\s*(?:\[?//\]?)", re.IGNORECASE)
_BRACKETED_DOT = re.compile(rf"\s*[\[({{<（［【]\s*(?:{_DOT})\s*[\])}}>）］】]\s*", re.IGNORECASE)
_SPOKEN_DOT = re.compile(r"(?<=[a-z0-9]) (?:dot|DOT|Dot) (?=[a-z0-9])")
_WIDE_DOT = re.compile(r"(?<=[A-Za-z0-9])[．。｡](?=[A-Za-z]{2})")

_NEAR = "A-Za-z0-9\u00c0-\u024f\u0370-\u052f"
"""Letters that may belong to a name in Latin, Greek or Cyrillic: an address ends at any other, as Chinese runs on."""

_ASCII = re.compile(
    rf"(?<![{_NEAR}@._/-])(?P<scheme>https?://)?"
    r"(?P<host>(?:[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?\.)+(?:xn--[a-z0-9-]+|[a-z]{2,24})|\d{1,3}(?:\.\d{1,3}){3})"
    rf"(?![{_NEAR}@])(?::(?P<port>\d{{2,5}}))?(?P<path>/[\w./?=&%#~+:;,-]*)?",
    re.IGNORECASE | re.ASCII,
)
_IDN = re.compile(
    r"(?<![\w@.-])(?P<scheme>https?://)?(?P<host>(?:\w(?:[\w-]*\w)?\.)+[^\W\d_][\w-]{1,40})(?![\w@])"
    r"(?::(?P<port>\d{2,5}))?(?P<path>/[\w./?=&%#~+:;,-]*)?",
    re.IGNORECASE,
)
_MAYBE = re.compile(
    rf"[.．。｡][^\W\d_]{{2}}|[.]xn--|\d\.\d{{1,3}}\.\d|[\[({{<（［【]\s*(?:{_DOT})\s*[\])}}>）］】]| dot ",
    re.IGNORECASE,
)
_TITLED = re.compile(r"[A-Z][a-z]+")
_FILES = re.compile(r"\.(?:7z|apk|bz2|deb|dmg|exe|gz|img|iso|jpe?g|mp[34]|msi|pdf|png|rar|rpm|tar|tgz|torrent|xz|zip)$")
_PLAIN_TOP = frozenset({"com", "info", "net", "org"})


@dataclass(frozen=True, slots=True)
class Written:
    """An address in a line.

    :ivar host: lower-case ASCII, with a port that is written
    :ivar start: where it begins in the undisguised line; ``end`` is where it ends
    """

    host: str
    start: int
    end: int


def undisguised(line: str) -> str:
    """A line with its addresses written out.

    >>> undisguised("hxxps[:]//www[.]gazette (dot) example")
    'https://www.gazette.example'
    """
    line = _SCHEME.sub(r"http\1://", line)
    line = _BRACKETED_DOT.sub(".", line)
    return _WIDE_DOT.sub(".", _SPOKEN_DOT.sub(".", line))


def may_hold_address(line: str) -> bool:
    """Whether a line is worth looking through: cheap, and true for every line with an address."""
    return _MAYBE.search(line) is not None


def written_in(line: str) -> list[Written]:
    """The addresses in an undisguised line, in its order; e-mail addresses, files and abbreviations are none.

    >>> [one.host for one in written_in("请访问www.gazette.example或 http://зеркало.рф, not me@mail.example or e.g.")]
    ['www.gazette.example', 'xn--80ajfngsk.xn--p1ai']
    """
    matches = [(match, _address(match)) for match in _ASCII.finditer(line)]
    taken = [(match.start(), match.end()) for match, _ in matches]
    if not line.isascii():
        matches += [
            (match, _address(match))
            for match in _IDN.finditer(line)
            if not any(start < match.end() and match.start() < end for start, end in taken)
        ]
    usable = [Written(host, match.start(), match.end()) for match, host in matches if host]
    return sorted(usable, key=lambda written: written.start)


def _address(match: re.Match[str]) -> str | None:
    """The host of a match; None when it is no address after all."""
    name, scheme, port = match["host"], match["scheme"], match["port"]
    top = name.rpartition(".")[2]
    bare = not scheme and not name.lower().startswith("www.")
    if bare and ((top.isdecimal() and not port) or (_TITLED.fullmatch(top) and top.lower() not in _PLAIN_TOP)):
        return None
    if _FILES.search((match["path"] or "").partition("?")[0].lower()):
        return None
    host = host_of(f"{scheme or 'http://'}{name}{':' + port if port else ''}/")
    return host if host and site_of(host) else None
