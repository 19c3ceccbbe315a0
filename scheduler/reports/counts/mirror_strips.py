"""How each mirror did in a source's last runs, a cell a run; and its states over some days, a stretch a state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select, union_all

from crawler.archive.mirrors.mirror_health import MirrorEvent
from crawler.archive.queries import in_ids
from crawler.archive.tables.articles import run_mirrors, runs
from crawler.mirrors.health.state import State
from scheduler.reports.formats.text_format import parse_moment

GOOD, PARTLY, FAILED, NOT_ASKED = "good", "partly", "failed", "not asked"


@dataclass(frozen=True, slots=True)
class StripCell:
    """A mirror in one run.

    :ivar how: ``GOOD`` without a failure, ``FAILED`` when half of its answers or more were, ``PARTLY`` between,
        ``NOT_ASKED`` when the run did without it
    """

    run: int
    at: datetime
    how: str
    requests: int
    failures: int


Strips = Mapping[str, list[StripCell]]
"""Origin → its cells, the oldest run first."""


def load_strips(connection: Connection, names: Sequence[str], most: int) -> dict[str, Strips]:
    """Load how the mirrors of some sources did in the last runs that ended of each: source → strips.

    :param most: runs of each source
    """
    if not names:
        return {}
    last: dict[str, list[tuple[int, datetime]]] = {name: [] for name in names}
    for run in connection.execute(union_all(*(_last_runs(name, most) for name in names))):
        last[run.source].append((run.id, parse_moment(run.started)))
    for ended in last.values():
        ended.sort(key=lambda run: (run[1], run[0]))
    costs = run_mirrors.c
    wanted = in_ids(costs.run_id, [run for ended in last.values() for run, _ in ended])
    asked = connection.execute(select(costs.run_id, costs.mirror, costs.requests, costs.failures).where(wanted)).all()
    known = {(row.run_id, row.mirror): (row.requests, row.failures) for row in asked}
    source_of = {run: name for name, ended in last.items() for run, _ in ended}
    mirrors: dict[str, set[str]] = {name: set() for name in names}
    for run, mirror in known:
        mirrors[source_of[run]].add(mirror)
    return {
        name: {
            mirror: [_cell(run, at, *known.get((run, mirror), (0, 0))) for run, at in ended]
            for mirror in sorted(mirrors[name])
        }
        for name, ended in last.items()
    }


def _last_runs(source: str, most: int) -> Select[Any]:
    """The last runs of a source that ended, the latest first."""
    r = runs.c
    ended = select(r.id, r.source, r.started).where(r.source == source, r.ended.is_not(None))
    latest = ended.order_by(r.started.desc(), r.id.desc()).limit(most).subquery()
    return select(latest.c.id, latest.c.source, latest.c.started)


def _cell(run: int, at: datetime, requests: int, failures: int) -> StripCell:
    if not requests:
        how = NOT_ASKED
    elif not failures:
        how = GOOD
    else:
        how = FAILED if failures * 2 >= requests else PARTLY
    return StripCell(run, at, how, requests, failures)


def find_first_run(connection: Connection, source: str) -> int | None:
    """When the first run of a source began that is known, in seconds since 1970."""
    return connection.execute(select(func.min(runs.c.started)).where(runs.c.source == source)).scalar()


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time that a mirror spent in one state.

    :ivar began: the change that led to it; None for the state that it had before any is known
    """

    state: State
    since: int
    until: int
    began: MirrorEvent | None


def stretch_states(events: Iterable[MirrorEvent], since: int, now: int) -> list[Stretch]:
    """Lay the changes of one mirror's state out as stretches without a gap.

    :param events: of one mirror, the oldest first
    :param since: where the first stretch begins, seconds since 1970

    >>> down = MirrorEvent("https://a.test", 60, State.DOWN, "refused")
    >>> [(stretch.state.value, stretch.since, stretch.until) for stretch in stretch_states([down], 0, 100)]
    [('active', 0, 60), ('down', 60, 100)]
    """
    stretches = [Stretch(State.ACTIVE, since, now, None)]
    for event in events:
        last = stretches[-1]
        at = max(event.at, since)
        ended = [Stretch(last.state, last.since, at, last.began)] if at > last.since else []
        stretches = [*stretches[:-1], *ended, Stretch(event.state, at, now, event)]
    return stretches


def share_of_time(stretches: Sequence[Stretch], states: Iterable[State]) -> float | None:
    """The share of the time that was spent in some states, 0..1; None when there was no time."""
    wanted = frozenset(states)
    whole = sum(stretch.until - stretch.since for stretch in stretches)
    there = sum(stretch.until - stretch.since for stretch in stretches if stretch.state in wanted)
    return there / whole if whole > 0 else None


def group_events(events: Iterable[MirrorEvent]) -> Mapping[str, list[MirrorEvent]]:
    """Changes of state by mirror, in their order."""
    grouped: dict[str, list[MirrorEvent]] = {}
    for event in events:
        grouped.setdefault(event.mirror, []).append(event)
    return grouped
