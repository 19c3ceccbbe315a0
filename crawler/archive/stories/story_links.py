"""Story links, and the stories that follow from them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, Connection, Row, bindparam, func, or_, select, update

from crawler.archive.queries import in_ids, insert
from crawler.archive.stories.overrides import load_overrides
from crawler.archive.tables.articles import articles, story_links
from crawler.canonical.stories import AlikeArticles, Override, join_stories
from crawler.model.verdict import LinkKind, StoryLink


def record_links(connection: Connection, links: Sequence[tuple[int, StoryLink]]) -> None:
    """Write likenesses; of two between the same articles the greater stays, in whatever order they come.

    :param links: article, what it is like; articles that were folded hand their links on, and those that left the
        archive since they were compared have none
    """
    ends = {number for article, link in links for number in (article, link.other)}
    home = _column(connection, func.coalesce(articles.c.folded_into, articles.c.id), ends)
    rows = [_row(home[article], home[link.other], link) for article, link in links if link.other in home]
    _write(connection, [row for row in rows if row["earlier"] != row["later"]])


def _row(article: int, other: int, link: StoryLink) -> dict[str, object]:
    earlier, later = sorted((article, other))
    return {
        "earlier": earlier,
        "later": later,
        "kind": link.kind.value,
        "jaccard": link.jaccard,
        "containment": link.containment,
        "container": None if link.longer is None else other if link.longer else article,
    }


def _write(connection: Connection, rows: Sequence[dict[str, object]]) -> None:
    if not rows:
        return
    statement = insert(connection, story_links)
    new = statement.excluded
    statement = statement.on_conflict_do_update(
        index_elements=["earlier", "later"],
        set_={name: new[name] for name in ("kind", "jaccard", "containment", "container")},
        where=new.jaccard > story_links.c.jaccard,
    )
    connection.execute(statement, list(rows))


def move_links(connection: Connection, article: int, home: int) -> None:
    """Let the links of an article that was folded be those of the one that it lives on in."""
    rows = _links_of(connection, [article])
    mine = or_(story_links.c.earlier == article, story_links.c.later == article)
    connection.execute(story_links.delete().where(mine))
    moved = []
    for row in rows:
        earlier, later = sorted(home if end == article else end for end in (row.earlier, row.later))
        container = home if row.container == article else row.container
        moved.append({**row._mapping, "earlier": earlier, "later": later, "container": container})
    _write(connection, [row for row in moved if row["earlier"] != row["later"]])


def update_stories(connection: Connection, touched: Iterable[int]) -> None:
    """Part all that some articles are linked with, however far, into stories."""
    overrides = load_overrides(connection)
    members, links = _family(connection, set(touched), _together(overrides))
    before = _column(connection, articles.c.story, members)
    concerned = [
        replace(override, pairs=tuple(pair for pair in override.pairs if members.issuperset(pair)))
        for override in overrides
    ]
    founders = join_stories(members, links, concerned)
    rows = [{"member": article, "story": story} for article, story in founders.items() if before[article] != story]
    if rows:
        connection.execute(_UPDATE, rows)


def _together(overrides: Iterable[Override]) -> dict[int, set[int]]:
    """Article → those that a person brought together with it."""
    partners: dict[int, set[int]] = {}
    for override in overrides:
        for article, other in override.pairs if override.together else ():
            partners.setdefault(article, set()).add(other)
            partners.setdefault(other, set()).add(article)
    return partners


_UPDATE = update(articles).where(
    or_(articles.c.id == bindparam("member"), articles.c.folded_into == bindparam("member"))
)


def _family(
    connection: Connection, start: set[int], together: Mapping[int, set[int]]
) -> tuple[set[int], list[AlikeArticles]]:
    members, fresh = set(start), start
    links: dict[tuple[int, int], AlikeArticles] = {}
    while fresh:
        reached = {other for number in fresh for other in together.get(number, ())}
        for row in _links_of(connection, fresh):
            kind = LinkKind(row.kind)
            links[row.earlier, row.later] = AlikeArticles(
                row.earlier, row.later, kind, row.jaccard, row.containment, row.container
            )
            reached |= {row.earlier, row.later}
        fresh = reached - members
        members |= fresh
    return members, list(links.values())


def _links_of(connection: Connection, ids: Collection[int]) -> list[Row[tuple[object, ...]]]:
    either = or_(in_ids(story_links.c.earlier, ids), in_ids(story_links.c.later, ids))
    return list(connection.execute(select(story_links).where(either)).all())


def _column(connection: Connection, column: ColumnElement[int], ids: Collection[int]) -> dict[int, int]:
    """One value of each of some articles: article → value."""
    return dict(connection.execute(select(articles.c.id, column).where(in_ids(articles.c.id, ids))).all())
