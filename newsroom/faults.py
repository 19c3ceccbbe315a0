"""How a mirror can fail: the list of faults, how they are written, and the answers they put in place of a page."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from newsroom.paper_articles import Mistake
from newsroom.wire import HTML, Answer

NOTICE_PATH = "/seizure-notice"
"""Where a mirror that redirects to a notice of its own shows it."""

NOTICES: Mapping[str, Mapping[str, str]] = tomllib.loads(
    Path(__file__).with_name("notices.toml").read_text(encoding="utf-8")
)
BLOCKED_HEADERS = (("Link", '<https://provider.example/legal>; rel="blocked-by"'),)
"""As RFC 7725 wants them beside a status 451."""

CHALLENGE_HEADERS = (("cf-mitigated", "challenge"), ("cf-ray", "8f2b41c07d3e55aa-FRA"))
HELLO = b"<html><head></head><body>Hello World!</body></html>\n"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


class Kind(StrEnum):
    """The closed list of faults. ARG is what stands behind the second colon."""

    DOWN = "down"
    """Connections are refused."""
    DIE_AFTER = "die-after"
    """As ``down``, once ARG article pages were answered."""
    RESET = "reset"
    """The connection is reset when the request was read."""
    SLOW = "slow"
    """The answer comes after ARG seconds."""
    TRUNCATE = "truncate"
    """Content-Length announces twice what is sent, then the connection ends. Articles only."""
    SERVER_ERROR = "5xx"
    """Status ARG, 503 when not given."""
    NOT_FOUND = "404"
    """Nothing is found."""
    ROBOTS_SERVER_ERROR = "robots-5xx"
    """Status ARG for /robots.txt, 503 when not given."""
    ROBOTS_NOT_FOUND = "robots-404"
    """There is no /robots.txt."""
    SEIZED = "seized"
    """A notice that the domain was seized, in HTTP 200."""
    SEIZED_REDIRECT = "seized-redirect"
    """A redirect to http://ARG/, or to a notice on the same mirror."""
    BLOCKED = "blocked"
    """A notice that the page is blocked by law, status ARG, 451 when not given."""
    PARKED = "parked"
    """A registrar's page: the domain is for sale."""
    CHALLENGE = "challenge"
    """A browser check, status ARG, 403 when not given; a refusal has the network's headers, too."""
    WALL = "wall"
    """A form that asks for consent, in HTTP 200."""
    HELLO = "hello"
    """A "Hello World" in HTTP 200: nobody has put anything on the host."""
    REDIRECT_TO = "redirect-to"
    """A redirect (302) to the host ARG, the path kept, or to the whole URL ARG."""
    MOVED_TO = "moved-to"
    """As ``redirect-to``, for good (301)."""
    HOME_REDIRECT = "home-redirect"
    """Articles redirect to the front page."""
    EMPTY = "empty"
    """HTTP 200 without a byte. Articles only."""
    NOT_HTML = "not-html"
    """A PDF, its content type ARG when given. Articles only."""
    LAG = "lag"
    """The mirror shows the paper as it was ARG articles ago."""
    EDITED = "edited"
    """One number is another one in article ARG (an id, or n for the n-th article)."""
    SAME_ETAG = "same-etag"
    """Listings keep the ETag and the date they had, whatever changes."""


ALL = frozenset({"article", "feed", "sitemap", "section", "robots", "front", "other"})
"""What a request can be for."""

SCOPES: Mapping[Kind, frozenset[str]] = {
    **dict.fromkeys((Kind.TRUNCATE, Kind.HOME_REDIRECT, Kind.EMPTY, Kind.NOT_HTML), frozenset({"article"})),
    **dict.fromkeys((Kind.ROBOTS_SERVER_ERROR, Kind.ROBOTS_NOT_FOUND), frozenset({"robots"})),
    Kind.SAME_ETAG: frozenset({"feed", "sitemap", "section", "front"}),
}
"""What a fault touches when nothing is said; everything, for those that are not here."""

NEED_NUMBER: Mapping[Kind, type[int] | type[float]] = {
    Kind.DIE_AFTER: int, Kind.SLOW: float, Kind.LAG: int, Kind.EDITED: int
}  # fmt: skip
MAY_HAVE_STATUS = frozenset({Kind.SERVER_ERROR, Kind.ROBOTS_SERVER_ERROR, Kind.BLOCKED, Kind.CHALLENGE})
REDIRECTS: Mapping[Kind, int] = {Kind.REDIRECT_TO: 302, Kind.MOVED_TO: 301}
TAKE_TEXT = frozenset({Kind.SEIZED_REDIRECT, Kind.NOT_HTML, *REDIRECTS})


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, with what it touches.

    :ivar scope: kinds of request, see ``ALL``
    """

    kind: Kind
    arg: str = ""
    scope: frozenset[str] = ALL

    @property
    def number(self) -> int:
        return int(self.arg)

    @property
    def seconds(self) -> float:
        return float(self.arg)


def parse(text: str) -> Fault:
    """Read KIND[:ARG][@WHAT,WHAT]; WHAT is a kind of request, or ``all``.

    >>> parse("lag:3").number
    3
    >>> sorted(parse("5xx:502@article,feed").scope)
    ['article', 'feed']

    :raises Mistake: no such fault, no such kind of request, or an argument that does not fit
    """
    head, _, places = text.partition("@")
    name, _, arg = head.partition(":")
    try:
        kind = Kind(name)
    except ValueError:
        raise Mistake(f"no fault is called {name!r}; there are {', '.join(Kind)}") from None
    _check_argument(kind, arg)
    if not places:
        return Fault(kind, arg, SCOPES.get(kind, ALL))
    scope = ALL if places == "all" else frozenset(places.split(","))
    if scope - ALL:
        strange = ", ".join(sorted(scope - ALL))
        raise Mistake(f"{text!r}: no request is of kind {strange}; there are {', '.join(sorted(ALL))}, all")
    return Fault(kind, arg, scope)


def parse_for(text: str) -> tuple[str, Fault]:
    """Read MIRROR:KIND[:ARG], the mirror by its name.

    >>> parse_for("m2:down")[0]
    'm2'

    :raises Mistake: as ``parse``, or when there is no colon
    """
    mirror, colon, fault = text.partition(":")
    if not colon:
        raise Mistake(f"{text!r} is not MIRROR:KIND[:ARG], for example m2:seized")
    return mirror, parse(fault)


def _check_argument(kind: Kind, arg: str) -> None:
    if kind in NEED_NUMBER:
        try:
            fits = NEED_NUMBER[kind](arg) >= 0
        except ValueError:
            fits = False
        if not fits:
            raise Mistake(f"{kind} needs a number, for example {kind}:3, and got {arg!r}")
    elif kind in MAY_HAVE_STATUS:
        if arg and not (arg.isascii() and arg.isdigit() and len(arg) == 3):
            raise Mistake(f"{kind} takes an HTTP status, for example {kind}:503, and got {arg!r}")
    elif kind in REDIRECTS and not arg:
        raise Mistake(f"{kind} needs a host, for example {kind}:mirror.example")
    elif arg and kind not in TAKE_TEXT:
        raise Mistake(f"{kind} takes no argument, and got {arg!r}")


def show_notice(status: int, name: str, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """A bare page around a notice, named as in ``NOTICES``."""
    title, body = NOTICES[name]["title"], NOTICES[name]["body"]
    page = f'<!DOCTYPE html><html lang="en"><head><title>{title}</title></head><body>{body}</body></html>\n'
    return Answer(status, HTML, page.encode(), headers=headers)


def _redirect(where: str, status: int = 302) -> Answer:
    return Answer(status, HTML, headers=(("Location", where),))


def redirect(fault: Fault, path: str) -> Answer:
    """The answer of a mirror that sends its visitors elsewhere, to the same path there.

    >>> redirect(Fault(Kind.MOVED_TO, "mirror.example:8080"), "/rss.xml").headers
    (('Location', 'http://mirror.example:8080/rss.xml'),)
    >>> redirect(Fault(Kind.REDIRECT_TO, "https://notice.example/seized"), "/rss.xml").headers
    (('Location', 'https://notice.example/seized'),)
    """
    whole = fault.arg if "://" in fault.arg else f"http://{fault.arg}"
    where = whole if "/" in whole.partition("://")[2] else whole + path
    return _redirect(where, REDIRECTS[fault.kind])


def _challenge(fault: Fault) -> Answer:
    status = int(fault.arg or 403)
    return show_notice(status, "challenge", () if status < 400 else CHALLENGE_HEADERS)


def _blocked(fault: Fault) -> Answer:
    status = int(fault.arg or 451)
    return show_notice(status, "blocked", BLOCKED_HEADERS if status == 451 else ())


ANSWERS: Mapping[Kind, Callable[[Fault], Answer]] = {
    Kind.SERVER_ERROR: lambda fault: show_notice(int(fault.arg or 503), "server_error"),
    Kind.ROBOTS_SERVER_ERROR: lambda fault: show_notice(int(fault.arg or 503), "server_error"),
    Kind.NOT_FOUND: lambda _: show_notice(404, "not_found"),
    Kind.ROBOTS_NOT_FOUND: lambda _: show_notice(404, "not_found"),
    Kind.SEIZED: lambda _: show_notice(200, "seized"),
    Kind.SEIZED_REDIRECT: lambda fault: _redirect(f"http://{fault.arg}/" if fault.arg else NOTICE_PATH),
    Kind.BLOCKED: _blocked,
    Kind.PARKED: lambda _: show_notice(200, "parked"),
    Kind.CHALLENGE: _challenge,
    Kind.WALL: lambda _: show_notice(200, "wall"),
    Kind.HELLO: lambda _: Answer(200, HTML, HELLO),
    Kind.HOME_REDIRECT: lambda _: _redirect("/"),
    Kind.EMPTY: lambda _: Answer(200, HTML),
    Kind.NOT_HTML: lambda fault: Answer(200, fault.arg or "application/pdf", PDF),
}
"""Faults that put their own answer in place of the page."""
