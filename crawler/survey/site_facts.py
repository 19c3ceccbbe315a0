"""What a site is called, in which language and zone it writes, and how often it publishes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import chain, count, pairwise
from statistics import median
from zoneinfo import ZoneInfo

from babel.core import get_global

from crawler.canonical.registered_domain import registered_domain

NEWEST = 30
"""Items whose gaps tell how often a site publishes."""

FEWEST_DATES = 5

SHORTEST, LONGEST = 600, 3600
"""Seconds between two crawls that are proposed, at least and at most."""

SPAN_SHARE = 4
"""Crawls that fit into the time that a feed's items cover, at least: none of them is to leave it unseen."""

MOST_NAME = 60
"""Characters of the longest name."""

_PARTS = re.compile(r"\s+[|–—·»«:-]\s+|\s*[|»]\s*")
_NO_NAME = frozenset({"home", "news", "front page", "homepage", "startseite", "inicio", "accueil", "index", "blog"})
_ADDRESS = re.compile(r"^(?:[0-9.]+(?=$|:)|\[[0-9a-f:.%]+\])", re.IGNORECASE)
"""An address in place of a name: nobody would type it again for the sake of a file."""

_NOT_ID = re.compile(r"[^a-z0-9]+")


def choose_name(declared: Iterable[str], titles: Sequence[str], feed_title: str, host: str) -> str:
    """What a site is called: as its pages declare it, the common end of their titles, its feed's title, its host.

    :param declared: what pages say in ``og:site_name`` and the like; ``titles``: whole ``<title>`` of some pages

    >>> choose_name([], ["Boats are back - The Herald", "Rain - The Herald"], "", "herald.example")
    'The Herald'
    """
    for name in [*_commonest(declared), *_commonest(_common_ends(titles)), feed_title]:
        name = _clean(name)
        if name and name.lower() not in _NO_NAME and len(name) <= MOST_NAME:
            return name
    return host.removeprefix("www.")


def _clean(name: str) -> str:
    return " ".join(character for character in name.split() if character.isprintable()).strip(" -|–—·:")


def _commonest(names: Iterable[str]) -> list[str]:
    return [name for name, _ in Counter(filter(None, names)).most_common(1)]


def _common_ends(titles: Sequence[str]) -> list[str]:
    """The last part of titles that several of them have."""
    ends = Counter(parts[-1] for title in titles if len(parts := _PARTS.split(title)) > 1)
    return [end for end, times in ends.most_common(1) if times > 1 and times >= len(titles) / 2]


def make_id(host: str, taken: Collection[str] = ()) -> str:
    """A file's stem for a host: the registered name, for an address its port; never made of what a page says.

    >>> make_id("www.presstv.ir"), make_id("blog.example.co.uk"), make_id("127.0.0.1:8001"), make_id("a.io", ["a"])
    ('presstv', 'blog-example', 'site-8001', 'a-2')
    """
    domain = registered_domain(host.partition(":")[0])
    name = _ADDRESS.sub("site", host)
    if domain:
        before = host.partition(":")[0].removesuffix(domain).removesuffix(".").removeprefix("www")
        name = f"{before}.{domain.partition('.')[0]}"
    stem = _NOT_ID.sub("-", name.lower()).strip("-") or "source"
    number = 1
    wanted = stem
    while wanted in taken:
        number += 1
        wanted = f"{stem}-{number}"
    return wanted


def tell_apart(name: str, host: str, taken: Collection[str]) -> str:
    """A name that is not another source's name or id, for commands find a source by either.

    :param taken: names and ids of sources that exist, whatever their case

    >>> tell_apart("News", "a.example", ["news"]), tell_apart("News", "a.example", [])
    ('News (a.example)', 'News')
    """
    known = {each.casefold() for each in taken}
    wanted = chain([name, f"{name} ({host})"], (f"{name} ({host}, {number})" for number in count(2)))
    return next(each for each in wanted if each.casefold() not in known)


def choose_language(detected: Iterable[str | None], declared: str) -> str | None:
    """The language of most texts; that of ``<html lang>`` alone is often that of the program that made the site.

    >>> choose_language(["hr", "hr", None], "en"), choose_language(["en", "fa"], "en")
    ('hr', None)
    """
    counted = Counter(language for language in detected if language)
    if not counted:
        return declared if len(declared) == 2 else None
    language, times = counted.most_common(1)[0]
    return language if times > counted.total() / 2 else None


def find_zone(feed_offsets: Collection[int], page_dates: Iterable[datetime], host: str) -> tuple[str | None, str]:
    """The zone in which a site writes, where page and feed agree on an offset and its country has one such zone.

    :param feed_offsets: minutes from Greenwich
    :returns: an IANA name, or None and the question that is left, a clause

    >>> when = datetime.fromisoformat("2026-08-15T21:39:28+03:30")
    >>> find_zone([210], [when], "www.presstv.ir")
    ('Asia/Tehran', '')
    """
    dates = [date for date in page_dates if date.utcoffset() is not None]
    pages = {int((date.utcoffset() or timedelta()).total_seconds()) // 60 for date in dates}
    shared = {offset for offset in pages if offset and (not feed_offsets or offset in feed_offsets)}
    if not shared:
        return None, "no offset is told; dates without one are read as UTC until you say"
    country = host.partition(":")[0].rpartition(".")[2].upper()
    zones = get_global("territory_zones").get({"UK": "GB"}.get(country, country), [])
    fitting = [zone for zone in zones if all(_has_offset(zone, date) for date in dates if date.utcoffset())]
    if len(fitting) == 1:
        return fitting[0], ""
    hours = ", ".join(f"{offset // 60:+d}:{abs(offset) % 60:02d}" for offset in sorted(shared))
    return None, f"dates are written with {hours}; name the zone if pages leave it out"


def _has_offset(zone: str, date: datetime) -> bool:
    return date.astimezone(ZoneInfo(zone)).utcoffset() == date.utcoffset()


def choose_interval(dates: Iterable[datetime | None]) -> int | None:
    """Seconds between two crawls: the median gap of the newest items, and so that nothing passes unseen.

    None where dates are missing, or all are one moment.

    >>> day = datetime.fromisoformat("2026-08-15T00:00:00+00:00")
    >>> choose_interval([day + timedelta(minutes=20 * n) for n in range(40)])
    1200
    """
    known = sorted((date for date in dates if date is not None), reverse=True)[:NEWEST]
    gaps = [(later - earlier).total_seconds() for later, earlier in pairwise(known)]
    if len(known) < FEWEST_DATES or not any(gaps):
        return None
    span = (known[0] - known[-1]).total_seconds()
    wanted = max(SHORTEST, min(median(gaps), span / SPAN_SHARE, LONGEST))
    return round(wanted / 60) * 60


def write_interval(seconds: int) -> str:
    """A span as a source's file writes it.

    >>> write_interval(3600), write_interval(1200)
    ('1h', '20m')
    """
    return f"{seconds // 3600}h" if seconds % 3600 == 0 else f"{seconds // 60}m"
