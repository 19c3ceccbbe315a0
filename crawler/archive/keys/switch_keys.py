"""The keys of a source in the archive, read for a change of its file, and changed in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Connection, Table, Text, bindparam, cast, delete, func, literal, select, update

from crawler.archive.keys.source_addresses import SourceAddresses, record_ambiguous_keys, record_source_addresses
from crawler.archive.queries import in_ids, insert, split_batches
from crawler.archive.runs.record_runs import check_fence
from crawler.archive.tables.articles import articles, quarantine
from crawler.archive.tables.sightings import sightings
from crawler.archive.tables.source_addresses import tombstone_urls
from crawler.archive.tables.tombstones import tombstone_keys, tombstones
from crawler.canonical.new_keys import Family, NewKeys, park_key

MOST_FAMILIES = 500
"""Articles that are read at once."""

MakeKey = Callable[[str], str | None]
"""An address → its key; None for one that is on no mirror of the source."""


def load_key_families(connection: Connection, source: str, after: int) -> list[Family]:
    """Load a batch of a source's articles with their keys and addresses, those with greater numbers than ``after``."""
    a = articles.c
    mine = select(a.id, a.key).where(a.source == source, a.id > after, a.folded_into.is_(None))
    rows: dict[int, dict[int, str]] = {}
    for number, key in connection.execute(mine.order_by(a.id).limit(MOST_FAMILIES)):
        rows[number] = {number: key}
    folded = select(a.id, a.key, a.folded_into).where(in_ids(a.folded_into, rows)).order_by(a.id)
    for number, key, home in connection.execute(folded):
        rows[home][number] = key
    seen: dict[int, list[str]] = defaultdict(list)
    s = sightings.c
    there = select(s.article_id, s.url).where(in_ids(s.article_id, rows)).order_by(s.alternate, s.first_seen, s.id)
    for home, url in connection.execute(there):
        seen[home].append(url)
    return [Family(home, keys, tuple(dict.fromkeys(seen[home]))) for home, keys in rows.items()]


def switch_keys(
    connection: Connection,
    source: str,
    run: int,
    addresses: SourceAddresses,
    keys: NewKeys,
    make_key: MakeKey,
    former_key: MakeKey,
    now: int,
) -> None:
    """Give a source's articles, tombstones and pages in quarantine the keys that follow from its file.

    All of it is one transaction: a process that is killed meanwhile has changed nothing.

    :param make_key: makes the keys from now on; ``former_key``: made those until now
    :raises LeaseLost: when the run was replaced
    """
    check_fence(connection, source, run)
    _rename_articles(connection, source, keys)
    _add_further_keys(connection, source, keys.further, now)
    _rename_quarantine(connection, source, make_key)
    _rename_tombstones(connection, source, make_key, former_key)
    record_ambiguous_keys(connection, source, addresses.urls, keys.ambiguous, now)
    record_source_addresses(connection, source, addresses)


def _rename_articles(connection: Connection, source: str, keys: NewKeys) -> None:
    """Rename rows by way of names that nobody has; those that come to one key are numbered in their order."""
    a = articles.c
    if not keys.changed:
        return
    _set_aside(connection, articles, list(keys.changed))
    wanted: dict[str, list[int]] = defaultdict(list)
    for number, key in sorted(keys.changed.items()):
        wanted[key].append(number)
    parts: dict[str, int] = {}
    for batch in split_batches(list(wanted)):
        taken = select(a.key, func.max(a.part)).where(a.source == source, a.key.in_(batch)).group_by(a.key)
        parts |= {key: part + 1 for key, part in connection.execute(taken)}
    rows = [
        {"number": number, "to": key, "place": parts.get(key, 0) + place}
        for key, numbers in wanted.items()
        for place, number in enumerate(numbers)
    ]
    connection.execute(_RENAME_ARTICLE, rows)


_RENAME_ARTICLE = (
    update(articles).where(articles.c.id == bindparam("number")).values(key=bindparam("to"), part=bindparam("place"))
)


def _set_aside(connection: Connection, table: Table, numbers: Sequence[int]) -> None:
    for batch in split_batches(numbers):
        aside = literal("#").concat(cast(table.c.id, Text))
        connection.execute(update(table).where(in_ids(table.c.id, batch)).values(key=aside))


def _add_further_keys(connection: Connection, source: str, further: Mapping[str, int], now: int) -> None:
    a = articles.c
    for batch in split_batches(list(further.items())):
        homes = {home for _, home in batch}
        stories = dict(connection.execute(select(a.id, a.story).where(in_ids(a.id, homes))).all())
        rows = [
            {"source": source, "key": key, "part": 0, "first_seen": now, "story": stories[home], "folded_into": home}
            for key, home in batch
        ]
        connection.execute(insert(connection, articles).on_conflict_do_nothing(), rows)


def _rename_quarantine(connection: Connection, source: str, make_key: MakeKey) -> None:
    """Rename pages in quarantine; one that comes to the key of another on its mirror is set aside."""
    q = quarantine.c
    rows = connection.execute(select(q.id, q.key, q.mirror, q.url).where(q.source == source).order_by(q.id)).all()
    taken: set[tuple[str, str]] = set()
    changed = []
    for row in rows:
        key = make_key(row.url) or row.key
        key = park_key(key, row.id) if (key, row.mirror) in taken else key
        taken.add((key, row.mirror))
        if key != row.key:
            changed.append({"number": row.id, "to": key})
    if changed:
        _set_aside(connection, quarantine, [int(str(row["number"])) for row in changed])
        rename = update(quarantine).where(q.id == bindparam("number")).values(key=bindparam("to"))
        connection.execute(rename, changed)


def _rename_tombstones(connection: Connection, source: str, make_key: MakeKey, former_key: MakeKey) -> None:
    """Let tombstones have the keys of their addresses; where none was kept, those that they have stay."""
    of_source = select(tombstones.c.id).where(tombstones.c.source == source)
    urls: dict[int, list[str]] = defaultdict(list)
    for number, url in connection.execute(
        select(tombstone_urls).where(tombstone_urls.c.tombstone_id.in_(of_source))
    ).all():
        urls[number].append(url)
    k = tombstone_keys.c
    for number, its_urls in urls.items():
        former = {key for url in its_urls if (key := former_key(url)) is not None}
        fresh = {key for url in its_urls if (key := make_key(url)) is not None}
        if former != fresh:
            connection.execute(delete(tombstone_keys).where(k.tombstone_id == number, k.key.in_(former - fresh)))
            rows = [{"tombstone_id": number, "key": key} for key in sorted(fresh)]
            connection.execute(insert(connection, tombstone_keys).on_conflict_do_nothing(), rows)
