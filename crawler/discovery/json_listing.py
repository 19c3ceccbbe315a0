"""JSON listings → links: what a site's own program shows its pages, read by expressions of JMESPath.

Whatever a server sent, reading it ends in links or in a problem: text in another encoding, numbers without end,
names that stand twice (the last counts), nesting beyond what Python's parser takes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, tzinfo

import jmespath
from jmespath.exceptions import JMESPathError

from crawler.discovery.parsed_listing import MOST_LINKS, ParsedListing, absolute, listed_date, plain_title
from crawler.extraction.fields.timestamps import EARLIEST
from crawler.extraction.fields.zones import zone_of
from crawler.extraction.markup.charset import decode
from crawler.extraction.markup.own_errors import tell_own
from crawler.model.article import Link
from crawler.model.listing import JsonFields

MILLISECONDS_FROM = 1e11
"""From here on a number of a date counts milliseconds: as seconds it would lie in the year 5138."""

MOST_DIGITS = 18
"""Digits up to which a whole number stays one: none of a date has more, and Python refuses to read endless ones."""

DEFAULT_FIELDS = JsonFields(items="@", link="url", title="title")

FAILURES = (JMESPathError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What JMESPath raises on values that an expression was not written for."""


def read_json(
    body: bytes, *, url: str, content_type: str = "", timezone: str = "UTC", fields: JsonFields = DEFAULT_FIELDS
) -> ParsedListing:
    """The links of a JSON listing, in its order. Never raises.

    :param url: the address that answered; relative links are read against it
    :param content_type: the HTTP header's value
    :param timezone: IANA name of the zone of dates that are written without one
    :param fields: where in it the links stand
    """
    try:
        return read_items(parse_json(body, content_type), fields, url=url, timezone=timezone)
    except ValueError as error:
        return ParsedListing(problem=str(error)[:200])


def parse_json(body: bytes, content_type: str = "") -> object:
    """The value of a JSON text; NaN and the infinities, which are no JSON, are null.

    :raises ValueError: it is none; a clause that says why

    >>> parse_json(b'{"a": NaN, "a": [1, 1e999]}')
    {'a': [1, inf]}
    """
    text = _decode(body, content_type).lstrip()
    if text.startswith("<"):
        raise ValueError("it is a web page or XML, no JSON")
    try:
        return json.loads(text, parse_constant=lambda _: None, parse_int=_whole_number)
    except RecursionError:
        raise ValueError("its JSON is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"it is no JSON: {error.msg} in line {error.lineno}, column {error.colno}") from None


def _decode(body: bytes, content_type: str) -> str:
    """JSON is UTF-8 (RFC 8259, section 8.1), older one UTF-16 or UTF-32; what is none of them is read as a page is."""
    try:
        return body.decode(json.detect_encoding(body)).removeprefix("\ufeff")
    except UnicodeDecodeError:
        return decode(body, content_type)


def _whole_number(digits: str) -> int | float:
    return int(digits) if len(digits) <= MOST_DIGITS else float(digits)


def read_items(value: object, fields: JsonFields, *, url: str, timezone: str) -> ParsedListing:
    """The links of the items that a JSON value holds. Never raises."""
    try:
        items = jmespath.search(fields.items, value)
    except FAILURES as error:
        tell_own(error)
        return ParsedListing(problem=f'"{fields.items}" finds no items: {_first_line(error)}'[:200])
    if not isinstance(items, list):
        return ParsedListing(problem=f'"{fields.items}" gives no list of items but {_name_type(items)}'[:200])
    zone = zone_of(timezone)
    links = tuple(link for item in items[:MOST_LINKS] if (link := _link(item, fields, url, zone)))
    if items and not links:
        return ParsedListing(problem=f"none of its {len(items)} items has a link to a web page")
    return ParsedListing(links)


def _link(item: object, fields: JsonFields, url: str, zone: tzinfo) -> Link | None:
    find = _finder(item)
    written = _text(find(fields.link))
    address = absolute(written, url) if written else None
    if address is None:
        return None
    picture = _text(find(fields.picture))
    return Link(
        url=address,
        title=plain_title(_text(find(fields.title))),
        published=read_json_date(find(fields.published), zone),
        modified=_text(find(fields.modified)) or None,
        picture=absolute(picture, url) if picture else None,
    )


def _finder(item: object) -> Callable[[str], object]:
    """What an expression finds in an item; None where it was written for another one."""

    def find(expression: str) -> object:
        try:
            return jmespath.search(expression, item) if expression else None
        except FAILURES as error:
            tell_own(error)
            return None

    return find


def _text(value: object) -> str:
    """A text, without what no store takes: NUL, and halves of characters, which JSON can write; otherwise nothing."""
    if not isinstance(value, str):
        return ""
    return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8").strip()


def read_json_date(value: object, zone: tzinfo) -> datetime | None:
    """The moment that a value names, in UTC: a date as text, or seconds or milliseconds since 1970.

    >>> [str(read_json_date(value, UTC)) for value in (1786817368, 1786817368000, "2026-08-15T21:39:28+03:30")]
    ['2026-08-15 18:09:28+00:00', '2026-08-15 18:09:28+00:00', '2026-08-15 18:09:28+00:00']
    >>> [read_json_date(value, UTC) for value in (True, 2026, 1e300, "soon", None)]
    [None, None, None, None, None]
    """
    if isinstance(value, str):
        return listed_date(_text(value), zone)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    try:
        moment = datetime.fromtimestamp(value / 1000 if abs(value) >= MILLISECONDS_FROM else value, UTC)
    except (ValueError, OverflowError, OSError):  # beyond the calendar
        return None
    return moment if moment >= EARLIEST else None


def _name_type(value: object) -> str:
    names: Sequence[tuple[type, str]] = ((bool, "true or false"), (str, "a text"), (dict, "an object"))
    return "nothing" if value is None else next((name for kind, name in names if isinstance(value, kind)), "a number")


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).partition("\n")[0]
