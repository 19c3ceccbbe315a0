"""Alarms for people, and for JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crawler.archive.disputes.alarms import Alarm
from scheduler.reports.formats.text_format import format_moment, parse_moment, record_facts, sanitize

MOMENTS = ("since", "until")


def alarm_facts(alarm: Alarm) -> dict[str, Any]:
    """An alarm for JSON: for ``alarms --json``, and on the standard input of ``alarms.command``."""
    evidence = {name: parse_moment(value) if name in MOMENTS else value for name, value in alarm.evidence.items()}
    return record_facts(alarm, "at", "acked_at", "handed_at") | {"evidence": evidence}


def alarm_lines(alarm: Alarm) -> Iterator[str]:
    """An alarm for people; whatever a page said is made harmless."""
    about = f"article {alarm.article}" if alarm.article is not None else "the mirror as a whole"
    yield sanitize(f"alarm {alarm.id}: {alarm.kind}, {alarm.source} {alarm.mirror}, {about}, {format_moment(alarm.at)}")
    evidence = alarm.evidence
    if "said" in evidence:
        yield sanitize(f"  {evidence['said']}")
    if "since" in evidence and "until" in evidence:
        since, until = format_moment(evidence["since"]), format_moment(evidence["until"])
        yield f"  so from {since} until {until}, when both were seen again"
    for verb in ("added", "removed"):
        for name, values in evidence.get(f"beside_{verb}", {}).items():
            yield sanitize(f"  {name} {verb}: {', '.join(values)}")
    yield from (f"    {sanitize(line)}" for line in str(evidence.get("diff", "")).split("\n") if line)
    if alarm.acked_at is not None:
        yield sanitize(f"  answered by {alarm.acked_by}, {format_moment(alarm.acked_at)}: {alarm.acked_reason}")
