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

_REST = r"(?::(?P<port>\d{2,5}))?(?P<path>[/?#][^\s<>\"'»”)\]，。；、]*)?"
_ASCII = re.compile(
    rf"(?<![{_NEAR}@._/-])(?P<scheme>https?://)?"
    r"(?P<host>(?:[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?\.)+(?:xn--[a-z0-9-]+|[a-z]{2,24})|\d{1,3}(?:\.\d{1,3}){3})"
    rf"(?![{_NEAR}@]){_REST}",
    re.IGNORECASE | re.ASCII,
)
_IDN = re.compile(
    rf"(?<![\w@.-])(?P<scheme>https?://)?(?P<host>(?:\w(?:[\w-]*\w)?\.)+[^\W\d_][\w-]{{1,40}})(?![\w@]){_REST}",
    re.IGNORECASE,
)
_MAYBE = re.compile(
    rf"[.．。｡][^\W\d_]{{2}}|[.]xn--|\d\.\d{{1,3}}\.\d|[\[({{<（［【]\s*(?:{_DOT})\s*[\])}}>）］】]| dot ",
    re.IGNORECASE,
)
_TITLED = re.compile(r"[A-Z][a-z]+")
_FILES = re.compile(r"\.(?:7z|apk|bz2|deb|dmg|exe|gz|img|iso|jpe?g|mp[34]|msi|pdf|png|rar|rpm|tar|tgz|torrent|xz|zip)$")
_PLAIN_TOP = frozenset({"com", "info", "net", "org"})
_MAIL_BEFORE = re.compile(
    r"(?:[\[(<{]\s*[\w.+-]+\s+at|\w[\w+-]*(?:\s*dot\s*|[._+])[\w.+-]*\w\s+at|[\[({<]\s*at\s*[\])}>])\s*$", re.IGNORECASE
)
"""How an e-mail address begins that is written out: "[first.last at", "desk [at]"."""


@dataclass(frozen=True, slots=True)
class Written:
    """An address in a line.

    :ivar host: lower-case ASCII, with a port that is written
    :ivar start: where it begins in the undisguised line; ``end`` is where it ends, with its path
    :ivar path: what is written behind the host; empty for the host alone
    """

    host: str
    start: int
    end: int
    path: str = ""


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

    >>> [each.host for each in written_in("请访问www.gazette.example或 http://зеркало.рф, not me@mail.example or e.g.")]
    ['www.gazette.example', 'xn--80ajfngsk.xn--p1ai']
    """
    addresses = [address for match in _ASCII.finditer(line) if (address := _address(match))]
    if not line.isascii():
        taken = [match.span() for match in _ASCII.finditer(line)]
        for match in _IDN.finditer(line):
            overlaps = any(start < match.end() and match.start() < end for start, end in taken)
            if not overlaps and (address := _address(match)):
                addresses.append(address)
    return sorted(addresses, key=lambda written: written.start)


def _address(match: re.Match[str]) -> Written | None:
    """The address of a match; None when it is none after all."""
    name, scheme, port, path = match["host"], match["scheme"], match["port"], match["path"] or ""
    top = name.rpartition(".")[2]
    bare = not scheme and not name.lower().startswith("www.")
    if bare and ((top.isdecimal() and not port) or (_TITLED.fullmatch(top) and top.lower() not in _PLAIN_TOP)):
        return None
    if _FILES.search(path.partition("?")[0].lower()) or _MAIL_BEFORE.search(match.string[: match.start()][-80:]):
        return None
    host = host_of(f"{scheme or 'http://'}{name}{':' + port if port else ''}/")
    if not host or not site_of(host):
        return None
    path = path.rstrip(".,;:!?*_")
    return Written(host=host, start=match.start(), end=match.end("port" if port else "host") + len(path), path=path)
