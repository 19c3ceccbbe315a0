"""What each mirror answers to an address that cannot exist."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from crawler.archive.queries import insert
from crawler.archive.runs.record_runs import check_fence
from crawler.archive.tables.mirrors import control_pages


@dataclass(frozen=True, slots=True)
class ControlAnswer:
    """An answer to such an address. Times in seconds since 1970.

    :ivar digest: of the text that it came with; None where no page came
    """

    mirror: str
    asked_at: int
    url: str
    digest: bytes | None = None
    text: str | None = None


def load_control_answers(connection: Connection, source: str) -> dict[str, ControlAnswer]:
    """Load the last answer of each mirror of a source, by origin."""
    c = control_pages.c
    rows = connection.execute(
        select(c.mirror, c.asked_at, c.url, c.digest, c.text).where(control_pages.c.source == source)
    )
    return {row.mirror: ControlAnswer(**row._mapping) for row in rows}


def record_control_answer(connection: Connection, source: str, run: int, answer: ControlAnswer) -> None:
    """Write a mirror's answer in place of its last one.

    :raises LeaseLost: when the run was replaced
    """
    check_fence(connection, source, run)
    values = {"asked_at": answer.asked_at, "url": answer.url, "digest": answer.digest, "text": answer.text}
    statement = insert(connection, control_pages).values(source=source, mirror=answer.mirror, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["source", "mirror"], set_=values))
