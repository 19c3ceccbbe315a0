"""One story: who has it, who was first, how alike."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection

from crawler.archive.texts.revision_texts import load_texts
from crawler.canonical.side_by_side import mark_shared
from crawler.model.errors import NotFound
from scheduler.orders.decide_stories import find_article
from scheduler.reports.article.story import Story, decision_facts, load_standing_texts, load_story
from scheduler.web.view import View

MOST_MEMBERS = 200


def load_story_page(connection: Connection, view: View) -> dict[str, Any]:
    """A story, by the id of any of its articles."""
    story = load_story(connection, find_article(connection, view.number("story")))
    members, dedup = story.members[:MOST_MEMBERS], view.configuration.settings.dedup
    likeness = {number: link for link in reversed(story.links) for number in (link.earlier, link.later)}
    return {
        "story": story.id,
        "members": [
            asdict(member) | {"link": asdict(likeness[member.id]) if member.id in likeness else None}
            for member in sorted(members, key=lambda member: (member.first_seen, member.id))
        ],
        "more": len(story.members) - len(members),
        "links": [asdict(link) for link in story.links[:MOST_MEMBERS]],
        "decisions": [decision_facts(decision) for decision in story.decisions],
        "shared": _shared(connection, view, story),
        "thresholds": {"jaccard": dedup.jaccard, "containment": dedup.containment},
    }


def _shared(connection: Connection, view: View, story: Story) -> dict[str, Any] | None:
    """Two of its articles with the passages that both have: those asked for, otherwise the two that are closest.

    :raises NotFound: when one of them is none of the story's
    """
    ids = [member.id for member in story.members]
    left, right = view.optional_number("left"), view.optional_number("right")
    if left is None or right is None:
        if not story.links:
            return None
        left, right = story.links[0].earlier, story.links[0].later
    missing = next((number for number in (left, right) if number not in ids), None)
    if missing is not None:
        raise NotFound("The story has no such article", where=f"article {missing}", cure="Choose two of those listed")
    standing = load_standing_texts(connection, [left, right])
    texts = load_texts(connection, list(standing.values()))
    if left not in standing or right not in standing:
        return None
    first, second = mark_shared(texts[standing[left]], texts[standing[right]])
    return {
        "left": left,
        "right": right,
        "left_text": [[asdict(piece) for piece in line] for line in first],
        "right_text": [[asdict(piece) for piece in line] for line in second],
    }
