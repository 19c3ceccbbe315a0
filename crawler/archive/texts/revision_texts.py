"""The texts of revisions: whole, or as differences to earlier ones. Whoever reads or writes one comes through here.

A revision stands as a difference to the one whose place in its article is its own with the lowest bit cleared, as
Subversion's skip-deltas do: of 200 revisions no text is more than 8 differences away, and one is whole.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from crawler.archive.queries.in_clauses import split_batches
from crawler.archive.tables.articles import revisions
from crawler.archive.tables.plain_text import make_storable
from crawler.archive.texts.text_deltas import apply_delta, make_delta

DEEPEST = 16
"""Differences between a text and a whole one, at most. Places alone keep it below the logarithm of their number;
articles that were folded together may bring more.
"""


def load_texts(connection: Connection, ids: Collection[int]) -> dict[int, str]:
    """Load texts: revision → its text, whole."""
    texts: dict[int, str] = {}
    deltas: dict[int, tuple[int, bytes]] = {}
    wanted = sorted(set(ids))
    while wanted:
        for row in _rows(connection, wanted):
            if row.delta is None:
                texts[row.id] = row.text
            else:
                deltas[row.id] = row.base_id, row.delta
        wanted = sorted({base for base, _ in deltas.values()} - texts.keys() - deltas.keys())
    for number in ids:
        _resolve(number, texts, deltas)
    return {number: texts[number] for number in ids if number in texts}


def _rows(connection: Connection, ids: Sequence[int]) -> list[Row[Any]]:
    rows: list[Row[Any]] = []
    for batch in split_batches(ids):
        rows.extend(connection.execute(_TEXTS, {"ids": batch}))
    return rows


_TEXTS = select(revisions.c.id, revisions.c.text, revisions.c.base_id, revisions.c.delta).where(
    revisions.c.id.in_(bindparam("ids", expanding=True))
)


def _resolve(number: int, texts: dict[int, str], deltas: Mapping[int, tuple[int, bytes]]) -> None:
    """Apply the differences between a text and the whole one, the nearest to the whole one first."""
    chain: list[int] = []
    while number not in texts and number in deltas:
        chain.append(number)
        number = deltas[number][0]
    for each in reversed(chain):
        base, delta = deltas[each]
        texts[each] = apply_delta(delta, texts[base])


def build_text_values(connection: Connection, text: str, earlier: Sequence[int]) -> dict[str, object]:
    """Return the columns that keep a new text.

    :param earlier: the revisions that its article has, in the order of their ids
    """
    place = len(earlier)
    return _values(connection, text, earlier[place & (place - 1)]) if earlier else _whole(text)


def store_as_delta(connection: Connection, revision: int, base: int) -> None:
    """Keep a text that is there as a difference to another one, if it is no base itself and that saves room."""
    if connection.execute(select(revisions.c.id).where(revisions.c.base_id == revision).limit(1)).scalar() is None:
        values = _values(connection, load_texts(connection, [revision])[revision], base)
        connection.execute(update(revisions).where(revisions.c.id == revision).values(values))


def store_whole(connection: Connection, revision: int) -> None:
    """Make a text whole, and those that are differences to it: its article may leave without the others, or stay."""
    if (text := load_texts(connection, [revision]).get(revision)) is not None:
        _make_leaning_whole(connection, revision)
        connection.execute(update(revisions).where(revisions.c.id == revision).values(_whole(text)))


def rewrite_text(connection: Connection, revision: int, text: str) -> dict[str, object]:
    """Return the columns that keep another text for a revision; texts that are differences to it become whole.

    :returns: nothing when it has this very text
    """
    if load_texts(connection, [revision]).get(revision) == make_storable(text):
        return {}
    _make_leaning_whole(connection, revision)
    return _whole(text)


def _make_leaning_whole(connection: Connection, revision: int) -> None:
    leaning = list(connection.execute(select(revisions.c.id).where(revisions.c.base_id == revision)).scalars())
    for number, whole in load_texts(connection, leaning).items():
        connection.execute(update(revisions).where(revisions.c.id == number).values(_whole(whole)))


def _values(connection: Connection, text: str, base: int) -> dict[str, object]:
    depth = connection.execute(select(revisions.c.depth).where(revisions.c.id == base)).scalar_one() + 1
    delta = make_delta(make_storable(text), load_texts(connection, [base])[base]) if depth <= DEEPEST else None
    return _whole(text) if delta is None else {"text": "", "base_id": base, "delta": delta, "depth": depth}


def _whole(text: str) -> dict[str, object]:
    return {"text": text, "base_id": None, "delta": None, "depth": 0}
