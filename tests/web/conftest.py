"""A daemon with pages, over a newsroom on which everything has happened."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from newsroom import NewsroomProcess
from tests.desk.daemons import Daemon
from tests.desk.desk import Desk, wait_until
from tests.desk.metrics_page import free_port
from tests.desk.page_reader import PageReader

OpenPages = Callable[..., tuple[Desk, Daemon, PageReader]]


def configure_pages(desk: Desk, port: int, settings: str = "", **options: Any) -> None:
    desk.configure(settings=f"[web]\nport = {port}\n{settings}", **options)


@pytest.fixture
def open_pages(open_room: Any, start_daemon: Any) -> OpenPages:
    """Open a newsroom, crawl it once, and start a daemon that serves pages over it.

    ``others`` are further addresses that may be fetched.
    """

    def open_(
        settings: str = "", *, crawl: bool = True, articles: int = 6, mirrors: int = 2, others: Sequence[str] = ()
    ) -> Any:
        desk = open_room(articles=articles, mirrors=mirrors)
        port = free_port()
        configure_pages(desk, port, settings, others=others)
        if crawl:
            desk.crawl()
        return desk, start_daemon(desk), PageReader(port)

    return open_


@pytest.fixture(scope="session")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, PageReader]]:
    """Two papers that share texts, a correction, a mirror that altered numbers, and a seizure; never changed."""
    folder = tmp_path_factory.mktemp("pages")
    with (
        NewsroomProcess(articles=12, mirrors=3) as room,
        NewsroomProcess(articles=3, mirrors=1) as second,
    ):
        desk, port = Desk(room, folder), free_port()
        mirrors = "[mirrors]\nfailures_until_down = 1\nprobe_after = 0.1\ndivergence_grace = 0.0\n"
        configure_pages(desk, port, mirrors, others=[second.origins[0].removeprefix("http://")])
        (desk.config / "sources" / "courier.toml").write_text(
            f'name = "The Courier"\nmirrors = ["{second.origins[0]}"]\nfeeds = ["/rss.xml"]\nevery = "1d"\n'
            'articles = "/Detail/{year}/{month}/{day}/{id}/{slug}"\n'
        )
        file = desk.config / "sources" / "room.toml"
        file.write_text(file.read_text() + 'every = "1d"\n')
        desk.crawl("courier")
        desk.crawl()
        room.post({"do": "fault", "mirror": "m1", "kind": "seized"})
        room.post({"do": "publish", "number": 1})
        desk.crawl()
        for number in (10, 11, 12):
            room.post({"do": "edit", "article": number, "mirror": "m1", "change": "number"})
        for change in ("number", "title"):
            room.post({"do": "edit", "article": 8, "change": change})
        room.post({"do": "clear", "mirror": "m1"})
        for _ in range(4):
            desk.crawl()
        room.post({"do": "fault", "mirror": "m2", "kind": "seized"})
        desk.crawl()
        daemon = Daemon(desk)
        try:
            wait_until(lambda: not PageReader(port).api("/now")["runs"], "nothing runs")
            yield desk, PageReader(port)
        finally:
            daemon.stop(signal.SIGTERM)
