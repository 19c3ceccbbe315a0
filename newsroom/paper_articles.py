"""The paper's articles and what was done to them: published, edited, seen late or altered by one mirror."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import count

from newsroom import prose

NEWEST = datetime(2026, 6, 30, 21, 40, tzinfo=UTC)
"""When the newest article of a fresh newsroom was published; nothing here reads the clock."""

GAP = timedelta(minutes=71)
"""Time between two articles of a fresh newsroom: about twenty a day."""

LATER_GAP = timedelta(minutes=7)
"""Time between two articles published while it runs."""

FIRST_ID = 700_000
"""Below this a number means the n-th article, from here on an id."""


class Mistake(ValueError):
    """An option, a fault or an order that makes no sense; the message is a sentence for the person who gave it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story(prose.Prose):
    """One version of one article; its words are plain text, not escaped.

    :ivar number: 1 for the oldest article
    :ivar revision: tells versions apart; 0 is the first one
    """

    number: int
    id: int
    published: datetime
    modified: datetime
    revision: int = 0


class Change(StrEnum):
    """What an edit does to a text."""

    NUMBER = "number"
    """The first number of the body becomes another one."""
    APPEND = "append"
    """A paragraph is added at the end."""
    TITLE = "title"
    """The headline gets a new ending; the body stays."""


@dataclass(frozen=True, slots=True)
class _Edit:
    at: int
    """How many articles there were when it was made."""
    mirror: str | None
    story: Story


class Desk:
    """All articles of the paper, oldest first, and every edit made to them.

    :param seed: grows the same articles every time
    :param articles: how many there are at the start
    """

    def __init__(self, seed: int, articles: int) -> None:
        self._seed = seed
        self._stories: list[Story] = []
        self._by_id: dict[int, Story] = {}
        self._edits: dict[int, list[_Edit]] = {}
        self._revisions = count(1)
        self.version = 0
        """Grows with every change, so that whoever keeps a rendered listing can tell whether it still holds."""
        for number in range(1, articles + 1):
            self._add(number, NEWEST - (articles - number) * GAP)

    def __len__(self) -> int:
        return len(self._stories)

    def publish(self, number: int = 1) -> tuple[int, ...]:
        """Add so many new articles, newer than all others; their ids, oldest first."""
        latest = self._stories[-1].published if self._stories else NEWEST - LATER_GAP
        first = len(self) + 1
        added = [self._add(first + i, latest + (i + 1) * LATER_GAP) for i in range(number)]
        self.version += 1
        return tuple(story.id for story in added)

    def edit(self, article: int, mirror: str | None = None, change: Change = Change.NUMBER, text: str = "") -> Story:
        """Change an article on every mirror, or on one alone; the new version.

        :param article: an id, or n for the n-th article
        :param text: the paragraph to append or the new ending of the title; a sentence of ours when empty
        :raises Mistake: there is no such article
        """
        old = self.story(article, mirror)
        if old is None:
            raise Mistake(f"there is no article {article}, the last one is number {len(self)}")
        revision = next(self._revisions)
        modified = old.modified + timedelta(minutes=37)
        new = replace(alter_story(old, change, text), modified=modified, revision=revision)
        self._edits.setdefault(old.id, []).append(_Edit(len(self), mirror, new))
        self.version += 1
        return new

    def story(self, article: int, mirror: str | None = None, lag: int = 0) -> Story | None:
        """An article as a mirror shows it, or None.

        :param article: an id, or n for the n-th article
        :param lag: show the paper as it was so many articles ago
        """
        first = self._find(article)
        if first is None or first.number > len(self) - lag:
            return None
        return self._version(first, mirror, lag)

    def stories(self, mirror: str | None = None, lag: int = 0) -> Sequence[Story]:
        """All articles as a mirror shows them, oldest first."""
        return [self._version(story, mirror, lag) for story in self._stories[: max(0, len(self) - lag)]]

    def _version(self, first: Story, mirror: str | None, lag: int) -> Story:
        for edit in reversed(self._edits.get(first.id, ())):
            if edit.mirror in (None, mirror) and (not lag or edit.at <= len(self) - lag):
                return edit.story
        return first

    def _find(self, article: int) -> Story | None:
        if article >= FIRST_ID:
            return self._by_id.get(article)
        return self._stories[article - 1] if 1 <= article <= len(self) else None

    def _add(self, number: int, published: datetime) -> Story:
        story = Story(
            **asdict(prose.write(self._seed, number)),
            number=number,
            id=FIRST_ID + number * 7 + number * number % 7,
            published=published,
            modified=published,
        )
        self._stories.append(story)
        self._by_id[story.id] = story
        return story


def alter_story(story: Story, change: Change = Change.NUMBER, text: str = "") -> Story:
    """A story with one thing changed, see ``Change``; its dates stay."""
    if change is Change.TITLE:
        return replace(story, title=f"{story.title}: {text or 'latest'}")
    if change is Change.APPEND:
        more = text or f"This report was updated after {story.author} spoke to both sides again."
        return replace(story, paragraphs=(*story.paragraphs, more))
    body = "\n".join(story.paragraphs)
    return replace(story, paragraphs=tuple(alter_number(body).split("\n")))


def alter_number(text: str) -> str:
    """Change the first number of two digits or more into another one; a text without one stays.

    >>> alter_number("On day 3 some 1,204 people came, 40 left.")
    'On day 3 some 1,607 people came, 40 left.'
    """
    return re.sub(r"\d[\d,]*\d", lambda number: f"{int(number[0].replace(',', '')) * 4 // 3 + 2:,}", text, count=1)
