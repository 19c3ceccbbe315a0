"""A run that reads its listings and finds not one article says so, and names links with what they lack."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.desk.desk import TEMPLATE, Desk, OpenRoom
from tests.desk.metrics_page import free_port
from tests.desk.papers import english, feed, paper, put

WRONG = "/news/{id}/{slug}"


@pytest.fixture
def desk(open_room: OpenRoom, tmp_path: Path) -> Desk:
    """A paper of three articles, whose list of them names a page and another host, too."""
    folder = paper(tmp_path / "paper", [english(number) for number in range(3)])
    links = ["/about", *(english(number).path for number in range(3)), "https://cdn.example/a-picture-of-1"]
    anchors = "".join(f'<p><a href="{link}">A headline of {link}</a></p>' for link in links)
    put(folder, "/list.html", f"<html><body>{anchors}</body></html>")
    put(folder, "/none.xml", feed([]))
    return open_room(mirrors=1, articles=0, serve_dir=str(folder))


def _configure(desk: Desk, template: str, listings: str = 'sections = ["/list.html"]') -> None:
    mirror = desk.room.origins[0]
    desk.configure(source=f'name = "Room"\nmirrors = ["{mirror}"]\n{listings}\narticles = "{template}"\n')


def test_a_run_without_an_article_is_empty_and_names_three_links_with_what_they_lack(desk: Desk) -> None:
    _configure(desk, WRONG)
    said = desk.run("crawl", "Room").stdout
    origin = desk.room.origins[0]
    assert "Room: run 1 empty" in said
    assert "not one article was found on the listing, among 5 links that were left out: " in said
    assert f"{origin}/about fits no template: {WRONG}" in said
    assert "https://cdn.example/a-picture-of-1 leads to another host: cdn.example is no mirror" in said
    assert said.count(" fits no template: ") + said.count(" leads to another host: ") == 3
    assert desk.ask("select outcome from runs") == [("empty",)]
    assert "empty" in desk.run("runs").stdout
    assert "1 empty" in desk.run("stats").stdout


def test_doctor_warns_of_a_source_whose_last_run_was_empty(desk: Desk) -> None:
    _configure(desk, WRONG)
    desk.crawl()
    (line,) = [line for line in desk.run("doctor").stdout.splitlines() if "not one article" in line]
    assert line.startswith("warning room: ")
    assert "mirrorfold source test room" in line


def test_an_empty_run_is_empty_again_and_a_corrected_template_finds_what_the_same_listing_has(desk: Desk) -> None:
    _configure(desk, WRONG)
    assert [desk.crawl()["outcome"] for _ in range(2)] == ["empty", "empty"]
    _configure(desk, TEMPLATE)
    report = desk.crawl()
    assert (report["outcome"], report["unknown"]) == ("done", 3)
    assert desk.crawl()["listings"] == {"read": 0, "unchanged": 1, "failed": 0}
    assert desk.ask("select outcome from runs order by id") == [("empty",), ("empty",), ("done",), ("done",)]


def test_links_that_are_left_out_beside_articles_are_named_too(desk: Desk) -> None:
    _configure(desk, TEMPLATE)
    report = desk.crawl()
    origin = desk.room.origins[0]
    assert report["outcome"] == "done"
    assert report["warnings"] == [
        f"1 link looks like no article of this source and was left out: {origin}/about fits no template: {TEMPLATE}"
    ]
    assert [each["url"] for each in report["left_out"]["foreign"]] == ["https://cdn.example/a-picture-of-1"]
    assert set(report["left_out"]) == {"unmatched", "foreign"}


def test_where_a_listing_fails_that_may_have_the_articles_the_run_is_partial(desk: Desk) -> None:
    _configure(desk, WRONG, listings='sections = ["/list.html", "/no-such.html"]')
    assert desk.crawl()["outcome"] == "partial"


def test_a_listing_without_a_link_is_told_as_such(desk: Desk) -> None:
    _configure(desk, TEMPLATE, listings='feeds = ["/none.xml"]')
    report = desk.crawl()
    assert report["outcome"] == "empty"
    assert report["warnings"] == ["not one article was found on the listing: no link at all"]


LISTS = ("/category/news", "/tag/storm-2/", "/author/ann", "/page/2", "/tags/", "/blog/categories/rain", "/authors")
FILES = ("/files/form-7.pdf", "/2016/photo-1.JPG")


@pytest.mark.parametrize(("kind", "name"), [("sections", "/list.html"), ("sitemaps", "/list.xml")])
def test_without_a_template_files_and_lists_of_articles_are_not_asked_for(
    kind: str, name: str, open_room: OpenRoom, tmp_path: Path
) -> None:
    port = free_port()
    mirror = f"http://127.0.0.1:{port}"
    folder = paper(tmp_path / "paper", [english(1)])
    left_out = (*FILES, *LISTS)
    put(folder, name, _list(kind, mirror, (*left_out, english(1).path)))
    desk = open_room(mirrors=1, articles=0, serve_dir=str(folder), port=port)
    desk.configure(source=f'name = "Room"\nmirrors = ["{mirror}"]\n{kind} = ["{name}"]\n')
    report = desk.crawl()
    assert report["unknown"] == 1
    asked = {str(row["path"]) for row in desk.room.log_rows()}
    assert name in asked
    assert not asked & set(left_out)
    assert report["warnings"][0].startswith("9 links look like no article of this source and were left out")


def _list(kind: str, mirror: str, paths: Iterable[str]) -> str:
    if kind == "sections":
        anchors = "".join(f'<p><a href="{path}">See {path}</a></p>' for path in paths)
        return f"<html><body>{anchors}</body></html>"
    rows = "".join(f"<url><loc>{mirror}{path}</loc></url>" for path in paths)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'
