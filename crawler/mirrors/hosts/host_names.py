"""Hosts as evidence names them: which are one site, which are called alike, which are nobody's mirror. Pure."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

import ada_url

from crawler.canonical.registered_domain import registered_domain
from crawler.canonical.url_parsing import Unusable, parse
from crawler.canonical.word_tables import load_tables
from crawler.canonical.writing_systems import letters

RESERVED = frozenset({"example", "invalid", "localhost", "test"})
"""Top-level names that nobody registers (RFC 2606), which demonstrations and tests use."""

SHORTEST_BRAND = 4
"""Letters below which a name tells nothing: half of all three-letter names are somebody's."""

ALIKE = 0.75
"""Similarity of two names from which one was made of the other: a letter swapped, a number or "news" put behind."""

_TABLES = load_tables("crawler.mirrors.hosts", "host_names.txt")
PUBLIC_HOSTS = frozenset(_TABLES["public hosts"].wordings())
"""Social networks, video, app stores and others that serve everybody, by registered domain or by host."""

DEPARTMENTS = frozenset(_TABLES["departments"].wordings())
"""Parts of the names under which publishers keep what is no news."""

GENERIC = frozenset(_TABLES["generic names"].wordings())
"""Names by themselves that any publisher may bear."""

LANGUAGES = frozenset(_TABLES["languages"].wordings())
"""Labels before a domain that stand for an edition in that language."""

SERVICES = frozenset(_TABLES["services"].wordings())
"""First labels of hosts that serve something else than the site's pages."""

STATE_LABELS = frozenset(_TABLES["states"].wordings())
"""Labels before, or in place of, a country's, under which only its authorities are registered."""

_FRONT_PAGE = re.compile(r"/?(?:(?:index|default|home|main)(?:\.\w{2,5})?|(?P<language>[a-z]+))?/?", re.IGNORECASE)
_IPV4 = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_LOOKALIKES = str.maketrans("013457", "oleast")
"""Digits that stand for letters in names made in a hurry: zerka1o."""


@lru_cache(maxsize=4096)
def host_of(url: str, base: str | None = None) -> str | None:
    """The host of an http(s) URL, with its port when that is not the scheme's own; None for anything else.

    >>> host_of("https://WWW.Example.org:443/a"), host_of("/a", "http://127.0.0.1:8001/b"), host_of("mailto:a@b.c")
    ('www.example.org', '127.0.0.1:8001', None)
    """
    try:
        address = parse(url, base)
    except (Unusable, ValueError):
        return None
    return address.host + address.port


def name_host(origin: str) -> str:
    """A mirror's host for people to read, with a port that is not the usual one and its folder; what has none stays.

    >>> name_host("https://www.example.com"), name_host("http://127.0.0.1:8001"), name_host("gazette.example")
    ('www.example.com', '127.0.0.1:8001', 'gazette.example')
    >>> name_host("https://archive.example/herald")
    'archive.example/herald'
    """
    return origin.partition("://")[2] or origin


@lru_cache(maxsize=4096)
def site_of(host: str) -> str | None:
    """What somebody registered, or the whole of an IPv4 address with its port; None where that cannot be told.

    >>> site_of("m.presstv.co.uk"), site_of("news.gazette.example"), site_of("127.0.0.1:8001"), site_of("index.php")
    ('presstv.co.uk', 'gazette.example', '127.0.0.1:8001', None)
    """
    name = host.partition(":")[0].lower()
    if _IPV4.fullmatch(name):
        return host.lower()
    registered = registered_domain(name)
    if registered is not None:
        return registered
    labels = name.split(".")
    return ".".join(labels[-2:]) if len(labels) > 1 and labels[-1] in RESERVED else None


def is_same_site(host: str, other: str) -> bool:
    """Whether two hosts are under one registered domain."""
    site = site_of(host)
    return host == other or (site is not None and site == site_of(other))


@lru_cache(maxsize=4096)
def is_public_host(host: str) -> bool:
    """Whether a host serves everybody, or a publisher's other business: a link to it is never one to a mirror."""
    labels = host.partition(":")[0].removeprefix("www.").split(".")
    if not DEPARTMENTS.isdisjoint(re.split("[-.]", host)):
        return True
    return any(".".join(labels[number:]) in PUBLIC_HOSTS for number in range(len(labels)))


def is_service_host(host: str) -> bool:
    """Whether a host's name says that it holds code, mail or files, or belongs to an authority.

    >>> [is_service_host(host) for host in ("git.gazette.example", "www.interior.gov.example", "gitte.example")]
    [True, True, False]
    """
    labels = host.partition(":")[0].removeprefix("www.").split(".")
    return (len(labels) > 2 and labels[0] in SERVICES) or not STATE_LABELS.isdisjoint(labels[1:])


def is_front_page(path: str) -> bool:
    """Whether a path, as it is written behind a host, is that of a site's front page, in any language.

    >>> is_front_page(""), is_front_page("/fa/"), is_front_page("/index.html"), is_front_page("/go/workstations")
    (True, True, True, False)
    """
    match = _FRONT_PAGE.fullmatch(path)
    return match is not None and (match["language"] is None or match["language"].lower() in LANGUAGES)


@lru_cache(maxsize=4096)
def brand(host: str) -> str:
    """The name that somebody registered, in letters; empty for an address, and where it is too short or anybody's.

    >>> brand("www.press-tv.co.uk"), brand("127.0.0.1:80"), brand("xn--80ak6aa92e.com")
    ('presstv', '', 'аррӏе')
    """
    site = site_of(host)
    if site is None or _IPV4.fullmatch(site.partition(":")[0]):
        return ""
    label = ada_url.idna.decode(site.partition(".")[0])
    name = letters(label)
    return name if len(name) >= SHORTEST_BRAND and name not in GENERIC else ""


def are_alike(ours: str, theirs: str) -> bool:
    """Whether two hosts bear the same name, or one made of the other.

    >>> are_alike("www.presstv.ir", "presstv.co.uk"), are_alike("zerkalo.io", "zerka1o-web.site")
    (True, True)
    >>> are_alike("bbc.com", "cnn.com")
    False
    """
    first, second = (brand(host).translate(_LOOKALIKES) for host in (ours, theirs))
    if not first or not second:
        return False
    return first in second or second in first or SequenceMatcher(None, first, second).ratio() >= ALIKE


def named_in(host: str, text: str) -> bool:
    """Whether a text speaks of a host by its registered name.

    >>> named_in("www.presstv.ir", "Press TV’s website can also be accessed here")
    True
    """
    name = brand(host)
    return bool(name) and name in letters(text)
