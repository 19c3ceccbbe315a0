"""What a source's file said of its addresses when it was crawled last, and the keys that stand for several articles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import xxhash
from sqlalchemy import Connection, select, update

from crawler.archive.queries import insert
from crawler.archive.tables.source_addresses import ambiguous_keys, source_addresses


@dataclass(frozen=True, slots=True)
class SourceAddresses:
    """What a source's file says of its addresses.

    :ivar listings: a digest of the listings that it names
    :ivar urls: what its keys follow from, as ``crawler.canonical.new_keys.describe_urls`` writes it
    """

    listings: str
    urls: str


def load_source_addresses(connection: Connection, source: str) -> tuple[SourceAddresses | None, bool]:
    """Load what a source's file said last; None before its first crawl. And whether the index has its keys."""
    row = connection.execute(select(source_addresses).where(source_addresses.c.source == source)).first()
    return (None, True) if row is None else (SourceAddresses(row.listings, row.urls), row.indexed)


def record_source_addresses(
    connection: Connection, source: str, addresses: SourceAddresses, *, indexed: bool = False
) -> None:
    """Write what a source's file says from now on; where that is another thing, its index is to be written anew."""
    values = {"listings": addresses.listings, "urls": addresses.urls, "indexed": indexed}
    row = insert(connection, source_addresses).values(source=source, **values)
    connection.execute(row.on_conflict_do_update(index_elements=["source"], set_=values))


def mark_keys_indexed(connection: Connection, source: str) -> None:
    """Write that the index has the keys of a source as the archive has them."""
    mine = source_addresses.c.source == source
    connection.execute(update(source_addresses).where(mine).values(indexed=True))


def load_ambiguous_keys(connection: Connection, source: str, urls: str) -> frozenset[str]:
    """Load the keys that stand for several articles of a source, as its addresses are read now."""
    mine = (ambiguous_keys.c.source == source) & (ambiguous_keys.c.urls == _digest(urls))
    return frozenset(connection.execute(select(ambiguous_keys.c.key).where(mine)).scalars())


def record_ambiguous_keys(
    connection: Connection, source: str, urls: str, keys: Mapping[str, tuple[str, str]], now: int
) -> None:
    """Write that keys stand for several articles.

    :param urls: what the keys follow from
    :param keys: key → the addresses of two of its articles
    """
    rows = [
        {"source": source, "urls": _digest(urls), "key": key, "first_url": first, "other_url": other, "at": now}
        for key, (first, other) in keys.items()
    ]
    if rows:
        connection.execute(insert(connection, ambiguous_keys).on_conflict_do_nothing(), rows)


def _digest(urls: str) -> str:
    return xxhash.xxh3_64_hexdigest(urls.encode())
