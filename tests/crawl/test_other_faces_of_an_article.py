"""AMP, mobile and later pages of an article belong to it; a careless canonical link makes no two articles one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from newsroom.prose import write
from tests.desk.desk import Desk, OpenRoom

SENTENCES = (
    "The ferry company said on {0} that boats to the northern islands would run again from {1} onwards.",
    "Passengers had waited {2} days on the quay, and the bakery by the pier gave them bread and soup for nothing.",
    "An engineer explained that the {3} engine had been taken apart twice before anybody found the cracked valve.",
    "The harbour master counted {4} boats that had asked for shelter, more than in any storm since he began.",
    "The council will meet in the {5} hall to decide who pays for the tug that kept the last line open.",
)


def text(*words: str) -> str:
    return "".join(f"<p>{sentence.format(*words)}</p>" for sentence in SENTENCES)


FERRIES = text("Monday", "Tuesday", "three", "port", "forty", "old")
LATER = text("Friday", "Sunday", "nine", "second", "sixty", "guild") + text("May", "June", "no", "spare", "two", "new")
STRIKE = (
    text("Sunday", "autumn", "twelve", "reserve", "seven", "village").replace("ferry", "crane").replace("boat", "lift")
)


def page(title: str, body: str, head: str = "") -> str:
    return (
        f"<html><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>{body}</article></body></html>"
    )


def serve(open_room: OpenRoom, folder: Path, links: list[str], pages: Mapping[str, str], rules: str = "") -> Desk:
    """A source without a template whose one feed lists these paths."""
    items = "".join(f"<item><title>{link}</title><link>{link}</link></item>" for link in links)
    files = {"rss.xml": f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>', **pages}
    for name, content in files.items():
        path = folder / name.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    desk = open_room(articles=0, mirrors=1, serve_dir=str(folder))
    desk.configure(source=f'name = "Room"\nmirrors = {json.dumps(desk.room.origins)}\nfeeds = ["/rss.xml"]\n{rules}\n')
    return desk


def canonical(path: str) -> str:
    return f'<link rel="canonical" href="{path}">'


def articles(desk: Desk) -> list[str]:
    return [key for (key,) in desk.ask("select key from articles where folded_into is null order by key")]


def asked(desk: Desk) -> list[str]:
    return [row["path"] for row in desk.room.log_rows() if row["kind"] == "other"]


def test_an_amp_page_becomes_a_sighting_of_the_article_that_is_fetched_in_its_stead(
    open_room: OpenRoom, tmp_path: Path
) -> None:
    short = FERRIES.partition("</p>")[0] + "</p>"
    pages = {
        "/news/ferries-return.html": page("Ferries return", FERRIES),
        "/amp/news/ferries-return.html": page("Ferries return", short, canonical("/news/ferries-return.html")),
    }
    desk = serve(open_room, tmp_path / "site", ["/amp/news/ferries-return.html"], pages)
    report = desk.crawl()
    assert (report["verdicts"], report["belonging"], report["lost"]) == ({"new": 1}, 1, [])
    assert articles(desk) == ["/news/ferries-return.html"]
    assert desk.ask("select count(*) from sightings") == [(2,)]
    assert "soup for nothing" in desk.run("export").stdout
    before = len(asked(desk))
    assert desk.crawl()["verdicts"] == {}
    assert asked(desk)[before:] == []


def test_what_belongs_to_an_article_is_still_known_when_the_index_was_rebuilt(
    open_room: OpenRoom, tmp_path: Path
) -> None:
    pages = {
        "/news/ferries-return.html": page("Ferries return", FERRIES),
        "/amp/news/ferries-return.html": page("Ferries return", FERRIES, canonical("/news/ferries-return.html")),
    }
    desk = serve(open_room, tmp_path / "site", ["/amp/news/ferries-return.html", "/news/ferries-return.html"], pages)
    assert desk.crawl()["verdicts"] == {"new": 1}
    desk.run("reindex")
    before = len(asked(desk))
    assert (desk.crawl()["unknown"], asked(desk)[before:]) == (0, [])


def test_later_pages_belong_to_the_first_and_its_text_stands(open_room: OpenRoom, tmp_path: Path) -> None:
    first = "/news/ferries-return.html"
    pages = {
        first: page("Ferries return", FERRIES),
        "/news/ferries-return-2.html": page("Ferries return", LATER, canonical(first)),
        "/news/ferries-return-3.html": page(
            "Ferries return", STRIKE, f'<link rel="prev" href="/news/ferries-return-2.html">{canonical("")}'
        ),
    }
    desk = serve(open_room, tmp_path / "site", list(pages), pages)
    report = desk.crawl()
    assert (report["verdicts"], report["belonging"]) == ({"new": 1}, 2)
    assert articles(desk) == [first]
    assert desk.ask("select count(*) from revisions") == [(1,)]
    assert desk.ask("select text like '%three days%' from revisions") == [(1,)]


@pytest.mark.parametrize("wrong", ["/", "/news", "https://thief.example/news/ferries"])
def test_one_canonical_link_on_every_page_makes_them_no_one_article(
    wrong: str, open_room: OpenRoom, tmp_path: Path
) -> None:
    pages = {
        "/news/ferries-return": page("Ferries return", FERRIES, canonical(wrong)),
        "/news/cranes-stand-still": page("Cranes stand still", STRIKE, canonical(wrong)),
    }
    desk = serve(open_room, tmp_path / "site", list(pages), pages)
    report = desk.crawl()
    assert report["belonging"] == 0
    assert articles(desk) == sorted(pages)
    warned = [warning for warning in report["warnings"] if "canonical address" in warning]
    assert ["not believed" in warning for warning in warned] == {"/": [False], "/news": []}.get(wrong, [True])


def test_a_page_whose_article_no_mirror_gives_is_an_article_itself(open_room: OpenRoom, tmp_path: Path) -> None:
    pages = {"/amp/news/ferries-return": page("Ferries return", FERRIES, canonical("/news/ferries-return"))}
    desk = serve(open_room, tmp_path / "site", list(pages), pages)
    report = desk.crawl()
    assert (report["verdicts"], report["belonging"], report["lost"]) == ({"new": 1}, 0, [])
    assert articles(desk) == ["/amp/news/ferries-return"]


def test_a_declared_rule_folds_links_before_anything_is_fetched(open_room: OpenRoom, tmp_path: Path) -> None:
    pages = {"/news/ferries-return": page("Ferries return", FERRIES)}
    links = ["/news/ferries-return/amp", "/news/ferries-return?print=1", "/news/ferries-return?page=2"]
    rules = 'rules.variants = ["/amp", "?print=1", "?page={n}"]'
    desk = serve(open_room, tmp_path / "site", links, pages, rules)
    assert desk.crawl()["verdicts"] == {"new": 1}
    assert asked(desk) == ["/news/ferries-return"]


def test_a_page_with_another_text_than_the_article_it_names_is_judged_by_itself(
    open_room: OpenRoom, tmp_path: Path
) -> None:
    own, amp = "/news/ferries-return.html", "/amp/news/ferries-return.html"
    other = "".join(f"<p>{text}</p>" for text in write(7, 2).paragraphs)
    pages = {own: page("Ferries return", FERRIES), amp: page("Another story", other, canonical(own))}
    desk = serve(open_room, tmp_path / "site", [own, amp], pages)
    report = desk.crawl()
    assert report["verdicts"] == {"new": 2}
    assert any("another text" in warning for warning in report["warnings"])
