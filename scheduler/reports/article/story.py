"""Archive → a story: its articles, the likenesses between them, and what people decided about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, and_, select

from crawler.archive.stories.overrides import MERGE, RecordedOverride, load_overrides_about
from crawler.archive.tables.articles import articles, revisions, story_links
from scheduler.reports.article.verdict_sentences import format_share
from scheduler.reports.formats.text_format import format_count, format_moment, record_facts, sanitize


@dataclass(frozen=True, slots=True)
class StoryMember:
    """An article of a story; ``first_seen`` in seconds since 1970."""

    id: int
    source: str
    key: str
    title: str | None
    first_seen: int


@dataclass(frozen=True, slots=True)
class StoryLink:
    """A likeness between two articles, and the article with the longer text of a containment."""

    earlier: int
    later: int
    kind: str
    jaccard: float
    containment: float
    container: int | None


@dataclass(frozen=True, slots=True)
class Story:
    """A story, named by its first article.

    :ivar links: between its articles, the closest first
    :ivar decisions: about any of its articles, the latest first
    """

    id: int
    members: tuple[StoryMember, ...]
    links: tuple[StoryLink, ...]
    decisions: tuple[RecordedOverride, ...]


def find_home(connection: Connection, number: int) -> int | None:
    """Find the article that a number stands for: a folded one lives on in another; None when there is none."""
    row = connection.execute(select(articles.c.id, articles.c.folded_into).where(articles.c.id == number)).first()
    return None if row is None else row.folded_into or row.id


def load_story(connection: Connection, article: int) -> Story:
    """Load the story of an article."""
    number = connection.execute(select(articles.c.story).where(articles.c.id == article)).scalar_one()
    rows = connection.execute(
        select(articles.c.id, articles.c.source, articles.c.key, revisions.c.title, articles.c.first_seen)
        .outerjoin(revisions, revisions.c.id == articles.c.revision_id)
        .where(articles.c.story == number, articles.c.folded_into.is_(None))
        .order_by(articles.c.id)
    )
    members = tuple(StoryMember(*row) for row in rows)
    decisions = load_overrides_about(connection, [member.id for member in members])
    return Story(id=number, members=members, links=_links(connection, number), decisions=tuple(decisions))


def load_standing_texts(connection: Connection, numbers: Sequence[int]) -> dict[int, int]:
    """Article → the id of its text that stands, where it has one."""
    rows = connection.execute(select(articles.c.id, articles.c.revision_id).where(articles.c.id.in_(numbers)))
    return {row.id: row.revision_id for row in rows if row.revision_id is not None}


def _links(connection: Connection, story: int) -> tuple[StoryLink, ...]:
    earlier, later, link = articles.alias("one"), articles.alias("other"), story_links.c
    rows = connection.execute(
        select(link.earlier, link.later, link.kind, link.jaccard, link.containment, link.container)
        .join(earlier, and_(earlier.c.id == link.earlier, earlier.c.story == story))
        .join(later, and_(later.c.id == link.later, later.c.story == story))
        .order_by(link.jaccard.desc(), link.earlier, link.later)
    )
    return tuple(StoryLink(*row) for row in rows)


def story_lines(story: Story) -> Iterator[str]:
    """A story as lines."""
    yield f"story {story.id}: {format_count(len(story.members), 'article')}"
    for member in story.members:
        where = f"{sanitize(member.source)} {sanitize(member.key)}, {format_moment(member.first_seen)}"
        yield f"  article {member.id}, {where}: {sanitize(member.title or 'without a title')}"
    if story.links:
        yield "linked"
    for link in story.links:
        held = f"; article {link.container} has the longer text" if link.container is not None else ""
        figures = f"jaccard {format_share(link.jaccard)}, containment {format_share(link.containment)}"
        yield f"  articles {link.earlier} and {link.later} by {link.kind}, {figures}{held}"
    if story.decisions:
        yield "decided"
    yield from map(decision_line, story.decisions)


def decision_line(decision: RecordedOverride) -> str:
    """A decision as a line."""
    names = sorted({number for pair in decision.pairs for number in pair})
    if decision.kind == MERGE:
        what = f"articles {' and '.join(map(str, names))} belong together"
    else:
        first = decision.pairs[0][0]
        others = ", ".join(str(number) for number in names if number != first)
        what = f"article {first} does not belong to {others}"
    undone = ""
    if decision.undone_at is not None:
        by, why = decision.undone_by or "", decision.undone_reason or ""
        undone = f"; undone {format_moment(decision.undone_at)} by {by}: {why}"
    head = f"{decision.kind} {decision.id}, {format_moment(decision.at)}, by {decision.who}: {what}"
    return "  " + sanitize(f"{head}; {decision.reason}{undone}")


def story_facts(story: Story) -> dict[str, Any]:
    """The same for JSON (see ``data_formats``)."""
    return {
        "story": story.id,
        "articles": [record_facts(member, "first_seen") for member in story.members],
        "links": [asdict(link) for link in story.links],
        "decisions": [decision_facts(decision) for decision in story.decisions],
    }


def decision_facts(decision: RecordedOverride) -> Mapping[str, Any]:
    """A decision for JSON; ``in_force`` until it is undone."""
    return record_facts(decision, "at", "undone_at") | {"in_force": decision.undone_at is None}
