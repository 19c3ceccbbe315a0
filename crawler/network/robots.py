"""robots.txt by RFC 9309. Pure: the answer of a robots.txt request → what may be fetched.

4xx allows all; 5xx, time-outs and no answer disallow all; only the first 500 KiB and more need be read (2.5), here
512 KiB; rules hold for a day at most (2.4).

Protego, which matches paths well, takes a group for ours when its name stands at the start of our own ("mirror" for
"mirrorfold"), and misses a name with a version behind it ("mirrorfold/1.0"). A product token is equal or it is not, so
the lines that are for us are picked here (2.2.1).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from protego import Protego

PRODUCT = "mirrorfold"
"""Our product token: what a robots.txt names us by."""

MOST_BYTES = 512 * 1024
LIFETIME = 24 * 3600
"""Seconds for which rules may be kept."""

UNREACHABLE = 599
"""Status that stands for no answer at all."""

MOST_REDIRECTS = 5
"""Redirects of a robots.txt that are followed, wherever they lead (RFC 9309, 2.3.1.2)."""


_LINE = re.compile(r"\r\n|\r|\n")
_AGENT = re.compile(r"\s*user[\s-]?agent\s*[:\s]\s*(.*)", re.IGNORECASE)
_RULE = re.compile(r"\s*(?:allow|d\w{1,8}l[ao]w|crawl[\s-]delay)\s*[:\s]", re.IGNORECASE)
_TOKEN = re.compile(r"[A-Za-z_-]+")
"""What a product token is made of (RFC 9309, 2.2.1); what follows it, a version, is not compared."""


def whole_lines(body: bytes) -> bytes:
    """As much as is read, without the line that it ends in: half a path disallows more than the whole one.

    >>> whole_lines(b"Disallow: /a")
    b'Disallow: /a'
    """
    return body if len(body) <= MOST_BYTES else body[:MOST_BYTES].rpartition(b"\n")[0]


@dataclass(frozen=True)
class Robots:
    """The rules of one origin, as its server answered."""

    status: int
    body: bytes = b""
    cause: str = ""
    """Why there is no answer, where there is none."""

    @cached_property
    def _rules(self) -> Protego:
        text = whole_lines(self.body).decode("utf-8-sig", "replace")
        return Protego.parse(rules_for(text, PRODUCT))

    @property
    def reachable(self) -> bool:
        """False when the origin must be taken to disallow all."""
        return self.status < 500

    @property
    def trouble(self) -> str:
        """What an origin that gives no rules did instead."""
        return f"robots.txt: {self.cause}" if self.cause else f"robots.txt: HTTP {self.status}"

    def allows(self, url: str) -> bool:
        """Return whether a URL of this origin may be fetched.

        >>> Robots(200, b"User-agent: *\\nDisallow: /private").allows("https://example.org/private/1")
        False
        >>> Robots(404, b"User-agent: *\\nDisallow: /").allows("https://example.org/")
        True
        >>> Robots(503).allows("https://example.org/")
        False
        """
        if not self.reachable:
            return False
        if not 200 <= self.status < 300:
            return True
        return bool(self._rules.can_fetch(url, PRODUCT))

    @property
    def crawl_delay(self) -> float | None:
        """Seconds between requests that the file asks for."""
        if not 200 <= self.status < 300:
            return None
        delay = self._rules.crawl_delay(PRODUCT)
        return float(delay) if delay is not None else None

    def pack(self) -> bytes:
        """Bytes for the index."""
        return b"%d %b" % (self.status, whole_lines(self.body) if 200 <= self.status < 300 else b"")

    @classmethod
    def unpack(cls, packed: bytes) -> Robots:
        """The inverse of ``pack``.

        >>> Robots.unpack(Robots(200, b"Disallow:").pack()).body
        b'Disallow:'
        """
        status, _, body = packed.partition(b" ")
        return cls(int(status), body)


def rules_for(text: str, product: str) -> str:
    """Return the rules for a product as one group for everybody; empty when there are none.

    All groups that name the product count together; those for everybody count when there is none of them.

    >>> rules_for("User-agent: mirror\\nDisallow: /\\n\\nUser-agent: MirrorFold/2\\nDisallow: /a", "mirrorfold")
    'User-agent: *\\nDisallow: /a'
    """
    own: list[str] = []
    common: list[str] = []
    named = in_rules = False
    wanted: list[list[str]] = []
    for line in _LINE.split(text):
        rule = line.partition("#")[0]
        agent = _AGENT.fullmatch(rule)
        if agent is not None:
            if in_rules:
                wanted, in_rules = [], False
            name = agent[1].strip()
            if name == "*":
                wanted.append(common)
            elif _token(name) == product:
                named = True
                wanted.append(own)
        elif _RULE.match(rule):
            in_rules = True
            for rules in wanted:
                rules.append(rule.strip())
    return "\n".join(["User-agent: *", *(own if named else common)])


def _token(written: str) -> str:
    match = _TOKEN.match(written)
    return match[0].lower() if match else ""
