"""The texts of revisions: whole, or as differences to earlier ones. Whoever reads or writes one comes through here.

A revision stands as a difference to the one whose place in its article is its own with the lowest bit cleared, as
Subversion's skip-deltas do: of 200 revisions no text is more than 8 differences away, and one is whole. A difference is
Zstandard, with the earlier text as the dictionary.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from crawler.archive.queries import split_batches
from crawler.archive.tables.articles import articles, revisions
from crawler.archive.tables.plain_text import make_storable

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LEVEL = 6
"""Twice as dense as the default on small edits of 30 kB, for under a millisecond."""

MAX_BYTES = 64 << 20
"""The most that ``apply_delta`` gives back; no text near it is ever extracted."""

SHORTEST = 1000
"""Bytes of the shortest text and base: little is saved under this, and Zstandard takes no dictionary under 8."""

WORTH = 0.5
"""Share of the whole text's bytes that a difference may take; above it the whole is kept."""

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


def load_standing_text(connection: Connection, article: int) -> str | None:
    """Load the text that stands for an article; None where none does."""
    revision = connection.execute(select(articles.c.revision_id).where(articles.c.id == article)).scalar()
    return None if revision is None else load_texts(connection, [revision]).get(revision)


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


def make_delta(text: str, base: str) -> bytes | None:
    """Return what has to be kept of a text beside its base; None when the whole text is as good.

    >>> base = "The storm has reached the coast. " * 40
    >>> apply_delta(make_delta(base + "Two piers are closed.", base), base) == base + "Two piers are closed."
    True
    >>> make_delta("Nothing of it.", base) is None
    True
    """
    whole, earlier = text.encode(), base.encode()
    if min(len(whole), len(earlier)) < SHORTEST:
        return None
    window = min(max((len(whole) + len(earlier)).bit_length(), 10), 27)
    options: dict[int, int] = {
        zstd.CompressionParameter.compression_level: LEVEL,
        zstd.CompressionParameter.window_log: window,
        zstd.CompressionParameter.checksum_flag: 1,
    }
    delta = zstd.compress(whole, options=options, zstd_dict=zstd.ZstdDict(earlier, is_raw=True).as_prefix)
    return delta if len(delta) <= WORTH * len(whole) else None


def apply_delta(delta: bytes, base: str) -> str:
    """Return the text that a difference to a base stands for.

    :raises ValueError: when it was made for another base
    """
    options: dict[int, int] = {zstd.DecompressionParameter.window_log_max: 27}
    earlier = zstd.ZstdDict(base.encode(), is_raw=True).as_prefix
    reader = zstd.ZstdDecompressor(zstd_dict=earlier, options=options)
    try:
        text = reader.decompress(delta, max_length=MAX_BYTES)
    except zstd.ZstdError as error:
        raise ValueError(f"not a difference to this text: {error}") from error
    if not reader.eof:
        raise ValueError("the difference is cut off or too large")
    return text.decode()
