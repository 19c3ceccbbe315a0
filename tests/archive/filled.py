"""An archive as the first version left it, with rows in every table.

Rows follow from what the database says of its tables, so that a table of a later version is filled as well.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, Float, Integer, LargeBinary, MetaData, Table, create_engine

from crawler.archive.texts.revision_texts import make_delta
from crawler.canonical.text import digest, tokens
from tests.archive.first_schema import make_first_schema
from tests.desk.fetched_pages import NOW, words

ROWS = 7
"""Rows of each table; their ids are 1 to 7, and row n hangs from row n of another table."""

FOLDED = ROWS
"""The article that was folded into the first one."""


def fill(file: Path) -> None:
    """Make an archive with the first schema, and fill it."""
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        make_first_schema(connection)
        _fill(connection)
    engine.dispose()


def _fill(connection: Connection) -> None:
    there = MetaData()
    there.reflect(connection)
    for table in there.sorted_tables:
        if table.name != "alembic_version":
            rows = [{c.name: _value(table, c, n) for c in table.columns} for n in range(1, ROWS + 1)]
            connection.execute(table.insert(), rows)


def text_of(number: int) -> str:
    """A text long enough to stand as a difference to the first one."""
    return f"{words('shared', 300)}\n{words(f'own{number}x', 20)}"


def _value(table: Table, column: Column[Any], n: int) -> object:
    special = _SPECIAL.get((table.name, column.name))
    if special is not None:
        return special(n)
    if column.foreign_keys:
        return _target(table, column, n)
    if column.nullable and n % 3 == 0:
        return None
    return _typed(column, n)


def _target(table: Table, column: Column[Any], n: int) -> int:
    """The row that a row hangs from; where it hangs from two of one table, they are two."""
    (key,) = column.foreign_keys
    others = [c for c in table.columns if any(k.column.table is key.column.table for k in c.foreign_keys)]
    return n if column is others[0] else n % ROWS + 1


def _typed(column: Column[Any], n: int) -> object:
    kind = column.type
    if isinstance(kind, Boolean):
        return n % 2 == 0
    if isinstance(kind, Float):
        return n / 8
    if isinstance(kind, LargeBinary):
        return bytes([n, 0, 255])
    if isinstance(kind, JSON):
        return {"said": f"«{column.name}» {n}", "numbers": [n, None]}
    if isinstance(kind, Integer):
        return n if column.primary_key or kind.__visit_name__ == "INTEGER" else NOW + n
    return f"{column.name} «{n}» it's"


_SPECIAL: dict[tuple[str, str], Any] = {
    ("articles", "revision_id"): lambda n: None if n == FOLDED else n,
    ("articles", "story"): lambda n: 1 if n == FOLDED else n,
    ("articles", "folded_into"): lambda n: 1 if n == FOLDED else None,
    ("articles", "part"): lambda n: n % 2,
    ("pages", "verdict"): lambda n: [None, "new", "mirror", "revision", "copy", "near_duplicate", "unchanged"][n % 7],
    ("revisions", "authors"): lambda n: [f"Author {n}"],
    ("revisions", "digest"): lambda n: digest(tokens(text_of(n))),
    ("revisions", "text"): text_of,
    ("revisions", "base_id"): lambda n: 1 if n == 2 else None,
    ("revisions", "delta"): lambda n: make_delta(text_of(2), text_of(1)) if n == 2 else None,
    ("revisions", "depth"): lambda n: 1 if n == 2 else 0,
    ("revisions", "mask_version"): lambda n: None if n == 3 else 0,
    ("revisions", "same_as"): lambda n: None,
    ("sources", "run_id"): lambda n: n,
    ("tombstones", "article"): lambda n: 100 + n,
}
"""What follows from no declaration: references that nothing declares, and texts with their digests."""
