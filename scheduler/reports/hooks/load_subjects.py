"""Archive → the events of what triggers wrote down: what a change was about, as it is now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select

from crawler.archive.disputes.alarms import load_numbered_alarms
from crawler.archive.mirrors.proposals import load_numbered_proposals
from crawler.archive.queries import in_ids
from crawler.archive.tables.articles import runs
from crawler.archive.tables.mirrors import mirror_events
from crawler.mirrors.hosts.host_names import name_host
from crawler.model.hook_event import HookEvent
from scheduler.reports.counts.mirrors import proposal_facts
from scheduler.reports.formats.text_format import sanitize
from scheduler.reports.hooks.event import Event
from scheduler.reports.hooks.load_articles import load_articles
from scheduler.reports.lists.alarms import alarm_facts

Load = Callable[[Connection, Sequence[int]], dict[int, Event]]
"""Numbers of rows → the events of those that are still there."""


def load_subjects(connection: Connection, event: HookEvent, numbers: Sequence[int]) -> dict[int, Event]:
    """Load the events about some rows; a row that was removed meanwhile has none."""
    return LOADERS[event](connection, numbers) if numbers else {}


def _new(connection: Connection, numbers: Sequence[int]) -> dict[int, Event]:
    return load_articles(connection, numbers, HookEvent.ARTICLE_NEW)


def _revised(connection: Connection, numbers: Sequence[int]) -> dict[int, Event]:
    return load_articles(connection, numbers, HookEvent.ARTICLE_REVISED)


def _alarms(connection: Connection, numbers: Sequence[int]) -> dict[int, Event]:
    found = {}
    for alarm in load_numbered_alarms(connection, numbers):
        facts = alarm_facts(alarm)
        says = sanitize(str(alarm.evidence.get("said", f"{name_host(alarm.mirror)} says something else")))
        found[alarm.id] = Event(
            event=HookEvent.ARTICLE_DIVERGENT,
            source=alarm.source,
            at=alarm.at,
            says=says,
            article=alarm.article,
            facts=facts,
            text=f"{says}\n{alarm.evidence.get('diff', '')}",
        )
    return found


def _states(connection: Connection, numbers: Sequence[int]) -> dict[int, Event]:
    e = mirror_events.c
    rows = connection.execute(select(mirror_events).where(in_ids(e.id, numbers)))
    return {row.id: _state(row) for row in rows}


def _state(row: Row[Any]) -> Event:
    says = sanitize(f"{name_host(row.mirror)} of {row.source} is {row.state}: {row.cause}")
    facts = {
        "mirror": row.mirror, "state": row.state, "cause": row.cause, "evidence": row.evidence, "run": row.run_id,
        "who": row.who,
    }  # fmt: skip
    return Event(HookEvent.MIRROR_STATE, row.source, row.at, says, facts=facts, text=says)


def _proposals(connection: Connection, numbers: Sequence[int]) -> dict[int, Event]:
    """Those that people are told of unasked."""
    found = {}
    for number, proposal in load_numbered_proposals(connection, numbers).items():
        if proposal.is_undecided and proposal.is_listed:
            says = sanitize(f"{proposal.host} may be a mirror of {proposal.source} ({proposal.kind})")
            words = "\n".join([says, *(witness.words for witness in proposal.evidence)])
            found[number] = Event(
                event=HookEvent.PROPOSAL_NEW,
                source=proposal.source,
                at=proposal.last_seen,
                says=says,
                facts=proposal_facts(proposal),
                text=words,
            )
    return found


def _runs(connection: Connection, numbers: Sequence[int]) -> dict[int, Event]:
    r = runs.c
    ended = func.coalesce(r.ended, r.started).label("ended")
    columns = (r.id, r.source, ended, r.outcome, r.problem, r.host)
    found = {}
    for row in connection.execute(select(*columns).where(in_ids(r.id, numbers))):
        says = sanitize(f"run {row.id} of {row.source} {_OUTCOMES.get(row.outcome, row.outcome)}: {row.problem or '–'}")
        facts = {"run": row.id, "outcome": row.outcome, "problem": row.problem, "machine": row.host}
        found[row.id] = Event(HookEvent.RUN_FAILED, row.source, row.ended, says, facts=facts, text=says)
    return found


_OUTCOMES = {"failed": "failed", "unreachable": "reached nobody"}

LOADERS: Mapping[HookEvent, Load] = {
    HookEvent.ARTICLE_NEW: _new,
    HookEvent.ARTICLE_REVISED: _revised,
    HookEvent.ARTICLE_DIVERGENT: _alarms,
    HookEvent.MIRROR_STATE: _states,
    HookEvent.PROPOSAL_NEW: _proposals,
    HookEvent.RUN_FAILED: _runs,
}
"""Event → how its rows are read. That a source is silent no row says: its event carries it."""
