"""Content decides what a proposed host is: a mirror, a clone, an edition, an agency."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crawler.newsroom import NewsroomProcess
from tests.crawl.conftest import TEMPLATE, Desk, OpenRoom
from tests.crawl.papers import OTHER_GIFT, Piece, english, feed, french, page, paper, put

PROBING = "[mirrors]\nprobe_proposals = true\n"
PIECES = [english(number) for number in range(10)]

Scene = Callable[[Path, Path], tuple[Desk, str]]


@pytest.fixture
def scene(open_room: OpenRoom, tmp_path: Path) -> Callable[..., tuple[Desk, str]]:
    """A source on one host, and another host to which its listings lead."""

    def open_(other: Path, own: list[Piece] = PIECES, links: list[str] | None = None) -> tuple[Desk, str]:
        there = open_room(articles=0, mirrors=1, serve_dir=str(other)).room.origins[0]
        folder = paper(tmp_path / "own", own)
        for name in ("/more.xml", "/most.xml"):
            put(folder, name, feed(there + (link or piece.path) for link, piece in zip(links or [""] * 10, PIECES)))
        desk = open_room(articles=0, mirrors=1, serve_dir=str(folder))
        feeds = '["/rss.xml", "/more.xml", "/most.xml"]'
        source = f'name = "Room"\nmirrors = {json.dumps(desk.room.origins)}\nfeeds = {feeds}\narticles = "{TEMPLATE}"\n'
        desk.configure(PROBING, source, others=[there])
        return desk, there.removeprefix("http://")

    return open_


def proposals(desk: Desk, *options: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(desk.run("mirrors", "proposals", "--json", *options).stdout)
    return found


def test_a_host_that_copies_nine_of_ten_articles_is_found_by_content_and_is_a_mirror(
    scene: Any, tmp_path: Path
) -> None:
    desk, host = scene(paper(tmp_path / "there", PIECES[:9]))
    assert desk.crawl()["verdicts"] == {"new": 10}
    (found,) = proposals(desk)
    assert (found["host"], found["class"]) == (host, "mirror")
    assert {one["kind"] for one in found["evidence"]} == {"content"}
    assert "9 of 10 articles agree" in [one["words"] for one in found["evidence"]]
    told = desk.run("mirrors", "proposals").stdout
    assert f"{host}  of room: mirror, score 0.81, open" in told
    assert "9 of 10 articles agree" in told


def test_one_that_copies_them_with_another_donation_address_is_a_clone_or_impostor(scene: Any, tmp_path: Path) -> None:
    desk, host = scene(paper(tmp_path / "there", PIECES[:9], lambda piece: page(piece, OTHER_GIFT)))
    desk.crawl()
    (found,) = proposals(desk)
    assert (found["host"], found["class"]) == (host, "clone_or_impostor")
    assert found["probe"]["altered"] == 9
    assert OTHER_GIFT in found["probe"]["words"]


def test_one_that_alters_a_number_in_one_article_is_a_clone_or_impostor(scene: Any, tmp_path: Path) -> None:
    first = Piece(PIECES[0].path, PIECES[0].title, [*PIECES[0].paragraphs, "The harbour counted 400 ships that day."])
    other = Piece(first.path, first.title, [*PIECES[0].paragraphs, "The harbour counted 500 ships that day."])
    desk, _ = scene(paper(tmp_path / "there", [other, *PIECES[1:9]]), [first, *PIECES[1:]])
    desk.crawl()
    (found,) = proposals(desk)
    assert found["class"] == "clone_or_impostor"
    assert found["probe"]["words"] == "9 of 10 articles agree, 1 is altered (a number: 500 instead of 400)"


def test_the_same_paths_in_french_are_an_edition(scene: Any, tmp_path: Path) -> None:
    pieces = [french(number) for number in range(10)]
    desk, host = scene(paper(tmp_path / "there", pieces, lambda piece: page(piece, language="fr")))
    desk.crawl()
    (found,) = proposals(desk)
    assert (found["host"], found["class"]) == (host, "edition")


def test_an_agency_whose_text_both_carry_is_not_proposed(scene: Any, tmp_path: Path) -> None:
    wire = [english(number, f"/wire/{number}.html") for number in (2, 5)]
    wire += [english(number, f"/wire/{number}.html", seed=99) for number in range(20, 28)]
    desk, host = scene(paper(tmp_path / "there", wire), links=[piece.path for piece in wire])
    desk.crawl()
    assert proposals(desk) == []
    (found,) = proposals(desk, "--all")
    assert (found["host"], found["class"]) == (host, "syndication")
    assert found["probe"]["words"] == "2 of 8 articles agree"


def test_a_probe_asks_for_fourteen_pages_at_most_and_once_a_day(scene: Any, tmp_path: Path) -> None:
    desk, _ = scene(paper(tmp_path / "there", PIECES))
    desk.crawl()
    desk.crawl()
    (at,) = desk.ask("select probed_at from proposals")[0]
    assert at
    pages = [row for row in _asked(desk) if row["kind"] != "robots"]
    assert 0 < len(pages) <= 14
