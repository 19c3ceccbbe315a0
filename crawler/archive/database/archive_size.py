"""How much room the archive takes."""

from __future__ import annotations

from sqlalchemy import Connection


def measure_archive(connection: Connection) -> int:
    """Bytes of the database, without SQLite's write-ahead log."""
    if connection.dialect.name == "postgresql":
        return int(connection.exec_driver_sql("select pg_database_size(current_database())").scalar_one())
    pages = int(connection.exec_driver_sql("pragma page_count").scalar_one())
    return pages * int(connection.exec_driver_sql("pragma page_size").scalar_one())
