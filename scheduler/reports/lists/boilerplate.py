"""What a source's repeated lines are taken for, for people and for JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from crawler.archive.texts.boilerplate import KnownLine
from crawler.canonical.mask import Standing
from scheduler.reports.formats.text_format import format_count, format_moment, parse_moment, sanitize

_HEADINGS = {
    Standing.BOILERPLATE: "boilerplate: does not count when texts are compared",
    Standing.TEXT: "text: counts, and is never learned",
    Standing.OPEN: "taken back: may be learned again",
}


def repeated_lines(source: str, lines: Sequence[KnownLine]) -> Iterator[str]:
    """Tell the lines by what they are taken for, the latest decision first."""
    version = max((one.version for one in lines), default=0)
    yield f"{source}: mask version {version}, {format_count(len(lines), 'line')}"
    for standing, heading in _HEADINGS.items():
        some = [one for one in lines if one.standing is standing]
        if some:
            yield heading
        for one in some:
            yield f"  {sanitize(one.line)}"
            who = "learned" if one.who is None else f"said by {sanitize(one.who)}"
            yield f"    {who} {format_moment(one.at)}, version {one.version}: {sanitize(one.reason)}"


def repeated_facts(source: str, lines: Sequence[KnownLine]) -> dict[str, Any]:
    """The same for JSON (see ``jsontext``)."""
    told = [
        {
            "line": one.line,
            "standing": one.standing.value,
            "version": one.version,
            "learned": one.who is None,
            "who": one.who,
            "reason": one.reason,
            "at": parse_moment(one.at),
        }
        for one in lines
    ]
    return {"source": source, "version": max((one.version for one in lines), default=0), "lines": told}
