"""Hosts that may be mirrors, for people and for JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from crawler.archive.mirrors.proposals import Proposal
from scheduler.reports.formats.text_format import (
    format_count,
    format_moment,
    parse_moment,
    parse_optional_moment,
    sanitize,
)

SHOWN = 3
"""Pieces of evidence told of one proposal; JSON has them all."""


def proposal_lines(found: Sequence[Proposal]) -> Iterator[str]:
    """Tell each proposal with its latest evidence."""
    yield format_count(len(found), "proposal")
    for one in found:
        yield f"{sanitize(one.host)}  of {one.source}: {one.kind}, score {one.score:.2f}, {one.standing}"
        if one.probe is not None:
            yield f"  {sanitize(one.probe.words)}, looked at {format_moment(one.probed_at or 0)}"
        if one.reason is not None:
            yield f"  {one.standing} by {sanitize(one.who or '?')} {format_moment(one.at)}: {sanitize(one.reason)}"
        for witness in one.evidence[:SHOWN]:
            yield f"  {witness.kind}, {format_count(witness.times, 'time')}, {sanitize(witness.page)}"
            yield f"    {sanitize(witness.words)}"


def proposal_facts(one: Proposal) -> dict[str, Any]:
    """The same for JSON (see ``jsontext``)."""
    return {
        "source": one.source,
        "host": one.host,
        "class": one.kind,
        "score": one.score,
        "standing": one.standing,
        "first_seen": parse_moment(one.first_seen),
        "last_seen": parse_moment(one.last_seen),
        "who": one.who,
        "reason": one.reason,
        "at": parse_optional_moment(one.at),
        "probed_at": parse_optional_moment(one.probed_at),
        "probe": None if one.probe is None else one.probe.facts() | {"words": one.probe.words},
        "evidence": [
            {
                "kind": witness.kind,
                "page": witness.page,
                "words": witness.words,
                "first_seen": parse_moment(witness.first_seen),
                "last_seen": parse_moment(witness.last_seen),
                "times": witness.times,
            }
            for witness in one.evidence
        ],
    }
