"""``mirrorfold robots``: what each mirror's robots.txt says of us and of each listing, kept or asked now."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.desk.daemons import source_text
from tests.desk.desk import Desk, OpenRoom

RULES = "User-agent: *\nDisallow: /\n\nUser-agent: Mirrorfold\nDisallow: /*.xml$ # feeds\nCrawl-delay: 1\n"
OPEN = "User-agent: *\nAllow: /\n"


@pytest.fixture
def served(tmp_path: Path) -> Path:
    folder = tmp_path / "served"
    folder.mkdir()
    (folder / "robots.txt").write_text(RULES)
    return folder


@pytest.fixture
def desk(open_room: OpenRoom, served: Path) -> Desk:
    return open_room(articles=2, mirrors=2, serve_dir=str(served), faults=["m2:robots-5xx"])


def _ask(desk: Desk, *options: str) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(desk.run("robots", "Room", "--json", *options).stdout)
    return {each["mirror"]: each for each in facts["mirrors"]}


def _times_asked(desk: Desk, mirror: str = "m1") -> int:
    return sum(row["kind"] == "robots" and row["mirror"] == mirror for row in desk.room.log_rows())


def test_each_listing_is_told_with_the_line_that_decides(desk: Desk) -> None:
    first, second = desk.room.origins
    said = desk.run("robots", "Room").stdout.splitlines()
    assert said[0].startswith(f"{first}: HTTP 200, asked now, ")
    assert said[1:5] == [
        "  rules     2 lines for mirrorfold",
        "    line 5: Disallow: /*.xml$",
        "    line 6: Crawl-delay: 1",
        f'  FORBIDDEN  {first}/rss.xml (line 5: "Disallow: /*.xml$")',
    ]
    assert said[5].startswith(f"{second}: HTTP 503, asked now, ")
    assert said[-1] == f"  FORBIDDEN  {second}/rss.xml (without an answer nothing is fetched)"


def test_an_answer_is_kept_until_it_is_asked_for_again(desk: Desk, served: Path) -> None:
    first, _ = desk.room.origins
    assert desk.run("crawl", "Room", code=6)
    kept = _ask(desk)[first]
    assert (kept["kept"], kept["status"], kept["group"], kept["crawl_delay"]) == (True, 200, "mirrorfold", 1.0)
    assert _times_asked(desk) == 1
    (served / "robots.txt").write_text(OPEN)
    desk.room.post({"do": "reload"})
    assert _ask(desk)[first]["listings"][0]["allowed"] is False, "for a day it stands as it was"
    now = _ask(desk, "--again")[first]
    assert (now["kept"], now["group"]) == (False, "*")
    assert now["listings"] == [{"url": f"{first}/rss.xml", "allowed": True, "rule": {"line": 2, "text": "Allow: /"}}]
    assert _times_asked(desk) == 2
    assert desk.crawl()["unknown"] == 2, "the next run goes by the new answer"
    assert _times_asked(desk) == 2


def test_a_daemon_asks_for_whoever_wants_to_know(desk: Desk, start_daemon: Any) -> None:
    desk.configure(source=source_text(desk, "1h") + "enabled = false\n")
    start_daemon(desk)
    first, _ = desk.room.origins
    assert _ask(desk)[first]["status"] == 200
    assert _ask(desk)[first]["kept"] is True
