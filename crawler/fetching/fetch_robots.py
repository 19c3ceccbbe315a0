"""A robots.txt is asked for, and its redirects are followed wherever they lead."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import ada_url
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.canonical.url_parsing import parse
from crawler.context.run_context import Run
from crawler.fetching.failures import (
    DOWNLOAD_FAILURES,
    NOT_ASKED,
    RedirectedAway,
    describe_failure,
)
from crawler.mirrors.hosts.landing_hosts import reason_of_landing
from crawler.model.proxy import Proxy
from crawler.network.robots import MOST_REDIRECTS, UNREACHABLE, Robots

REDIRECTS = frozenset({301, 302, 303, 307, 308})
"""Statuses of answers that point elsewhere."""

_NO_ANSWER: tuple[type[Exception], ...] = (IgnoreRequest, *DOWNLOAD_FAILURES)


async def fetch_robots(
    run: Run,
    origin: str,
    mirror: str,
    download: Callable[[Request], Awaitable[Response]],
    way: Proxy | None = None,
) -> Robots:
    """Ask an origin for its rules; the download handler and the address guard judge each redirect.

    :param mirror: whose request it is
    :param way: the proxy that it goes through, its redirects too; None: the mirror's own
    :returns: its answer; one without rules and with the cause where there was none
    :raises HostBusy, MirrorGivenUp, ProxyFailed: no word of the host's: it is not asked now, without harm
    :raises RedirectedAway: it points to a place of notices
    """
    url: str | None = f"{origin}/robots.txt"
    for hops in range(MOST_REDIRECTS + 1):
        meta = {"robots": True, "mirror": mirror, "proxied": way, "download_maxsize": 0}  # the handler bounds it
        request = Request(str(url), meta=meta)
        prefix = f"redirects to {url}: " if hops else ""
        try:
            response = await download(request)
        except NOT_ASKED:
            raise
        except _NO_ANSWER as error:
            return Robots(UNREACHABLE, cause=prefix + describe_failure(error))
        location = response.headers.get("Location")
        if response.status not in REDIRECTS or location is None:
            return Robots(response.status, response.body)
        url = resolve_redirect(request.url, location)
        if url is None:
            return Robots(UNREACHABLE, cause="redirects to no valid URL")
        if reason_of_landing(url) is not None:
            raise RedirectedAway(url)
        if mirror:
            run.record_redirect(url, response.status, request.url)
    return Robots(UNREACHABLE, cause=f"more than {MOST_REDIRECTS} redirects")


def resolve_redirect(base: str, location: bytes) -> str | None:
    """Where an answer points; None for what is written so that readers disagree about it."""
    text = location.decode("utf-8", "replace")
    try:
        parse(text, base)
        return str(ada_url.URL(text, base).href).partition("#")[0]
    except ValueError:
        return None
