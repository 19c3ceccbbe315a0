"""Numbers that are given out once, also when a table's last row is removed.

SQLite gives the number of a deleted last row out again, and numbers of articles, texts and sightings stand in the
index, in memory and in people's notes. A server counts on by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, func, select

from crawler.archive.queries.upsert import insert
from crawler.archive.tables.tombstones import spent_numbers


def spend(connection: Connection, table: Table) -> None:
    """Put down a table's highest number, before its last row may go."""
    last = _highest(connection, table)
    statement = insert(connection, spent_numbers).values(of=table.name, last=last)
    new = statement.excluded.last
    connection.execute(
        statement.on_conflict_do_update(index_elements=["of"], set_={"last": new}, where=new > spent_numbers.c.last)
    )


def numbered(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows that are to be inserted, with numbers where the table by itself would give out spent ones."""
    if connection.dialect.name != "sqlite":
        return list(rows)
    wanted = select(spent_numbers.c.last).where(spent_numbers.c.of == table.name)
    last = connection.execute(wanted).scalar()
    if last is None or _highest(connection, table) >= last:
        return list(rows)
    return [{**row, "id": last + place} for place, row in enumerate(rows, 1)]


def _highest(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one())
