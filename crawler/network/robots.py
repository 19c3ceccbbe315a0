"""robots.txt by RFC 9309. Pure: the answer of a robots.txt request → what may be fetched.

4xx allows all; 5xx, time-outs and no answer disallow all; only the first 500 KiB and more need be read (2.5), here
512 KiB; rules hold for a day at most (2.4). Which lines are for us, and which one decides: ``robots_rules``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from protego import Protego

from crawler.network.robots_rules import OurRules, Rule, find_deciding_rule, parse_rules, select_rules

PRODUCT = "mirrorfold"
"""Our product token: what a robots.txt names us by."""

MOST_BYTES = 512 * 1024
LIFETIME = 24 * 3600
"""Seconds for which rules may be kept."""

UNREACHABLE = 599
"""Status that stands for no answer at all."""

MOST_REDIRECTS = 5
"""Redirects of a robots.txt that are followed, wherever they lead (RFC 9309, 2.3.1.2)."""


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
    def ours(self) -> OurRules:
        """The lines that are for us; none where there is no such file."""
        body = whole_lines(self.body) if self.has_rules else b""
        return select_rules(body.decode("utf-8-sig", "replace"), PRODUCT)

    @cached_property
    def _rules(self) -> Protego:
        return parse_rules(self.ours.rules)

    @property
    def has_rules(self) -> bool:
        """Whether the answer is a file of rules."""
        return 200 <= self.status < 300

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
        if not self.has_rules:
            return True
        return bool(self._rules.can_fetch(url, PRODUCT))

    def find_rule(self, url: str) -> Rule | None:
        """Find the line that decides whether a URL of this origin may be fetched; None where no line is about it.

        >>> str(Robots(200, b"User-agent: *\\nAllow: /\\nDisallow: /private").find_rule("https://example.org/private/1"))
        'line 3: "Disallow: /private"'
        """
        return find_deciding_rule(self.ours.rules, url)

    @property
    def crawl_delay(self) -> float | None:
        """Seconds between requests that the file asks for."""
        if not self.has_rules:
            return None
        delay = self._rules.crawl_delay(PRODUCT)
        return float(delay) if delay is not None else None

    def pack(self) -> bytes:
        """Bytes for the index."""
        return b"%d %b" % (self.status, whole_lines(self.body) if self.has_rules else b"")

    @classmethod
    def unpack(cls, packed: bytes) -> Robots:
        """The inverse of ``pack``.

        >>> Robots.unpack(Robots(200, b"Disallow:").pack()).body
        b'Disallow:'
        """
        status, _, body = packed.partition(b" ")
        return cls(int(status), body)
