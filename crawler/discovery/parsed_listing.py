"""What a listing says: the value that every reader gives, and a link's address, title and date, cleaned."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from ada_url import URL
from lxml.etree import LxmlError

from crawler.canonical.url_parsing import Unusable, parse
from crawler.extraction.fields.timestamps import read_timestamp
from crawler.extraction.fields.zones import read_zone
from crawler.extraction.markup import tree
from crawler.model.article import Link
from crawler.model.listing import NestedSitemap

MOST_LINKS = 50_000
"""Links taken from one listing: the most that a sitemap may hold (sitemaps.org, "Sitemap file limits")."""

LONGEST_TITLE = 500
"""Characters kept of a title: headlines of real pages end below 200, cards that are one link below 500."""

LONGEST_MARKUP = 10_000
"""Characters of a title that are looked at."""

_MARKUP = re.compile(r"<[A-Za-z/!?]|&[#\w]")
_LABEL = "[a-z0-9]++(?:-[a-z0-9]++)*+"
_BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_PLAIN = re.compile(
    rf"https?://(?:(?:{_LABEL}\.)++[a-z]{{2,}}|(?:{_BYTE}\.){{3}}{_BYTE})(?::[1-5]?[1-9][0-9]{{3}})?"
    r"(?:/(?!\.)(?:[\w~!$()*+,;:=@.-]|%(?!2[eE])[0-9a-fA-F]{2})*+)++(?:\?(?:[\w~!$()*+,;:=@.&?/-]|%[0-9a-fA-F]{2})++)?",
    re.ASCII,
)
"""An address that is in full and as the URL standard writes it already: nine of ten that listings name. To see that
takes a tenth of the time."""
_BREAKS = re.compile("[\t\n\r]")
_ESCAPED = re.compile(r"&(?:amp|apos|quot|lt|gt|#0*(?:34|38|39|60|62)|#[xX]0*(?:22|26|27|3[cCeE]));")
"""The characters that sitemaps.org wants escaped, as it names them and by their numbers."""
_UNKNOWN_ZONE = re.compile(r"-00:?00$")


@dataclass(frozen=True, slots=True)
class ParsedListing:
    """A feed, sitemap or section page, read.

    :ivar links: in the listing's order; addresses absolute, http or https
    :ivar nested: further sitemaps, in order; addresses absolute
    :ivar self_links: addresses that the listing gives as its own or as its site's: evidence about mirrors, not truth
    :ivar ttl: seconds that the listing asks not to be read again; None where it asks for nothing
    :ivar problem: why nothing could be read, a clause to follow a colon; None when the listing was read
    :ivar cut: what was left out for a bound, such a clause too; None when all was read
    :ivar unfinished: whether time ran out: another reading may come farther
    """

    links: tuple[Link, ...] = ()
    nested: tuple[NestedSitemap, ...] = ()
    self_links: tuple[str, ...] = ()
    ttl: int | None = None
    problem: str | None = None
    cut: str | None = None
    unfinished: bool = False


def absolute(address: str, base: str) -> str | None:
    """The address in full, without its fragment; None for what no article can have, such as ``mailto:``.

    Line breaks and tabs inside are no part of it (WHATWG URL, "basic URL parser").

    >>> absolute(" ../news/\\n1?a=b#top ", "https://example.org/world/index.html")
    'https://example.org/news/1?a=b'
    >>> absolute("javascript:void(0)", "https://example.org/")
    """
    if _PLAIN.fullmatch(address):
        return address
    address = _BREAKS.sub("", address)
    try:
        parse(address, base)
    except Unusable:
        return None
    return URL(address, base).href.partition("#")[0]


def first_address(texts: Iterable[str | None], base: str) -> str | None:
    """The first of some texts that is an address, in full (``read_address``); None where none is."""
    return next((usable for text in texts if text and (usable := read_address(text, base))), None)


def choose_picture(
    media: Iterable[tuple[str, str | None]], enclosures: Iterable[tuple[str, str | None]], base: str
) -> str | None:
    """The entry's own picture, as Media RSS or an enclosure gives it: pairs of media type and address.

    >>> choose_picture([("video/mp4", "/1.mp4"), ("", "/1.jpg")], [("image/png", "/2.png")], "https://a.example/rss")
    'https://a.example/1.jpg'
    """
    pictures = [address for kind, address in media if (kind or "image").startswith("image")]
    pictures += [address for kind, address in enclosures if kind.startswith("image/")]
    return first_address(pictures, base)


def read_address(text: str, base: str) -> str | None:
    """The address that an XML document writes, in full: as ``absolute``, with what is often done wrong put right.

    The indentation of an address that is broken over lines goes with the break. What is still escaped once the document
    is read was escaped twice, or in CDATA, which needs no escaping.

    >>> read_address("https://example.org/read?cat=5&amp;id=2\\n   &#038;page=3", "https://example.org/")
    'https://example.org/read?cat=5&id=2&page=3'
    """
    address = join_lines(text)
    while (once := _ESCAPED.sub(lambda match: html.unescape(match[0]), address)) != address:
        address = once
    return absolute(address, base)


def join_lines(address: str) -> str:
    """An address without the line breaks inside it, and without the blanks around these."""
    return "".join(map(str.strip, address.splitlines()))


def absolutes(addresses: Iterable[str], base: str) -> tuple[str, ...]:
    """The addresses that are usable, in full, each once, in order."""
    usable = filter(None, (absolute(address, base) for address in addresses))
    return tuple(dict.fromkeys(usable))


def plain_title(text: str | None) -> str | None:
    """A title as one line of plain text, whether it was written as text or as HTML; None for nothing.

    Feeds do not tell reliably which of the two they mean, so every title is read as HTML.

    >>> plain_title("Tom &amp; <b>Jerry</b>\\n say &#8220;no&#8221;<script>alert(1)</script>")
    'Tom & Jerry say “no”'
    >>> plain_title("1 < 2"), plain_title(" ")
    ('1 < 2', None)
    """
    text = (text or "")[:LONGEST_MARKUP]
    return tree.fold_spaces(_without_markup(text) if _MARKUP.search(text) else text)[:LONGEST_TITLE].strip() or None


def _without_markup(text: str) -> str:
    if "<" not in text:
        return html.unescape(text)
    try:
        return tree.text_of(tree.parse(text))
    except LxmlError:  # nothing but a comment or a declaration
        return ""


def listed_date(text: str | None, zone: tzinfo) -> datetime | None:
    """The moment a listing's date names, in UTC; None where it names none.

    :param zone: what a date without a zone is read in

    >>> str(listed_date("Sat, 15 Aug 2026 21:39:28 +0330", UTC))
    '2026-08-15 18:09:28+00:00'
    >>> str(listed_date("Sat, 15 Aug 2026 21:39:28 MSK", UTC))
    '2026-08-15 18:39:28+00:00'
    """
    if not text or not text.strip():
        return None
    # RFC 5322, section 3.3: -0000 is Coordinated Universal Time, told from a place that is not.
    text = _UNKNOWN_ZONE.sub("+0000", text.strip())
    moment = read_timestamp(text, zone)
    if moment and (named := read_zone(text.split()[-1], zone, moment.replace(tzinfo=None))):
        moment = read_timestamp(text, named)
    return moment.astimezone(UTC) if moment else None
