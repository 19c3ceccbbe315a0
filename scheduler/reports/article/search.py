"""What a person typed → the articles and keys it may mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from crawler.archive.queries import PairQuery, select_pairs
from crawler.archive.tables.articles import articles, sightings
from crawler.canonical.canonical_url import SourceUrls, canonicalize
from scheduler.reports.counts.selection import load_archived_sources

LARGEST_ID = 2**63 - 1
"""No database numbers rows beyond it, and asking for more is an error there."""

MOST_DIGITS = 19
"""As many as the largest id has; Python itself refuses to read a number of thousands."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search led to.

    :ivar articles: ids as they were found, the closest first; some may be folded into others
    :ivar identities: pairs of source id and article key
    :ivar urls: spellings that a sighting or a page in quarantine may have
    :ivar tried: how it was looked for, each to follow "tried"
    """

    articles: tuple[int, ...] = ()
    identities: tuple[tuple[str, str], ...] = ()
    urls: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()


def search(connection: Connection, asked: str, sources: Mapping[str, SourceUrls]) -> SearchResult:
    """Look for an article by its id, its key, or any URL of it, on any mirror and in any spelling.

    :param sources: id of a configured source → its view of URLs
    """
    asked = asked.strip()
    if asked.isascii() and asked.isdigit():
        return _by_id(connection, asked)
    if asked.startswith("/") and not asked.startswith("//"):
        names = sorted({*sources, *load_archived_sources(connection)})
        identities = tuple((name, asked) for name in names)
        tried = (f"the key {asked} in {', '.join(names)}",)
        return SearchResult(articles=_by_key(connection, identities), identities=identities, tried=tried)
    return _by_url(connection, asked, sources)


def parse_article_id(asked: str) -> int | None:
    """The id that was typed; None when it is none that a database may have given out.

    >>> parse_article_id("12"), parse_article_id("/12"), parse_article_id("9" * 5000)
    (12, None, None)
    """
    if not (asked.isascii() and asked.isdigit()) or len(asked.lstrip("0")) > MOST_DIGITS:
        return None
    number = int(asked)
    return number if number <= LARGEST_ID else None


def _by_id(connection: Connection, asked: str) -> SearchResult:
    tried = (f"the article's id {asked}",)
    number = parse_article_id(asked)
    if number is None:
        return SearchResult(tried=tried)
    row = connection.execute(select(articles.c.source, articles.c.key).where(articles.c.id == number)).first()
    if row is None:
        return SearchResult(tried=tried)
    return SearchResult(articles=(number,), identities=((row.source, row.key),), tried=tried)


def _by_url(connection: Connection, asked: str, sources: Mapping[str, SourceUrls]) -> SearchResult:
    spelled = asked if "://" in asked else f"https://{asked.removeprefix('//')}"
    folded = {name: canonicalize(spelled, urls) for name, urls in sources.items()}
    identities = tuple((name, canonical.key) for name, canonical in folded.items() if canonical.key is not None)
    bare = canonicalize(spelled)
    spellings = (asked, bare.canonical_url, *(canonical.canonical_url for canonical in folded.values()))
    urls = tuple(dict.fromkeys(url for url in spellings if url is not None))
    keys = [f"the key {key} of {name}" for name, key in identities]
    if not keys:
        foreign = "its host, but that is no mirror of a configured source"
        keys = [foreign if bare.reason is None else f"reading it as a URL, but {bare.reason}"]
    tried = (*keys, *(f"a sighting at {url}" for url in urls))
    here = connection.execute(select(sightings.c.article_id).where(sightings.c.url.in_(urls)).order_by(sightings.c.id))
    return SearchResult(
        articles=(*here.scalars(), *_by_key(connection, identities)), identities=identities, urls=urls, tried=tried
    )


def _by_key(connection: Connection, identities: Sequence[tuple[str, str]]) -> tuple[int, ...]:
    """The articles of some keys, the latest first where a key was reused."""
    return tuple(sorted((row.id for row in select_pairs(connection, _BY_IDENTITY, identities)), reverse=True))


_BY_IDENTITY = PairQuery("select id from wanted join articles on source = one and key = other", "text", "text")
