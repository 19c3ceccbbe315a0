"""A sighting is of the mirror that showed an article or served it, and the address that is given out answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.desk.desk import Desk, OpenRoom
from tests.desk.make_due import make_due
from tests.desk.papers import english


def page(title: str) -> str:
    story = "".join(f"<p>{line}</p>" for line in english(7).paragraphs)
    head = f'<title>{title}</title><meta property="article:published_time" content="2026-08-15T09:30:00+00:00">'
    return f"<html><head>{head}</head><body><article><h1>{title}</h1>{story}</article></body></html>"


class Site:
    """Files that all mirrors serve; the links of the feed name the first mirror, on the others as well."""

    def __init__(self, folder: Path, open_room: OpenRoom, mirrors: int, template: str) -> None:
        self.folder = folder
        folder.mkdir()
        self.desk: Desk = open_room(articles=0, mirrors=mirrors, serve_dir=str(folder))
        origins = json.dumps(self.desk.room.origins)
        rules = f'articles = "{template}"\n' if template else ""
        self.desk.configure(source=f'name = "Room"\nmirrors = {origins}\nfeeds = ["/rss.xml"]\n{rules}')

    def show(self, path: str | None, listed: str) -> None:
        """Show the article at one path, or nowhere, and list it at one."""
        for file in self.folder.rglob("*.html"):
            file.unlink()
        if path is not None:
            file = self.folder / path.lstrip("/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(page("Ferries return"))
        link = f"<title>Ferries return</title><link>{self.desk.room.origins[0]}{listed}</link>"
        text = f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title><item>{link}</item></channel></rss>'
        (self.folder / "rss.xml").write_text(text)
        self.desk.room.post({"do": "reload"})

    def exported(self) -> dict[str, Any]:
        (line,) = self.desk.run("export").stdout.splitlines()
        article: dict[str, Any] = json.loads(line)
        return article


OpenSite = Callable[..., Site]


@pytest.fixture
def open_site(open_room: OpenRoom, tmp_path: Path) -> OpenSite:
    return lambda mirrors=1, template="": Site(tmp_path / "site", open_room, mirrors, template)


FERRIES, RENAMED = "/news/7-ferries.html", "/news/7-ferries-again.html"


def test_a_lazy_copy_has_what_it_lists_and_a_mirror_that_never_answered_has_nothing(open_site: OpenSite) -> None:
    site = open_site(mirrors=3)
    site.show(FERRIES, listed=FERRIES)
    site.desk.room.post({"do": "fault", "mirror": "m3", "kind": "down"})
    site.desk.crawl()
    m1, m2, _ = site.desk.room.origins
    host = m1.removeprefix("http://")
    told = [
        (seen["mirror"], seen["url"], seen["named_host"], seen["listed_on"]) for seen in site.exported()["sightings"]
    ]
    assert told == [(m1, m1 + FERRIES, "", [m1]), (m2, m2 + FERRIES, host, [m2])]
    assert f"listed on {m2}, whose link names {host}; never fetched" in site.desk.run("explain", m2 + FERRIES).stdout
    site.desk.crawl()
    assert site.desk.ask("select count(*) from sightings") == [(2,)]


def test_what_one_run_saw_on_several_mirrors_is_a_tie_and_a_later_one_is_not_first(open_site: OpenSite) -> None:
    site = open_site(mirrors=3)
    site.show(FERRIES, listed=FERRIES)
    site.desk.room.post({"do": "fault", "mirror": "m3", "kind": "down"})
    site.desk.crawl()
    site.desk.room.post({"do": "clear", "mirror": "m3"})
    site.desk.crawl()
    shown = json.loads(site.desk.run("mirrors", "show", "Room", "--json").stdout)
    assert [(mirror["seen_first"], mirror["tied"]) for mirror in shown] == [(0, 1), (0, 1), (0, 0)]
    started = dict(site.desk.ask("select id, started from runs"))
    rows = site.desk.ask("select first_run, first_seen from sightings order by id")
    assert [run for run, _ in rows] == [1, 1, 2]
    assert all(at >= started[run] for run, at in rows)


def test_a_new_slug_is_the_address_of_its_article_from_then_on(open_site: OpenSite) -> None:
    site = open_site(mirrors=2, template="/news/{id}-{slug}.html")
    site.show(FERRIES, listed=FERRIES)
    site.desk.crawl()
    assert site.exported()["url"].endswith(FERRIES)
    site.show(RENAMED, listed=RENAMED)
    site.desk.crawl()
    first = site.desk.room.origins[0]
    assert site.exported()["url"] == first + RENAMED
    assert f"  address     {first}{RENAMED}" in site.desk.run("explain", first + FERRIES).stdout.splitlines()


def test_a_new_address_is_its_article_s_from_then_on(open_site: OpenSite) -> None:
    site = open_site(mirrors=2)
    site.show(FERRIES, listed=FERRIES)
    site.desk.crawl()
    site.show("/archive/ferries.html", listed="/archive/ferries.html")
    site.desk.crawl()
    assert site.exported()["url"] == site.desk.room.origins[0] + "/archive/ferries.html"


def test_an_article_that_is_gone_everywhere_is_told_as_gone_until_it_is_there_again(open_site: OpenSite) -> None:
    site = open_site(mirrors=2)
    site.show(FERRIES, listed=FERRIES)
    site.desk.crawl()
    assert site.exported()["gone_since"] is None
    site.show(None, listed=FERRIES)
    make_due(site.desk)
    site.desk.crawl()
    article = site.exported()
    assert article["gone_since"] == max(seen["gone_at"] for seen in article["sightings"])
    words = "no address of it is known that still answers"
    assert words in site.desk.run("explain", str(article["id"])).stdout
    site.show(FERRIES, listed=FERRIES)
    make_due(site.desk)
    site.desk.crawl()
    assert site.exported()["gone_since"] is None
    assert words not in site.desk.run("explain", str(article["id"])).stdout


def test_one_mirror_that_lost_an_article_leaves_the_other_s_address(open_room: OpenRoom) -> None:
    desk = open_room(articles=1, mirrors=2)
    desk.crawl()
    desk.room.post({"do": "fault", "mirror": "m1", "kind": "404@article"})
    make_due(desk)
    desk.crawl()
    article = json.loads(desk.run("export").stdout)
    assert (article["gone_since"], article["url"].startswith(desk.room.origins[1])) == (None, True)


def test_a_mirror_out_of_use_gives_no_address_while_another_has_one(open_room: OpenRoom) -> None:
    desk = open_room(articles=1, mirrors=2)
    desk.crawl()
    desk.room.post({"do": "fault", "mirror": "m1", "kind": "seized"})
    desk.crawl()
    assert json.loads(desk.run("export").stdout)["url"].startswith(desk.room.origins[1])


def test_an_article_is_asked_for_first_where_it_is_listed(open_room: OpenRoom) -> None:
    desk = open_room(articles=3, mirrors=2)
    desk.crawl()
    before = len(desk.room.log_rows())
    desk.room.post({"do": "fault", "mirror": "m1", "kind": "lag", "arg": 2})
    desk.room.post({"do": "publish", "number": 2})
    assert desk.crawl()["verdicts"] == {"new": 2}
    rows = desk.room.log_rows()[before:]
    assert [row["status"] for row in rows if row["kind"] == "article"] == [200, 200]


def test_a_mirror_that_is_just_back_is_asked_last_though_it_alone_lists_an_article(open_room: OpenRoom) -> None:
    desk = open_room(articles=3, mirrors=2)
    desk.crawl()
    desk.room.post({"do": "fault", "mirror": "m1", "kind": "seized"})
    desk.crawl()
    desk.room.post({"do": "clear", "mirror": "m1"})
    desk.room.post({"do": "fault", "mirror": "m2", "kind": "lag", "arg": 1})
    (new,) = desk.room.post({"do": "publish", "number": 1})["articles"]
    desk.change(["update mirror_health set probe_at = 1"])
    before = len(desk.room.log_rows())
    assert desk.crawl()["verdicts"]["new"] == 1
    rows = [row for row in desk.room.log_rows()[before:] if str(new) in row["path"]]
    assert [(row["mirror"], row["status"]) for row in rows] == [("m2", 404), ("m1", 200)]
