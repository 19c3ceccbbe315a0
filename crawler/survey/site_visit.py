"""Requests to a site within a budget, each through the download handler that every crawl uses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Concatenate, ParamSpec, TypeVar
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.canonical.canonical_url import canonicalize
from crawler.canonical.registered_domain import registered_domain
from crawler.context.run_context import Run, Services
from crawler.fetching.ask_pool import read_content_type, read_headers
from crawler.fetching.failures import DOWNLOAD_FAILURES, HostBusy, RedirectedAway, RobotsDisallowed, describe_failure
from crawler.index.robots_cache import robots_place
from crawler.mirrors.health.state import describe_rejection
from crawler.model.article import Rejection
from crawler.model.errors import Refused
from crawler.network.robots import Robots
from crawler.probing.probe_spider import Download
from crawler.reading.pool import PageCrash, PageTimeout, PoolBroken
from crawler.reading.tasks import find_notice_task
from crawler.settings import Mirror, source_urls
from crawler.settings.mistakes import Mistake
from crawler.survey.proposal import Proposal, make_source

P = ParamSpec("P")
T = TypeVar("T")

_FAILURES: tuple[type[Exception], ...] = (IgnoreRequest, *DOWNLOAD_FAILURES)


@dataclass(slots=True)
class Budget:
    """How many requests a survey may make, and how many it has made, over all hosts."""

    most: int
    spent: int = 0

    @property
    def left(self) -> int:
        return self.most - self.spent


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request.

    :ivar trouble: why there is no body of use; ``away``: the address that it points to, on another site
    :ivar forbidden: whether robots.txt says no, or nothing; ``notice``: whether the site turns programs away
    """

    asked: str
    url: str = ""
    status: int = 0
    body: bytes = b""
    content_type: str = ""
    trouble: str = ""
    away: str = ""
    forbidden: bool = False
    notice: bool = False

    @property
    def is_well(self) -> bool:
        return not self.trouble


class SiteVisit:
    """One site that is asked: its run, which nobody keeps, and the requests that are left."""

    def __init__(self, origin: str, services: Services, budget: Budget, run: Run | None = None) -> None:
        """
        :param run: of a source that exists; its mirrors are all the site's own
        """
        self.origin, self.services, self.budget = origin, services, budget
        self.run = run or _make_run(origin, services)
        self._download: Download | None = None
        self._asked_robots: set[str] = set()

    def use(self, download: Download) -> None:
        """Begin to ask, with what the spider of a probe gives."""
        self._download = download

    @property
    def host(self) -> str:
        """The host as links name it, with a port of its own."""
        return self.run.source.mirrors[0].name

    def is_own(self, url: str) -> bool:
        """Whether an address lies on the site's own host, with or without ``www.``."""
        return self.run.mirror_of(url) is not None

    def own_address(self, url: str) -> str:
        """An address as it is asked for here: a link may name the host without ``www.``, or without its port."""
        canonical = canonicalize(url, self.run.urls)
        return canonical.canonical_url or url

    def below_folder(self, url: str) -> str:
        """An own address as if its mirror had its host to itself: without the folder that it lives under."""
        origin = self.run.mirror_of(url) or ""
        folder = urlsplit(origin).path
        path = path_of(url)
        return f"{origin_of(url)}{path.removeprefix(folder) or '/'}" if folder and path.startswith(folder) else url

    async def fetch(self, url: str) -> Answer:
        """Ask for an address; every way in which that fails is an answer."""
        assert self._download is not None
        origin = "/".join(url.split("/", 3)[:3])
        costs = 1 + (origin not in self._asked_robots)
        if self.budget.left < costs:
            return Answer(url, trouble=f"{self.budget.most} requests are spent")
        self._asked_robots.add(origin)
        self.budget.spent += costs
        mirror = self.run.mirror_of(url) or ""
        if not mirror:
            self._admit(url)
        try:
            response = await self._download(Request(url, meta={"mirror": mirror}))
        except RedirectedAway as error:
            return Answer(url, trouble=str(error), away=error.target)
        except _FAILURES as error:
            forbidden = isinstance(error, RobotsDisallowed)
            return Answer(url, trouble=describe_failure(error), forbidden=forbidden, notice=isinstance(error, HostBusy))
        return await self._describe(url, response)

    def _admit(self, url: str) -> None:
        """Let a listing on another host be asked for, as it is for a source that names one."""
        split = urlsplit(url)
        try:
            place = Mirror.parse(f"{split.scheme}://{split.netloc}")
        except Mistake:
            return
        if place.port in (80, 443):
            self.run.listing_places |= {place}

    async def _describe(self, url: str, response: Response) -> Answer:
        answer = Answer(
            url,
            url=response.url,
            status=response.status,
            body=response.body,
            content_type=read_content_type(response),
        )
        if response.status == 200:
            return answer
        page = (response.body, response.url, response.status, read_headers(response))
        notice = await self._work(find_notice_task, *page)
        if isinstance(notice, Rejection):
            return replace(answer, trouble=f"answers {response.status}, {describe_rejection(notice)}", notice=True)
        return replace(answer, trouble=f"answers {response.status}", notice=response.status in (401, 403, 429, 451))

    async def robots(self) -> Robots | None:
        """What the site's robots.txt says, once something was asked for."""
        rules = self.run.robots.get(robots_place(origin_of(self.origin), self.run.proxies[self.origin]))
        return await rules if rules is not None else None

    async def read(
        self, function: Callable[Concatenate[bytes, str, str, P], T], answer: Answer, *args: P.args, **kwargs: P.kwargs
    ) -> T | None:
        """Let the pool read an answer; None for one that takes it too long, or kills it.

        :param function: takes the body, the address that answered and the type that was declared, then the rest
        """
        return await self._work(function, answer.body, answer.url, answer.content_type, *args, **kwargs)

    async def _work(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        try:
            return await self.services.pool.run(function, *args, **kwargs)
        except (PageTimeout, PageCrash, PoolBroken):
            return None


def origin_of(url: str) -> str:
    """Scheme, host and port of an address.

    >>> origin_of("https://www.example.com:444/news?x=1")
    'https://www.example.com:444'
    """
    split = urlsplit(url)
    return f"{split.scheme}://{split.netloc}"


def sibling_origin(origin: str, host: str) -> str:
    """Where another host is asked that a site names: as the site itself is, by its scheme and on its port.

    >>> sibling_origin("http://a.example:8100", "b.example"), sibling_origin("https://a.example", "b.example:444")
    ('http://b.example:8100', 'https://b.example:444')
    """
    split = urlsplit(origin)
    port = f":{split.port}" if split.port and ":" not in host.rpartition("]")[2] else ""
    return f"{split.scheme}://{host}{port}"


def path_of(url: str) -> str:
    """Path and query of an address.

    >>> path_of("https://www.example.com?x=1"), path_of("https://www.example.com/news")
    ('/?x=1', '/news')
    """
    split = urlsplit(url)
    return (split.path or "/") + (f"?{split.query}" if split.query else "")


def name_listing(url: str, visit: SiteVisit) -> str:
    """A listing as a source's file names it: a path where it stands on the site's own host."""
    return path_of(visit.below_folder(url)) if visit.is_own(url) else url


def same_site(url: str, other: str) -> bool:
    """Whether two addresses lie under one registered domain, or on one host where there is none."""
    hosts = [urlsplit(each).hostname or "" for each in (url, other)]
    first, second = (registered_domain(host) or host for host in hosts)
    return first == second


def _make_run(origin: str, services: Services) -> Run:
    """A run that knows this host alone, and that nobody keeps.

    :raises Refused: there can be no such host
    """
    try:
        Mirror.parse(origin)
    except Mistake as mistake:
        raise Refused(f"No such host can be asked: {mistake}", where=origin, cure=mistake.cure) from mistake
    source = make_source(Proposal(id="survey", name="survey", mirrors=(origin,), feeds=("/",)), services.settings)
    return Run(id=0, source=source, urls=source_urls(source), services=services, earlier_health={})
