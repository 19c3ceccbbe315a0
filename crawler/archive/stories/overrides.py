"""Overrides of stories by people: kept with time and reason, undone but never deleted.

They are made by hand, so there are few: all of them are read at once.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, update

from crawler.archive.queries import insert
from crawler.archive.tables.articles import articles, override_pairs, overrides
from crawler.canonical.stories import Override

SPLIT, MERGE = "split", "merge"


@dataclass(frozen=True, slots=True)
class RecordedOverride:
    """An override as it was recorded.

    :ivar kind: split or merge
    :ivar pairs: the articles that it keeps apart, or together, each under the article that it lives on in
    :ivar undone_at: empty while it is in force, as are ``undone_by`` and ``undone_reason``
    """

    id: int
    kind: str
    who: str
    reason: str
    at: int
    pairs: tuple[tuple[int, int], ...]
    undone_at: int | None
    undone_by: str | None
    undone_reason: str | None


def record_override(
    connection: Connection, kind: str, pairs: Sequence[tuple[int, int]], *, who: str, reason: str, now: int
) -> int:
    """Record an override; ``update_stories`` has to follow.

    :returns: its number
    """
    made = insert(connection, overrides).values(kind=kind, who=who, reason=reason, at=now).returning(overrides.c.id)
    number = int(connection.execute(made).scalar_one())
    rows = [{"override_id": number, "article_id": article, "other_id": other} for article, other in pairs]
    connection.execute(insert(connection, override_pairs), rows)
    return number


def undo_override(connection: Connection, number: int, *, who: str, reason: str, now: int) -> bool:
    """Undo an override; ``update_stories`` has to follow.

    :returns: whether it was in force
    """
    stands = (overrides.c.id == number) & overrides.c.undone_at.is_(None)
    values = {"undone_at": now, "undone_by": who, "undone_reason": reason}
    return bool(connection.execute(update(overrides).where(stands).values(values)).rowcount)


def load_overrides(connection: Connection) -> list[Override]:
    """Load the overrides that are in force."""
    if connection.execute(select(overrides.c.id).limit(1)).scalar() is None:
        return []
    numbers = connection.execute(select(overrides.c.id, overrides.c.kind).where(overrides.c.undone_at.is_(None))).all()
    pairs = _pairs(connection, [row.id for row in numbers])
    return [Override(row.id, row.kind == MERGE, tuple(pairs.get(row.id, ()))) for row in numbers]


def load_overrides_about(connection: Connection, numbers: Collection[int]) -> list[RecordedOverride]:
    """Load every override that concerns one of some articles, the latest first, undone ones too."""
    wanted = set(numbers)
    every = _recorded(connection, list(connection.execute(select(overrides.c.id)).scalars()))
    return [override for override in every if any(wanted.intersection(pair) for pair in override.pairs)]


def load_override(connection: Connection, number: int) -> RecordedOverride | None:
    """Load an override; None where there is none with the number."""
    return next(iter(_recorded(connection, [number])), None)


def _recorded(connection: Connection, numbers: Sequence[int]) -> list[RecordedOverride]:
    pairs = _pairs(connection, numbers)
    rows = connection.execute(select(overrides).where(overrides.c.id.in_(numbers)).order_by(overrides.c.id.desc()))
    return [RecordedOverride(**row._mapping, pairs=tuple(pairs.get(row.id, ()))) for row in rows]


def _pairs(connection: Connection, numbers: Sequence[int]) -> dict[int, list[tuple[int, int]]]:
    """Override → its pairs of articles; one that was folded since stands for its home."""
    article, other = articles.alias("one"), articles.alias("other")
    rows = connection.execute(
        select(
            override_pairs.c.override_id,
            func.coalesce(article.c.folded_into, article.c.id),
            func.coalesce(other.c.folded_into, other.c.id),
        )
        .join(article, article.c.id == override_pairs.c.article_id)
        .join(other, other.c.id == override_pairs.c.other_id)
        .where(override_pairs.c.override_id.in_(numbers))
        .order_by(override_pairs.c.override_id, override_pairs.c.article_id, override_pairs.c.other_id)
    )
    pairs: dict[int, list[tuple[int, int]]] = {}
    for number, first, second in rows:
        pairs.setdefault(number, []).append((first, second))
    return pairs
