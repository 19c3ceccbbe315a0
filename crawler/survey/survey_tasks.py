"""What the extraction pool is asked to do for a survey: look at a page, at a feed, at a sitemap, read a sample."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from crawler.extraction.page_values import Hints
from crawler.mirrors.health.state import describe_rejection
from crawler.model.article import Article
from crawler.model.listing import ListingKind, NestedSitemap
from crawler.reading.tasks import PageReading, Wanted, read_page_task
from crawler.survey.choose_feeds import FoundFeed
from crawler.survey.site_page import SitePage, read_site_page, read_words

MOST_ITEMS = 500
"""Items of a listing that are looked at."""

FEWEST_HEADLINES = 3
"""Headlines of a page from which it is a paper's, whatever it says of domains for sale."""

MOST_CHARACTERS = 20_000
"""Characters of a page that is no article, by which two of them are told to be one."""

_TITLE = re.compile(rb"<title[^>]*>\s*(?:<!\[CDATA\[)?(.{0,300}?)(?:\]\]>)?\s*</title>", re.DOTALL | re.IGNORECASE)
_SOUND = re.compile(
    rb"<enclosure\b[^>]{0,2000}type\s*=\s*[\"']audio/|\"mime_type\"\s*:\s*\"audio(?:/|\\\\/)", re.IGNORECASE
)
_COMMENT = re.compile(
    rb"<(?:link|guid)\b[^>]*>[^<]{0,500}#comment-|\"url\"\s*:\s*\"[^\"]{0,500}#comment-", re.IGNORECASE
)
_DATE = re.compile(
    rb"(?:<(?:pubDate|published|dc:date|date)\b[^>]*>|\"date_published\"\s*:\s*\")([^<\"]{8,60})[<\"]", re.IGNORECASE
)
_OFFSET = re.compile(rb"([+-])(\d\d):?(\d\d)\s*$")


@dataclass(frozen=True, slots=True)
class SurveyedListing:
    """A feed or a sitemap as it was read; ``nested`` are the sitemaps that an index names."""

    feed: FoundFeed
    nested: tuple[NestedSitemap, ...] = ()
    is_news: bool = False


def look_task(body: bytes, url: str, content_type: str) -> SurveyedListing | SitePage:
    """Look at what an address gives: a feed, or a page."""
    from crawler.discovery.feed import is_feed
    from crawler.extraction.answer_notice import notice_in

    if is_feed(body):
        return survey_feed_task(body, url, content_type)
    page = read_site_page(body, url, content_type)
    if sum(link.is_headline for link in page.links) >= FEWEST_HEADLINES:
        return page
    notice = notice_in(body, headers={"content-type": content_type}, status=200, url=url)
    return replace(page, notice=describe_rejection(notice)) if notice else page


def survey_feed_task(body: bytes, url: str, content_type: str) -> SurveyedListing:
    """Read a feed, with what tells one of news from one of comments or of sounds."""
    return _survey_listing(ListingKind.FEED, body, url, content_type)


def survey_sitemap_task(body: bytes, url: str, content_type: str) -> SurveyedListing:
    """Read a sitemap."""
    return _survey_listing(ListingKind.SITEMAP, body, url, content_type)


def _survey_listing(kind: ListingKind, body: bytes, url: str, content_type: str) -> SurveyedListing:
    from crawler.discovery.listing_kinds import read_listing
    from crawler.discovery.parsed_listing import plain_title

    listing = read_listing(kind, body, url=url, content_type=content_type, timezone="UTC")
    feed = FoundFeed(
        url=url,
        links=listing.links[:MOST_ITEMS],
        title=(plain_title(_find_title(body)) or "")[:200] if kind is ListingKind.FEED else "",
        sounds=len(_SOUND.findall(body)),
        comments=len(_COMMENT.findall(body)),
        ttl=listing.ttl,
        offsets=frozenset(_offsets(body)),
        problem=listing.problem or "",
    )
    is_news = kind is ListingKind.SITEMAP and any(link.published for link in listing.links)
    return SurveyedListing(feed, listing.nested[:MOST_ITEMS], is_news)


def _find_title(body: bytes) -> str:
    """What a feed calls itself."""
    from crawler.discovery.json_feed import is_json_object

    if is_json_object(body):
        with suppress(ValueError, RecursionError):
            return str(json.loads(body).get("title", ""))
        return ""
    found = _TITLE.search(body[:20_000])
    return found[1].decode("utf-8", "replace") if found else ""


def _offsets(body: bytes) -> set[int]:
    """Minutes from Greenwich that dates are written with; none where a zone has a name or is missing."""
    offsets = set()
    for date in _DATE.findall(body):
        if match := _OFFSET.search(date):
            minutes = int(match[2]) * 60 + int(match[3])
            offsets.add(-minutes if match[1] == b"-" else minutes)
    return offsets


@dataclass(frozen=True, slots=True)
class ReadSample:
    """A sample's page: what a crawl would make of it, what it says of its site, and the language of its text.

    :ivar language: as the text tells it, whatever the page declares; None where it says too little
    """

    reading: PageReading
    page: SitePage
    language: str | None = None


def read_sample_task(body: bytes, url: str, content_type: str, hints: Hints) -> ReadSample:
    """Read a sample as a crawl reads a page, and look at it as at any page of the site."""
    from crawler.extraction.fields.language import detect_language

    reading = read_page_task(body, url, content_type, hints, Wanted())
    page = replace(read_site_page(body, url, content_type), links=())
    outcome = reading.outcome
    return ReadSample(reading, page, detect_language(outcome.text) if isinstance(outcome, Article) else None)


@dataclass(frozen=True, slots=True)
class ComparedPage:
    """A page of a host that may be a mirror.

    :ivar text: of its article, empty where it is none; ``words``: all that it shows; ``language``: of the text
    """

    text: str
    words: str
    language: str | None = None


def read_text_task(body: bytes, url: str, content_type: str) -> ComparedPage:
    """Read a page for its text alone, and for what it shows where it is no article."""
    from crawler.extraction.fields.language import detect_language
    from crawler.extraction.page import read_page

    outcome = read_page(body, url=url, content_type=content_type, hints=Hints(now=datetime.now(UTC)))
    if isinstance(outcome, Article):
        return ComparedPage(outcome.text, "", detect_language(outcome.text))
    return ComparedPage("", read_words(body, content_type)[:MOST_CHARACTERS])
