"""Which lines of a robots.txt are for us, and which of them decides about an address. Pure.

Protego, which matches paths well, takes a group for ours when its name stands at the start of our own ("mirror" for
"mirrorfold"), and misses a name with a version behind it ("mirrorfold/1.0"). A product token is equal or it is not, so
the lines that are for us are picked here (RFC 9309, 2.2.1). Nor does it say which line decided: it is asked about one
line after the other, so that what is named here is what it went by.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from protego import Protego

MOST_CHARACTERS = 120
"""Characters of a line that are shown."""

_LINE = re.compile(r"\r\n|\r|\n")
_AGENT = re.compile(r"\s*user[\s-]?agent\s*[:\s]\s*(.*)", re.IGNORECASE)
_RULE = re.compile(r"\s*(?:(allow)|(d\w{1,8}l[ao]w)|crawl[\s-]delay)\s*[:\s]\s*(.*)", re.IGNORECASE)
_TOKEN = re.compile(r"[A-Za-z_-]+")
"""What a product token is made of (RFC 9309, 2.2.1); what follows it, a version, is not compared."""

_OTHER_BREAKS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
"""Line breaks of Python's, and so of Protego's, that are none in a robots.txt (RFC 9309, 2.2: CR, LF)."""

_PLAIN = re.compile(r"/[A-Za-z0-9_.~/-]*")
"""The beginning of a pattern that stands for itself."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of a robots.txt.

    :ivar number: of the line, from 1
    :ivar text: without its comment
    """

    number: int
    text: str

    def __str__(self) -> str:
        return f'line {self.number}: "{self.text[:MOST_CHARACTERS]}"'


@dataclass(frozen=True, slots=True)
class OurRules:
    """The lines of a robots.txt that are for us.

    :ivar named: whether it names us; otherwise these are the lines for everybody
    """

    named: bool
    rules: tuple[Rule, ...]


def select_rules(text: str, product: str) -> OurRules:
    """Select the lines that are for a product.

    All groups that name the product count together; those for everybody count when there is none of them.

    >>> text = "User-agent: mirror\\nDisallow: /\\n\\nUser-agent: MirrorFold/2\\nDisallow: /a"
    >>> select_rules(text, "mirrorfold").rules
    (Rule(number=5, text='Disallow: /a'),)
    """
    own: list[Rule] = []
    common: list[Rule] = []
    named = in_rules = False
    wanted: list[list[Rule]] = []
    for number, line in enumerate(_LINE.split(text), 1):
        content = _OTHER_BREAKS.sub(lambda found: quote(found[0]), line.partition("#")[0])
        agent = _AGENT.fullmatch(content)
        if agent is not None:
            if in_rules:
                wanted, in_rules = [], False
            name = agent[1].strip()
            if name == "*":
                wanted.append(common)
            elif _read_token(name) == product:
                named = True
                wanted.append(own)
        elif _RULE.match(content):
            in_rules = True
            for rules in wanted:
                rules.append(Rule(number, content.strip()))
    return OurRules(named, tuple(own if named else common))


def parse_rules(rules: Iterable[Rule]) -> Protego:
    """Parse lines as one group for everybody."""
    return Protego.parse("\n".join(["User-agent: *", *(rule.text for rule in rules)]))


def find_deciding_rule(rules: Sequence[Rule], url: str) -> Rule | None:
    """Find the line that decides whether a URL may be fetched: of those that match it the longest; None for none."""
    allowing = [rule for rule in rules if _allows(rule) and _may_match(rule, url) and _matches(rule, url)]
    forbidding = [rule for rule in rules if _may_match(rule, url) and not _may_fetch([rule], url)]
    is_allowed = _may_fetch([*allowing, *forbidding], url)
    deciding, others = (allowing, forbidding) if is_allowed else (forbidding, allowing)
    for rule in sorted(deciding, key=lambda rule: (-len(rule.text), rule.number)):
        if all(_may_fetch([rule, other], url) is is_allowed for other in others):
            return rule
    return None


def _allows(rule: Rule) -> bool:
    found = _RULE.match(rule.text)
    return found is not None and found[1] is not None


def _may_match(rule: Rule, url: str) -> bool:
    """Say quickly that a line cannot match: a file may have thousands."""
    found = _RULE.match(rule.text)
    pattern = found[3] if found is not None else ""
    if "%" in url or not pattern.startswith("/") or pattern.endswith("index.html"):
        return bool(pattern)
    plain = _PLAIN.match(pattern)
    path = "/" + url.partition("://")[2].partition("/")[2]
    return plain is None or path.startswith(plain[0])


def _matches(rule: Rule, url: str) -> bool:
    """Say whether a line that allows matches: it outdoes one that forbids all."""
    return _may_fetch([Rule(0, "Disallow: /"), rule], url)


def _may_fetch(rules: Sequence[Rule], url: str) -> bool:
    return bool(parse_rules(rules).can_fetch(url, "*"))


def _read_token(written: str) -> str:
    match = _TOKEN.match(written)
    return match[0].lower() if match else ""
