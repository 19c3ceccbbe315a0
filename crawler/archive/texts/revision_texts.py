"""The texts of revisions: whole, compressed, or as differences to earlier ones. Whoever reads or writes one comes here.

A revision stands as a difference to the one whose place in its article is its own with the lowest bit cleared, as
Subversion's skip-deltas do: of 200 revisions no text is more than 8 differences away, and one is whole. A difference is
Zstandard, with the earlier text as the dictionary. A whole text is written as it is, and compressed later with a
dictionary of what its source's texts share (``crawler.archive.texts.text_dictionaries``).
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, null, select, update

from crawler.archive.queries import insert, split_batches
from crawler.archive.tables.articles import articles, revisions
from crawler.archive.tables.plain_text import make_storable
from crawler.archive.tables.text_dictionaries import text_dictionaries

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

SHORTEST_PACKED = 200
"""Bytes of the shortest whole text that is compressed."""

WORTH_PACKED = 0.8
"""Share of a whole text's bytes that the compressed one may take; above it the text stays as it is."""

PACKED_LEVEL = 9
"""As dense as the highest to within one part in fifty on texts of 2 to 12 kB with a dictionary, in a fifth of the time.
"""

DEEPEST = 16
"""Differences between a text and a whole one, at most. Places alone keep it below the logarithm of their number;
articles that were folded together may bring more.
"""


def load_texts(connection: Connection, ids: Collection[int], columns: Select[Any] | None = None) -> dict[int, str]:
    """Load texts: revision → its text, whole.

    :param columns: what they are made of, for an archive that has not every table yet
    """
    texts: dict[int, str] = {}
    deltas: dict[int, tuple[int, bytes]] = {}
    wanted = sorted(set(ids))
    while wanted:
        rows = _rows(connection, wanted, _TEXTS if columns is None else columns)
        packed = {row.dictionary_id for row in rows if row.dictionary_id is not None}
        dictionaries = _load_dictionaries(connection, packed)
        for row in rows:
            if row.delta is None:
                texts[row.id] = row.text
            elif row.base_id is None:
                texts[row.id] = unpack_text(row.delta, dictionaries.get(row.dictionary_id))
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


def _rows(connection: Connection, ids: Sequence[int], columns: Select[Any]) -> list[Row[Any]]:
    rows: list[Row[Any]] = []
    for batch in split_batches(ids):
        rows.extend(connection.execute(columns, {"ids": batch}))
    return rows


_OF = revisions.c.id.in_(bindparam("ids", expanding=True))
_TEXTS = select(
    revisions.c.id, revisions.c.text, revisions.c.base_id, revisions.c.delta, revisions.c.dictionary_id
).where(_OF)
BEFORE_DICTIONARIES = select(
    revisions.c.id, revisions.c.text, revisions.c.base_id, revisions.c.delta, null().label("dictionary_id")
).where(_OF)
"""What texts were made of before migration 0012."""


def _load_dictionaries(connection: Connection, numbers: Collection[int]) -> dict[int, bytes]:
    """Load dictionaries by number, each once: one is as large as ten texts."""
    t = text_dictionaries.c
    rows = connection.execute(select(t.id, t.dictionary).where(t.id.in_(numbers))) if numbers else ()
    return {row.id: row.dictionary for row in rows}


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


def copy_revision(connection: Connection, revision: int, article: int) -> int:
    """Write a revision once more under another article, with its text whole and without a sketch in the index: that of
    the first leads to the very text.

    :returns: the copy's id
    """
    text = load_texts(connection, [revision])[revision]
    changed = {"article_id": article, "mask_version": None, "same_as": None, "left_behind": False} | _whole(text)
    kept = [column for column in revisions.c if column.name not in {"id", *changed}]
    values = connection.execute(select(*kept).where(revisions.c.id == revision)).one()._asdict()
    fresh = insert(connection, revisions).returning(revisions.c.id)
    return int(connection.execute(fresh, values | changed).scalar_one())


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
    if delta is None:
        return _whole(text)
    return {"text": "", "base_id": base, "delta": delta, "depth": depth, "dictionary_id": None}


def _whole(text: str) -> dict[str, object]:
    return {"text": text, "base_id": None, "delta": None, "depth": 0, "dictionary_id": None}


def store_packed(connection: Connection, texts: Mapping[int, str], number: int, dictionary: bytes) -> int:
    """Compress whole texts, where that saves room.

    :param texts: revision → its text, which stands whole and uncompressed
    :param number: of the dictionary
    :returns: how many were compressed
    """
    packed = {revision: pack_text(text, dictionary) for revision, text in texts.items()}
    rows = [{"revision": revision, "delta": delta} for revision, delta in packed.items() if delta is not None]
    if rows:
        values = {"text": "", "delta": bindparam("delta"), "dictionary_id": number}
        connection.execute(update(revisions).where(revisions.c.id == bindparam("revision")).values(values), rows)
    return len(rows)


def pack_text(text: str, dictionary: bytes) -> bytes | None:
    """Compress a whole text; None when that saves little.

    :param dictionary: of Zstandard's

    >>> pack_text("Short.", b"") is None
    True
    """
    whole = text.encode()
    if len(whole) < SHORTEST_PACKED:
        return None
    options: dict[int, int] = {
        zstd.CompressionParameter.compression_level: PACKED_LEVEL,
        zstd.CompressionParameter.checksum_flag: 1,
        zstd.CompressionParameter.dict_id_flag: 0,  # the row has it
    }
    packed = zstd.compress(whole, options=options, zstd_dict=_read_dictionary(dictionary))
    return packed if len(packed) <= WORTH_PACKED * len(whole) else None


def unpack_text(packed: bytes, dictionary: bytes | None) -> str:
    """Return the text that was compressed.

    :raises ValueError: when it was compressed with another dictionary, or that is gone
    """
    if dictionary is None:
        raise ValueError("the dictionary that it was compressed with is gone")
    reader = zstd.ZstdDecompressor(zstd_dict=_read_dictionary(dictionary))
    return _decompress(reader, packed, "compressed with this dictionary")


def _decompress(reader: zstd.ZstdDecompressor, packed: bytes, how: str) -> str:
    """Return the text that a reader makes of some bytes, bounded.

    :param how: what they ought to be, the end of a sentence that begins with "not"
    """
    try:
        text = reader.decompress(packed, max_length=MAX_BYTES)
    except zstd.ZstdError as error:
        raise ValueError(f"not {how}: {error}") from error
    if not reader.eof:
        raise ValueError("the text is cut off or too large")
    return text.decode()


@lru_cache(maxsize=64)
def _read_dictionary(dictionary: bytes) -> zstd.ZstdDict:
    return zstd.ZstdDict(dictionary)


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
    return _decompress(zstd.ZstdDecompressor(zstd_dict=earlier, options=options), delta, "a difference to this text")
