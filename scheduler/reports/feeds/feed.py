"""A feed as frozen values, whatever format it is written in. Its texts are harmless already."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from scheduler.reports.formats.text_format import sanitize

FEWEST, MOST, USUAL = 1, 200, 50
"""Entries that may be asked for, and those that a feed has unless it is asked for another number."""

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no place for (section 2.2): lone surrogates and two that are no characters, beside controls."""


@dataclass(frozen=True, slots=True)
class FeedScope:
    """What a feed is about: a source, the story of an article, or, with neither, all sources."""

    source: str | None = None
    story: int | None = None

    @property
    def path(self) -> str:
        """The end of its addresses and of its id.

        >>> FeedScope().path, FeedScope(source="herald").path, FeedScope(story=3).path
        ('all', 'sources/herald', 'stories/3')
        """
        if self.source is not None:
            return f"sources/{quote(self.source, safe='')}"
        return "all" if self.story is None else f"stories/{self.story}"

    @property
    def page(self) -> str:
        """The page that shows the same to people."""
        return "" if self.path == "all" else self.path


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An article, once, whatever mirrors live.

    :ivar id: never changes (``make_entry_id``)
    :ivar url: an address that answers, by what is known; None for an article without any
    :ivar others: its other addresses, those that are not known to be gone
    :ivar gone: whether none of its addresses is known to answer
    :ivar updated: when it was found, or the last revision of its text was
    :ivar changed: what the last revision changed, a sentence; empty without one
    :ivar summary: how its text begins
    :ivar text: all of it, a paragraph a line; empty where it was not asked for
    :ivar language: a tag that ``xml:lang`` may have
    """

    id: str
    article: int
    source: str
    source_name: str
    story: int
    title: str
    url: str | None
    others: tuple[str, ...]
    gone: bool
    published: datetime | None
    first_seen: datetime
    updated: datetime
    changed: str
    summary: str
    text: str
    authors: tuple[str, ...]
    section: str | None
    language: str | None


@dataclass(frozen=True, slots=True)
class Feed:
    """Entries, those first that were found or revised last.

    :ivar archive: the identity of the archive that they are from; empty where it has none yet
    """

    archive: str
    scope: FeedScope
    title: str
    entries: tuple[FeedEntry, ...]

    @property
    def id(self) -> str:
        """The id of the feed, unlike that of any other installation's."""
        return f"tag:mirrorfold,2026-01-01:{self.archive}/feeds/{self.scope.path}"

    @property
    def updated(self) -> datetime:
        """When an entry was found or revised last; the beginning of time for a feed without any."""
        return max((entry.updated for entry in self.entries), default=datetime.fromtimestamp(0, UTC))


@dataclass(frozen=True, slots=True)
class FeedPlace:
    """Where a feed is read.

    :ivar own: its own address; :ivar page: that of the page which shows the same. None where they are not known
    """

    own: str | None = None
    page: str | None = None


def make_entry_id(source: str, article: int, first_seen: datetime) -> str:
    """The id of an article's entry, a ``tag:`` URI (RFC 4151): its source, its number in the archive, and when it was
    found. None of these ever changes: not with mirrors, titles, templates, or where the pages are served.

    >>> make_entry_id("herald", 12, datetime(2026, 9, 21, 8, 30, 1, tzinfo=UTC))
    'tag:mirrorfold,2026-09-21:herald/12/083001'
    """
    found = first_seen.astimezone(UTC)
    return f"tag:mirrorfold,{found:%Y-%m-%d}:{quote(source, safe='')}/{article}/{found:%H%M%S}"


def is_web_address(url: str) -> bool:
    """Whether an address may stand in a feed: http and https alone.

    >>> is_web_address("https://a.example/x"), is_web_address("javascript:alert(1)"), is_web_address("https://[")
    (True, False, False)
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and plain(url) == url


def format_date(moment: datetime) -> str:
    """A date as RFC 3339 has it, which knows no seconds in an offset.

    >>> format_date(datetime(2026, 9, 21, 8, tzinfo=UTC))
    '2026-09-21T08:00:00Z'
    """
    written = moment.isoformat(timespec="seconds")
    if len(written) > len("2026-09-21T08:00:00+00:00"):
        written = moment.astimezone(UTC).isoformat(timespec="seconds")
    return written.replace("+00:00", "Z")


def plain(text: str) -> str:
    """A text on one line, without control characters, bidirectional overrides, and what XML has no place for.

    >>> plain("a\\x1b\\u202eb\\nc\\ufffe\\ud800")
    'ab c'
    """
    return _NO_XML.sub("", sanitize(text))


def plain_lines(text: str) -> str:
    """The same line by line.

    >>> plain_lines("a\\x07\\n\\nb")
    'a\\nb'
    """
    return "\n".join(line for line in map(plain, text.split("\n")) if line.strip())
