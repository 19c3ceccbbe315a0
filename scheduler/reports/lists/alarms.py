"""Alarms for people, and for JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from crawler.archive.disputes.alarms import Alarm
from scheduler.reports.formats.text_format import moment, moment_of, moment_or_never, visible

MOMENTS = ("since", "until")


def alarm_facts(alarm: Alarm) -> dict[str, Any]:
    """An alarm for JSON (see ``jsontext``): for ``alarms --json``, and on the standard input of ``alarms.command``."""
    times = {name: moment_or_never(getattr(alarm, name)) for name in ("acked_at", "handed_at")}
    evidence = {name: moment_of(value) if name in MOMENTS else value for name, value in alarm.evidence.items()}
    return asdict(alarm) | times | {"at": moment_of(alarm.at), "evidence": evidence}


def alarm_lines(alarm: Alarm) -> Iterator[str]:
    """An alarm for people; whatever a page said is made harmless."""
    about = f"article {alarm.article}" if alarm.article is not None else "the mirror as a whole"
    yield visible(f"alarm {alarm.id}: {alarm.kind}, {alarm.source} {alarm.mirror}, {about}, {moment(alarm.at)}")
    evidence = alarm.evidence
    if "said" in evidence:
        yield visible(f"  {evidence['said']}")
    if "since" in evidence and "until" in evidence:
        yield f"  so from {moment(evidence['since'])} until {moment(evidence['until'])}, when both were seen again"
    for verb in ("added", "removed"):
        for name, values in evidence.get(f"beside_{verb}", {}).items():
            yield visible(f"  {name} {verb}: {', '.join(values)}")
    yield from (f"    {visible(line)}" for line in str(evidence.get("diff", "")).split("\n") if line)
    if alarm.acked_at is not None:
        yield visible(f"  answered by {alarm.acked_by}, {moment(alarm.acked_at)}: {alarm.acked_reason}")
