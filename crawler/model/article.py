"""The words of the pipeline as frozen values: link, sighting, article, rejection. No behaviour, no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Link:
    """A URL found in a feed, sitemap or section page, with what the listing said of it.

    :ivar title: plain text, white space folded
    :ivar published: when the listing says that it came out, aware
    :ivar modified: when the listing says that it was edited last, as it is written there: only a change of it counts
    :ivar picture: the absolute address of the picture that the listing shows with it
    """

    url: str
    title: str | None = None
    published: datetime | None = None
    modified: str | None = None
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """One article on one mirror, at its address there.

    :ivar mirror: origin of the mirror whose listing showed it, or that served it
    :ivar url: canonical; on another mirror where a listing links there and its path is no address on this one
    :ivar listed: whether a listing showed it; otherwise it was served
    :ivar named_host: the host that the listing's link named, where that is another mirror's
    """

    mirror: str
    url: str
    listed: bool = False
    named_host: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """What one page says.

    ``text`` holds the body's paragraphs in order, one per line, without the title, the caption and the
    furniture around them. Dates are aware and keep the offset that the page, or else the source's time zone,
    gives: the day a reader saw is part of the date. ``language`` is a lower-case ISO 639-1 code.
    ``canonical_link`` is what the page claims its own address to be, ``previous_link`` what it says comes before it:
    evidence, not truth.
    """

    title: str | None
    text: str
    caption: str | None = None
    published: datetime | None = None
    modified: datetime | None = None
    authors: tuple[str, ...] = ()
    section: str | None = None
    image: str | None = None
    language: str | None = None
    canonical_link: str | None = None
    previous_link: str | None = None
    published_found: bool = False
    """The page does not declare when it was published: a search found the day on it."""
    thin: bool = False
    """A short item (video, photo, a line of breaking news): an article all the same."""


class Reason(StrEnum):
    """Why a page is no article."""

    NOT_HTML = "not_html"
    """The body is no HTML: a picture, a PDF, a JSON answer."""
    EMPTY = "empty"
    """There is nothing to read in it."""
    ERROR_PAGE = "error_page"
    """An error told in HTTP 200: not found, bad gateway, a bare web server's welcome."""
    HOME_PAGE = "home_page"
    """The address of an article led to the front page or to a list of articles."""
    LIST_PAGE = "list_page"
    """A list of other articles: a tag, an archive, an author, a search."""
    LOGIN_WALL = "login_wall"
    """Nothing but an invitation to log in or subscribe."""
    SEIZED = "seized"
    """A notice that the domain was seized."""
    BLOCKED = "blocked"
    """A notice that the page is blocked by law or by a court."""
    CHALLENGE = "challenge"
    """A browser check or captcha of a content delivery network."""
    PARKED = "parked"
    """A registrar's parking page: the domain is for sale or has expired."""
    REPEATED_TEXT = "repeated_text"
    """One page that its mirror shows at many addresses: a wall, a form, an error page."""
    GONE = "gone"
    """There is nothing at the address: 404 or 410."""
    UNREADABLE = "unreadable"
    """The page could not be parsed, or not within the time and memory it may take."""


MIRROR_REASONS = frozenset({Reason.SEIZED, Reason.BLOCKED, Reason.CHALLENGE, Reason.PARKED})
"""Reasons that speak of the mirror and not of the article: another mirror may have the page."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A page that goes to quarantine.

    :ivar evidence: the words or the fact that gave it away, as a person would tell it
    :ivar of_host: whether an ERROR_PAGE speaks of the mirror, too: the host serves nothing but a web server's own page,
        a "Hello World", a name that no site is configured for
    """

    reason: Reason
    evidence: str
    of_host: bool = False
