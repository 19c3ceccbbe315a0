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
    ProxyFailed,
    RedirectedAway,
    RobotsDisallowed,
    RobotsUnreachable,
    TooManyRedirects,
)
from crawler.fetching.fetch_robots import REDIRECTS, fetch_robots, resolve_redirect
from crawler.index.robots_cache import load_robots, robots_place, save_robots
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
    """Asks a mirror no more that has just failed several times in a row, and none through such a proxy."""

    def process_request(self, request: Request) -> None:
        mirror = request.meta["mirror"]  # empty, and never given up, for a listing on a host that is none
        if self.run.conduct(mirror).given_up:
            raise MirrorGivenUp(f"{mirror} failed too often in this run")
        proxy = self.run.proxy_for(request.url, request.meta)
        conduct = self.run.proxy_conducts.get(proxy) if proxy is not None else None
        if proxy is not None and conduct is not None and conduct.given_up:
            raise ProxyFailed(conduct.cause, proxy)


class ObeyRobots(_RunMiddleware):
    """Asks each origin's robots.txt first, through the index, so that all workers share the answer."""

    async def process_request(self, request: Request) -> None:
        if request.meta.get("robots"):
            return
        origin = request.url.split("/", 3)
        robots = await self._get_rules("/".join(origin[:3]), request)
        if not robots.reachable:
            raise RobotsUnreachable(robots.trouble)
        if not robots.allows(request.url):
            raise RobotsDisallowed(request.url, robots.find_rule(request.url))
        request.meta["crawl_delay"] = robots.crawl_delay

    async def _get_rules(self, origin: str, request: Request) -> Robots:
        rules = self.run.robots
        place = robots_place(origin, self.run.proxy_for(request.url, request.meta))
        if place not in rules:
            rules[place] = asyncio.ensure_future(self._load_rules(origin, request))
        return await rules[place]

    async def _load_rules(self, origin: str, request: Request) -> Robots:
        index, way = self.run.services.index, self.run.proxy_for(request.url, request.meta)
        place = robots_place(origin, way)
        cached = await load_robots(index, place)
        if cached is not None:
            return cached
        assert self.crawler.engine is not None
        download = self.crawler.engine.download_async
        robots = await fetch_robots(self.run, origin, request.meta["mirror"], download, way)
        await save_robots(index, place, robots)
        return robots


class RedirectWithinSource(_RunMiddleware):
    """Follows redirects from mirror to mirror, those of a listing on another host wherever they lead, and no other.

    What began in a proxy stays in it.
    """

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

    :raises RedirectedAway: to a host that is no mirror of the source, or has another proxy
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
    way, own = run.proxy_for(request.url, request.meta), run.proxies.get(mirror)
    if way is not None and own is not None and own != way:
        raise RedirectedAway(target, f"which has another proxy than {request.meta['mirror']}")
    hops = request.meta.get("redirects", 0) + 1
    if hops > run.services.settings.network.max_redirects:
        raise TooManyRedirects(f"{hops} redirects")
    return request.replace(url=target, meta={**request.meta, "redirects": hops, "mirror": mirror, "proxied": way})
