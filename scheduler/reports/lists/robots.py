"""What each mirror's robots.txt says of us, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from crawler.network.robots import PRODUCT, Robots
from crawler.network.robots_rules import Rule
from crawler.probing.ask_robots import MirrorRobots
from crawler.settings import Source
from scheduler.reports.formats.text_format import format_count, format_moment, parse_moment, sanitize

MOST_RULES = 200
"""Lines of one robots.txt that are shown."""


def robots_facts(source: Source, mirrors: Sequence[MirrorRobots]) -> dict[str, Any]:
    """Plain JSON values."""
    return {"source": source.id, "mirrors": [_mirror_facts(source, each) for each in mirrors]}


def _mirror_facts(source: Source, known: MirrorRobots) -> dict[str, Any]:
    robots = known.robots
    ours = robots.ours if robots is not None and robots.has_rules else None
    answered = robots is not None and not robots.cause
    paths = [each.address for each in source.listings if each.is_on_mirrors]
    return {
        "mirror": known.mirror,
        "status": robots.status if robots is not None and answered else None,
        "asked_at": parse_moment(known.asked_at).isoformat() if known.asked_at else None,
        "kept": known.kept,
        "trouble": known.trouble or None,
        "group": None if ours is None else PRODUCT if ours.named else "*",
        "rules": [_rule_facts(rule) for rule in ours.rules[:MOST_RULES]] if ours is not None else [],
        "further_rules": max(0, len(ours.rules) - MOST_RULES) if ours is not None else 0,
        "crawl_delay": robots.crawl_delay if robots is not None else None,
        "listings": [_listing_facts(known.mirror + path, robots) for path in paths],
    }


def _listing_facts(url: str, robots: Robots | None) -> dict[str, Any]:
    rule = robots.find_rule(url) if robots is not None else None
    allowed = robots.allows(url) if robots is not None else None
    return {"url": url, "allowed": allowed, "rule": _rule_facts(rule) if rule is not None else None}


def _rule_facts(rule: Rule) -> dict[str, Any]:
    return {"line": rule.number, "text": rule.text}


def robots_lines(facts: Mapping[str, Any]) -> Iterator[str]:
    """The same for people: each mirror, the lines that are for us, and each listing with the line that decides."""
    for mirror in facts["mirrors"]:
        yield f"{sanitize(mirror['mirror'])}: {_describe_answer(mirror)}"
        if mirror["trouble"]:
            kept = "; the earlier answer holds on" if mirror["kept"] else ""
            yield f"  trouble   {sanitize(mirror['trouble'])}{kept}"
        yield from _rule_lines(mirror)
        for listing in mirror["listings"]:
            yield f"  {_describe_permission(listing)}  {sanitize(listing['url'])}{_describe_reason(mirror, listing)}"


def _describe_answer(mirror: Mapping[str, Any]) -> str:
    if mirror["asked_at"] is None:
        return "not known"
    answer = "no answer" if mirror["status"] is None else f"HTTP {mirror['status']}"
    when = format_moment(datetime.fromisoformat(mirror["asked_at"]))
    return f"{answer}, {'kept since' if mirror['kept'] else 'asked now,'} {when}"


def _rule_lines(mirror: Mapping[str, Any]) -> Iterator[str]:
    if mirror["group"] is None:
        return
    whom = "for everybody" if mirror["group"] == "*" else f"for {mirror['group']}"
    number = len(mirror["rules"]) + mirror["further_rules"]
    yield f"  rules     {format_count(number, 'line')} {whom}" if number else "  rules     none is for us"
    for rule in mirror["rules"]:
        yield f"    line {rule['line']}: {sanitize(rule['text'])}"
    if mirror["further_rules"]:
        yield f"    … and {mirror['further_rules']:,} more"


def _describe_permission(listing: Mapping[str, Any]) -> str:
    return "unknown  " if listing["allowed"] is None else "allowed  " if listing["allowed"] else "FORBIDDEN"


def _describe_reason(mirror: Mapping[str, Any], listing: Mapping[str, Any]) -> str:
    if listing["rule"] is not None:
        return f' (line {listing["rule"]["line"]}: "{sanitize(listing["rule"]["text"])}")'
    if listing["allowed"] is False:
        return " (without an answer nothing is fetched)"
    if listing["allowed"] and mirror["group"] is None:
        return " (there is no such file)"
    return " (no line is about it)" if listing["allowed"] else ""
