"""The lines of each mirror's last whole pages: written at the end of a run, read to learn what is furniture of one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, select

from crawler.archive.queries import insert
from crawler.archive.tables.alarms import disputes
from crawler.archive.tables.articles import articles, revisions
from crawler.archive.tables.whole_pages import whole_pages
from crawler.canonical.mirror_furniture import WINDOW, WholePage
from crawler.reading.page_lines import unpack_lines


@dataclass(frozen=True, slots=True)
class PageLines:
    """What a page said, all of it.

    :ivar lines: as ``crawler.reading.page_lines`` packs them
    """

    article: int
    mirror: str
    fetched_at: int
    lines: bytes


def record_whole_pages(
    connection: Connection, source: str, run: int, pages: Iterable[PageLines], mirrors: Collection[str]
) -> None:
    """Write the pages of a run; of each mirror the last 50 stay, and those of articles in dispute.

    :param pages: in the order in which they came
    :param mirrors: origins that the source has now: pages of others leave
    """
    rows = {
        (page.article, page.mirror): {
            "article_id": page.article,
            "mirror": page.mirror,
            "source": source,
            "run_id": run,
            "fetched_at": page.fetched_at,
            "lines": page.lines,
        }
        for page in pages
    }
    w = whole_pages.c
    there = set(connection.execute(select(articles.c.id).where(articles.c.id.in_({n for n, _ in rows}))).scalars())
    if values := [row for (article, _), row in rows.items() if article in there]:
        statement = insert(connection, whole_pages)
        fresh = {name: statement.excluded[name] for name in ("source", "run_id", "fetched_at", "lines")}
        connection.execute(statement.on_conflict_do_update(index_elements=["article_id", "mirror"], set_=fresh), values)
    place = func.row_number().over(partition_by=w.mirror, order_by=(w.run_id.desc(), w.fetched_at.desc()))
    placed = select(w.article_id, w.mirror, place.label("place")).where(w.source == source).subquery()
    open_ones = select(disputes.c.article_id).where(disputes.c.source == source, disputes.c.closed_at.is_(None))
    late = (placed.c.place > WINDOW) & placed.c.article_id.not_in(open_ones)
    old = connection.execute(select(placed.c.article_id, placed.c.mirror).where(late)).all()
    for article, mirror in old:
        connection.execute(delete(whole_pages).where(w.article_id == article, w.mirror == mirror))
    connection.execute(delete(whole_pages).where(w.source == source, w.mirror.not_in(sorted(mirrors))))


def load_whole_pages(connection: Connection, source: str) -> list[WholePage]:
    """Load the whole pages of a source's mirrors, oldest first."""
    w = whole_pages.c
    rows = connection.execute(
        select(w.article_id, w.mirror, w.run_id, w.lines, articles.c.story, revisions.c.title)
        .join(articles, articles.c.id == w.article_id)
        .outerjoin(revisions, revisions.c.id == articles.c.revision_id)
        .where(w.source == source)
        .order_by(w.run_id, w.fetched_at, w.article_id)
    )
    return [
        WholePage(
            mirror=row.mirror,
            article=row.article_id,
            story=row.story,
            run=row.run_id,
            lines=unpack_lines(row.lines),
            title=row.title or "",
        )
        for row in rows
    ]


def load_stories_on_record(connection: Connection, source: str) -> dict[str, set[int]]:
    """Load the stories that each mirror has whole pages of."""
    rows = connection.execute(
        select(whole_pages.c.mirror, articles.c.story)
        .join(articles, articles.c.id == whole_pages.c.article_id)
        .where(whole_pages.c.source == source)
        .distinct()
    )
    stories: dict[str, set[int]] = {}
    for mirror, story in rows:
        stories.setdefault(mirror, set()).add(story)
    return stories


def load_pages_of(connection: Connection, article: int, since: dict[str, int]) -> dict[str, Sequence[str]]:
    """Load the lines of an article's pages: mirror → lines.

    :param since: mirror → when it was last seen; an earlier page of it is not what it shows
    """
    w = whole_pages.c
    rows = connection.execute(select(w.mirror, w.fetched_at, w.lines).where(w.article_id == article))
    return {row.mirror: unpack_lines(row.lines) for row in rows if since.get(row.mirror) == row.fetched_at}
