"""What makes a single value right: one function a kind of value, each hands it back or raises ``Mistake``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from ipaddress import ip_address
from types import MappingProxyType
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from apscheduler.triggers.cron import CronTrigger
from cssselect import HTMLTranslator, SelectorError

from crawler.settings.cluster_url import names_cluster, parse_cluster_url
from crawler.settings.mistakes import Mistake, find_closest

_CODES = """
aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo
es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka
kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng
nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su
sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
LANGUAGES = frozenset(_CODES.split())
"""The 183 codes of ISO 639-1 (Library of Congress, the registration authority of ISO 639-2)."""

REDIS_SCHEMES = ("redis", "rediss", "unix", "redis+cluster", "rediss+cluster")
DATABASE_SCHEMES = ("sqlite", "postgresql", "postgresql+psycopg")


def line(text: str) -> str:
    """A text that stands on one line and is not empty."""
    if not text.strip() or not text.isprintable():
        raise Mistake("this is empty or has invisible characters in it", "Write one line of plain text")
    return text


def contact(text: str) -> str:
    """What may stand in the parentheses of a user agent (RFC 9110, section 10.1.5), or nothing."""
    if not text.isascii() or not text.isprintable() or set(text) & set("()\\"):
        raise Mistake("this cannot stand in a user agent", "Write the URL of a page about you, or a mail address")
    return text


def language(code: str) -> str:
    if code in LANGUAGES:
        return code
    guess = code.strip().lower()[:2]
    example = guess if guess in LANGUAGES else "en"
    raise Mistake("this is no language code of ISO 639-1", f'Write two lower-case letters, such as "{example}"')


def timezone(name: str) -> str:
    """A name of the IANA time zone database."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        guess = find_closest(name, available_timezones())
        cure = f'Did you mean "{guess}"?' if guess else 'Write a name such as "Asia/Tehran" or "UTC"'
        raise Mistake("there is no such time zone", cure) from None
    return name


def cron(expression: str) -> str:
    """A crontab line of five fields that comes due some day.

    Days of the week are names: cron counts them from Sunday, APScheduler from Monday, and a reader cannot tell.
    """
    cure = 'Write five fields: minute, hour, day, month, day of week, such as "*/15 6-23 * * *"'
    try:
        trigger = CronTrigger.from_crontab(expression, timezone=UTC)
    except ValueError as error:
        raise Mistake(f"this is no cron expression ({error})", cure) from None
    if any(char.isdigit() for char in expression.split()[4].partition("/")[0]):
        raise Mistake("days of the week are written as names here", 'Write mon, tue, … or a range, such as "mon-fri"')
    if trigger.get_next_fire_time(None, datetime(2024, 1, 1, tzinfo=UTC)) is None:
        raise Mistake("this day never comes", cure)
    return expression


def selector(css: str) -> str:
    """A CSS selector of elements, as cssselect understands it."""
    try:
        HTMLTranslator().css_to_xpath(css)
    except SelectorError as error:
        what = f"this is no CSS selector ({str(error).rstrip('.')})"
        raise Mistake(what, 'Select elements, such as "h1.title", without ::text or ::attr()') from None
    return css


def key_prefix(text: str) -> str:
    """What the keys of the index begin with: no sign that a server, a pattern or a hash tag reads as anything else."""
    if not re.fullmatch(r"[A-Za-z0-9_.-]{1,32}", text):
        what = "this cannot stand before the keys of the index"
        raise Mistake(what, 'Write up to 32 letters, digits, "_", "." or "-", such as "paper"')
    return text


def command(words: tuple[str, ...]) -> tuple[str, ...]:
    """A program and its arguments, or nothing."""
    if words and (not words[0].strip() or any("\0" in word for word in words)):
        raise Mistake(
            "this names no program", 'Write the program first, such as ["/usr/local/bin/tell-us", "--urgent"]'
        )
    return words


def parameter(name: str) -> str:
    """The name of a parameter in a query."""
    if not name or not name.isprintable() or set(name) & set(" ?&=#"):
        raise Mistake("this is no name of a parameter", 'Write the name alone, such as "id"')
    return name


def loopback(pair: str) -> str:
    """An exact loopback address and port."""
    host, _, port = pair.rpartition(":")
    try:
        right = ip_address(host.removeprefix("[").removesuffix("]")).is_loopback and 0 < int(port) < 65536
    except ValueError:
        right = False
    if not right:
        raise Mistake("this is no loopback address with a port", 'Write both, such as "127.0.0.1:8001" or "[::1]:8001"')
    return pair


def address(text: str) -> str:
    """An IP address."""
    try:
        ip_address(text)
    except ValueError:
        raise Mistake("this is no IP address", 'Write one of this machine, such as "127.0.0.1" or "0.0.0.0"') from None
    return text


LEAST_TOKEN = 22
"""Characters of a token: 128 bits in base 64."""


def token(text: str) -> str:
    """What cannot be guessed, or nothing."""
    if text and (len(text) < LEAST_TOKEN or not text.isascii() or not text.isprintable() or " " in text):
        cure = "Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(24))'"
        raise Mistake(f"this is shorter than {LEAST_TOKEN} characters, or has others than letters and signs", cure)
    return text


def root_path(path: str) -> str:
    """A path that begins with a slash and ends without one, or nothing."""
    if path and not re.fullmatch(r"(/[A-Za-z0-9._~-]+)+", path):
        raise Mistake("this is no path of a proxy", 'Write one such as "/mirrorfold", without a slash at its end')
    return path


def outside_address(text: str) -> str:
    """An address of the pages, without a slash at its end; or nothing."""
    try:
        parts = urlsplit(text)
        right = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        right = False
    if text and not (right and re.fullmatch(r"https?://[^/?#@\s]+(/[A-Za-z0-9._~-]+)*", text)):
        cure = 'Write one such as "https://news.example.org/mirrorfold", without a slash at its end'
        raise Mistake("this is no address of pages", cure)
    return text


EDIT_SOURCES = ("loopback", "always", "never")


def edit_sources(text: str) -> str:
    """Where the pages may save sources."""
    if text not in EDIT_SOURCES:
        raise Mistake("this says not where sources may be saved", f"Write one of {', '.join(EDIT_SOURCES)}")
    return text


RUNS_IN_LOG = ("all", "changes", "problems")


def runs_in_log(text: str) -> str:
    """Which runs the log tells of."""
    if text not in RUNS_IN_LOG:
        raise Mistake("this says not which runs the log tells of", f"Write one of {', '.join(RUNS_IN_LOG)}")
    return text


def addresses(table: Mapping[str, str]) -> Mapping[str, str]:
    """Host names with the address each stands for; handed back read-only."""
    for host, address in table.items():
        try:
            ip_address(address)
        except ValueError:
            raise Mistake(f'"{address}" is no IP address', f'Write one, such as "{host}" = "127.0.0.1"') from None
    return MappingProxyType(dict(table))


def redis_url(url: str) -> str:
    """A server, or some nodes of a cluster."""
    if not names_cluster(url) or url.partition("://")[0] not in REDIS_SCHEMES:
        return _of_schemes(url, REDIS_SCHEMES, "redis://127.0.0.1:6379/0")
    try:
        parse_cluster_url(url)
    except ValueError:
        what = "a node of this cluster cannot be, or a database other than 0 is named"
        cure = 'Write nodes between commas, such as "redis+cluster://10.0.0.1:6379,10.0.0.2:6379"'
        raise Mistake(what, f"{cure}; escape a password with %") from None
    return url


def database_url(url: str) -> str:
    return _of_schemes(url, DATABASE_SCHEMES, "postgresql://mirrorfold@127.0.0.1/mirrorfold")


def _of_schemes(url: str, schemes: tuple[str, ...], example: str) -> str:
    cure = f'Write a URL such as "{example}", or leave it empty'
    scheme, separator, rest = url.partition("://")
    if url and (scheme not in schemes or not separator or not rest):
        known = ", ".join(f"{scheme}://" for scheme in schemes)
        raise Mistake(f"this is no URL that begins with {known}", cure)
    try:
        urlsplit(url).port  # noqa: B018 - reading it checks it
    except ValueError:
        # urllib's own message would show what it took for the port, which may be half a password
        raise Mistake("host or port of this URL cannot be", f"{cure}; escape a password with %") from None
    return url
