"""What leaves the archive with time, in batches that hold writers up for no longer than one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Table, delete, or_, select, update

from crawler.archive.queries import in_ids
from crawler.archive.raw_pages import drop_raw_pages_of, has_raw_page
from crawler.archive.runs.record_runs import check_fence
from crawler.archive.search.index_texts import forget_texts
from crawler.archive.stories.story_links import update_stories
from crawler.archive.tables.alarms import alarms, audits, disputes, rechecks
from crawler.archive.tables.articles import (
    articles,
    override_pairs,
    pages,
    quarantine,
    revisions,
    run_mirrors,
    runs,
    showings,
    story_links,
)
from crawler.archive.tables.hooks import hook_deliveries
from crawler.archive.tables.mirrors import mirror_events
from crawler.archive.tables.sightings import sightings
from crawler.archive.tables.whole_pages import whole_pages
from crawler.model.verdict import Kind

BATCH = 500
"""Rows that leave in one transaction: writers wait no longer than that."""

ARTICLES_BATCH = 50
"""Articles that leave in one transaction, each with all that belongs to it: 80 ms, for a writer waits that long."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """Rows that are to go, and the keys that then lead to no article any more."""

    ids: Sequence[int]
    keys: Sequence[str]


def drop_unchanged_pages(connection: Connection, source: str, before: int) -> int:
    """Delete a batch of a source's visits that found nothing new; those whose raw page is still kept stay.

    :returns: how many left
    """
    old = (pages.c.source == source) & (pages.c.fetched_at < before) & (pages.c.verdict == Kind.UNCHANGED.value)
    return _drop(connection, pages, old & ~has_raw_page())


def load_old_quarantine(connection: Connection, source: str, before: int) -> Leaving:
    """A batch of a source's pages in quarantine that were last seen before a time."""
    old = (quarantine.c.source == source) & (quarantine.c.last_seen < before)
    rows = connection.execute(select(quarantine.c.id, quarantine.c.key).where(old).limit(BATCH)).all()
    return Leaving([row.id for row in rows], _leading_nowhere(connection, source, {row.key for row in rows}))


def drop_quarantine(connection: Connection, ids: Sequence[int]) -> None:
    """Delete pages in quarantine."""
    connection.execute(delete(quarantine).where(quarantine.c.id.in_(ids)))


def drop_runs(connection: Connection, source: str, before: int) -> int:
    """Delete a batch of a source's runs that ended before a time and left no page.

    :returns: how many left
    """
    old = (runs.c.source == source) & (runs.c.started < before) & runs.c.ended.is_not(None)
    used = select(pages.c.run_id).where(pages.c.run_id == runs.c.id).exists()
    ids = _some(connection, runs, old & ~used)
    connection.execute(delete(run_mirrors).where(run_mirrors.c.run_id.in_(ids)))
    return connection.execute(delete(runs).where(runs.c.id.in_(ids))).rowcount


def drop_mirror_events(connection: Connection, source: str, before: int) -> int:
    """Delete a batch of a source's changes of mirrors' states.

    :returns: how many left
    """
    return _drop(connection, mirror_events, (mirror_events.c.source == source) & (mirror_events.c.at < before))


def load_old_articles(connection: Connection, source: str, before: int) -> Leaving:
    """A batch of a source's articles that no listing and no visit has shown since a time, with those folded into them.

    The index has to forget their keys before they are deleted: a key that leads to no article breaks a run, an article
    whose key is unknown is fetched once more.
    """
    old = (articles.c.source == source) & not_shown_since(before)
    oldest = select(articles.c.id).where(old).order_by(articles.c.id).limit(ARTICLES_BATCH)
    homes = list(connection.execute(oldest).scalars())
    if not homes:
        return Leaving([], [])
    family = or_(articles.c.id.in_(homes), articles.c.folded_into.in_(homes))
    keys = {row.id: row.key for row in connection.execute(select(articles.c.id, articles.c.key).where(family))}
    return Leaving(list(keys), _leading_nowhere(connection, source, set(keys.values()), but=list(keys)))


def drop_articles(connection: Connection, source: str, run: int, family: Sequence[int]) -> None:
    """Delete articles with all that belongs to them.

    :param family: whole: with those folded into them
    :raises LeaseLost: when a later run has begun, which may have seen them
    """
    check_fence(connection, source, run)
    drop_family(connection, family)


def drop_family(connection: Connection, family: Sequence[int]) -> None:
    """Delete articles with all that belongs to them, and update the stories that they were linked into.

    :param family: whole: with those folded into them
    """
    _drop_belongings(connection, family)
    mine = in_ids(articles.c.id, family)
    connection.execute(delete(articles).where(mine, articles.c.folded_into.is_not(None)))
    connection.execute(delete(articles).where(mine))


def _leading_nowhere(connection: Connection, source: str, keys: set[str], but: Sequence[int] = ()) -> list[str]:
    """Keys that no article of the source has, but for some."""
    same = (articles.c.source == source) & articles.c.key.in_(keys) & ~in_ids(articles.c.id, but)
    return sorted(keys - set(connection.execute(select(articles.c.key).where(same)).scalars()))


def not_shown_since(before: int) -> ColumnElement[bool]:
    """Articles, but for those folded into others, that no listing and no visit has shown since a time."""
    seen = select(sightings.c.id).where(sightings.c.article_id == articles.c.id, sightings.c.last_seen >= before)
    return (articles.c.first_seen < before) & articles.c.folded_into.is_(None) & ~seen.exists()


def _drop_belongings(connection: Connection, family: Sequence[int]) -> None:
    """Delete what stands under some articles, and update the stories that they were linked into."""
    forget_texts(connection, family)
    texts = select(revisions.c.id).where(in_ids(revisions.c.article_id, family))
    linked = or_(in_ids(story_links.c.earlier, family), in_ids(story_links.c.later, family))
    decided = or_(in_ids(override_pairs.c.article_id, family), in_ids(override_pairs.c.other_id, family))
    ends = [
        *connection.execute(select(story_links.c.earlier, story_links.c.later).where(linked)),
        *connection.execute(select(override_pairs.c.article_id, override_pairs.c.other_id).where(decided)),
    ]
    drop_raw_pages_of(connection, select(pages.c.id).where(in_ids(pages.c.article_id, family)))
    for table, belonging in (
        (hook_deliveries, in_ids(hook_deliveries.c.article_id, family)),
        (audits, in_ids(audits.c.article_id, family)),
        (rechecks, in_ids(rechecks.c.article_id, family)),
        (disputes, in_ids(disputes.c.article_id, family)),
        (whole_pages, in_ids(whole_pages.c.article_id, family)),
        (pages, in_ids(pages.c.article_id, family)),
        (showings, showings.c.revision_id.in_(texts)),
        (sightings, in_ids(sightings.c.article_id, family)),
        (story_links, linked),
        (override_pairs, decided),
        (revisions, in_ids(revisions.c.article_id, family)),
    ):
        connection.execute(delete(table).where(belonging))
    connection.execute(update(alarms).where(in_ids(alarms.c.article_id, family)).values(article_id=None))
    update_stories(connection, {number for pair in ends for number in pair} - set(family))


def _drop(connection: Connection, table: Table, old: ColumnElement[bool]) -> int:
    return connection.execute(delete(table).where(table.c.id.in_(_some(connection, table, old)))).rowcount


def _some(connection: Connection, table: Table, old: ColumnElement[bool]) -> list[int]:
    """A batch of old rows."""
    return list(connection.execute(select(table.c.id).where(old).limit(BATCH)).scalars())
