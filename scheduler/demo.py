"""The demo: a newsroom and its crawl together, shown step by step."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shutil
import socket
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from itertools import chain, cycle
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from rich.console import Console

from crawler.archive.database.store import Archive
from crawler.context.run_context import Services
from crawler.crawl.run import crawl_source
from crawler.model.errors import Refused
from crawler.settings import Configuration, load
from newsroom import NewsroomProcess
from scheduler.crawl_once import build_progress_bar, show_progress
from scheduler.daemon import run_daemon
from scheduler.reports.counts.run_history import load_runs
from scheduler.reports.counts.selection import Selection
from scheduler.reports.counts.stats import load_totals
from scheduler.reports.formats.run_report import report_facts, report_lines
from scheduler.reports.formats.text_format import format_count
from scheduler.service.services import open_services
from scheduler.watching.log_format import configure_logging

log = logging.getLogger(__name__)

SOURCE, SECOND = "newsroom", "courier"

_SETTINGS = """\
[network]
contact = "the demo, on this machine"
allow_loopback = [{pairs}]

[politeness]
delay = 0.0                # everything is on this machine; a real source gets a second between two requests
concurrency = 16
source_concurrency = 16

[mirrors]
probe_after = 10.0         # a mirror that is down is looked at again soon: the demo is short
divergence_grace = 5.0     # mirrors that say different things have a day, else
"""

_SOURCE = """\
name = "{name}"
language = "en"
mirrors = [{origins}]
feeds = ["/rss.xml"]
articles = "/Detail/{{year}}/{{month}}/{{day}}/{{id}}/{{slug}}"
every = "5s"
"""

COPIED = 12
"""Articles of the second paper at the start: agency texts that the first one has as well."""

LOOK = 0.2
"""Seconds between two looks whether a run has ended."""

MOST_RUNS = 3
"""Runs that are looked at, the latest."""


@dataclass(frozen=True, slots=True)
class _Event:
    """What happens at the site, once a run has seen what happened before it.

    :ivar wait: seconds before it happens, at least; it happens between two runs, so that each run finds all of it.
        At 0 it happens together with the one before
    :ivar told: the run that is waited for gave this verdict, however long that takes; with None any run will do
    """

    wait: float
    sentence: str
    orders: tuple[dict[str, Any], ...]
    told: str | None = None


_PUBLISH = _Event(7.5, "the site publishes 5 articles", ({"do": "publish", "number": 5},))
_SEIZE = _Event(
    5,
    "the first mirror is seized, and the site publishes 5 articles",
    ({"do": "fault", "mirror": "m1", "kind": "seized"}, {"do": "publish", "number": 5}),
)
_GIVE_BACK = _Event(5, "the first mirror is given back", ({"do": "clear", "mirror": "m1"},))


def _first_events(articles: int, mirrors: int) -> list[_Event]:
    """What happens at first: each page has something to show of it.

    :param articles: of the site at the start; the last of them are changed
    :param mirrors: of the site; what one alone alters diverges from nothing
    """
    corrected = tuple(
        {"do": "edit", "article": max(1, articles - 5), "change": change} for change in ("number", "append", "title")
    )
    altered = tuple(
        {"do": "edit", "article": number, "mirror": "m1", "change": "number"}
        for number in range(max(1, articles - 4), articles + 1)
    )
    return [
        _PUBLISH,
        _SEIZE,
        _Event(5, "the site corrects an article", corrected),
        _Event(0, "the first mirror alters numbers in its texts while it is away", altered),
        _GIVE_BACK,
        replace(_PUBLISH, told="divergent" if mirrors > 1 else None),
    ]


class Demo:
    """A newsroom and a configuration for it in a state folder; each step crawls once and says what came of it."""

    def __init__(self, state: Path, articles: int, mirrors: int, console: Console, *, live: bool = False) -> None:
        """
        :param live: whether a second paper is there, and news come while the daemon runs
        """
        self._state, self._articles, self._mirrors, self._console = state, articles, mirrors, console
        self._live = live
        self._stack = ExitStack()
        self._requests = 0
        self._bodies = 0

    def __enter__(self) -> Self:
        self._state.mkdir(parents=True, exist_ok=True)
        room = NewsroomProcess(articles=self._articles, mirrors=self._mirrors, port=self._port())
        self._room = self._stack.enter_context(room)
        second = None
        if self._live:
            copies = min(COPIED, self._articles)
            port = self._port() + self._mirrors
            second = self._stack.enter_context(NewsroomProcess(articles=copies, mirrors=1, port=port)).origins[0]
        self._configuration = self._configure(self._room.origins, second)
        served = f"{format_count(self._articles, 'article')} on {format_count(self._mirrors, 'mirror')}"
        self._print_step(f"A small news site serves {served}: {', '.join(self._room.origins)}")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stack.close()

    def _port(self) -> int:
        """The first mirror's port, the same for the same state folder: its address is what a mirror is known by."""
        file = self._state / "newsroom-port"
        if not file.exists():
            file.write_text(str(_free_ports(self._mirrors + 1)))
        return int(file.read_text())

    def _configure(self, origins: list[str], second: str | None) -> Configuration:
        folder = self._state / "config"
        (folder / "sources").mkdir(parents=True, exist_ok=True)
        every = [*origins, *([second] if second is not None else [])]
        pairs = ", ".join(json.dumps(origin.removeprefix("http://")) for origin in every)
        (folder / "mirrorfold.toml").write_text(_SETTINGS.format(pairs=pairs))
        self._configure_source(folder, SOURCE, "The Newsroom", origins)
        if second is not None:
            self._configure_source(folder, SECOND, "The Courier", [second])
        return load(folder, os.environ)

    def _configure_source(self, folder: Path, source: str, name: str, origins: Sequence[str]) -> None:
        listed = ", ".join(map(json.dumps, origins))
        (folder / "sources" / f"{source}.toml").write_text(_SOURCE.format(name=name, origins=listed))

    async def show(self, *, once: bool) -> None:
        """Crawl; unless it is to be once, go on with news, a seizure, and a crawl that finds nothing new."""
        async with open_services(self._configuration, self._state) as shared:
            self._print_step("Crawling all of them; each article is to be fetched once, from one mirror:")
            await self._crawl(shared)
            if once:
                return
            new = max(1, self._articles // 20)
            self._room.post({"do": "publish", "number": new})
            self._room.post({"do": "fault", "mirror": "m1", "kind": "seized"})
            self._print_step(
                f"The site publishes {format_count(new, 'article')}, and its first mirror is seized. Crawling again:"
            )
            await self._crawl(shared)
            self._print_step("Crawling once more, with nothing new:")
            await self._crawl(shared)

    async def live(self) -> None:
        """Run the daemon until it is told to end, while things happen at the site."""
        configure_logging(plain=True)
        self._print_step("The daemon crawls it every 5 seconds. End it with Ctrl-C.")
        news = asyncio.create_task(self._make_news(), name="make news")
        try:
            await run_daemon(self._configuration, self._state, shown=self._show_address)
        finally:
            news.cancel()

    def _show_address(self, address: str) -> None:
        self._print_step(f"Look at it in a browser: {address}")

    async def _make_news(self) -> None:
        """Let one thing happen after the other, each when a run has seen the one before, however slow the machine."""
        happened = 0
        for event in chain(_first_events(self._articles, self._mirrors), cycle((_PUBLISH, _SEIZE, _GIVE_BACK))):
            if event.wait:
                await asyncio.sleep(event.wait)
                await self._wait_for_run(happened, event.told)
            log.info("%s", event.sentence)
            for order in event.orders:
                await asyncio.to_thread(self._room.post, order)
            happened = int(time.time())

    async def _wait_for_run(self, since: int, told: str | None) -> None:
        """Wait until a run has ended that began after a time.

        :param since: in seconds since 1970
        :param told: a verdict that the run gave; None: any run
        """
        file = self._state / "archive.db"
        while not file.exists():  # noqa: ASYNC110 - the daemon is about to make it
            await asyncio.sleep(LOOK)
        with closing(await asyncio.to_thread(Archive.in_folder, self._state)) as archive:
            selection = Selection(SOURCE)
            while True:
                runs = await asyncio.to_thread(archive.read, load_runs, selection, MOST_RUNS)
                ended = (run for run in runs if run.ended is not None and run.started.timestamp() > since)
                if any(told is None or run.verdicts.get(told) for run in ended):
                    return
                await asyncio.sleep(LOOK)

    async def _crawl(self, shared: Services) -> None:
        source = self._configuration.source(SOURCE)
        with build_progress_bar(self._console) as bar:
            run = await crawl_source(source, shared, watch=lambda run: show_progress(bar, run))
        report = run.tally.report()
        self._requests += report["requests"]
        self._bodies += report["bodies_fetched"]
        for line in report_lines(run.source.name, report_facts(run)):
            self._console.print(f"  {line}", markup=False, soft_wrap=True)
        self._console.print()

    def numbers(self) -> dict[str, Any]:
        """What the archive holds now, and what this demo asked for."""
        with closing(Archive.in_folder(self._state)) as archive:
            total = archive.read(load_totals)
        return {
            "articles": total["articles"],
            "sightings": total["sightings"],
            "bodies_fetched": self._bodies,
            "requests": self._requests,
            "verdicts": total["verdicts"],
        }

    def where_to_look(self, *, kept: bool) -> None:
        """End with the folded numbers and the commands that show more."""
        with closing(Archive.in_folder(self._state)) as archive:
            total = archive.read(load_totals)
        folded = f"{total['articles']} articles from {total['sightings']} sightings"
        self._print_step(f"{folded}, {format_count(total['bodies_fetched'], 'body', 'bodies')} fetched.")
        if not kept:
            self._print_step("This state is thrown away; run mirrorfold demo --state DIR to keep it and look at it.")
            return
        where = f"--config {self._state / 'config'} --state {self._state}"
        self._print_step("Where to look next:")
        for command in ("stats", "runs", "explain 1", "export", "doctor"):
            self._console.print(f"  {_program()} {command} {where}", markup=False, soft_wrap=True)

    def _print_step(self, sentence: str) -> None:
        self._console.print(sentence, style="bold", markup=False, soft_wrap=True)


def _program() -> str:
    """The command as it can be typed here: by its path where it is not on the search path."""
    return "mirrorfold" if shutil.which("mirrorfold") else os.path.relpath(sys.argv[0])


def _free_ports(number: int) -> int:
    """Find ports in a row that nobody listens on."""
    for first in range(8700, 9700, 10):
        if all(_is_free(first + place) for place in range(number)):
            return first
    raise Refused("There is no row of free ports on this machine", where="127.0.0.1:8700-9700")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
