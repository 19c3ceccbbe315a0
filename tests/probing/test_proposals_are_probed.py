"""Content decides what a proposed host is: a mirror, a clone, an edition, an agency."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.desk.desk import TEMPLATE, Desk, OpenRoom
from tests.desk.fleet import source_file, source_toml
from tests.desk.papers import OTHER_GIFT, Piece, english, feed, french, page, paper, put

PROBING = "[mirrors]\nprobe_proposals = true\n"
NOTICE = "Press TV’s website can also be accessed at the following alternate addresses:"
PIECES = [english(number) for number in range(10)]


@dataclass(frozen=True)
class Scene:
    """A source on one host, and another host to which its listings lead."""

    desk: Desk
    there: Desk

    @property
    def host(self) -> str:
        return self.there.room.origins[0].removeprefix("http://")

    def proposals(self, *options: str) -> list[dict[str, Any]]:
        return proposals(self.desk, *options)

    def asked(self) -> list[str]:
        """What the other host was asked for, but for its robots.txt."""
        return [row["path"] for row in self.there.room.log_rows() if row["kind"] != "robots"]


SetScene = Callable[..., Scene]


@pytest.fixture
def scene(open_room: OpenRoom, tmp_path: Path) -> SetScene:
    def set_(
        there: Sequence[Piece],
        dress: Callable[[Piece], str] = page,
        own: Sequence[Piece] = PIECES,
        settings: str = PROBING,
        **options: Any,
    ) -> Scene:
        served = paper(tmp_path / "there", there, dress)
        other = open_room(articles=0, mirrors=1, serve_dir=str(served), **options)
        (origin,) = other.room.origins
        folder = paper(tmp_path / "own", own)
        for name in ("/more.xml", "/most.xml"):
            put(folder, name, feed(origin + piece.path for piece in there))
        desk = open_room(articles=0, mirrors=1, serve_dir=str(folder))
        source = (
            f'name = "Room"\nmirrors = {json.dumps(desk.room.origins)}\narticles = "{TEMPLATE}"\n'
            'feeds = ["/rss.xml", "/more.xml", "/most.xml"]\n'
        )
        desk.configure(settings, source, others=[origin])
        return Scene(desk, other)

    return set_


def proposals(desk: Desk, *options: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(desk.run("mirrors", "proposals", "--json", *options).stdout)
    return found


def test_a_host_that_copies_nine_of_ten_articles_is_found_by_content_and_is_a_mirror(scene: SetScene) -> None:
    set_ = scene(PIECES[:9])
    assert set_.desk.crawl()["verdicts"] == {"new": 10}
    (found,) = set_.proposals()
    assert (found["host"], found["class"]) == (set_.host, "mirror")
    assert {one["kind"] for one in found["evidence"]} == {"content"}
    assert "9 of 10 articles agree" in [one["words"] for one in found["evidence"]]
    told = set_.desk.run("mirrors", "proposals").stdout
    assert f"{set_.host}  of room: mirror, score 0.81, open" in told
    assert "9 of 10 articles agree" in told


def test_one_that_copies_them_with_another_donation_address_is_a_clone_or_impostor(scene: SetScene) -> None:
    set_ = scene(PIECES[:9], lambda piece: page(piece, OTHER_GIFT))
    set_.desk.crawl()
    (found,) = set_.proposals()
    assert (found["host"], found["class"]) == (set_.host, "clone_or_impostor")
    assert found["probe"]["altered"] == 9
    assert OTHER_GIFT in found["probe"]["words"]


def test_one_that_alters_a_number_in_one_article_is_a_clone_or_impostor(scene: SetScene) -> None:
    first = Piece(PIECES[0].path, PIECES[0].title, [*PIECES[0].paragraphs, "The harbour counted 400 ships that day."])
    other = Piece(first.path, first.title, [*PIECES[0].paragraphs, "The harbour counted 500 ships that day."])
    set_ = scene([other, *PIECES[1:9]], own=[first, *PIECES[1:]])
    set_.desk.crawl()
    (found,) = set_.proposals()
    assert found["class"] == "clone_or_impostor"
    assert found["probe"]["words"] == "9 of 10 articles agree, 1 is altered (a number: 500 instead of 400)"


def test_the_same_paths_in_french_are_an_edition(scene: SetScene) -> None:
    set_ = scene([french(number) for number in range(10)], lambda piece: page(piece, language="fr"))
    set_.desk.crawl()
    (found,) = set_.proposals()
    assert (found["host"], found["class"]) == (set_.host, "edition")


def test_an_agency_whose_text_both_carry_is_not_proposed(scene: SetScene) -> None:
    wire = [english(number, f"/wire/{number}.html") for number in (2, 5)]
    wire += [english(number, f"/wire/{number}.html", seed=99) for number in range(20, 28)]
    set_ = scene(wire)
    set_.desk.crawl()
    assert set_.proposals() == []
    assert "0 proposals" in set_.desk.run("mirrors", "proposals").stdout
    (found,) = set_.proposals("--all")
    assert (found["host"], found["class"]) == (set_.host, "syndication")
    assert found["probe"]["words"] == "2 of 8 articles agree"


def test_a_mirror_with_other_paths_is_found_by_its_own_links(scene: SetScene) -> None:
    set_ = scene([english(number, f"/story/{number}.html") for number in range(10)])
    set_.desk.crawl()
    (found,) = set_.proposals()
    assert (found["class"], found["probe"]["words"]) == ("mirror", "8 of 8 articles agree")
    assert found["probe"]["carried"] is False


def test_a_probe_asks_for_fourteen_pages_at_most_and_once_a_day(scene: SetScene) -> None:
    set_ = scene([english(number, f"/story/{number}.html") for number in range(10)])
    set_.desk.crawl()
    assert 0 < len(set_.asked()) <= 14
    before = len(set_.asked())
    set_.desk.crawl()
    assert len(set_.asked()) == before


def test_nothing_is_probed_when_the_operator_does_not_want_it_but_a_person_may(scene: SetScene) -> None:
    set_ = scene(PIECES[:9], settings="[mirrors]\nprobe_proposals = false\n")
    set_.desk.crawl()
    assert (set_.asked(), set_.proposals()) == ([], [])
    told = set_.desk.run("mirrors", "probe", set_.host).stdout
    assert "9 of 10 articles agree" in told
    assert set_.proposals()[0]["class"] == "mirror"


def test_a_host_that_nobody_proposed_is_probed_for_the_source_that_is_named(scene: SetScene) -> None:
    set_ = scene(PIECES[:9])
    set_.desk.configure(PROBING, others=[f"http://{set_.host}"])
    set_.desk.crawl()
    assert "--source" in set_.desk.run("mirrors", "probe", set_.host, code=7).stderr
    assert f"{set_.host}  of room: mirror" in set_.desk.run("mirrors", "probe", set_.host, "--source", "Room").stdout
    own = set_.desk.room.origins[0].removeprefix("http://")
    assert "a mirror of the source already" in set_.desk.run("mirrors", "probe", own, "--source", "Room", code=3).stderr
    assert "No such host" in set_.desk.run("mirrors", "probe", "no host", "--source", "Room", code=3).stderr


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("m1:parked", "parked: "),
        ("m1:5xx:503", "not reached: "),
        ("m1:down", "not reached: "),
        ("m1:redirect-to:203.0.113.9", "not reached: robots.txt: redirects to "),
        ("m1:moved-to:www.hugedomains.com", "parked: redirects to "),
    ],
)
def test_a_host_that_serves_no_paper_fails_no_run_and_leads_nowhere(scene: SetScene, fault: str, words: str) -> None:
    set_ = scene(PIECES[:9], faults=[fault])
    assert set_.desk.crawl()["verdicts"] == {"new": 10}
    assert set_.proposals() == []
    (found,) = set_.proposals("--all")
    assert found["probe"]["words"].startswith(words)
    assert found["class"] == ("parked" if words.startswith("parked") else "unknown")


def test_a_page_with_an_alternate_address_notice_proposes_the_host_with_the_sentence(
    open_room: OpenRoom, tmp_path: Path
) -> None:
    extra = f"<p>{NOTICE}</p><p>www.presstv.co.uk</p>"
    served = paper(tmp_path / "own", PIECES[:2], lambda piece: page(piece, extra=extra))
    desk = open_room(articles=0, mirrors=1, serve_dir=str(served))
    port = desk.room.origins[0].rpartition(":")[2]
    desk.configure(
        '[network.resolve]\n"www.presstv.ir" = "127.0.0.1"\n',
        f'name = "Press TV"\nmirrors = ["http://www.presstv.ir:{port}"]\nfeeds = ["/rss.xml"]\n',
    )
    desk.crawl("Press TV")
    (found,) = proposals(desk)
    assert (found["host"], found["class"], found["standing"]) == ("www.presstv.co.uk", "unknown", "unconfirmed")
    (evidence,) = {(one["kind"], one["words"]) for one in found["evidence"]}
    assert evidence[0] == "notice"
    assert NOTICE in evidence[1]
    listing = desk.run("mirrors", "proposals").stdout
    assert NOTICE in listing
    assert "www.presstv.co.uk  of room: unknown, score 0.60, unconfirmed" in listing


def test_what_content_does_not_confirm_after_a_probe_is_only_shown_with_all(
    open_room: OpenRoom, tmp_path: Path
) -> None:
    copy = open_room(articles=0, mirrors=1, serve_dir=str(paper(tmp_path / "there", PIECES)))
    (origin,) = copy.room.origins
    copy.room.post({"do": "fault", "mirror": "m1", "kind": "parked"})
    notice = f"<p>This website can also be accessed at the following alternate address: {origin}/</p>"
    served = paper(tmp_path / "own", PIECES, lambda piece: page(piece, extra=notice))
    desk = open_room(articles=0, mirrors=1, serve_dir=str(served))
    desk.configure(
        PROBING,
        f'name = "Room"\nmirrors = {json.dumps(desk.room.origins)}\narticles = "{TEMPLATE}"\nfeeds = ["/rss.xml"]\n',
        others=[origin],
    )
    desk.crawl()
    assert proposals(desk) == []
    (seen,) = json.loads(desk.run("mirrors", "proposals", "--all", "--json").stdout)
    assert (f"http://{seen['host']}", seen["standing"], seen["probe"]["same"]) == (
        origin,
        "unconfirmed",
        0,
    )
    copy.room.post({"do": "clear", "mirror": "m1"})
    desk.run("mirrors", "probe", seen["host"])
    (confirmed,) = proposals(desk)
    assert (confirmed["class"], confirmed["standing"]) == ("mirror", "open")


def test_a_host_whose_robots_txt_disallows_it_is_not_asked(scene: SetScene, tmp_path: Path) -> None:
    put(tmp_path / "there", "/robots.txt", "User-agent: *\nDisallow: /\n")
    set_ = scene(PIECES)
    set_.desk.crawl()
    assert set_.asked() == []
    words = set_.proposals("--all")[0]["probe"]["words"]
    assert re.fullmatch(r'not reached: robots.txt of \S+ disallows / \(line 2: "Disallow: /"\)', words)


def test_another_source_that_carries_the_same_articles_is_proposed(open_room: OpenRoom) -> None:
    desk = open_room(articles=12, mirrors=2)
    desk.configure(PROBING)
    first, second = desk.room.origins
    for name, origin in (("room", first), ("other", second)):
        source_file(desk, name).write_text(source_toml(name, [origin], "1h"))
    for _ in range(2):
        for name in ("other", "room"):
            desk.crawl(name)
        desk.room.post({"do": "publish", "number": 2})
    desk.crawl("other")
    desk.crawl("room")
    (found,) = [one for one in proposals(desk) if one["source"] == "room"]
    assert (f"http://{found['host']}", found["class"]) == (second, "mirror")


def test_a_rejected_host_never_comes_back(scene: SetScene) -> None:
    set_ = scene(PIECES[:9], settings="[mirrors]\nprobe_proposals = false\n")
    set_.desk.crawl()
    set_.desk.run("mirrors", "probe", set_.host)
    set_.desk.run("mirrors", "reject", set_.host, "--reason", "a reader's own copy")
    text = (set_.desk.config / "sources" / "room.toml").read_text()
    set_.desk.configure(PROBING, text.replace("/more.xml", "/most.xml?again"), others=[f"http://{set_.host}"])
    set_.desk.change(["update proposals set probed_at = 1"])
    before = len(set_.asked())
    set_.desk.crawl()
    assert len(set_.asked()) == before
    (found,) = set_.proposals()
    assert (found["standing"], found["reason"]) == ("rejected", "a reader's own copy")


@pytest.mark.parametrize(("rule", "standing"), [('auto_accept = "mirror"\n', "accepted"), ("", "open")])
def test_a_mirror_that_the_source_names_is_accepted_without_a_person_only_by_the_operators_rule(
    open_room: OpenRoom, tmp_path: Path, rule: str, standing: str
) -> None:
    copy = open_room(articles=0, mirrors=1, serve_dir=str(paper(tmp_path / "there", PIECES)))
    (origin,) = copy.room.origins
    notice = f"<p>This website can also be accessed at the following alternate address: {origin}/</p>"
    served = paper(tmp_path / "own", PIECES, lambda piece: page(piece, extra=notice))
    desk = open_room(articles=0, mirrors=1, serve_dir=str(served))
    source = (
        f'name = "Room"\nmirrors = {json.dumps(desk.room.origins)}\narticles = "{TEMPLATE}"\nfeeds = ["/rss.xml"]\n'
    )
    desk.configure(PROBING, source + rule, others=[origin])
    desk.crawl()
    (found,) = proposals(desk)
    assert (found["class"], found["standing"]) == ("mirror", standing)
    configured = source_file(desk, "room").read_text()
    assert (origin in configured) == (standing == "accepted")
    assert (found["who"] == "the source's file") == (standing == "accepted")


def test_a_permanent_move_is_adopted_when_its_content_has_agreed_for_so_long(scene: SetScene) -> None:
    set_ = scene(PIECES)
    file = source_file(set_.desk, "room")
    file.write_text(file.read_text() + 'adopt = "7d"\n')
    set_.desk.crawl()
    set_.desk.room.post({"do": "fault", "mirror": "m1", "kind": "moved-to", "arg": set_.host})
    set_.desk.run("crawl", "room", code=6)
    set_.desk.run("mirrors", "probe", set_.host)
    assert set_.there.room.origins[0] not in file.read_text(), "it has not agreed for a week yet"
    week = 7 * 86_400
    set_.desk.change(
        [
            f"update proposals set agreed_since = agreed_since - {week}",
            f"update proposal_evidence set first_seen = first_seen - {week}",
        ]
    )
    set_.desk.run("mirrors", "probe", set_.host)
    assert set_.there.room.origins[0] in file.read_text()
    (found,) = set_.proposals()
    assert found["reason"] == "adopt: moved for good, and its articles have agreed for 7 days"
