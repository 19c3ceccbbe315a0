"""Downloader middlewares: one small class a behaviour."""

from __future__ import annotations

import asyncio
from typing import Any

import ada_url
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.canonical.url_parsing import parse
from crawler.context.run_context import Run
from crawler.fetching.failures import (
    DOWNLOAD_FAILURES,
    HostBusy,
    MirrorGivenUp,
    RedirectedAway,
    RobotsDisallowed,
    RobotsUnreachable,
    TooManyRedirects,
    describe_failure,
)
from crawler.index.robots_cache import load_robots, save_robots
from crawler.mirrors.hosts.landing_hosts import reason_of_landing
from crawler.network.robots import MOST_REDIRECTS, UNREACHABLE, Robots

_REDIRECTS = frozenset({301, 302, 303, 307, 308})

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
        mirror = request.meta["mirror"]  # empty, and never given up, for a listing on a host that is none
        if self.run.conduct(mirror).given_up:
            raise MirrorGivenUp(f"{mirror} failed too often in this run")


class ObeyRobots(_RunMiddleware):
    """Asks each origin's robots.txt first, through the index, so that all workers share the answer."""

    async def process_request(self, request: Request) -> None:
        if request.meta.get("robots"):
            return
        origin = request.url.split("/", 3)
        robots = await self._get_rules("/".join(origin[:3]), request.meta["mirror"])
        if not robots.reachable:
            raise RobotsUnreachable(robots.trouble)
        if not robots.allows(request.url):
            raise RobotsDisallowed("robots.txt disallows it")
        request.meta["crawl_delay"] = robots.crawl_delay

    async def _get_rules(self, origin: str, mirror: str) -> Robots:
        rules = self.run.robots
        if origin not in rules:
            rules[origin] = asyncio.ensure_future(self._load_rules(origin, mirror))
        return await rules[origin]

    async def _load_rules(self, origin: str, mirror: str) -> Robots:
        index = self.run.services.index
        cached = await load_robots(index, origin)
        if cached is not None:
            return cached
        robots = await self._fetch_rules(origin, mirror)
        await save_robots(index, origin, robots)
        return robots

    async def _fetch_rules(self, origin: str, mirror: str) -> Robots:
        """Ask, and follow redirects wherever they lead: the download handler and the address guard judge each."""
        assert self.crawler.engine is not None
        url: str | None = f"{origin}/robots.txt"
        for hops in range(MOST_REDIRECTS + 1):
            meta = {"robots": True, "mirror": mirror, "download_maxsize": 0}  # the handler bounds it
            request = Request(str(url), meta=meta)
            prefix = f"redirects to {url}: " if hops else ""
            try:
                response = await self.crawler.engine.download_async(request)
            except (HostBusy, MirrorGivenUp):  # no word of the host's: it is not asked now, without harm
                raise
            except _NO_ANSWER as error:
                return Robots(UNREACHABLE, cause=prefix + describe_failure(error))
            location = response.headers.get("Location")
            if response.status not in _REDIRECTS or location is None:
                return Robots(response.status, response.body)
            url = _resolve(request.url, location)
            if url is None:
                return Robots(UNREACHABLE, cause="redirects to no valid URL")
            if reason_of_landing(url) is not None:
                raise RedirectedAway(url)
            if mirror:
                self.run.record_redirect(url, response.status, request.url)
        return Robots(UNREACHABLE, cause=f"more than {MOST_REDIRECTS} redirects")


class RedirectWithinSource(_RunMiddleware):
    """Follows redirects from mirror to mirror, those of a listing on another host wherever they lead, and no other."""

    def process_response(self, request: Request, response: Response) -> Request | Response:
        location = response.headers.get("Location")
        if response.status not in _REDIRECTS or location is None or request.meta.get("robots"):
            return response
        target = _resolve(request.url, location)
        if target is not None and not request.meta["mirror"]:
            return self._follow_elsewhere(request, target)
        mirror = self.run.mirror_of(target) if target else None
        if target is None or mirror is None:
            if target is not None:
                self.run.record_redirect(target, response.status, request.url)
            raise RedirectedAway(target or location.decode("latin-1"))
        return self._follow(request, target, mirror)

    def _follow_elsewhere(self, request: Request, target: str) -> Request:
        """Follow a listing that moved: the address guard judges where to, and it says nothing of mirrors."""
        if reason_of_landing(target) is not None:
            raise RedirectedAway(target)
        return self._follow(request, target, "")

    def _follow(self, request: Request, target: str, mirror: str) -> Request:
        hops = request.meta.get("redirects", 0) + 1
        if hops > self.run.services.settings.network.max_redirects:
            raise TooManyRedirects(f"{hops} redirects")
        return request.replace(url=target, meta={**request.meta, "redirects": hops, "mirror": mirror})


def _resolve(base: str, location: bytes) -> str | None:
    """Where an answer points; None for what is written so that readers disagree about it."""
    text = location.decode("utf-8", "replace")
    try:
        parse(text, base)
        return str(ada_url.URL(text, base).href).partition("#")[0]
    except ValueError:
        return None
