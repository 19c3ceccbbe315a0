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
"""Pieces of evidence shown of one proposal; JSON has them all."""


def proposal_lines(proposals: Sequence[Proposal]) -> Iterator[str]:
    """Each proposal with its latest evidence."""
    yield format_count(len(proposals), "proposal")
    for proposal in proposals:
        weighed = f"{proposal.kind}, score {proposal.score:.2f}, {proposal.standing}"
        yield f"{sanitize(proposal.host)}  of {proposal.source}: {weighed}"
        if proposal.probe is not None:
            yield f"  {sanitize(proposal.probe.words)}, looked at {format_moment(proposal.probed_at or 0)}"
        if proposal.reason is not None:
            decided = f"{proposal.standing} by {sanitize(proposal.who or '?')} {format_moment(proposal.at)}"
            yield f"  {decided}: {sanitize(proposal.reason)}"
        for witness in proposal.evidence[:SHOWN]:
            yield f"  {witness.kind}, {format_count(witness.times, 'time')}, {sanitize(witness.page)}"
            yield f"    {sanitize(witness.words)}"


def proposal_facts(proposal: Proposal) -> dict[str, Any]:
    """The same for JSON (see ``json_format``)."""
    return {
        "source": proposal.source,
        "host": proposal.host,
        "class": proposal.kind,
        "score": proposal.score,
        "standing": proposal.standing,
        "first_seen": parse_moment(proposal.first_seen),
        "last_seen": parse_moment(proposal.last_seen),
        "who": proposal.who,
        "reason": proposal.reason,
        "at": parse_optional_moment(proposal.at),
        "probed_at": parse_optional_moment(proposal.probed_at),
        "probe": None if proposal.probe is None else proposal.probe.facts() | {"words": proposal.probe.words},
        "evidence": [
            {
                "kind": witness.kind,
                "page": witness.page,
                "words": witness.words,
                "first_seen": parse_moment(witness.first_seen),
                "last_seen": parse_moment(witness.last_seen),
                "times": witness.times,
            }
            for witness in proposal.evidence
        ],
    }
