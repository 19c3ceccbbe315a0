"""Articles that a person removes for good: which, and how they leave."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from sqlalchemy import ColumnElement, Connection, delete, func, or_, select, update

from crawler.archive.queries import in_ids
from crawler.archive.removal.expire import ARTICLES_BATCH, drop_family, not_shown_since
from crawler.archive.removal.tombstones import (
    STANDING,
    Decision,
    RemovedArticle,
    load_standing_tombstone,
    record_tombstones,
)
from crawler.archive.tables.alarms import alarms
from crawler.archive.tables.articles import articles, quarantine, revisions, sources
from crawler.archive.tables.sightings import sightings
from crawler.archive.tables.tombstones import tombstone_keys, tombstones
from crawler.archive.texts.revision_texts import store_whole
from crawler.model.errors import LeaseLost, NotFound

MOST_ROWS = 5000
"""Rows of articles that leave in one transaction: some articles have thousands of keys, each a row folded into them."""


@dataclass(frozen=True, slots=True)
class PurgeSelection:
    """Which articles of a source are to go.

    :ivar before: those that no mirror has shown since (seconds since 1970); None: those that are named
    """

    source: str
    before: int | None = None
    articles: tuple[int, ...] = ()

    def condition(self) -> ColumnElement[bool]:
        """The same, as the archive is asked for it."""
        named = articles.c.id.in_(self.articles) & articles.c.folded_into.is_(None)
        return (articles.c.source == self.source) & (named if self.before is None else not_shown_since(self.before))


@dataclass(frozen=True, slots=True)
class Family:
    """An article with those folded into it: their numbers and their keys."""

    home: int
    ids: tuple[int, ...]
    keys: frozenset[str]


def select_old_articles(connection: Connection, before: int, source: str | None = None) -> list[PurgeSelection]:
    """The sources, or the one, that have articles which no mirror has shown since a time."""
    names = select(articles.c.source).where(not_shown_since(before)).distinct().order_by(articles.c.source)
    if source is not None:
        names = names.where(articles.c.source == source)
    return [PurgeSelection(name, before) for name in connection.execute(names).scalars()]


def select_named_articles(connection: Connection, numbers: Collection[int]) -> list[PurgeSelection]:
    """Named articles, by source; one that was folded stands for the article that it was folded into.

    :raises NotFound: when one of them is not there; then none is purged
    """
    wanted: dict[str, set[int]] = {}
    for number in sorted(set(numbers)):
        home = func.coalesce(articles.c.folded_into, articles.c.id).label("home")
        row = None
        if abs(number) < 2**63:
            row = connection.execute(select(articles.c.source, home).where(articles.c.id == number)).first()
        if row is None:
            cure = "mirrorfold explain URL tells its id"
            raise NotFound("There is no such article", where=f"article {number}", cure=cure)
        wanted.setdefault(row.source, set()).add(row.home)
    return [PurgeSelection(source, articles=tuple(sorted(homes))) for source, homes in sorted(wanted.items())]


def count_selected(connection: Connection, wanted: Sequence[PurgeSelection]) -> dict[str, int]:
    """Count the articles that would go, by source."""
    counted = select(func.count()).select_from(articles)
    return {
        selection.source: connection.execute(counted.where(selection.condition())).scalar_one() for selection in wanted
    }


def begin_purge(connection: Connection, source: str) -> None:
    """Take the right to write from whatever run had it; the caller holds the source's lease."""
    connection.execute(update(sources).where(sources.c.source == source).values(run_id=None))


def load_next_families(connection: Connection, wanted: PurgeSelection) -> list[Family]:
    """A batch of those that are to go."""
    # By age, for which there is an index: by id each batch would look again at every older article that stays.
    order = (articles.c.id,) if wanted.before is None else (articles.c.first_seen, articles.c.id)
    oldest = select(articles.c.id).where(wanted.condition()).order_by(*order).limit(ARTICLES_BATCH)
    homes = list(connection.execute(oldest).scalars())
    mine = or_(articles.c.id.in_(homes), articles.c.folded_into.in_(homes))
    ids: dict[int, list[int]] = {home: [] for home in homes}
    keys: dict[int, set[str]] = {home: set() for home in homes}
    rows = select(articles.c.id, articles.c.key, articles.c.folded_into).where(mine)
    for number, key, into in connection.execute(rows):
        ids[into or number].append(number)
        keys[into or number].add(key)
    families = [Family(home, tuple(ids[home]), frozenset(keys[home])) for home in homes]
    sizes = accumulate(len(family.ids) for family in families)
    return [family for family, size in zip(families, sizes, strict=True) if family is families[0] or size <= MOST_ROWS]


def bury_articles(
    connection: Connection,
    source: str,
    leaving: Sequence[Family],
    digests: Mapping[int, Collection[bytes]],
    decision: Decision,
) -> int:
    """Delete articles with all that hangs from them, and leave a tombstone of each.

    An article that has its key in common with one of them stays; nothing is fetched for it any more. One that somebody
    else has removed since it was read has its tombstone.

    :param digests: article → digests of its texts by which it is to be known under another key
    :returns: how many left
    :raises LeaseLost: when a run has begun meanwhile, which may have seen them
    """
    holder = select(sources.c.run_id).where(sources.c.source == source).with_for_update()
    if connection.execute(holder).scalar() is not None:
        raise LeaseLost("A run of the source has begun meanwhile", where=source, cure="Purge again when it has ended")
    homes = articles.c.id.in_([family.home for family in leaving])
    there = set(connection.execute(select(articles.c.id).where(homes)).scalars())
    leaving = [family for family in leaving if family.home in there]
    ids = [number for family in leaving for number in family.ids]
    keys = {key for family in leaving for key in family.keys}
    urls = _load_urls(connection, [family.home for family in leaving])
    _release_texts(connection, ids)
    connection.execute(delete(alarms).where(in_ids(alarms.c.article_id, ids)))
    drop_family(connection, ids)
    connection.execute(delete(quarantine).where(quarantine.c.source == source, quarantine.c.key.in_(keys)))
    same_key = (articles.c.source == source) & articles.c.key.in_(keys)
    connection.execute(update(articles).where(same_key).values(revisit_at=None))
    removed = [_describe_removed(family, urls, digests) for family in leaving]
    record_tombstones(connection, source, removed, decision)
    return len(leaving)


def _describe_removed(
    family: Family, urls: Mapping[int, Collection[str]], digests: Mapping[int, Collection[bytes]]
) -> RemovedArticle:
    return RemovedArticle(
        article=family.home,
        keys=family.keys,
        urls=urls.get(family.home, ()),
        digests=digests.get(family.home, ()),
    )


def _load_urls(connection: Connection, homes: Sequence[int]) -> dict[int, set[str]]:
    """Where articles stand, by their numbers."""
    urls: dict[int, set[str]] = {}
    rows = select(sightings.c.article_id, sightings.c.url).where(in_ids(sightings.c.article_id, homes))
    for home, url in connection.execute(rows):
        urls.setdefault(home, set()).add(url)
    return urls


def _release_texts(connection: Connection, family: Sequence[int]) -> None:
    """Make those texts whole that stay and are differences to one that goes."""
    base = revisions.alias()
    leaning = select(revisions.c.id).join(base, base.c.id == revisions.c.base_id)
    staying = leaning.where(in_ids(base.c.article_id, family), ~in_ids(revisions.c.article_id, family))
    for number in connection.execute(staying).scalars().all():
        store_whole(connection, number)


def load_homes(connection: Connection, source: str, keys: Collection[str]) -> dict[str, int]:
    """Which articles some keys lead to: of those that have a key in common, the last."""
    home = func.coalesce(articles.c.folded_into, articles.c.id)
    same = (articles.c.source == source) & articles.c.key.in_(keys)
    return dict(connection.execute(select(articles.c.key, home).where(same).order_by(articles.c.part)).all())


def lift_tombstone(connection: Connection, number: int, decision: Decision) -> None:
    """Let a removed article come again; the tombstone stays, as lifted.

    An article that has its key in common with it, and no other tombstone over it, is looked at again, at once.
    """
    source, its_keys = load_standing_tombstone(connection, number)
    values = {"lifted_at": decision.at, "lifted_by": decision.who, "lifted_reason": decision.reason}
    connection.execute(update(tombstones).where(tombstones.c.id == number).values(values))
    homes = set(load_homes(connection, source, its_keys).values())
    k = tombstone_keys.c
    theirs = select(k.key).join(tombstones, tombstones.c.id == k.tombstone_id)
    away = theirs.where(tombstones.c.source == source, STANDING)
    for home in sorted(homes):
        mine = (articles.c.id == home) & articles.c.revisit_at.is_(None) & articles.c.key.not_in(away)
        connection.execute(update(articles).where(mine).values(revisit_at=decision.at))
