"""Keeps the full-text index true: in the transaction in which another text comes to stand, or one leaves."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, delete, select, text

from crawler.archive.queries import in_ids, insert, split_batches
from crawler.archive.tables.articles import articles, revisions
from crawler.archive.tables.searched_texts import searched_texts, stale_texts
from crawler.archive.texts.revision_texts import load_texts
from crawler.canonical.search_words import search_words

BATCH = 50
"""Texts that are read at once."""

SECONDS = 0.02
"""How long a batch of ``index_stale_texts`` goes on before others may write."""

GAP = 2
"""Positions between a title and its text: no phrase reaches over it."""


def index_texts(connection: Connection, numbers: Collection[int]) -> None:
    """Let the text that stands be found for some articles, and nothing else of theirs."""
    for batch in split_batches(sorted(numbers), BATCH):
        a = articles.c
        stands = in_ids(a.id, batch) & a.folded_into.is_(None) & a.revision_id.is_not(None)
        wanted = dict(connection.execute(select(a.id, a.revision_id).where(stands)).all())
        known = _load_known(connection, batch)
        _remove(connection, {number: its for number, its in known.items() if wanted.get(number) != its})
        _add(connection, {number: its for number, its in wanted.items() if known.get(number) != its})
        connection.execute(delete(stale_texts).where(in_ids(stale_texts.c.article_id, batch)))


def forget_texts(connection: Connection, numbers: Collection[int]) -> None:
    """Let nothing be found for some articles: they, or their texts, are to be deleted or written anew."""
    for batch in split_batches(sorted(numbers), BATCH):
        _remove(connection, _load_known(connection, batch))
        connection.execute(delete(stale_texts).where(in_ids(stale_texts.c.article_id, batch)))


def index_stale_texts(connection: Connection, *, seconds: float = SECONDS) -> bool:
    """Index a batch of the texts that the index lacks, the newest articles first.

    :param seconds: after which no further one is begun
    :returns: whether some are left
    """
    until = time.monotonic() + seconds
    newest = select(stale_texts.c.article_id).order_by(stale_texts.c.article_id.desc()).limit(BATCH)
    while numbers := list(connection.execute(newest).scalars()):
        index_texts(connection, numbers)
        if time.monotonic() > until:
            return connection.execute(newest.limit(1)).scalar() is not None
    return False


def _load_known(connection: Connection, numbers: Sequence[int]) -> dict[int, int]:
    """Article → the text that the index has of it."""
    s = searched_texts.c
    return dict(connection.execute(select(s.article_id, s.revision_id).where(in_ids(s.article_id, numbers))).all())


class _Words(NamedTuple):
    """The words of an article's title and text."""

    number: int
    title: list[str]
    body: list[str]

    def joined(self) -> dict[str, object]:
        """As SQLite's index is told of them."""
        return {"number": self.number, "title": " ".join(self.title), "body": " ".join(self.body)}

    def vector(self) -> dict[str, object]:
        """With their positions, as PostgreSQL writes them; none has a sign that would have to be escaped."""
        places: dict[str, list[str]] = {}
        for start, words in ((1, self.title), (1 + len(self.title) + GAP, self.body)):
            for place, word in enumerate(words, start):
                places.setdefault(word, []).append(str(place))
        return {"number": self.number, "words": " ".join(f"'{word}':{','.join(at)}" for word, at in places.items())}


def _load_words(connection: Connection, texts: Mapping[int, int]) -> list[_Words]:
    rows = connection.execute(select(revisions.c.id, revisions.c.title).where(in_ids(revisions.c.id, texts.values())))
    titles = {row.id: row.title for row in rows}
    bodies = load_texts(connection, list(texts.values()))
    return [
        _Words(number, search_words(titles[revision] or ""), search_words(bodies[revision]))
        for number, revision in texts.items()
    ]


_ADD_TO_SQLITE = text("INSERT INTO search_words (rowid, title, text) VALUES (:number, :title, :body)")
_TAKE_FROM_SQLITE = text(
    "INSERT INTO search_words (search_words, rowid, title, text) VALUES ('delete', :number, :title, :body)"
)
_ADD_TO_SERVER = text("INSERT INTO search_words (article_id, words) VALUES (:number, CAST(:words AS tsvector))")
_TAKE_FROM_SERVER = text("DELETE FROM search_words WHERE article_id = :number")


def _add(connection: Connection, texts: Mapping[int, int]) -> None:
    """
    :param texts: article → text
    """
    if not texts:
        return
    words = _load_words(connection, texts)
    if connection.dialect.name == "sqlite":
        connection.execute(_ADD_TO_SQLITE, [each.joined() for each in words])
    else:
        connection.execute(_ADD_TO_SERVER, [each.vector() for each in words])
    known = [{"article_id": number, "revision_id": revision} for number, revision in texts.items()]
    connection.execute(insert(connection, searched_texts), known)


def _remove(connection: Connection, texts: Mapping[int, int]) -> None:
    """
    :param texts: article → text, as the index has it
    """
    if not texts:
        return
    if connection.dialect.name == "sqlite":
        connection.execute(_TAKE_FROM_SQLITE, [each.joined() for each in _load_words(connection, texts)])
    else:
        connection.execute(_TAKE_FROM_SERVER, [{"number": number} for number in texts])
    connection.execute(delete(searched_texts).where(in_ids(searched_texts.c.article_id, texts)))
