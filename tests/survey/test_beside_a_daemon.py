"""``source add`` and ``source test`` beside a daemon: it asks, steps are told as they happen, and it may be stopped."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from tests.desk.daemons import Daemon, StartDaemon
from tests.desk.desk import Desk, OpenRoom, wait_until
from tests.desk.prefork import Forked
from tests.desk.sites import OpenSites, Sites
from tests.survey.conftest import paper


class Held(dict[str, Any]):
    """Pages of which one is given only when it may be."""

    def __init__(self, pages: dict[str, Any], path: str) -> None:
        super().__init__(pages)
        self.path, self.asked, self.let_go = path, Event(), Event()

    def get(self, path: str, default: Any = None) -> Any:
        if path == self.path:
            self.asked.set()
            self.let_go.wait(60)
        return super().get(path, default)


@pytest.fixture
def held(open_sites: OpenSites) -> Iterator[tuple[Sites, Held]]:
    """A site whose feed comes late."""
    sites = open_sites(paper())
    pages = Held(sites.pages[0], "/rss.xml")
    sites.pages[0] = pages
    yield sites, pages
    pages.let_go.set()


Adding = Callable[[Sites, Held], tuple[Daemon, Forked]]


@pytest.fixture
def adding(open_room: OpenRoom, start_daemon: StartDaemon, tmp_path: Path) -> Adding:
    """Add the site through a daemon, and wait until its feed is asked for."""

    def add(sites: Sites, pages: Held) -> tuple[Daemon, Forked]:
        desk = open_room(articles=1, mirrors=1)
        desk.configure(others=sites.origins)
        daemon = start_daemon(desk)
        command = begin(desk, sites, tmp_path)
        assert pages.asked.wait(60)
        return daemon, command

    return add


def begin(desk: Desk, sites: Sites, folder: Path) -> Forked:
    """Add the site; what is printed goes to the file ``out``."""
    with (folder / "out").open("wb") as out:
        words = ["source", "add", sites.origins[0], "--yes", "--config", str(desk.config), "--state", str(desk.state)]
        return Forked(words, os.environ, out, out)


def test_steps_are_told_as_they_happen_and_the_daemon_takes_the_source_up(
    adding: Adding, held: tuple[Sites, Held], tmp_path: Path
) -> None:
    sites, pages = held
    daemon, command = adding(sites, pages)
    wait_until(lambda: "headlines" in (tmp_path / "out").read_text(), "the step before the feed is told")
    assert "Saved" not in (tmp_path / "out").read_text()
    pages.let_go.set()
    assert command.wait(60) == 0
    assert "Saved" in (tmp_path / "out").read_text()
    wait_until(lambda: daemon.says("taken over: 2 sources"), "the daemon takes the source up")


def test_a_survey_ends_with_its_daemon_and_says_so(adding: Adding, held: tuple[Sites, Held], tmp_path: Path) -> None:
    sites, pages = held
    daemon, command = adding(sites, pages)
    assert daemon.stop() == 0
    assert command.wait(60) == 3
    assert "The daemon was stopped" in (tmp_path / "out").read_text()
    assert not [row for row in daemon.rows() if "trace" in row]


def test_a_test_of_a_source_prints_the_same_through_a_daemon(open_room: OpenRoom, start_daemon: StartDaemon) -> None:
    desk = open_room(articles=6, mirrors=2)
    desk.run("crawl", "room")
    alone = desk.run("source", "test", "room").stdout
    start_daemon(desk)
    assert desk.run("source", "test", "room").stdout == alone
    assert alone.count("  sample ") == 5
