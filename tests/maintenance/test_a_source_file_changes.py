"""A source's file that says something else of its addresses acts at once, and asks for nothing that is known."""

from __future__ import annotations

import pytest

from crawler.model.failpoints import VARIABLE
from tests.desk.file_site import FileSite, Item, OpenSite, write_article_page

RIGHT = 'feeds = ["/rss.xml"]\narticles = "/news/{id}/{slug}"'
WRONG = 'feeds = ["/rss.xml"]\narticles = "/no-such-folder/{key}.never"'
NONE = 'feeds = ["/rss.xml"]'
SECTIONS = 'sections = ["/world/"]\narticles = "{}"'


def fill(site: FileSite, numbers: range) -> None:
    items = [Item(f"/news/{number}/calm-{number}", f"Calm {number}") for number in numbers]
    for number, item in zip(numbers, items, strict=True):
        site.write(f"{item.link}", write_article_page(number))
    site.list(items)
    site.reload()


def test_a_template_that_is_put_right_finds_what_an_unchanged_listing_shows(open_site: OpenSite) -> None:
    site = open_site()
    for number in range(4):
        site.write(f"/news/{number}/calm-{number}", write_article_page(number))
    links = "".join(f'<a href="/news/{number}/calm-{number}">Calm {number} at sea</a>' for number in range(4))
    site.write("/world/index.html", f"<html><body>{links}</body></html>")
    site.reload()
    site.configure('sections = ["/world/index.html"]\narticles = "/no-such-folder/{key}.never"')
    site.desk.crawl()
    assert site.desk.ask("select count(*) from articles") == [(0,)]
    site.configure('sections = ["/world/index.html"]\narticles = "/news/{id}/{slug}"')
    assert site.desk.crawl()["verdicts"] == {"new": 4}


@pytest.mark.parametrize("first", [WRONG, NONE])
def test_known_articles_get_the_keys_of_the_new_template_without_a_request(open_site: OpenSite, first: str) -> None:
    site = open_site()
    fill(site, range(4))
    site.configure(first)
    site.desk.crawl()
    before = site.keys()
    assert set(before) == {f"/news/{number}/calm-{number}" for number in range(4)}
    site.fetched()
    site.configure(RIGHT)
    report = site.desk.crawl()
    assert set(site.keys()) == {f"/news/{number}/" for number in range(4)}
    assert (report["known"], report["unknown"], site.fetched()) == (4, 0, [])
    site.configure(first)
    report = site.desk.crawl()
    assert (site.keys(), report["known"], report["unknown"], site.fetched()) == (before, 4, 0, [])


def test_another_slug_of_a_known_article_is_known_after_the_change(open_site: OpenSite) -> None:
    site = open_site()
    fill(site, range(2))
    site.configure(NONE)
    site.desk.crawl()
    site.list([Item("/news/1/another-slug", "Calm 1"), Item("/news/0/calm-0", "Calm 0")])
    site.reload()
    site.configure(RIGHT)
    site.fetched()
    assert site.desk.crawl()["unknown"] == 0
    assert site.fetched() == []


def test_articles_with_other_texts_are_never_joined_by_a_template_and_told(open_site: OpenSite) -> None:
    site = open_site()
    fill(site, range(3))
    site.configure(NONE)
    site.desk.crawl()
    before = site.keys()
    site.fetched()
    site.configure('feeds = ["/rss.xml"]\narticles = "/{key}/{_}/{slug}"')
    report = site.desk.crawl()
    assert (site.keys(), site.fetched()) == (before, [])
    assert any("stay apart" in warning and "/news/*/" in warning for warning in report["warnings"])
    site.configure(NONE)
    assert site.desk.crawl()["known"] == 3
    assert (site.keys(), site.fetched()) == (before, [])


def test_an_article_of_two_slugs_is_known_by_both_without_a_template_and_by_one_key_again(open_site: OpenSite) -> None:
    site = open_site()
    fill(site, range(2))
    site.configure(RIGHT)
    site.desk.crawl()
    site.list([Item("/news/1/another-slug", "Calm 1"), Item("/news/1/calm-1", "Calm 1")])
    site.reload()
    site.desk.crawl()
    before = site.keys()
    site.fetched()
    site.configure(NONE)
    assert site.desk.crawl()["unknown"] == 0
    assert site.fetched() == []
    assert set(site.keys()) == {"/news/0/calm-0", "/news/1/calm-1"}
    site.configure(RIGHT)
    assert site.desk.crawl()["unknown"] == 0
    assert (site.keys(), site.fetched()) == (before, [])


def test_a_removed_article_stays_away_and_a_page_in_quarantine_waits_under_their_new_keys(open_site: OpenSite) -> None:
    site = open_site()
    fill(site, range(3))
    site.remove("/news/2/calm-2")
    site.reload()
    site.configure(NONE)
    site.desk.crawl()
    ((number,),) = site.desk.ask("select id from articles where key = '/news/1/calm-1'")
    site.desk.run("purge", "--article", str(number), "--yes", "--reason", "asked to")
    site.fetched()
    site.configure(RIGHT)
    report = site.desk.crawl()
    assert (report["kept_away"], report["waiting"], report["unknown"], site.fetched()) == (1, 1, 0, [])
    assert site.desk.ask("select key from tombstone_keys") == [("/news/1/",)]
    assert site.desk.ask("select key from quarantine") == [("/news/2/",)]
    site.configure(NONE)
    report = site.desk.crawl()
    assert (report["kept_away"], report["waiting"], report["unknown"], site.fetched()) == (1, 1, 0, [])


@pytest.mark.parametrize("point", ["keys.switch.before", "keys.switch.after", "keys.index.after"])
def test_a_change_that_is_cut_off_by_a_kill_is_finished_by_the_next_run(
    open_site: OpenSite, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    site = open_site()
    fill(site, range(4))
    site.configure(NONE)
    site.desk.crawl()
    site.fetched()
    site.configure(RIGHT)
    monkeypatch.setenv(VARIABLE, f"{point}:1:kill")
    site.desk.run("crawl", "Room", code=-9)
    monkeypatch.delenv(VARIABLE)
    report = site.desk.crawl()
    assert set(site.keys()) == {f"/news/{number}/" for number in range(4)}
    assert (report["known"], report["unknown"], site.fetched()) == (4, 0, [])


def test_articles_that_one_listing_tells_apart_are_all_found_whatever_the_template_says(open_site: OpenSite) -> None:
    site = open_site()
    names = ["storm", "calm", "ferry", "harbour", "budget", "strike"]
    items = [Item(f"/world/2026/{name}", f"The {name} of the year") for name in names]
    for number, item in enumerate(items):
        site.write(item.link, write_article_page(number, item.title))
    site.configure('feeds = ["/rss.xml"]\narticles = "/{section}/{key}/{slug}"')
    site.list(items[:1])  # the first came alone, under the key that all of them share
    site.reload()
    site.desk.crawl()
    site.list(items)
    site.reload()
    report = site.desk.crawl()
    assert set(site.keys().values()) == {item.title for item in items}
    assert any("fetched apart" in warning for warning in report["warnings"])
    site.list(items[3:5])
    site.reload()
    site.fetched()
    assert (site.desk.crawl()["known"], site.fetched()) == (2, [])
