"""``mirrorfold story``: what belongs together, and overrides of it."""

from __future__ import annotations

from collections.abc import Sequence

import click
from sqlalchemy import Connection

from scheduler.cli.places import WholeGroup
from scheduler.cli.terminal import find_user, json_option, load_configuration, open_archive, print_answer, reason_option
from scheduler.orders.decide_stories import find_article, merge_stories, split_story, undo_decision
from scheduler.reports.article.story import Story, load_story, story_facts, story_lines


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
        stories = archive.call(split_story, article, find_user(), reason, int(archive.clock()))
    _print(stories, as_json)


@story.command()
@click.argument("article", type=int)
@click.argument("other", type=int)
@reason_option()
@json_option
def merge(article: int, other: int, reason: str, as_json: bool) -> None:
    """Bring ARTICLE and OTHER, with all that is like them, into one story."""
    with open_archive(load_configuration()) as archive:
        story = archive.call(merge_stories, article, other, find_user(), reason, int(archive.clock()))
    _print([story], as_json)


@story.command()
@click.argument("decision", type=int)
@reason_option()
@json_option
def undo(decision: int, reason: str, as_json: bool) -> None:
    """Take the DECISION back, a number that "story show" tells; it stays in the archive."""
    with open_archive(load_configuration()) as archive:
        stories = archive.call(undo_decision, decision, find_user(), reason, int(archive.clock()))
    _print(stories, as_json)


def _print(stories: Sequence[Story], as_json: bool) -> None:
    """Print the stories that a decision made."""
    facts = {"stories": [story_facts(story) for story in stories]}
    print_answer(facts, (line for story in stories for line in story_lines(story)), as_json=as_json)


def _load(connection: Connection, article: int) -> Story:
    return load_story(connection, find_article(connection, article))
