"""What a source's repeated lines are taken for, for people and for JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from crawler.archive.texts.boilerplate import KnownLine
from crawler.canonical.mask import LineStanding
from scheduler.reports.formats.text_format import format_count, format_moment, parse_moment, sanitize

_HEADINGS = {
    LineStanding.BOILERPLATE: "boilerplate: does not count when texts are compared",
    LineStanding.TEXT: "text: counts, and is never learned",
    LineStanding.OPEN: "taken back: may be learned again",
}


def repeated_lines(source: str, lines: Sequence[KnownLine]) -> Iterator[str]:
    """The lines by what they are taken for, the latest decision first."""
    version = max((known.version for known in lines), default=0)
    yield f"{source}: mask version {version}, {format_count(len(lines), 'line')}"
    for standing, heading in _HEADINGS.items():
        standing_lines = [known for known in lines if known.standing is standing]
        if standing_lines:
            yield heading
        for known in standing_lines:
            yield f"  {sanitize(known.line)}"
            who = "learned" if known.who is None else f"said by {sanitize(known.who)}"
            yield f"    {who} {format_moment(known.at)}, version {known.version}: {sanitize(known.reason)}"


def repeated_facts(source: str, lines: Sequence[KnownLine]) -> dict[str, Any]:
    """The same for JSON (see ``json_format``)."""
    facts = [
        {
            "line": known.line,
            "standing": known.standing.value,
            "version": known.version,
            "learned": known.who is None,
            "who": known.who,
            "reason": known.reason,
            "at": parse_moment(known.at),
        }
        for known in lines
    ]
    return {"source": source, "version": max((known.version for known in lines), default=0), "lines": facts}
