"""``source add`` of a name whose address changes: each connection is judged anew, and nothing inside is dialled."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.desk import prefork
from tests.desk.papers import english, feed, page
from tests.desk.sites import OpenSites, Sites
from tests.scorecard.servers import Internal, redirect
from tests.survey.conftest import paper

Configure = Callable[[Sites], None]

PUBLIC, INSIDE = "127.0.0.1", "127.0.0.2"
"""The first with the site's port may be dialled, as public addresses may; the second may not."""

Add = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def add(tmp_path: Path, configure: Configure) -> Add:
    """Add sources under names, with what the DNS says of each, look-up for look-up."""

    def run(sites: Sites, answers: dict[str, list[list[str]]], *names: str) -> subprocess.CompletedProcess[str]:
        configure(sites)
        (tmp_path / "dns.json").write_text(json.dumps(answers))
        folders = ("--config", str(tmp_path / "config"), "--state", str(tmp_path / "state"))
        port = sites.origins[0].rpartition(":")[2]
        urls = [f"http://{name}:{port}" for name in names]
        words = [str(tmp_path / "dns.json"), "source", "add", *urls, "--yes", *folders]
        return prefork.run(words, os.environ, timeout=120, module="tests.survey.with_dns")

    return run


def inside(sites: Sites, stack: ExitStack) -> Internal:
    """What listens inside on the port of the site."""
    return stack.enter_context(Internal(INSIDE, port=int(sites.origins[0].rpartition(":")[2])))


@pytest.mark.parametrize("turns", [1, 2, 3, 5])
def test_a_site_that_moves_inside_while_it_is_surveyed_is_followed_nowhere(
    open_sites: OpenSites, add: Add, tmp_path: Path, turns: int
) -> None:
    sites = open_sites(paper())
    with ExitStack() as stack:
        private = inside(sites, stack)
        done = add(sites, {"a.example": [[PUBLIC]] * turns + [[INSIDE]]}, "a.example")
        assert private.hits == []
    assert "Traceback" not in done.stderr
    assert "is not a public address" in done.stdout + done.stderr


@pytest.mark.parametrize("answers", [[[INSIDE]], [["169.254.169.254"]], [["::1"]], [[PUBLIC, INSIDE]], [["10.0.0.1"]]])
def test_a_name_that_lies_inside_is_refused_with_the_reason_and_no_file(
    open_sites: OpenSites, add: Add, tmp_path: Path, answers: list[list[str]]
) -> None:
    sites = open_sites(paper())
    with ExitStack() as stack:
        private = inside(sites, stack)
        done = add(sites, {"a.example": answers}, "a.example")
        assert private.hits == []
    assert done.returncode == 3
    assert "is not a public address" in done.stderr
    assert not list((tmp_path / "config" / "sources").iterdir())
    assert sites.take_asked() == []


def test_a_second_host_that_moves_inside_is_no_mirror(open_sites: OpenSites, add: Add, tmp_path: Path) -> None:
    sites = open_sites(paper())
    with ExitStack() as stack:
        private = inside(sites, stack)
        answers = {"a.example": [[PUBLIC]], "b.example": [[PUBLIC], [INSIDE]]}
        done = add(sites, answers, "a.example", "b.example")
        assert private.hits == []
    assert done.returncode == 6
    assert not list((tmp_path / "config" / "sources").iterdir())


def test_a_redirect_to_a_name_that_lies_inside_is_not_followed(open_sites: OpenSites, add: Add, tmp_path: Path) -> None:
    pages = paper()
    sites = open_sites(pages)
    port = sites.origins[0].rpartition(":")[2]
    for path in [english(place).path for place in range(12)]:
        pages[path] = redirect(f"http://b.example:{port}{path}")
    with ExitStack() as stack:
        private = inside(sites, stack)
        done = add(sites, {"a.example": [[PUBLIC]], "b.example": [[INSIDE]]}, "a.example")
        assert private.hits == []
    assert done.returncode != 0
    assert not list((tmp_path / "config" / "sources").iterdir())


def test_a_feed_whose_items_lie_inside_is_asked_for_there_no_more(
    open_sites: OpenSites, add: Add, tmp_path: Path
) -> None:
    pages = paper()
    sites = open_sites(pages)
    port = sites.origins[0].rpartition(":")[2]
    pages["/rss.xml"] = feed(f"http://b.example:{port}{english(place).path}" for place in range(12))
    pages |= {english(place).path: page(english(place)) for place in range(12)}
    with ExitStack() as stack:
        private = inside(sites, stack)
        done = add(sites, {"a.example": [[PUBLIC]], "b.example": [[INSIDE]]}, "a.example")
        assert private.hits == []
    assert "b.example" not in done.stdout.partition("mirrors")[2]
