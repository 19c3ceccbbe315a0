"""Listings as a source's file names them: paths and full URLs, counts in them, where JSON listings have their links."""

from __future__ import annotations

import re
from typing import Annotated

import jmespath
from jmespath.exceptions import JMESPathError
from pydantic import AfterValidator, BeforeValidator, Field

from crawler.model.listing import JsonFields, ListingKind, NamedListing
from crawler.settings.mirror import Mirror
from crawler.settings.mistakes import Mistake
from crawler.settings.table import Table

HIGHEST = 1000
"""The highest number that a count may reach: whoever needs more has a sitemap."""

LONGEST_EXPRESSION = 1000
"""Characters of an expression: JMESPath's parser goes one call deeper with every bracket."""

_FULL = re.compile(r"(?i)https?://")
_COUNT = re.compile(r"\{(\d{1,9})\.\.(\d{1,9})\}")
_PARSER_FAILURES = (JMESPathError, ArithmeticError, LookupError, RecursionError, TypeError, ValueError)


def is_full_url(text: str) -> bool:
    """Whether a listing is named by its full URL and not by a path."""
    return _FULL.match(text) is not None


def split_url(url: str) -> tuple[Mirror, str]:
    """Where a full URL points: its scheme, host and port, and its path with the query.

    :raises Mistake: no browser would open it
    """
    scheme, _, rest = url.partition("://")
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if "@" in authority:
        shown = f"{scheme}://{authority.rpartition('@')[2]}"
        raise Mistake("the address of a listing has no user name and no password", f'Write "{shown}/…"')
    tail = rest[len(authority) :]
    return Mirror.parse(f"{scheme}://{authority}"), tail if tail.startswith("/") else f"/{tail}"


def listing_address(text: str) -> str:
    """A path, maybe with a query, that is read on every mirror, or the full URL of a listing elsewhere; maybe a count.

    :returns: a full URL with its host as it is dialled
    """
    if not is_full_url(text) and (not text.startswith("/") or text.startswith("//")):
        meant = f"https:{text}" if text.startswith("//") else f"/{text.partition('://')[2] or text}"
        what = "this is no path, and no URL that begins with https:// or http://"
        raise Mistake(what, f'Write "{meant}": a path begins with / and is read on every mirror')
    if not text.isprintable() or set(text) & set(" #\\"):
        raise Mistake("a path has no white space, no backslash and no #", 'Write it such as "/feeds/news.xml?page=1"')
    expand_count(text)
    if not is_full_url(text):
        return text
    place, path = split_url(text)
    return f"{place.origin}{path}"


def expand_count(address: str) -> tuple[str, ...]:
    """The addresses that a count in braces stands for; the address alone where there is none.

    A first number with zeros in front gives all numbers its length.

    :raises Mistake: the braces hold no count, or one without end

    >>> expand_count("/news/page/{9..11}"), expand_count("/rss.xml")
    (('/news/page/9', '/news/page/10', '/news/page/11'), ('/rss.xml',))
    >>> expand_count("/{08..10}.xml")
    ('/08.xml', '/09.xml', '/10.xml')
    """
    count = _COUNT.search(address)
    before, after = (address[: count.start()], address[count.end() :]) if count else (address, "")
    if set(before + after) & set("{}"):
        many = "Keep one of the two" if count and _COUNT.search(after) else 'Write it such as "/news/page/{1..20}"'
        raise Mistake("braces hold a count in a listing's address, one at most", many)
    if count is None:
        return (address,)
    first, last = int(count[1]), int(count[2])
    if not first <= last <= HIGHEST or first < 1:
        what = f"a count goes up, from 1 or more to {HIGHEST} or less"
        raise Mistake(what, f'Write the lower number first, such as "{before}{{1..20}}{after}"')
    width = len(count[1]) if count[1].startswith("0") else 0
    return tuple(f"{before}{number:0{width}}{after}" for number in range(first, last + 1))


def expression(text: str) -> str:
    """An expression of JMESPath."""
    cure = 'Write it such as "data.articles" or "link.href" (jmespath.org)'
    if not text.strip():
        raise Mistake("this expression is empty", cure)
    if len(text) > LONGEST_EXPRESSION:
        raise Mistake(f"an expression has {LONGEST_EXPRESSION} characters at most", cure)
    try:
        jmespath.compile(text)
    except _PARSER_FAILURES as error:
        why = " ".join((str(error) or type(error).__name__).partition("\n")[0].split()).rstrip(".:")
        raise Mistake(f"this is no expression of JMESPath ({why[:200]})", cure) from None
    return text


def _format(written: str) -> str:
    if written != ListingKind.JSON.value:
        cure = 'Write "json"; feeds, sitemaps and section pages stand under feeds, sitemaps and sections'
        raise Mistake("there is no such format of listings", cure)
    return written


def _as_table(listing: object) -> object:
    if not isinstance(listing, dict):
        cure = 'Write { url = "/api/news", format = "json", link = "url" }, or these keys below a line [[listings]]'
        raise Mistake("this listing is no table", cure)
    return listing


Address = Annotated[str, AfterValidator(listing_address)]
Addresses = Annotated[tuple[Address, ...], Field(strict=False, examples=[["/rss.xml"]])]
Expression = Annotated[str, AfterValidator(expression)]


class JsonListing(Table):
    """A listing in JSON; its expressions are JMESPath's."""

    url: Annotated[Address, Field(examples=["/api/news"])]
    """A path, or a full URL."""
    format: Annotated[str, AfterValidator(_format), Field(examples=["json"])]
    items: Expression = "@"
    """Gives the list of what it shows."""
    link: Annotated[Expression, Field(examples=["url"])]
    """Gives the address of an article, of an item; so the others."""
    title: Annotated[Expression | None, Field(examples=["headline"])] = None
    published: Annotated[Expression | None, Field(examples=["published_at"])] = None


JsonListings = Annotated[
    tuple[Annotated[JsonListing, BeforeValidator(_as_table)], ...],
    Field(strict=False, examples=[[{"url": "/api/news", "format": "json", "link": "url"}]]),
]


def name_listings(kind: ListingKind, addresses: tuple[str, ...]) -> tuple[NamedListing, ...]:
    """The listings of one kind that a source's file names, each count written out."""
    return tuple(NamedListing(kind, each) for address in addresses for each in expand_count(address))


def name_json_listings(listings: tuple[JsonListing, ...]) -> tuple[NamedListing, ...]:
    """The JSON listings that a source's file names, each count written out."""
    return tuple(
        NamedListing(ListingKind.JSON, address, fields)
        for listing in listings
        for fields in [_make_fields(listing)]
        for address in expand_count(listing.url)
    )


def _make_fields(listing: JsonListing) -> JsonFields:
    return JsonFields(
        link=listing.link, items=listing.items, title=listing.title or "", published=listing.published or ""
    )
