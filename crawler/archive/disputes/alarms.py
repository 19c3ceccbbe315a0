"""Alarms: what a person has to look at. Each is raised once, handed over at least once, and answered by a person."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select, true, update

from crawler.archive.queries import in_ids, insert
from crawler.archive.tables.alarms import alarms, audits
from crawler.mirrors.trust.alterations import WITHIN, Case
from crawler.model.errors import NotFound, Refused

DIVERGENT, TRAITS = "divergent", "traits"
"""The kinds that audits raise: another text, and the same text beside other donation addresses."""


@dataclass(frozen=True, slots=True)
class NewAlarm:
    """What an alarm is raised with.

    :ivar article: its id; None where the alarm is about a mirror as a whole
    :ivar mark: what it is about: with source, mirror and kind it tells alarms apart
    :ivar evidence: plain JSON values; "said" is a sentence
    """

    source: str
    article: int | None
    mirror: str
    kind: str
    mark: str
    evidence: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Alarm(NewAlarm):
    """An alarm that was raised. Times in seconds since 1970.

    :ivar acked_at: when a person answered it; None until then
    :ivar handed_at: when ``alarms.command`` took it
    """

    id: int
    run: int | None
    at: int
    acked_at: int | None = None
    acked_by: str | None = None
    acked_reason: str | None = None
    handed_at: int | None = None
    tries: int = 0


def raise_alarm(connection: Connection, raised: NewAlarm, now: int, run: int | None = None) -> bool:
    """Write an alarm, unless one of its kind and mark was raised for the mirror before.

    :returns: whether it is new
    """
    values = {
        "source": raised.source, "article_id": raised.article, "mirror": raised.mirror, "kind": raised.kind,
        "mark": raised.mark, "evidence": dict(raised.evidence), "at": now, "run_id": run,
    }  # fmt: skip
    statement = insert(connection, alarms).values(values)
    once = statement.on_conflict_do_nothing(index_elements=["source", "mirror", "kind", "mark"])
    return connection.execute(once.returning(alarms.c.id)).scalar() is not None


def is_raised(connection: Connection, source: str, mirror: str, kind: str, mark: str) -> bool:
    """Say whether there is such an alarm, answered or not."""
    a = alarms.c
    same = (a.source == source) & (a.mirror == mirror) & (a.kind == kind) & (a.mark == mark)
    return connection.execute(select(a.id).where(same)).scalar() is not None


def load_alarms(connection: Connection, source: str | None = None, *, answered: bool = False) -> list[Alarm]:
    """Load alarms, the oldest first.

    :param source: its id; None: of all
    :param answered: those too that a person has answered
    """
    of = alarms.c.source == source if source is not None else true()
    return _alarms(connection, of if answered else of & alarms.c.acked_at.is_(None))


def load_alarms_about(connection: Connection, article: int) -> list[Alarm]:
    """Load the alarms about one article."""
    return _alarms(connection, alarms.c.article_id == article)


def _alarms(connection: Connection, which: ColumnElement[bool]) -> list[Alarm]:
    return [_alarm(row) for row in connection.execute(select(alarms).where(which).order_by(alarms.c.id))]


def _alarm(row: Row[Any]) -> Alarm:
    values = dict(row._mapping)
    return Alarm(article=values.pop("article_id"), run=values.pop("run_id"), **values)


def count_unanswered(connection: Connection) -> int:
    """Count the alarms that nobody has answered."""
    return int(connection.execute(select(func.count()).where(alarms.c.acked_at.is_(None))).scalar_one())


def acknowledge_alarm(connection: Connection, number: int, who: str, reason: str, now: int) -> Alarm:
    """Write a person's answer to an alarm.

    :raises NotFound: when there is no such alarm
    :raises Refused: when it was answered before
    """
    matching = _alarms(connection, alarms.c.id == number)
    if not matching:
        raise NotFound("There is no such alarm", where=str(number), cure="mirrorfold alarms list --all shows them")
    if (before := matching[0]).acked_at is not None:
        raise Refused(f"The alarm was answered by {before.acked_by}: {before.acked_reason}", where=str(number))
    values = {"acked_at": now, "acked_by": who, "acked_reason": reason}
    connection.execute(update(alarms).where(alarms.c.id == number).values(values))
    return _alarms(connection, alarms.c.id == number)[0]


def load_numbered_alarms(connection: Connection, numbers: Collection[int]) -> list[Alarm]:
    """Load the alarms of these numbers."""
    return _alarms(connection, in_ids(alarms.c.id, numbers))


def record_delivery(connection: Connection, number: int, now: int | None) -> None:
    """Count a call of the command for an alarm.

    :param now: when it took the alarm; None when it failed
    """
    again = alarms.c.tries + 1
    connection.execute(update(alarms).where(alarms.c.id == number).values(tries=again, handed_at=now))


def count_alarms(connection: Connection, run: int) -> int:
    """Count the alarms that a run raised."""
    return connection.execute(select(func.count()).where(alarms.c.run_id == run)).scalar_one()


def load_cases(connection: Connection, source: str, now: int) -> list[Case]:
    """Load what ``crawler.mirrors.trust.alterations.find_suspects`` weighs: unanswered alarms of the last 7 days."""
    a = alarms.c
    recent = (a.source == source) & (a.kind == DIVERGENT) & a.acked_at.is_(None) & (a.at > now - WITHIN)
    rows = connection.execute(select(a.mirror, a.article_id, a.at).where(recent, a.article_id.is_not(None)))
    return [Case(row.mirror, row.article_id, row.at) for row in rows]


def count_audited(connection: Connection, source: str, now: int) -> dict[str, int]:
    """Count the articles that were audited in the last 7 days: mirror that was asked → how many."""
    recent = (audits.c.source == source) & (audits.c.done_at > now - WITHIN)
    number = func.count(audits.c.article_id.distinct())
    rows = connection.execute(select(audits.c.mirror, number).where(recent).group_by(audits.c.mirror))
    return dict(rows.all())
