"""Mirrors that live in folders of a host that they share. Counted from the newsroom's own log, and from the archive."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.desk.file_site import FileSite, OpenSite, write_article_page
from tests.desk.file_site import open_site as open_site

ARTICLES = range(4)
TEMPLATE = "/news/{number}"


class Shared:
    """A site with a host of its own, and two copies of it in folders of another one."""

    def __init__(self, site: FileSite) -> None:
        self.site, self.desk = site, site.desk
        self.own, self.host = site.desk.room.origins
        self.herald, self.second = f"{self.host}/herald", f"{self.host}/old/herald"
        for folder in ("", "/herald", "/old/herald"):
            for number in ARTICLES:
                site.write(f"{folder}/news/{number}", write_article_page(number))
            links = "".join(f"<item><link>{{}}/news/{number}</link></item>" for number in ARTICLES)
            self.feed(folder, links.format(*[self.host + folder if folder else self.own] * len(ARTICLES)))
        site.reload()

    def feed(self, folder: str, items: str) -> None:
        text = f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{items}</channel></rss>'
        self.site.write(f"{folder}/rss.xml", text)

    def configure(self, *mirrors: str, lines: str = "", settings: str = "") -> None:
        source = f'name = "Room"\nmirrors = {json.dumps(mirrors)}\nfeeds = ["/rss.xml"]\n'
        self.desk.configure(settings, source=f'{source}articles = "{TEMPLATE}"\n{lines}')

    def asked(self) -> Counter[str]:
        """Paths, as the newsroom was asked for them since the last question."""
        rows = self.desk.room.log_rows()
        paths = Counter(row["path"] for row in rows[getattr(self, "_seen", 0) :])
        self._seen = len(rows)
        return paths

    def exported(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.desk.run("export", "--format", "jsonl").stdout.splitlines()]


@pytest.fixture
def shared(open_site: OpenSite, tmp_path: Path) -> Shared:
    return Shared(open_site(2))


def test_one_article_is_one_in_a_folder_and_without(shared: Shared) -> None:
    shared.configure(f"{shared.herald}/", shared.own, shared.second)
    report = shared.desk.crawl()
    assert (report["outcome"], report["verdicts"]) == ("done", {"new": 4})
    asked = shared.asked()
    assert all(asked[f"{folder}/rss.xml"] == 1 for folder in ("", "/herald", "/old/herald"))
    assert asked["/robots.txt"] == 2, "of each host, and of no folder"
    assert [asked[f"/herald/news/{number}"] for number in ARTICLES] == [1] * 4, "the first is the one to prefer"
    keys = {key for (key,) in shared.desk.ask("select key from articles")}
    assert keys == {f"/news/{number}" for number in ARTICLES}
    seen = shared.desk.ask("select mirror, count(*) from sightings group by mirror order by mirror")
    assert dict(seen) == {shared.herald: 4, shared.own: 4, shared.second: 4}
    assert {row["url"] for row in shared.exported()} == {f"{shared.herald}/news/{number}" for number in ARTICLES}
    assert shared.desk.crawl()["verdicts"] == {}


def test_a_link_leads_to_the_same_path_below_the_folder(shared: Shared) -> None:
    """The copy's feed names the original host, and things outside of its folder, which are not its own."""
    items = "".join(f"<item><link>{shared.own}/news/{number}</link></item>" for number in ARTICLES)
    shared.feed("/herald", items + f"<item><link>{shared.host}/news/3</link></item>")
    shared.site.reload()
    shared.configure(shared.herald, shared.own)
    report = shared.desk.crawl()
    assert report["verdicts"] == {"new": 4}
    asked = shared.asked()
    assert [asked[f"/herald/news/{number}"] for number in ARTICLES] == [1] * 4
    assert report["foreign"] == {"127.0.0.1": 1}, "what lies outside is another site's"


def test_the_next_mirror_has_it_at_its_own_place(shared: Shared) -> None:
    for number in (1, 2):
        shared.site.remove(f"/herald/news/{number}")
    shared.site.reload()
    shared.configure(shared.herald, shared.own, shared.second)
    assert shared.desk.crawl()["verdicts"] == {"new": 4}
    fetched = dict(shared.desk.ask("select url, status from pages"))
    assert sorted(fetched) == sorted(
        [f"{shared.herald}/news/0", f"{shared.herald}/news/3", f"{shared.own}/news/1", f"{shared.own}/news/2"]
    )


def test_robots_txt_of_the_host_speaks_for_its_folders(shared: Shared) -> None:
    shared.site.write("/robots.txt", "User-agent: *\nDisallow: /herald/news/2\n")
    shared.site.reload()
    shared.configure(shared.herald)
    report = shared.desk.crawl()
    assert (report["verdicts"], report["refused"]) == ({"new": 3}, 1)
    told = shared.desk.run("robots", "room", "--again").stdout
    assert "Disallow: /herald/news/2" in told
    assert f"allowed    {shared.herald}/rss.xml" in told


def test_sitemaps_control_pages_and_a_look_by_hand_stay_in_the_folder(shared: Shared) -> None:
    entry = "<sitemap><loc>{}/map-1.xml</loc></sitemap>"
    index = f"<sitemapindex>{entry.format(shared.herald)}{entry.format(shared.own)}</sitemapindex>"
    places = "".join(f"<url><loc>{shared.herald}/news/{number}</loc></url>" for number in ARTICLES)
    shared.site.write("/herald/sitemap.xml", index)
    shared.site.write("/herald/map-1.xml", f"<urlset>{places}</urlset>")
    shared.site.reload()
    shared.configure(
        f"{shared.herald}/", lines='sitemaps = ["/sitemap.xml"]\n', settings="[mirrors]\ncontrol_pages = true\n"
    )
    assert shared.desk.crawl()["verdicts"] == {"new": 4}
    told = shared.desk.run("source", "test", "room").stdout
    asked = shared.asked()
    assert asked["/herald/map-1.xml"] == 1
    assert {path for path in asked if not path.startswith("/herald/")} <= {"/robots.txt"}
    assert not [path for path in asked if path.startswith("/herald/herald/")], "samples are asked for where they are"
    pages = {path for path in asked if path.startswith("/herald/news/")}
    assert len(pages) == 5, "four articles, and one that is none"
    assert shared.herald in told
    assert "+articles" not in told, "the template is the one that the file has"
    folded = shared.desk.run("canonical", "--source", "room", f"{shared.herald}/news/3?utm_source=x").stdout
    assert json.loads(folded)["key"] == "/news/3"
