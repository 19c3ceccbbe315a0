"""Forms of SQL that both databases answer: INSERT … ON CONFLICT, rows by many ids, rows by two columns at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Table, TextClause, bindparam, text
from sqlalchemy.dialects import postgresql, sqlite

T = TypeVar("T")

_IN_ORDER = 0x6D6972726F73
"""The name, within a PostgreSQL database, of the lock of those whose rows have to become visible in their order."""

MOST_IN_A_QUESTION = 128
"""Pairs that one statement asks for."""


def insert(connection: Connection, table: Table) -> sqlite.Insert:
    """Return the insert of a connection's dialect."""
    return insert_into(connection.dialect.name, table)


def insert_into(dialect: str, table: Table) -> sqlite.Insert:
    """Return the dialect's own insert, which knows ``on_conflict_do_update``; both have the same methods."""
    if dialect == "postgresql":
        return postgresql.insert(table)  # type: ignore[return-value]
    return sqlite.insert(table)


def write_in_order(connection: Connection) -> None:
    """Let rows that are written from here on become visible in the order of their ids, whoever writes beside us: who
    knows the largest id then knows of all. On SQLite they always do. Nothing else may be locked after it.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_IN_ORDER})")


def split_batches(items: Sequence[T], most: int = 500) -> Iterator[Sequence[T]]:
    """Split what statements ask for into batches, so that none has more variables than a database takes."""
    return (items[start : start + most] for start in range(0, len(items), most))


def in_ids(column: ColumnElement[Any], ids: Collection[int]) -> ColumnElement[bool]:
    """The condition that a column is one of some ids, which stand in the statement itself: SQLite takes no more than
    32,766 variables.
    """
    return column.in_(
        bindparam(None, [int(number) for number in ids], expanding=True, literal_execute=True, unique=True)
    )


@dataclass(frozen=True, slots=True)
class PairQuery:
    """A question about pairs.

    :ivar question: selects from ``wanted``, a table of pairs with the columns ``one`` and ``other``
    :ivar one: SQL type of the first, :ivar other: of the second
    """

    question: str
    one: str
    other: str


def select_pairs(connection: Connection, wanted: PairQuery, pairs: Sequence[tuple[object, object]]) -> list[Row[Any]]:
    """Ask a question about some pairs, a batch of them in one statement.

    SQLite answers ``(one, other) IN (VALUES …)`` by reading the whole table; joined with a table of pairs it looks
    each up. SQLAlchemy's own VALUES would be compiled anew for each batch, which takes longer than the answer.
    """
    rows: list[Row[Any]] = []
    for batch in split_batches(pairs, MOST_IN_A_QUESTION):
        values = {f"one{number}": first for number, (first, _) in enumerate(batch)}
        values |= {f"other{number}": second for number, (_, second) in enumerate(batch)}
        rows += connection.execute(_statement(wanted, len(batch)), values).all()
    return rows


@lru_cache(maxsize=1024)
def _statement(wanted: PairQuery, count: int) -> TextClause:
    rows = ", ".join(f"(cast(:one{n} as {wanted.one}), cast(:other{n} as {wanted.other}))" for n in range(count))
    return text(f"with wanted(one, other) as (values {rows}) {wanted.question}")
