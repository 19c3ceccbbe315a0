"""Questions about more rows than a statement may have variables: SQLite takes 32,766."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, bindparam


def in_ids(column: ColumnElement[Any], ids: Collection[int]) -> ColumnElement[bool]:
    """Rows whose column is one of some numbers, which stand in the statement itself."""
    return column.in_(bindparam(None, [int(one) for one in ids], expanding=True, literal_execute=True, unique=True))
