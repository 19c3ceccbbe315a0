"""Downloader middlewares: one small class a behaviour."""

from __future__ import annotations

import asyncio
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.context.run_context import Run
from crawler.context.stop_run import CrawlStopped, wait_unless_given_up
from crawler.fetching.ask_pool import find_refresh
from crawler.fetching.failures import (
    MirrorGivenUp,
    RedirectedAway,
    RobotsDisallowed,
    RobotsUnreachable,
    TooManyRedirects,
)
from crawler.fetching.fetch_robots import REDIRECTS, fetch_robots, resolve_redirect
from crawler.index.robots_cache import load_robots, save_robots
from crawler.mirrors.hosts.landing_hosts import reason_of_landing
from crawler.network.robots import Robots
from crawler.reading.pool import PoolStopped


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
            raise RobotsDisallowed(request.url, robots.find_rule(request.url))
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
        assert self.crawler.engine is not None
        robots = await fetch_robots(self.run, origin, mirror, self.crawler.engine.download_async)
        await save_robots(index, origin, robots)
        return robots


class RedirectWithinSource(_RunMiddleware):
    """Follows redirects from mirror to mirror, those of a listing on another host wherever they lead, and no other."""

    def process_response(self, request: Request, response: Response) -> Request | Response:
        location = response.headers.get("Location")
        if response.status not in REDIRECTS or location is None or request.meta.get("robots"):
            return response
        return _follow(self.run, request, response, location)


class FollowRefresh(_RunMiddleware):
    """Follows a page that is nothing but ``<meta http-equiv="refresh">``, once, as it would a redirect."""

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        if not 200 <= response.status < 300 or request.meta.get("robots") or request.meta.get("refreshed"):
            return response
        try:
            written = await wait_unless_given_up(self.run, find_refresh(self.run, response))
        except (CrawlStopped, PoolStopped):  # whoever reads the answer meets the same, and knows what to do
            return response
        if written is None or resolve_redirect(request.url, written.encode()) == request.url.partition("#")[0]:
            return response
        request.meta["refreshed"] = True
        return _follow(self.run, request, response, written.encode())


def _follow(run: Run, request: Request, response: Response, location: bytes) -> Request:
    """Return the request for where an answer points; a listing that is on no mirror may move to any host.

    :raises RedirectedAway: to a host that is no mirror of the source
    :raises TooManyRedirects: it points on and on
    """
    target = resolve_redirect(request.url, location)
    if target is not None and not request.meta["mirror"] and reason_of_landing(target) is None:
        mirror: str | None = ""  # a listing on another host moved: the address guard judges where to
    else:
        mirror = run.mirror_of(target) if target else None
    if target is None or mirror is None:
        if target is not None and request.meta["mirror"]:
            run.record_redirect(target, response.status, request.url)
        raise RedirectedAway(target or location.decode("latin-1"))
    hops = request.meta.get("redirects", 0) + 1
    if hops > run.services.settings.network.max_redirects:
        raise TooManyRedirects(f"{hops} redirects")
    return request.replace(url=target, meta={**request.meta, "redirects": hops, "mirror": mirror})
