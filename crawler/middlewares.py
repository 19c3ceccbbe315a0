"""Downloader middlewares: one small class a behaviour."""

from __future__ import annotations

import asyncio
from typing import Any

import ada_url
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.context import Run
from crawler.failures import (
    DOWNLOAD_FAILURES,
    MirrorGivenUp,
    RedirectedAway,
    RobotsDisallowed,
    RobotsUnreachable,
    TooManyRedirects,
    words,
)
from crawler.index.robots import load, save
from crawler.mirrors.evidence import MOST_WORDS, Kind, MirrorEvidence
from crawler.mirrors.hosts import host_of, is_stranger
from crawler.mirrors.landings import landing
from crawler.network.robots import UNREACHABLE, Robots

_NO_ANSWER: tuple[type[Exception], ...] = (IgnoreRequest, *DOWNLOAD_FAILURES)


class _RunMiddleware:
    """Knows the run it works for."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Any:
        return cls(crawler)

    @property
    def run(self) -> Run:
        run: Run = self.crawler.spider.run  # type: ignore[union-attr]
        return run


class GiveUpMirror(_RunMiddleware):
    """Asks a mirror no more that has just failed several times in a row."""

    def process_request(self, request: Request) -> None:
        mirror = request.meta["mirror"]
        if self.run.conduct(mirror).given_up:
            raise MirrorGivenUp(f"{mirror} failed too often in this run")


class ObeyRobots(_RunMiddleware):
    """Asks each origin's robots.txt first, through the index, so that all workers share the answer."""

    async def process_request(self, request: Request) -> None:
        if request.meta.get("robots"):
            return
        origin = request.url.split("/", 3)
        robots = await self._rules("/".join(origin[:3]), request.meta["mirror"])
        if not robots.reachable:
            raise RobotsUnreachable(robots.trouble)
        if not robots.allows(request.url):
            raise RobotsDisallowed("robots.txt disallows it")
        request.meta["crawl_delay"] = robots.crawl_delay

    async def _rules(self, origin: str, mirror: str) -> Robots:
        rules = self.run.robots
        if origin not in rules:
            rules[origin] = asyncio.ensure_future(self._load(origin, mirror))
        return await rules[origin]

    async def _load(self, origin: str, mirror: str) -> Robots:
        index = self.run.services.index
        known = await load(index, origin)
        if known is not None:
            return known
        robots = await self._ask(origin, mirror)
        await save(index, origin, robots)
        return robots

    async def _ask(self, origin: str, mirror: str) -> Robots:
        request = Request(f"{origin}/robots.txt", meta={"robots": True, "mirror": mirror}, dont_filter=True)
        assert self.crawler.engine is not None
        try:
            response = await self.crawler.engine.download_async(request)
        except _NO_ANSWER as error:
            return Robots(UNREACHABLE, cause=words(error))
        return Robots(response.status, response.body)


class RedirectWithinSource(_RunMiddleware):
    """Follows redirects from mirror to mirror, and no other."""

    def process_response(self, request: Request, response: Response) -> Request | Response:
        location = response.headers.get("Location")
        if response.status not in (301, 302, 303, 307, 308) or location is None:
            return response
        target = _join(request.url, location)
        mirror = self.run.mirror_of(target) if target else None
        if target is None or mirror is None:
            host = host_of(target) if target else None
            if host is not None and not is_stranger(host) and landing(str(target)) is None:
                self.run.gives_away(
                    [MirrorEvidence(host, Kind.REDIRECT, f"{response.status} {target}"[:MOST_WORDS])], request.url
                )
            place = target or location.decode("latin-1")
            permanent = response.status in (301, 308)
            raise RedirectedAway(place, permanent=permanent)
        hops = request.meta.get("redirects", 0) + 1
        if hops > self.run.services.settings.network.max_redirects:
            raise TooManyRedirects(f"{hops} redirects")
        return request.replace(url=target, meta={**request.meta, "redirects": hops, "mirror": mirror})


def _join(base: str, location: bytes) -> str | None:
    try:
        return str(ada_url.URL(location.decode("utf-8", "replace"), base).href)
    except ValueError:
        return None
