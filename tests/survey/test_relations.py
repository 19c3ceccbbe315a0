"""What a host is to a site: a mirror, or one of the kinds that look like one; each is told as what it is."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from crawler.survey.judge_relation import AnsweredPath, OwnListing, Relation, judge
from tests.desk.papers import english, feed, french, page
from tests.desk.sites import OpenSites, Pages, Sites
from tests.survey.conftest import name_hosts, paper

Configure = Callable[[Sites], None]


def text(seed: str) -> str:
    return " ".join(f"{seed}{number}" for number in range(60))


SAME = AnsweredPath(text("a"), text("a"))
OWN = AnsweredPath(text("b"), text("b"))
OTHER = AnsweredPath(text("a"), text("x"))
FOREIGN = AnsweredPath(text("a"), text("y"), language="fr")
CHANGED = AnsweredPath(text("a"), text("a").replace("a30 ", "z30 "))
FRONT = AnsweredPath(text("a"), "", page=text("front"))
APART = OwnListing(items=20, here=3)
SHARED = OwnListing(items=20, here=18)
AHEAD = OwnListing(items=20, here=3, asked=3, equal=3)
RETITLED = OwnListing(items=20, here=0, retitled=5)


@pytest.mark.parametrize(
    ("answers", "listing", "relation"),
    [
        ([SAME, OWN], SHARED, Relation.MIRROR),
        ([SAME, OWN], OwnListing(), Relation.MIRROR),
        ([SAME, OWN], AHEAD, Relation.MIRROR),
        ([SAME, OWN], APART, Relation.SISTER),
        ([SAME], APART, Relation.SISTER),
        ([SAME], SHARED, Relation.OTHER),
        ([], RETITLED, Relation.SISTER),
        ([CHANGED, CHANGED], SHARED, Relation.ALTERED),
        ([SAME, CHANGED, CHANGED], SHARED, Relation.ALTERED),
        ([FOREIGN, AnsweredPath(text("b"), text("w"), language="fr")], SHARED, Relation.EDITION),
        ([OTHER, AnsweredPath(text("b"), text("x"))], SHARED, Relation.ANSWERS_ALIKE),
        ([FRONT, FRONT, FRONT], OwnListing(), Relation.ANSWERS_ALIKE),
        ([OTHER, AnsweredPath(text("b"), text("v"))], OwnListing(), Relation.OTHER),
        ([], OwnListing(), Relation.OTHER),
    ],
)
def test_a_host_is_what_its_answers_and_its_own_listing_say(
    answers: list[AnsweredPath], listing: OwnListing, relation: Relation
) -> None:
    found = judge("https://b.example", 3, answers, ["answers 404"], listing, language="en")
    assert found.relation is relation
    assert ("no mirror" in found.words or "copy" in found.words) is (relation is not Relation.MIRROR)


def test_equal_texts_on_the_same_domain_beside_a_listing_of_its_own_are_an_edition() -> None:
    found = judge("https://world.a.example", 2, [SAME, OWN], [], APART, same_domain=True)
    assert found.relation is Relation.EDITION


def test_a_host_that_gives_no_answer_is_told_so_with_the_reason() -> None:
    found = judge("https://b.example", 2, [], ["refuses the connection"])
    assert found.words == "no answer: refuses the connection"


def sister(shared: int) -> Pages:
    """A paper that prints some of the first one's articles, and others of its own."""
    pieces = [english(place) for place in range(shared)]
    pieces += [english(place, path=f"/Detail/2026/08/11/{880000 + place}/own-{place}", seed=3) for place in range(12)]
    pages: Pages = {piece.path: page(piece) for piece in pieces}
    headlines = "".join(f'<h2><a href="{piece.path}">{piece.title} says the mayor</a></h2>' for piece in pieces[-12:])
    return {"/": f"<html><body>{headlines}", "/rss.xml": feed(piece.path for piece in pieces[-14:]), **pages}


def edition() -> Pages:
    return {**paper(), **{english(place).path: page(french(place), language="fr") for place in range(12)}}


def renamed() -> Pages:
    """The same titles under addresses of its own."""
    pieces = [english(place, path=f"/local/{place}.html") for place in range(12)]
    links = "".join(f'<h2><a href="{piece.path}">{piece.title} says the council</a></h2>' for piece in pieces)
    return {"/": f"<html><body>{links}", **{piece.path: page(piece) for piece in pieces}}


ALIKE = dict.fromkeys(paper(), "<html><body><h1>Welcome</h1><ul><li>Boats<li>Rain<li>Wind</ul></body></html>")
CHANGED_COPY = {path: str(body).replace(" the ", " that ") for path, body in paper().items()}


@pytest.mark.parametrize(
    ("other", "relation", "words"),
    [
        (sister(12), "sister title", "of its own newest are listed by both"),
        (sister(4), "sister title", "a sister title, no mirror"),
        (renamed(), "sister title", "12 titles stand under other addresses"),
        (edition(), "edition", "in another language (fr)"),
        (CHANGED_COPY, "altered copy", "Leave it out: its texts are not the site's"),
        (ALIKE, "answers everything alike", "all its answers are one page"),
        (dict.fromkeys(paper(), page(english(99))), "answers everything alike", "all its answers are one page"),
    ],
)
def test_a_host_that_looks_like_a_mirror_is_told_as_what_it_is_and_not_saved(
    open_sites: OpenSites, command: Any, tmp_path: Path, other: Pages, relation: str, words: str
) -> None:
    sites = open_sites(paper(), other)
    origins = name_hosts(tmp_path, sites, "www.calm.example", "www.mayor.example")
    facts = command("source", "add", *origins, "--yes", "--json", code=6)
    assert [mirror["relation"] for mirror in facts["mirrors"]] == [relation]
    assert words in facts["refusal"]
    assert not list((tmp_path / "config" / "sources").iterdir())


def test_an_edition_is_a_host_of_the_same_domain_with_another_choice(
    open_sites: OpenSites, command: Any, tmp_path: Path
) -> None:
    sites = open_sites(paper(), sister(12))
    origins = name_hosts(tmp_path, sites, "www.example.org", "world.example.org")
    facts = command("source", "add", *origins, "--yes", "--json", code=6)
    assert [mirror["relation"] for mirror in facts["mirrors"]] == ["edition"]


def test_a_mirror_that_is_ahead_of_the_site_is_a_mirror(open_sites: OpenSites, command: Any, tmp_path: Path) -> None:
    first, ahead = paper(), paper(40)
    first |= {path: body for path, body in ahead.items() if path.startswith("/Detail")}
    ahead["/rss.xml"] = feed(english(place).path for place in range(6, 36))
    sites = open_sites(first, ahead)
    origins = name_hosts(tmp_path, sites, "www.calm.example", "www.calm.test")
    command("source", "add", *origins, "--yes", "--json")
    (file,) = (tmp_path / "config" / "sources").glob("*.toml")
    assert tomllib.loads(file.read_text())["mirrors"] == origins


def test_a_feed_of_another_host_costs_each_of_them_one_comparison(
    open_sites: OpenSites, configure: Configure, command: Any, tmp_path: Path
) -> None:
    first, copy = paper(), paper()
    sites = open_sites(first, copy)
    copy["/rss.xml"] = feed(sites.origins[0] + english(place).path for place in range(12))
    configure(sites)
    facts = command("source", "add", sites.origins[1], "--yes", "--json")
    asked = [path for number in (0, 1) for path in sites.take_asked(number) if path.startswith("/Detail")]
    assert sorted(asked) == sorted(2 * [urlsplit(sample["url"]).path for sample in facts["samples"]])
