"""The health of each mirror as it was left, every change of its state, and what people overrode."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace

from sqlalchemy import Connection, select

from crawler.archive.queries import insert
from crawler.archive.runs.record_runs import check_fence
from crawler.archive.tables.mirrors import mirror_events, mirror_health
from crawler.mirrors.health.conduct import Conduct
from crawler.mirrors.health.mirror_health import MirrorHealth
from crawler.mirrors.health.state import State, cause_beside_state

_KEY = ("source", "mirror")
_FIELDS = tuple(field.name for field in fields(MirrorHealth))


@dataclass(frozen=True, slots=True)
class MirrorEvent:
    """A change of a mirror's state.

    :ivar at: seconds since 1970
    :ivar evidence: where it was seen, a URL
    :ivar run: the run that saw it; None when a person overrode it
    :ivar who: that person
    """

    mirror: str
    at: int
    state: State
    cause: str
    evidence: str | None = None
    run: int | None = None
    who: str | None = None

    @property
    def says(self) -> str:
        """State and cause in words.

        >>> MirrorEvent("https://a.test", 0, State.DOWN, "connection refused").says
        'down: connection refused'
        """
        return f"{self.state}: {cause_beside_state(self.state, self.cause)}"


def load_health(connection: Connection, source: str) -> dict[str, MirrorHealth]:
    """Load the health of a source's mirrors by origin; a mirror never asked is not among them."""
    rows = connection.execute(select(mirror_health).where(mirror_health.c.source == source))
    return {row.mirror: _health(dict(row._mapping)) for row in rows}


def load_all_health(connection: Connection, source: str | None = None) -> dict[tuple[str, str], MirrorHealth]:
    """Load the health of all mirrors, or of a source's: source and origin → health."""
    wanted = select(mirror_health) if source is None else select(mirror_health).where(mirror_health.c.source == source)
    rows = connection.execute(wanted)
    return {(row.source, row.mirror): _health(dict(row._mapping)) for row in rows}


def _health(row: Mapping[str, object]) -> MirrorHealth:
    values = {name: row[name] for name in _FIELDS}
    return MirrorHealth(**{**values, "state": State(str(row["state"]))})  # type: ignore[arg-type]


def record_health(
    connection: Connection,
    source: str,
    run: int,
    before: Mapping[str, MirrorHealth],
    after: Mapping[str, MirrorHealth],
    conducts: Mapping[str, Conduct],
    now: int,
) -> list[MirrorEvent]:
    """Write what a run made of the mirrors' health.

    :returns: the changes of state, which are kept as events
    :raises LeaseLost: when another run has replaced this one
    """
    check_fence(connection, source, run)
    events = []
    for mirror, health in after.items():
        earlier = before.get(mirror)
        if (earlier.state if earlier else State.ACTIVE) is not health.state:
            url = conducts.get(mirror, Conduct()).url or None
            cause = health.cause or "answers well"
            events.append(MirrorEvent(mirror=mirror, at=now, state=health.state, cause=cause, evidence=url, run=run))
    _write(connection, source, {m: h for m, h in after.items() if before.get(m) != h})
    _write_events(connection, source, events)
    return events


def override_mirror(
    connection: Connection, source: str, mirror: str, state: State, who: str, why: str, now: int
) -> None:
    """Override a mirror's state by hand: ``RETIRED`` takes it out of use, ``ACTIVE`` trusts it again."""
    before = load_health(connection, source).get(mirror, MirrorHealth())
    values = {"state": state, "since": now, "cause": why, "failures": 0, "probes": 0, "probe_at": 0, "suspicion": ""}
    if state is State.ACTIVE:
        values |= {"back_at": now, "recheck_since": now}
    _write(connection, source, {mirror: replace(before, **values)})  # type: ignore[arg-type]
    _write_events(connection, source, [MirrorEvent(mirror=mirror, at=now, state=state, cause=why, who=who)])


def record_new_mirror(
    connection: Connection, source: str, mirror: str, why: str, now: int, who: str | None = None
) -> None:
    """Put down that a mirror became one of a source that others served before."""
    _write(connection, source, {mirror: MirrorHealth(since=now, back_at=now, recheck_since=now)})
    _write_events(connection, source, [MirrorEvent(mirror=mirror, at=now, state=State.ACTIVE, cause=why, who=who)])


def load_mirror_events(connection: Connection, source: str) -> list[MirrorEvent]:
    """All changes of a source's mirrors, the oldest first."""
    e = mirror_events.c
    columns = (e.mirror, e.at, e.state, e.cause, e.evidence, e.run_id.label("run"), e.who)
    rows = connection.execute(select(*columns).where(e.source == source).order_by(e.at, e.id)).mappings()
    return [MirrorEvent(**{**row, "state": State(row["state"])}) for row in rows]


def _write(connection: Connection, source: str, healths: Mapping[str, MirrorHealth]) -> None:
    if not healths:
        return
    rows = [{"source": source, "mirror": m, **asdict(h), "state": h.state.value} for m, h in healths.items()]
    statement = insert(connection, mirror_health)
    new = {name: statement.excluded[name] for name in _FIELDS}
    connection.execute(statement.on_conflict_do_update(index_elements=_KEY, set_=new), rows)


def _write_events(connection: Connection, source: str, events: list[MirrorEvent]) -> None:
    if events:
        rows = [
            {"source": source, "mirror": e.mirror, "at": e.at, "state": e.state.value, "cause": e.cause,
             "evidence": e.evidence, "run_id": e.run, "who": e.who}
            for e in events
        ]  # fmt: skip
        connection.execute(insert(connection, mirror_events), rows)
