"""Feeds at addresses of their own: made at most once a second, with validators that spare a reader what it has."""

from __future__ import annotations

import hashlib
from email.utils import format_datetime, parsedate_to_datetime
from time import time
from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from crawler.model.errors import MirrorfoldError
from scheduler.orders.gather_feed import FORMATS, describe_sources, find_story
from scheduler.reports.feeds.feed import FEWEST, MOST, USUAL, Feed, FeedPlace, FeedScope
from scheduler.reports.feeds.load_feed import FeedOrder, load_feed
from scheduler.reports.formats.text_format import parse_moment
from scheduler.web.answers import Answers, status_of
from scheduler.web.reads import PageReader
from scheduler.web.recent import RecentAnswers
from scheduler.web.view import View

PATHS = ("/feeds/all", "/feeds/sources/{source}", "/feeds/stories/{story}")
"""Addresses of feeds, without what says their format."""

LIMIT, FULL = PARAMETERS = ("limit", "full")
"""How many entries, and whether whole texts (1)."""

KEPT = {"cache-control": "private, no-cache"}
"""A reader may keep a feed, and asks each time whether it is still so."""

MOST_REMEMBERED = 1000
"""Feeds of which it is known since when they are what they are."""


class Feeds:
    """Answers for feeds. An address with another address's entries is another feed; a token makes no other one."""

    def __init__(self, answers: Answers, reader: PageReader, recent: RecentAnswers) -> None:
        self._answers, self._reader, self._recent = answers, reader, recent
        self._since: dict[str, tuple[str, int]] = {}

    def routes(self) -> list[Route]:
        """The addresses of feeds."""
        return [Route(f"{path}.{{format}}", self._serve) for path in PATHS]

    async def _serve(self, request: Request) -> Response:
        view = await self._answers.view(request)
        kind = view.path["format"]
        limit = view.optional_number(LIMIT) if LIMIT in view.query else USUAL
        if kind not in FORMATS:
            return _say(404, f"There is no such feed: its address ends with .{' or .'.join(FORMATS)}")
        if limit is None or not FEWEST <= limit <= MOST:
            return _say(400, f"{LIMIT} is a number from {FEWEST} to {MOST}")
        full = view.query.get(FULL) == "1"
        base = self._find_base(request, view)
        address = f"{base} {request.url.path} {limit} {full}"
        answer = await self._recent.answer(address, lambda: self._make(view, base, address, limit, full=full))
        return _spare(request, answer)

    async def _make(self, view: View, base: str, address: str, limit: int, *, full: bool) -> Response:
        kind, write = FORMATS[view.path["format"]]
        try:
            feed = await self._reader.read(_load, view, limit, full=full)
        except MirrorfoldError as error:
            return _say(status_of(error), str(error))
        asked = [f"{LIMIT}={limit}"] * (limit != USUAL) + [f"{FULL}=1"] * full
        own = f"{base}/feeds/{feed.scope.path}.{view.path['format']}{'?' * bool(asked)}{'&'.join(asked)}"
        body = write(feed, FeedPlace(own=own, page=f"{base}/{feed.scope.page}"))
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        since = format_datetime(parse_moment(self._changed_at(address, tag)), usegmt=True)
        return Response(
            body, headers={"content-type": f"{kind}; charset=utf-8", "etag": tag, "last-modified": since, **KEPT}
        )

    def _changed_at(self, address: str, tag: str) -> int:
        """Since when a feed is what it is, as far as this process knows, in seconds since 1970.

        Which address of an article answers has no date in the archive, so the dates in a feed do not tell.
        """
        before = self._since.pop(address, None)
        if before is None or before[0] != tag:
            now = int(time())
            before = tag, now if before is None else max(now, before[1] + 1)
        self._since[address] = before
        for oldest in list(self._since)[:-MOST_REMEMBERED]:
            del self._since[oldest]
        return before[1]

    def _find_base(self, request: Request, view: View) -> str:
        """The address of the pages: as it is set, or else as this reader asked, by a name that the guard let pass."""
        web = view.configuration.settings.web
        if web.address:
            return web.address
        host = request.headers["host"].lower()
        scheme = "https" if host in map(str.lower, web.names) else "http"  # such a name is that of a proxy with TLS
        return f"{scheme}://{host}{self._answers.gate.root_path}"


def _load(connection: Connection, view: View, limit: int, *, full: bool) -> Feed:
    scope = FeedScope()
    if "source" in view.path:
        scope = FeedScope(source=view.source().id)
    elif "story" in view.path:
        scope = FeedScope(story=find_story(connection, view.number("story")))
    return load_feed(connection, FeedOrder(scope, limit, full), describe_sources(view.configuration))


def _spare(request: Request, answer: Response) -> Response:
    """The answer, or only that it is what the reader has (RFC 9110, 13.2.2)."""
    if answer.status_code != 200:
        return answer
    tags, since = request.headers.get("if-none-match"), request.headers.get("if-modified-since")
    if tags is not None:
        given = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        same = "*" in given or answer.headers["etag"] in given
    else:
        same = since is not None and _is_not_later(answer.headers["last-modified"], since)
    if not same:
        return answer
    named = ("etag", "last-modified", "cache-control")
    return Response(status_code=304, headers={name: answer.headers[name] for name in named})


def _is_not_later(changed: str, since: str) -> bool:
    try:
        return parsedate_to_datetime(changed) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False


def _say(status: int, sentence: str) -> Response:
    headers: dict[str, Any] = {"cache-control": "no-store"}
    return Response(f"{sentence}\n", status, media_type="text/plain; charset=utf-8", headers=headers)
