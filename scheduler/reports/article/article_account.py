"""What is known of an article, as frozen values: its story, sightings, texts and judged pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crawler.archive.pages.quarantine import Quarantined
from crawler.archive.stories.overrides import RecordedOverride
from scheduler.reports.lists.sightings import ArticleSighting


@dataclass(frozen=True, slots=True)
class FoldedArticle:
    """An article that lives on as sightings of another one with the same text."""

    id: int
    key: str
    asked: bool
    """The search led to this one."""


@dataclass(frozen=True, slots=True)
class Member:
    """Another article of the same story.

    :ivar jaccard: likeness to the explained article where the two are linked directly, as is ``containment``
    :ivar link: why they are linked directly: "same_text", "jaccard" or "containment"
    """

    id: int
    source: str
    key: str
    title: str | None
    link: str | None
    jaccard: float | None
    containment: float | None


@dataclass(frozen=True, slots=True)
class Showing:
    """A mirror that showed a text, and when."""

    mirror: str
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class Text:
    """A revision.

    :ivar stands: it is the one that counts
    :ivar words: how long it is
    :ivar same_as: the text that it is but for boilerplate
    """

    id: int
    stands: bool
    title: str | None
    published: str | None
    words: int
    first_seen: datetime
    shown_on: tuple[Showing, ...]
    same_as: int | None = None


@dataclass(frozen=True, slots=True)
class JudgedPage:
    """A fetched page and what was decided about it.

    :ivar verdict: None while it waits; with ``pending_since`` until its mirrors agree or the grace is over
    :ivar of: id of the article that the verdict points to
    :ivar text: id of the revision that the page showed
    """

    run: int
    mirror: str
    url: str
    key: str
    fetched_at: datetime
    verdict: str | None
    pending_since: datetime | None
    of: int | None
    jaccard: float | None
    containment: float | None
    evidence: Mapping[str, Any]
    text: int | None = None

    @property
    def standing(self) -> str:
        """The verdict, or for want of what there is none."""
        return self.verdict or ("pending" if self.pending_since is not None else "not judged yet")


@dataclass(frozen=True, slots=True)
class Account:
    """Everything about one article. ``title`` to ``language`` are those of the text that stands.

    :ivar key: its identity within the source; ``part`` tells articles apart that reuse one key
    :ivar url: an address that answers, by what is known
    :ivar gone_since: when the last of its addresses was found gone; None when one of them may answer
    :ivar published: ISO 8601 with the page's own offset; ``listed_published``: what a listing first said, which counts
        where the page says nothing
    :ivar decisions: what people decided about its story
    """

    id: int
    source: str
    key: str
    part: int
    url: str | None
    gone_since: datetime | None
    first_seen: datetime
    title: str | None
    published: str | None
    listed_published: str | None
    section: str | None
    language: str | None
    story: int
    members: tuple[Member, ...]
    decisions: tuple[RecordedOverride, ...]
    folded: tuple[FoldedArticle, ...]
    sightings: tuple[ArticleSighting, ...]
    texts: tuple[Text, ...]
    pages: tuple[JudgedPage, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a search led to; both may be empty."""

    articles: tuple[Account, ...]
    quarantined: tuple[Quarantined, ...]
