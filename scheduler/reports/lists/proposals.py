"""Hosts that may be mirrors, for people and for JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from crawler.archive.mirrors.proposals import Proposal
from scheduler.reports.formats.text_format import count, moment, moment_of, moment_or_never, visible

SHOWN = 3
"""Pieces of evidence told of one proposal; JSON has them all."""


def proposal_lines(found: Sequence[Proposal]) -> Iterator[str]:
    """Tell each proposal with its latest evidence."""
    yield count(len(found), "proposal")
    for one in found:
        yield f"{visible(one.host)}  of {one.source}: {one.kind}, score {one.score:.2f}, {one.standing}"
        if one.probe is not None:
            yield f"  {visible(one.probe.words)}, looked at {moment(one.probed_at or 0)}"
        if one.reason is not None:
            yield f"  {one.standing} by {visible(one.who or '?')} {moment(one.at)}: {visible(one.reason)}"
        for witness in one.evidence[:SHOWN]:
            yield f"  {witness.kind}, {count(witness.times, 'time')}, {visible(witness.page)}"
            yield f"    {visible(witness.words)}"


def proposal_facts(one: Proposal) -> dict[str, Any]:
    """The same for JSON (see ``jsontext``)."""
    return {
        "source": one.source,
        "host": one.host,
        "class": one.kind,
        "score": one.score,
        "standing": one.standing,
        "first_seen": moment_of(one.first_seen),
        "last_seen": moment_of(one.last_seen),
        "who": one.who,
        "reason": one.reason,
        "at": moment_or_never(one.at),
        "probed_at": moment_or_never(one.probed_at),
        "probe": None if one.probe is None else one.probe.facts() | {"words": one.probe.words},
        "evidence": [
            {
                "kind": witness.kind,
                "page": witness.page,
                "words": witness.words,
                "first_seen": moment_of(witness.first_seen),
                "last_seen": moment_of(witness.last_seen),
                "times": witness.times,
            }
            for witness in one.evidence
        ],
    }
