"""``mirrorfold story``: what belongs together, and overrides of it."""

from __future__ import annotations

import time
from collections.abc import Sequence

import click
from sqlalchemy import Connection

from crawler.archive.stories.overrides import MERGE, SPLIT, load_override, record_override
from crawler.archive.stories.overrides import undo_override as take_back
from crawler.archive.stories.story_links import update_stories
from crawler.model.errors import NotFound, Refused
from scheduler.cli.places import WholeGroup
from scheduler.cli.terminal import find_user, json_option, load_configuration, open_archive, print_answer, reason_option
from scheduler.reports.article.story import Story, find_home, load_story, story_facts, story_lines


@click.group(cls=WholeGroup)
def story() -> None:
    """Show stories, and overrule what was judged: split and merge them.

    A decision stands above every likeness, in later runs too, and until it is undone. Nothing is deleted by it.
    """


@story.command()
@click.argument("article", type=int)
@json_option
def show(article: int, as_json: bool) -> None:
    """Show the story of ARTICLE, an id: its articles, why they are linked, and what was decided about them."""
    with open_archive(load_configuration()) as archive:
        story = archive.read(_load, article)
    print_answer(story_facts(story), story_lines(story), as_json=as_json)


@story.command()
@click.argument("article", type=int)
@reason_option()
@json_option
def split(article: int, reason: str, as_json: bool) -> None:
    """Take ARTICLE out of its story: it never comes into one with these articles again."""
    with open_archive(load_configuration()) as archive:
        stories = archive.call(_split, article, reason)
    _print(stories, as_json)


@story.command()
@click.argument("article", type=int)
@click.argument("other", type=int)
@reason_option()
@json_option
def merge(article: int, other: int, reason: str, as_json: bool) -> None:
    """Bring ARTICLE and OTHER, with all that is like them, into one story."""
    with open_archive(load_configuration()) as archive:
        story = archive.call(_merge, article, other, reason)
    _print([story], as_json)


@story.command()
@click.argument("decision", type=int)
@reason_option()
@json_option
def undo(decision: int, reason: str, as_json: bool) -> None:
    """Take the DECISION back, a number that "story show" tells; it stays in the archive."""
    with open_archive(load_configuration()) as archive:
        stories = archive.call(_undo, decision, reason)
    _print(stories, as_json)


def _print(stories: Sequence[Story], as_json: bool) -> None:
    """Print the stories that a decision made."""
    facts = {"stories": [story_facts(story) for story in stories]}
    print_answer(facts, (line for story in stories for line in story_lines(story)), as_json=as_json)


def _load(connection: Connection, article: int) -> Story:
    return load_story(connection, _home(connection, article))


def _home(connection: Connection, number: int) -> int:
    home = find_home(connection, number) if abs(number) < 2**63 else None
    if home is None:
        raise NotFound(
            "There is no such article", where=f"article {number}", cure="mirrorfold explain URL tells its id"
        )
    return home


def _split(connection: Connection, number: int, reason: str) -> list[Story]:
    article = _home(connection, number)
    others = [member.id for member in load_story(connection, article).members if member.id != article]
    if not others:
        cure = "Nothing to do: it is in no story with others"
        raise Refused("The article is alone already", where=f"article {article}", cure=cure)
    pairs = [(article, other) for other in others]
    record_override(connection, SPLIT, pairs, who=find_user(), reason=reason, now=int(time.time()))
    update_stories(connection, [article, *others])
    return _stories(connection, [article, *others])


def _merge(connection: Connection, article: int, other: int, reason: str) -> Story:
    first, second = _home(connection, article), _home(connection, other)
    if first == second:
        raise Refused("These are one article", where=f"article {first}", cure="Name two articles")
    record_override(connection, MERGE, [(first, second)], who=find_user(), reason=reason, now=int(time.time()))
    update_stories(connection, [first, second])
    story = load_story(connection, first)
    assert second in {member.id for member in story.members}
    return story


def _undo(connection: Connection, number: int, reason: str) -> list[Story]:
    made = load_override(connection, number) if abs(number) < 2**63 else None
    if made is None:
        cure = "mirrorfold story show ARTICLE tells the numbers"
        raise NotFound("There is no such decision", where=f"decision {number}", cure=cure)
    if not take_back(connection, number, who=find_user(), reason=reason, now=int(time.time())):
        raise Refused("The decision was undone before", where=f"decision {number}", cure="Nothing to do")
    touched = sorted({article for pair in made.pairs for article in pair})
    update_stories(connection, touched)
    return _stories(connection, touched)


def _stories(connection: Connection, numbers: Sequence[int]) -> list[Story]:
    """The stories of some articles, each once, the first one's first."""
    stories: dict[int, Story] = {}
    seen: set[int] = set()
    for number in numbers:
        if number not in seen:
            story = load_story(connection, number)
            stories.setdefault(story.id, story)
            seen |= {member.id for member in story.members}
    return list(stories.values())
