"""Which lines of a robots.txt are for us (RFC 9309, 2.2.1). Pure.

Protego, which matches paths well, takes a group for ours when its name stands at the start of our own ("mirror" for
"mirrorfold"), and misses a name with a version behind it ("mirrorfold/1.0"). A product token is equal or it is not.
"""

from __future__ import annotations

import re

_LINE = re.compile(r"\r\n|\r|\n")
_AGENT = re.compile(r"\s*user[\s-]?agent\s*[:\s]\s*(.*)", re.IGNORECASE)
_RULE = re.compile(r"\s*(?:allow|d\w{1,8}l[ao]w|crawl[\s-]delay)\s*[:\s]", re.IGNORECASE)
_TOKEN = re.compile(r"[A-Za-z_-]+")
"""What a product token is made of (RFC 9309, 2.2.1); what follows it, a version, is not compared."""


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
