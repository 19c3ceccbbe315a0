"""What each mirror's robots.txt says: as it is kept for all workers, or asked for now."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from crawler.archive.mirrors.mirror_health import load_health
from crawler.context.run_context import Run, Services
from crawler.fetching.failures import NOT_ASKED, RedirectedAway
from crawler.fetching.fetch_robots import fetch_robots
from crawler.index.robots_cache import load_robots, load_robots_age, robots_place, save_robots
from crawler.mirrors.health.state import State
from crawler.network.reactor import assert_guarded
from crawler.network.robots import Robots
from crawler.probing.probe import run_probe
from crawler.probing.probe_spider import Download
from crawler.settings import Mirror, Source, source_urls


@dataclass(frozen=True, slots=True)
class MirrorRobots:
    """What is known of a mirror's robots.txt.

    :ivar robots: its rules; None where it was not asked
    :ivar asked_at: when it was, seconds since 1970; 0 where it was not
    :ivar kept: whether an earlier answer stands here
    :ivar trouble: why there are no rules, or why an earlier answer stands in place of a new one
    """

    mirror: str
    robots: Robots | None = None
    asked_at: int = 0
    kept: bool = False
    trouble: str = ""


async def ask_robots(source: Source, services: Services, *, again: bool) -> list[MirrorRobots]:
    """Tell what each mirror's robots.txt says; what is not kept is asked for, and kept.

    :param again: ask all mirrors that are not retired now, whatever is kept
    :raises IndexUnavailable, ArchiveUnavailable: when one of them cannot be used
    """
    assert_guarded()
    health = await services.archive.load(load_health, source.id)
    retired = {mirror for mirror, its in health.items() if its.state is State.RETIRED}
    known = {mirror.origin: await _load_kept(mirror, services) for mirror in source.mirrors}
    wanted = [
        mirror for mirror in source.mirrors if mirror.origin not in retired and (again or known[mirror.origin] is None)
    ]
    run = Run(id=0, source=source, urls=source_urls(source), services=services, earlier_health={}, every_mirror=True)
    asked: dict[str, MirrorRobots] = {}

    async def work(download: Download) -> None:
        asks = (_ask(mirror, run, download, known[mirror.origin]) for mirror in wanted)
        asked.update((answer.mirror, answer) for answer in await asyncio.gather(*asks))

    if wanted:
        await run_probe(run, work)
    return [asked.get(mirror) or kept or _describe_unasked(mirror, mirror in retired) for mirror, kept in known.items()]


def _describe_unasked(mirror: str, is_retired: bool) -> MirrorRobots:
    return MirrorRobots(mirror, trouble="it is retired, and not asked" if is_retired else "no answer in time")


async def _load_kept(mirror: Mirror, services: Services) -> MirrorRobots | None:
    place = robots_place(mirror.site, mirror.proxy)
    robots, age = await load_robots(services.index, place), await load_robots_age(services.index, place)
    if robots is None or age is None:
        return None
    return MirrorRobots(mirror.origin, robots, asked_at=int(services.clock()) - age, kept=True)


async def _ask(mirror: Mirror, run: Run, download: Download, kept: MirrorRobots | None) -> MirrorRobots:
    try:
        robots = await fetch_robots(run, mirror.site, mirror.origin, download)
    except (*NOT_ASKED, RedirectedAway) as error:
        return _fall_back(mirror.origin, str(error), kept)
    if not robots.reachable and kept is not None:
        return _fall_back(mirror.origin, robots.trouble, kept)
    await save_robots(run.services.index, robots_place(mirror.site, mirror.proxy), robots)
    trouble = "" if robots.reachable else robots.trouble
    return MirrorRobots(mirror.origin, robots, asked_at=run.now(), trouble=trouble)


def _fall_back(mirror: str, trouble: str, kept: MirrorRobots | None) -> MirrorRobots:
    """What is kept holds on for its day; without it nothing is known."""
    if kept is None or kept.robots is None:
        return MirrorRobots(mirror, trouble=trouble)
    return MirrorRobots(mirror, kept.robots, asked_at=kept.asked_at, kept=True, trouble=trouble)
