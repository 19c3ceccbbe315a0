"""What stands before every page: who may ask, by which name, in which way; and what every answer says of itself.

Pure ASGI and outermost, so that errors of the application, redirects and refusals pass it as well.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import quote, unquote_plus, urlsplit

from crawler.model.errors import MirrorfoldError

log = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Admits = Callable[[str, str], Awaitable[bool]]
Refusal = tuple[int, str] | tuple[int, str, str]

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

SECURITY_HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),  # no-referrer makes browsers send "Origin: null" with our own forms
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
"""On every answer, errors included."""

COOKIE = "mirrorfold_pages"
MOST_BODY = 256 * 1024
"""Bytes that a decision may take: a source's file, at most."""

OPEN = ("/static/", "/login", "/healthz", "/readyz")
"""Paths that ask nobody who he is."""

FOR_PROGRAMS = ("/api/", "/metrics", "/feeds/")
"""Paths that take the token as ``Authorization: Bearer``, and answer 401 instead of asking for it on a page."""


REFUSED = "Give the token of web.token as: Authorization: Bearer TOKEN"
FEED_REFUSED = f"{REFUSED}; or one of feeds alone in the address, ?token=TOKEN, which mirrorfold feed token add makes"


@dataclass(frozen=True, slots=True)
class Gate:
    """Who may ask.

    :ivar names: the hosts, with their ports, by which the pages may be asked for: others rebind somebody's DNS
    :ivar token: empty asks nobody
    :ivar root_path: under which a proxy serves the pages
    :ivar read_only: nothing is decided
    :ivar key: of this process, which forms prove to come from one of its pages with
    """

    names: frozenset[str]
    token: str = field(default="", repr=False)
    root_path: str = ""
    read_only: bool = False
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    @property
    def form_token(self) -> str:
        """What a form carries, so that no other site's page can send it."""
        return hmac.new(self.key, b"form", hashlib.sha256).hexdigest()

    @property
    def cookie(self) -> str:
        """What a reader's browser keeps in the token's place."""
        return hashlib.sha256(b"mirrorfold pages " + self.token.encode()).hexdigest()

    def is_form_token(self, given: str) -> bool:
        """Compare in constant time."""
        return hmac.compare_digest(given.encode(), self.form_token.encode())

    def is_token(self, given: str) -> bool:
        """Compare in constant time."""
        return hmac.compare_digest(given.encode(), self.token.encode())


def allowed_names(port: int, names: Iterable[str], host: str = "") -> frozenset[str]:
    """The Host headers that are answered: this machine's own, and those that the settings name.

    >>> sorted(name for name in allowed_names(8780, ["News.example.org"]) if name[0] in "1n")
    ['127.0.0.1', '127.0.0.1:8780', 'news.example.org']
    """
    own = ["127.0.0.1", "localhost", "[::1]", *([f"[{host}]" if ":" in host else host] if host else [])]
    return frozenset([*own, *(f"{name}:{port}" for name in own), *(name.lower() for name in names)])


class Guard:
    """Answers what must not pass, hands on the rest, and puts the headers on whatever comes back."""

    def __init__(self, application: Application, gate: Gate, admits: Admits | None = None) -> None:
        """
        :param admits: whether a feed token opens a path
        """
        self._application, self._gate, self._admits = application, gate, admits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        started = False

        async def answer(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = _with_security(message.get("headers", ()))
                log.debug("%s %s %s", scope["method"], scope["path"], message["status"])
            await send(message)

        scope["root_path"], scope["path"] = self._gate.root_path, self._inner_path(scope["path"])
        refusal = self._refusal(scope)
        if refusal is not None and refusal[0] == 401:
            refusal = await self._look_at_feed_token(scope, refusal)
        if refusal is not None:
            await _say(answer, *refusal)
            return
        try:
            await self._application(scope, _bounded(receive), answer)
        except BodyTooLarge:
            await _say(answer, 413, f"A decision takes {MOST_BODY // 1024} kB at most")
        except Exception:
            log.exception("the page %s met an error of ours", scope["path"])
            if not started:
                await _say(answer, 500, "This page met an error of ours; the daemon's log tells more")

    def _inner_path(self, path: str) -> str:
        root = self._gate.root_path
        return path[len(root) :] or "/" if root and (path + "/").startswith(f"{root}/") else path

    def _refusal(self, scope: Scope) -> Refusal | None:
        """Status, sentence and, for a redirect, where to; None lets the request pass."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if headers.get("host", "").lower() not in self._gate.names:
            return 421, "These pages are not known by this name: web.names in mirrorfold.toml lists further ones"
        method, path = scope["method"], scope["path"]
        if method not in ("GET", "HEAD", "POST"):
            return 405, "Pages are read with GET, and decisions made with POST"
        if not self._is_known(headers, path):
            if path.startswith(FOR_PROGRAMS):
                return 401, FEED_REFUSED if path.startswith("/feeds/") else REFUSED
            there = f"{self._gate.root_path}/login?to={quote(path)}"
            return (303, "Log in first", there) if method != "POST" else (401, "Log in first")
        return self._refused_decision(headers, path) if method == "POST" else None

    def _is_known(self, headers: dict[str, str], path: str) -> bool:
        gate = self._gate
        if not gate.token or path.startswith(OPEN):
            return True
        kind, _, given = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer" and path.startswith(FOR_PROGRAMS):
            return gate.is_token(given.strip())
        try:
            kept = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        except CookieError:
            return False
        return kept is not None and hmac.compare_digest(kept.value.encode(), gate.cookie.encode())

    async def _look_at_feed_token(self, scope: Scope, refusal: Refusal) -> Refusal | None:
        """What becomes of a refusal when the address of a feed has a token, or its reader sends one."""
        if self._admits is None or scope["method"] not in ("GET", "HEAD"):
            return refusal
        try:
            admitted = any([await self._admits(token, scope["path"]) for token in _feed_tokens(scope)])
        except MirrorfoldError as error:
            return 503, str(error)
        return None if admitted else refusal

    def _refused_decision(self, headers: dict[str, str], path: str) -> tuple[int, str] | None:
        if self._gate.read_only and path != "/login":
            return 403, "These pages only show (web.read_only): decide on the command line"
        if not _is_same_origin(headers):
            return 403, "This decision came from another site's page: it was not made"
        size = headers.get("content-length", "0")
        if not size.isdecimal() or int(size) > MOST_BODY:
            return 413, f"A decision takes {MOST_BODY // 1024} kB at most"
        return None


def _feed_tokens(scope: Scope) -> list[str]:
    """The tokens that a request gives: one in its address, one in a header."""
    pairs = (pair.partition("=") for pair in scope.get("query_string", b"").decode("latin-1").split("&"))
    named = [unquote_plus(value) for name, _, value in pairs if name == "token"][:1]
    header = next((value for name, value in scope["headers"] if name == b"authorization"), b"").decode("latin-1")
    kind, _, given = header.partition(" ")
    return [*named, given.strip()] if kind.lower() == "bearer" else named


def _is_same_origin(headers: dict[str, str]) -> bool:
    """Whether a form is one of our own pages', by what the browser says; the form's own token is asked for as well."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        return site == "same-origin"
    return origin is None or urlsplit(origin).netloc.lower() == headers.get("host", "").lower()


class BodyTooLarge(Exception):
    """A body went on beyond what a decision takes."""


def _bounded(receive: Receive) -> Receive:
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > MOST_BODY:
            raise BodyTooLarge
        return message

    return bounded


def _with_security(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    ours = {name for name, _ in SECURITY_HEADERS}
    return [*((name, value) for name, value in headers if name.lower() not in ours), *SECURITY_HEADERS]


async def _say(send: Send, status: int, sentence: str, location: str = "") -> None:
    """Answer with a sentence of plain text."""
    body = f"{sentence}\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    if location:
        headers.append((b"location", location.encode()))
    if status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
