"""What a reading of a page is given beside the page, and what it gives. Frozen values, light to import."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from crawler.mirrors.evidence import MirrorEvidence
from crawler.model.article import Article, Rejection


@dataclass(frozen=True, slots=True)
class Overrides:
    """CSS selectors of one source, each empty where the general rules are to decide.

    ``drop`` is taken out of the page before anything is read; the others say where a field stands.
    """

    title: str = ""
    text: str = ""
    caption: str = ""
    section: str = ""
    author: str = ""
    published: str = ""
    drop: str = ""


@dataclass(frozen=True, slots=True)
class Hints:
    """The inputs of a reading besides the page, so that the same page gives the same article.

    :ivar now: aware; no date after it is believed
    :ivar language: ISO 639-1 code of the source, for a page that names none
    :ivar timezone: IANA name, for dates that a page gives without an offset
    :ivar url_date: the day that the source's URL template found in the address
    :ivar site_name: the source's name, cut from the end of titles
    :ivar listed_title: what a listing of the source calls the article; empty where none does
    :ivar home: the front page itself was asked for, so being one is no reason to reject it
    """

    now: datetime
    language: str = ""
    timezone: str = "UTC"
    overrides: Overrides = field(default_factory=Overrides)
    url_date: date | None = None
    site_name: str = ""
    listed_title: str = ""
    home: bool = False


@dataclass(frozen=True, slots=True)
class PageContent:
    """A page that was read.

    :ivar outcome: its article, or why it has none
    :ivar evidence: what it gives away about mirrors
    :ivar lines: all visible text of the page, a line for every block
    """

    outcome: Article | Rejection
    evidence: tuple[MirrorEvidence, ...] = ()
    lines: tuple[str, ...] = ()
