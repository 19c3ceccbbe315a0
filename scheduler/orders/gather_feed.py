"""What a feed is made with, whoever asks for it: its story, the sources' names and mirrors, and who writes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import Connection

from crawler.settings import Configuration
from scheduler.orders.decide_stories import find_article
from scheduler.reports.article.story import load_story
from scheduler.reports.feeds import atom, json_feed
from scheduler.reports.feeds.feed import Feed, FeedPlace
from scheduler.reports.feeds.load_feed import SourceFacts

FORMATS: Mapping[str, tuple[str, Callable[[Feed, FeedPlace], bytes]]] = {
    "atom": (atom.KIND, atom.write_atom),
    "json": (json_feed.KIND, json_feed.write_json_feed),
}
"""Name of a format → its media type, and who writes it."""


def find_story(connection: Connection, article: int) -> int:
    """Find the story of an article.

    :raises NotFound: when there is no such article
    """
    return load_story(connection, find_article(connection, article)).id


def describe_sources(configuration: Configuration) -> dict[str, SourceFacts]:
    """Describe each source as a feed has it."""
    return {
        source.id: SourceFacts(source.name, [mirror.origin for mirror in source.mirrors])
        for source in configuration.sources
    }
