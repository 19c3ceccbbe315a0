"""What a process that does not lead was asked for: it stands here until the one that leads has answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, select, update

from crawler.archive.installation.leadership import Holder, database_time
from crawler.archive.queries import insert
from crawler.archive.tables.installation import orders

KEPT = 3600.0
"""Seconds for which an order is kept that was answered, or that nobody took."""


def put_order(connection: Connection, request: Mapping[str, Any]) -> int:
    """Put an order down; its number."""
    row = insert(connection, orders).values(request=dict(request), asked_at=database_time())
    return int(connection.execute(row.returning(orders.c.id)).scalar_one())


def take_orders(connection: Connection, holder: Holder) -> list[tuple[int, Mapping[str, Any]]]:
    """Take the orders that nobody has answered and the holder, who leads, has not taken; old ones are forgotten.

    Whoever led before may have taken one and died: what can be ordered can be done twice.
    """
    o = orders.c
    connection.execute(delete(orders).where(o.asked_at < database_time() - KEPT))
    mine = update(orders).where(o.answered_at.is_(None), o.taken_by.is_distinct_from(holder)).values(taken_by=holder)
    rows = connection.execute(mine.returning(o.id, o.request)).all()
    return sorted((row.id, row.request) for row in rows)


def answer_order(connection: Connection, number: int, answer: Mapping[str, Any]) -> None:
    """Answer an order."""
    values = {"answer": dict(answer), "answered_at": database_time()}
    connection.execute(update(orders).where(orders.c.id == number).values(values))


def load_answer(connection: Connection, number: int) -> Mapping[str, Any] | None:
    """The answer to an order; None while there is none."""
    answer: Mapping[str, Any] | None = connection.execute(
        select(orders.c.answer).where(orders.c.id == number, orders.c.answered_at.is_not(None))
    ).scalar()
    return answer
