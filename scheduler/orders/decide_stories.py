"""What a person decides about stories: what belongs together, and what does not. One transaction each."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from crawler.archive.stories.overrides import MERGE, SPLIT, load_override, record_override
from crawler.archive.stories.overrides import undo_override as take_back
from crawler.archive.stories.story_links import update_stories
from crawler.model.errors import NotFound, Refused
from scheduler.reports.article.story import Story, find_home, load_story


def find_article(connection: Connection, number: int) -> int:
    """The article that a number stands for; a folded one lives on in another.

    :raises NotFound: when there is none
    """
    home = find_home(connection, number) if abs(number) < 2**63 else None
    if home is None:
        raise NotFound(
            "There is no such article", where=f"article {number}", cure="mirrorfold explain URL tells its id"
        )
    return home


def split_story(connection: Connection, number: int, who: str, reason: str, now: int) -> list[Story]:
    """Take an article out of its story, for good.

    :returns: the stories that come of it
    :raises NotFound: when there is no such article
    :raises Refused: when it is alone
    """
    article = find_article(connection, number)
    others = [member.id for member in load_story(connection, article).members if member.id != article]
    if not others:
        cure = "Nothing to do: it is in no story with others"
        raise Refused("The article is alone already", where=f"article {article}", cure=cure)
    pairs = [(article, other) for other in others]
    record_override(connection, SPLIT, pairs, who=who, reason=reason, now=now)
    update_stories(connection, [article, *others])
    return _load_stories(connection, [article, *others])


def merge_stories(connection: Connection, article: int, other: int, who: str, reason: str, now: int) -> Story:
    """Bring two articles, with all that is like them, into one story.

    :raises NotFound: when there is no such article
    :raises Refused: when they are one article
    """
    first, second = find_article(connection, article), find_article(connection, other)
    if first == second:
        raise Refused("These are one article", where=f"article {first}", cure="Name two articles")
    record_override(connection, MERGE, [(first, second)], who=who, reason=reason, now=now)
    update_stories(connection, [first, second])
    story = load_story(connection, first)
    assert second in {member.id for member in story.members}
    return story


def undo_decision(connection: Connection, number: int, who: str, reason: str, now: int) -> list[Story]:
    """Take a decision back; it stays in the archive.

    :returns: the stories that come of it
    :raises NotFound: when there is no such decision
    :raises Refused: when it was undone before
    """
    made = load_override(connection, number) if abs(number) < 2**63 else None
    if made is None:
        cure = "mirrorfold story show ARTICLE tells the numbers"
        raise NotFound("There is no such decision", where=f"decision {number}", cure=cure)
    if not take_back(connection, number, who=who, reason=reason, now=now):
        raise Refused("The decision was undone before", where=f"decision {number}", cure="Nothing to do")
    touched = sorted({article for pair in made.pairs for article in pair})
    update_stories(connection, touched)
    return _load_stories(connection, touched)


def _load_stories(connection: Connection, numbers: Sequence[int]) -> list[Story]:
    """The stories of some articles, each once, the first one's first."""
    stories: dict[int, Story] = {}
    seen: set[int] = set()
    for number in numbers:
        if number not in seen:
            story = load_story(connection, number)
            stories.setdefault(story.id, story)
            seen |= {member.id for member in story.members}
    return list(stories.values())
