"""One article that turns out to be another's, and one key that turns out to be two articles'."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, delete, func, or_, select, update

from crawler.archive.page_records import OpenPage
from crawler.archive.pages.record_pages import start_articles
from crawler.archive.queries.upsert import insert
from crawler.archive.stories.story_links import move_links
from crawler.archive.tables.articles import articles, pages, revisions, sighting_listings, sightings
from crawler.archive.texts.revision_texts import store_as_delta, store_whole


def fold_article(connection: Connection, page: OpenPage, into: int) -> OpenPage:
    """Let an article that has the same text under another key live on in the earlier one: its pages, texts,
    sightings and links are that one's from now on. Nobody is folded into an article that was folded itself.

    :returns: the page as it stands now, under its article's new number and text
    """
    home = connection.execute(
        select(func.coalesce(articles.c.folded_into, articles.c.id)).where(articles.c.id == into)
    ).scalar_one()
    if page.article == home:
        return page
    _move_texts(connection, page.article, home)
    connection.execute(update(pages).where(pages.c.article_id == page.article).values(article_id=home))
    _move_sightings(connection, page.article, home)
    move_links(connection, page.article, home)
    mine = or_(articles.c.id == page.article, articles.c.folded_into == page.article)
    story = select(articles.c.story).where(articles.c.id == home).scalar_subquery()
    connection.execute(update(articles).where(mine).values(folded_into=home, revisit_at=None, story=story))
    same = (revisions.c.article_id == home) & (revisions.c.digest == page.digest)
    revision = connection.execute(select(revisions.c.id).where(same)).scalar_one()
    return replace(page, article=home, revision=revision)


def _move_texts(connection: Connection, article: int, home: int) -> None:
    """Texts that the home has stay behind without pages: what the index holds of them leads to the home all the same.
    They are kept as differences to the home's: of a thousand slugs one text stands whole.
    """
    of_home = select(revisions.c.digest, revisions.c.id).where(revisions.c.article_id == home)
    has = {row.digest: row.id for row in connection.execute(of_home)}
    mine = select(revisions.c.id, revisions.c.digest).where(revisions.c.article_id == article)
    for row in connection.execute(mine).all():
        if row.digest in has:
            shows = (pages.c.article_id == article) & (pages.c.revision_id == row.id)
            connection.execute(update(pages).where(shows).values(revision_id=has[row.digest]))
            store_as_delta(connection, row.id, has[row.digest])
        else:
            connection.execute(update(revisions).where(revisions.c.id == row.id).values(article_id=home))


def _move_sightings(connection: Connection, article: int, home: int) -> None:
    """Hand sightings on; where both were seen at one URL, its first and last time are kept."""
    twin = sightings.alias()
    both = select(sightings, twin.c.id.label("kept")).join(twin, twin.c.url == sightings.c.url)
    for row in connection.execute(both.where(sightings.c.article_id == article, twin.c.article_id == home)).all():
        kept = sightings.c.id == row.kept
        earlier, later = sightings.c.first_seen > row.first_seen, sightings.c.last_seen < row.last_seen
        connection.execute(update(sightings).where(kept, earlier).values(first_seen=row.first_seen))
        connection.execute(update(sightings).where(kept, later).values(last_seen=row.last_seen))
        listed = select(sighting_listings.c.listed_on).where(sighting_listings.c.sighting_id == row.id)
        rows = [{"sighting_id": row.kept, "listed_on": on} for on in connection.execute(listed).scalars()]
        if rows:
            connection.execute(insert(connection, sighting_listings).on_conflict_do_nothing(), rows)
        connection.execute(delete(sighting_listings).where(sighting_listings.c.sighting_id == row.id))
        connection.execute(delete(sightings).where(sightings.c.id == row.id))
    connection.execute(update(sightings).where(sightings.c.article_id == article).values(article_id=home))


def split_off_article(connection: Connection, page: OpenPage) -> OpenPage:
    """Give a reused key's new article a row of its own; this page's text and sighting move there.

    :returns: the page as it stands now, under the new article's number
    """
    same_key = (articles.c.source == page.source) & (articles.c.key == page.key)
    part = connection.execute(select(func.max(articles.c.part)).where(same_key)).scalar_one()
    (article,) = start_articles(connection, [(page.source, page.key, part + 1, page.fetched_at)])
    store_whole(connection, page.revision)
    connection.execute(update(revisions).where(revisions.c.id == page.revision).values(article_id=article))
    shows = (pages.c.article_id == page.article) & (pages.c.revision_id == page.revision)
    connection.execute(update(pages).where(shows).values(article_id=article))
    here = (sightings.c.article_id == page.article) & (sightings.c.url == page.url)
    connection.execute(update(sightings).where(here).values(article_id=article))
    return replace(page, article=article)
