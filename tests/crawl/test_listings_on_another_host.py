"""Listings on a host that is no mirror: read once a run, they name articles and say nothing of any mirror."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.desk.desk import OpenRoom
from tests.desk.file_site import FileSite, Item, OpenSite, write_article_page
from tests.desk.file_site import open_site as open_site

ITEMS = [Item(f"/news/{number}", f"Ferry {number}") for number in range(4)]
TEMPLATE = 'articles = "/news/{id}"\n'


class ListingHost:
    """A site of two mirrors that list nothing, and a host that is none of them and serves listings."""

    def __init__(self, site: FileSite, open_room: OpenRoom, folder: Path, faults: list[str]) -> None:
        self.site, self.desk, self._folder = site, site.desk, folder
        folder.mkdir()
        self.room = open_room(articles=0, mirrors=1, serve_dir=str(folder), faults=faults).room
        self.origin = self.room.origins[0]
        for number in range(len(ITEMS)):
            site.write(f"/news/{number}", write_article_page(number))
        site.reload()

    def write(self, path: str, content: str) -> None:
        (self._folder / path).write_text(content)
        self.room.post({"do": "reload"})

    def write_feed(self, items: list[Item], path: str = "rss.xml") -> None:
        self.site.list(items, "/other.xml")
        self.write(path, (self.site.folder / "other.xml").read_text())
        self.site.remove("/other.xml")

    def configure(self, lines: str, others: list[str] | None = None) -> None:
        mirrors = f'name = "Room"\nmirrors = {json.dumps(self.desk.room.origins)}\n'
        self.desk.configure(source=mirrors + TEMPLATE + lines + "\n", others=[self.origin, *(others or [])])

    def asked(self) -> list[str]:
        return [row["path"] for row in self.room.log_rows()]

    def mirrors_of(self, table: str) -> set[str]:
        return {mirror for (mirror,) in self.desk.ask(f"select distinct mirror from {table}")}


OpenHost = Callable[..., ListingHost]


@pytest.fixture
def open_host(open_site: OpenSite, open_room: OpenRoom, tmp_path: Path) -> OpenHost:
    """Open a site, and a host with its feed."""

    def open_(faults: list[str] | None = None) -> ListingHost:
        host = ListingHost(open_site(2), open_room, tmp_path / "listings", faults or [])
        host.write_feed(ITEMS)
        host.configure(f'feeds = ["{host.origin}/rss.xml"]')
        return host

    return open_


def count_news(report: dict[str, Any]) -> int:
    return int(report["verdicts"].get("new", 0))


def test_a_source_whose_feeds_all_stand_elsewhere_has_its_articles_from_its_mirrors(open_host: OpenHost) -> None:
    host = open_host()
    report = host.desk.crawl()
    first, _ = host.desk.room.origins
    assert (report["outcome"], count_news(report), report["listings"]["read"]) == ("done", 4, 1)
    assert host.asked() == ["/robots.txt", "/rss.xml"], "once a run, and not once a mirror"
    assert host.mirrors_of("pages") == {first}


def test_its_host_is_no_mirror_in_any_count_but_its_requests_are_the_run_s(open_host: OpenHost) -> None:
    host = open_host()
    report = host.desk.crawl()
    first, _ = host.desk.room.origins
    assert report["listing_hosts"]["requests"] == 2
    assert report["listing_hosts"]["bytes"] > 0
    assert report["requests"] == report["mirrors"][first]["requests"] + 2
    assert set(report["mirrors"]) == {first}
    assert host.origin not in host.mirrors_of("run_mirrors") | host.mirrors_of("mirror_health")
    assert "hosts of listings that are no mirrors: 1 request" in host.desk.run("crawl", "Room").stdout


def test_what_it_lists_is_no_sighting_until_a_mirror_serves_it(open_host: OpenHost) -> None:
    host = open_host()
    host.desk.crawl()
    first, _ = host.desk.room.origins
    assert host.desk.ask("select count(*), sum(case when listed then 1 else 0 end) from sightings") == [(4, 0)]
    assert host.mirrors_of("sightings") == {first}
    host.write_feed(ITEMS[1:])
    report = host.desk.crawl()
    assert (report["known"], report["unknown"]) == (3, 0)
    assert host.desk.ask("select count(*), sum(case when listed then 1 else 0 end) from sightings") == [(4, 0)]


def test_the_next_mirror_is_asked_when_one_is_down(open_host: OpenHost) -> None:
    host = open_host()
    first, second = host.desk.room.origins
    host.desk.room.post({"do": "fault", "mirror": "m1", "kind": "down"})
    report = host.desk.crawl()
    assert count_news(report) == 4
    assert host.mirrors_of("pages") == {second}
    assert set(report["causes"]) == {first}


def test_a_mirror_in_trouble_is_asked_for_its_front_page_until_it_is_back(open_host: OpenHost) -> None:
    host = open_host()
    first, _ = host.desk.room.origins
    host.desk.room.post({"do": "fault", "mirror": "m1", "kind": "down"})
    host.desk.crawl()
    host.desk.room.post({"do": "clear", "mirror": "m1"})
    host.desk.crawl()
    state = "select state from mirror_health where mirror = '{}'"
    assert host.desk.ask(state.format(first)) == [("active",)]
    asked = len(host.desk.room.log_rows())
    host.desk.crawl()
    assert len(host.desk.room.log_rows()) == asked, "a mirror that is well is left alone"


@pytest.mark.parametrize("fault", ["5xx", "404", "seized", "blocked", "parked", "reset"])
def test_its_failure_is_a_warning_and_no_mirror_s_fault(open_host: OpenHost, fault: str) -> None:
    host = open_host([f"m1:{fault}@feed"])
    host.configure(f'feeds = ["/rss.xml", "{host.origin}/rss.xml"]')
    host.site.list(ITEMS)
    host.site.reload()
    report = host.desk.crawl()
    assert (report["outcome"], report["listings"]["failed"], count_news(report)) == ("partial", 1, 4)
    assert [warning for warning in report["warnings"] if f"{host.origin}/rss.xml" in warning]
    assert report["causes"] == {}
    assert {state for (state,) in host.desk.ask("select state from mirror_health")} <= {"active"}


def test_a_run_fails_only_when_not_one_listing_could_be_read(open_host: OpenHost) -> None:
    host = open_host(["m1:5xx@feed"])
    done = host.desk.run("crawl", "Room", code=6)
    assert "Not one listing could be read" in done.stderr
    assert host.desk.ask("select count(*) from mirror_health where state <> 'active'") == [(0,)]


def test_its_own_robots_txt_holds(open_host: OpenHost) -> None:
    host = open_host()
    host.write("robots.txt", "User-agent: *\nDisallow: /rss.xml\n")
    done = host.desk.run("crawl", "Room", code=6)
    assert "disallows /rss.xml" in " ".join(done.stderr.split())
    assert host.asked() == ["/robots.txt"]


def test_links_beyond_the_source_s_mirrors_are_foreign(open_host: OpenHost) -> None:
    host = open_host()
    host.write_feed([*ITEMS, Item(f"{host.origin}/news/9"), Item("https://stranger.example/news/1")])
    report = host.desk.crawl()
    assert report["foreign"] == {"127.0.0.1": 1, "stranger.example": 1}
    assert count_news(report) == 4


def test_a_redirect_is_followed_and_proposes_no_mirror(open_host: OpenHost, open_room: OpenRoom) -> None:
    host = open_host()
    host.desk.run("crawl", "Room")
    moved = open_room(articles=0, mirrors=1, faults=[f"m1:moved-to:{host.origin}/rss.xml@feed"]).room.origins[0]
    host.write_feed(ITEMS[1:])
    host.configure(f'feeds = ["{moved}/rss.xml"]')
    port = host.origin.rpartition(":")[2]
    report = json.loads(host.desk.run("crawl", "Room", "--json", code=6).stdout or "{}")
    assert report == {}, f"port {port} is none that the source names"
    host.configure(f'feeds = ["{moved}/rss.xml", "{host.origin}/other.xml"]', others=[moved])
    report = host.desk.crawl()
    assert report["listings"] == {"read": 1, "unchanged": 0, "failed": 1}
    assert report["known"] == 3
    assert host.desk.ask("select count(*) from proposals") == [(0,)]


def test_a_sitemap_index_leads_to_sitemaps_on_its_own_host(open_host: OpenHost) -> None:
    host = open_host()
    rows = "".join(f"<url><loc>{host.site.origin}{item.link}</loc></url>" for item in ITEMS)
    host.write("news.xml", f"<urlset>{rows}</urlset>")
    nested = "".join(f"<sitemap><loc>{at}/news.xml</loc></sitemap>" for at in (host.origin, "https://stranger.example"))
    host.write("index.xml", f"<sitemapindex>{nested}</sitemapindex>")
    host.configure(f'sitemaps = ["{host.origin}/index.xml"]')
    report = host.desk.crawl()
    assert count_news(report) == 4
    assert report["foreign"] == {"stranger.example": 1}


def test_a_json_listing_and_a_json_feed_are_read_without_code(open_host: OpenHost) -> None:
    host = open_host()
    two, others = ITEMS[:2], ITEMS[2:]
    articles = [{"href": host.site.origin + item.link, "name": item.title, "at": 1786817368000} for item in two]
    host.write("api.json", json.dumps({"data": {"articles": articles}}))
    links = [{"id": item.link, "url": host.site.origin + item.link, "title": item.title} for item in others]
    host.site.write("/feed.json", json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": links}))
    host.site.reload()
    host.configure(
        f'feeds = ["/feed.json"]\n[[listings]]\nurl = "{host.origin}/api.json"\nformat = "json"\n'
        'items = "data.articles"\nlink = "href"\ntitle = "name"\npublished = "at"'
    )
    report = host.desk.crawl()
    assert (report["outcome"], count_news(report), report["listings"]["read"]) == ("done", 4, 3)
    dated = host.desk.ask("select key from articles where listed_published is not null order by key")
    assert [key for (key,) in dated] == ["/news/0", "/news/1"]


def test_an_expression_that_finds_nothing_is_told(open_host: OpenHost) -> None:
    host = open_host()
    host.write("api.json", json.dumps({"data": []}))
    host.configure(f'[[listings]]\nurl = "{host.origin}/api.json"\nformat = "json"\nitems = "articles"\nlink = "url"')
    told = f'{host.origin}/api.json is no JSON listing: unreadable: "articles" gives no list of items but nothing'
    assert told in host.desk.run("crawl", "Room", code=6).stderr.replace("\n", " ")
