"""Facts → plain values for JSON: records become tables, sets lists, moments stay moments."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any


def plain_facts(value: Any) -> Any:
    """Make plain values of whatever a page's facts hold.

    >>> from scheduler.reports.lists.articles import ArticleFilter
    >>> plain_facts({"filter": ArticleFilter(day=3)})["filter"]["day"]
    3
    """
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain_facts(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain_facts(item) for name, item in value.items()}
    if isinstance(value, Set):
        return sorted(plain_facts(item) for item in value)
    if isinstance(value, list | tuple):
        return [plain_facts(item) for item in value]
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, str | int | float | bool | datetime) or value is None:
        return value
    return str(value) if isinstance(value, Path) else repr(value)
