"""``source add``: one address becomes a source that a crawl can use, or a sentence that says why not."""

from __future__ import annotations

import sqlite3
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.desk.papers import english, feed, page
from tests.desk.sites import OpenSites, Sites
from tests.survey.conftest import paper

Configure = Callable[[Sites], None]
TEMPLATE = "/Detail/{year}/{month}/{day}/{id}/{slug}"


def only_file(folder: Path) -> dict[str, Any]:
    (file,) = (folder / "config" / "sources").glob("*.toml")
    return tomllib.loads(file.read_text())


def no_file(folder: Path) -> bool:
    return not list((folder / "config" / "sources").iterdir())


def test_the_front_page_becomes_a_source_that_a_crawl_uses(
    open_sites: OpenSites, configure: Configure, command: Any, tmp_path: Path
) -> None:
    sites = open_sites(paper())
    configure(sites)
    facts = command("source", "add", sites.origins[0], "--yes", "--json")
    written = only_file(tmp_path)
    assert facts["saved"]
    assert written["name"] == "The Calm"
    assert (written["feeds"], written["articles"], written["language"]) == (["/rss.xml"], TEMPLATE, "en")
    assert len(facts["samples"]) == 5
    assert all(sample["title"] and not sample["problem"] for sample in facts["samples"])
    assert facts["requests"] <= 12
    report = command("crawl", facts["id"], "--json")
    assert report["verdicts"]["new"] == facts["listed"] == 12


def test_the_language_is_that_of_the_texts_whatever_the_pages_declare(
    open_sites: OpenSites, configure: Configure, command: Any, tmp_path: Path
) -> None:
    pages = {path: str(text).replace('lang="en"', 'lang="hr"') for path, text in paper().items()}
    sites = open_sites(pages)
    configure(sites)
    command("source", "add", sites.origins[0], "--yes", "--json")
    assert only_file(tmp_path)["language"] == "en"


@pytest.mark.parametrize("path", ["/rss.xml", english(3).path])
def test_a_feed_or_an_article_leads_to_its_site(
    open_sites: OpenSites, configure: Configure, command: Any, tmp_path: Path, path: str
) -> None:
    pages = paper()
    pages[english(3).path] = page(english(3)).replace("<head>", '<head><meta property="og:type" content="article">')
    sites = open_sites(pages)
    configure(sites)
    pages["/rss.xml"] = feed(sites.origins[0] + english(place).path for place in range(12))
    command("source", "add", sites.origins[0] + path, "--yes", "--json")
    assert only_file(tmp_path)["feeds"] == ["/rss.xml"]


def test_a_site_without_a_feed_is_read_by_its_sections(
    open_sites: OpenSites, configure: Configure, command: Any, tmp_path: Path
) -> None:
    pages = paper()
    del pages["/rss.xml"]
    sites = open_sites({**pages, "/": str(pages["/"]).replace("application/rss+xml", "text/plain")})
    configure(sites)
    facts = command("source", "add", sites.origins[0], "--yes", "--json")
    assert only_file(tmp_path)["sections"] == ["/"]
    assert command("crawl", facts["id"], "--json")["verdicts"]["new"] == 12


def test_feeds_of_comments_and_podcasts_are_left_out(
    open_sites: OpenSites, configure: Configure, command: Any, tmp_path: Path
) -> None:
    kind = '<link rel="alternate" type="application/rss+xml" href="{}">'
    pages = paper(head=kind.format("/comments.xml") + kind.format("/sounds.xml"))
    sites = open_sites(pages)
    items = "".join(f"<item><link>{english(n).path}#comment-{n}</link><title>Re</title></item>" for n in range(5))
    pages["/comments.xml"] = f"<rss version='2.0'><channel><title>Comments on</title>{items}</channel></rss>"
    sound = '<enclosure type="audio/mpeg" url="/1.mp3" length="1"/>'
    items = "".join(f"<item><link>{english(n).path}</link>{sound}</item>" for n in range(5))
    pages["/sounds.xml"] = f"<rss version='2.0'><channel><title>Sounds</title>{items}</channel></rss>"
    configure(sites)
    facts = command("source", "add", sites.origins[0], "--yes", "--json")
    assert only_file(tmp_path)["feeds"] == ["/rss.xml"]
    assert {row["kind"] for row in facts["left_out"]} == {"comments", "podcast"}


def test_two_hosts_with_the_same_articles_become_one_source(
    open_sites: OpenSites, configure: Configure, command: Any, tmp_path: Path
) -> None:
    sites = open_sites(paper(), paper())
    configure(sites)
    command("source", "add", *sites.origins, "--yes", "--json")
    assert only_file(tmp_path)["mirrors"] == sites.origins


@pytest.mark.parametrize(
    ("kind", "words"),
    [("alike", "it answers everything alike"), ("altered", "a changed copy"), ("other", "no mirror")],
)
def test_a_host_that_is_no_mirror_is_told_and_not_saved(
    open_sites: OpenSites, configure: Configure, command: Any, tmp_path: Path, kind: str, words: str
) -> None:
    other = paper()
    if kind == "alike":
        other = dict.fromkeys(other, page(english(99)))
    elif kind == "altered":
        other = {path: str(text).replace(" the ", " that ") for path, text in other.items()}
    else:
        other = {"/": "<p>Nothing here"}
    sites = open_sites(paper(), other)
    configure(sites)
    facts = command("source", "add", *sites.origins, "--yes", "--json", code=6)
    assert words in facts["refusal"]
    assert no_file(tmp_path)


def test_the_given_host_may_serve_the_feed_of_the_first_one(
    open_sites: OpenSites, configure: Configure, command: Any, tmp_path: Path
) -> None:
    first, copy = paper(), paper()
    sites = open_sites(first, copy)
    copy["/rss.xml"] = feed(sites.origins[0] + english(place).path for place in range(12))
    configure(sites)
    command("source", "add", sites.origins[1], "--yes", "--json")
    assert only_file(tmp_path)["mirrors"] == [sites.origins[1], sites.origins[0]]


def test_a_title_that_all_articles_have_is_a_warning_and_keeps_it_from_being_saved_unasked(
    open_sites: OpenSites, configure: Configure, command: Any, tmp_path: Path
) -> None:
    pages = paper()
    for place in range(12):
        path = english(place).path
        pages[path] = str(pages[path]).replace(f"Calm {place}<", "Welcome, dear readers<")
    pages["/rss.xml"] = str(pages["/rss.xml"]).replace("<title>", "<x>").replace("</title>", "</x>")
    sites = open_sites(pages)
    configure(sites)
    facts = command("source", "add", sites.origins[0], "--yes", "--json")
    assert "same_title" in {warning["code"] for warning in facts["warnings"] if warning["loud"]}
    assert not facts["saved"]
    assert no_file(tmp_path)


def test_robots_txt_that_says_no_ends_it_after_one_request(
    open_sites: OpenSites, configure: Configure, command: Any, tmp_path: Path
) -> None:
    sites = open_sites({**paper(), "/robots.txt": "User-agent: *\nDisallow: /\n"})
    configure(sites)
    facts = command("source", "add", sites.origins[0], "--yes", "--json", code=3)
    assert "Disallow: /" in facts["refusal"]
    assert (facts["file"], facts["toml"], facts["saved"]) == (None, None, False)
    assert sites.take_asked() == []
    assert no_file(tmp_path)


def test_a_host_that_is_a_source_already_is_told_without_a_request(
    open_sites: OpenSites, configure: Configure, command: Any, tmp_path: Path
) -> None:
    sites = open_sites(paper())
    configure(sites)
    command("source", "add", sites.origins[0], "--yes", "--json")
    sites.take_asked()
    done = command("source", "add", sites.origins[0] + "/rss.xml", "--yes")
    assert "is a mirror of" in done.stdout
    assert sites.take_asked() == []


def test_two_sites_of_one_name_are_told_apart(
    open_sites: OpenSites, configure: Configure, command: Any, tmp_path: Path
) -> None:
    sites = open_sites(paper(), paper())
    configure(sites)
    for origin in sites.origins:
        command("source", "add", origin, "--yes", "--json")
    files = (tmp_path / "config" / "sources").glob("*.toml")
    assert {tomllib.loads(file.read_text())["name"] for file in files} == {
        "The Calm",
        f"The Calm ({sites.origins[1].removeprefix('http://')})",
    }


def test_print_saves_nothing_and_prints_the_file(
    open_sites: OpenSites, configure: Configure, command: Any, tmp_path: Path
) -> None:
    sites = open_sites(paper())
    configure(sites)
    done = command("source", "add", sites.origins[0], "--print")
    assert tomllib.loads(done.stdout)["feeds"] == ["/rss.xml"]
    assert no_file(tmp_path)


def test_a_paused_source_is_not_crawled_until_it_is_resumed(
    open_sites: OpenSites, configure: Configure, command: Any, tmp_path: Path
) -> None:
    sites = open_sites(paper())
    configure(sites)
    command("source", "add", sites.origins[0], "--yes", "--paused", "--json")
    with sqlite3.connect(tmp_path / "state" / "archive.db") as archive:
        assert archive.execute("select paused from sources").fetchall() == [(1,)]


@pytest.mark.parametrize(
    "text", ["ftp://a.example", "https://u:p@a.example/", "https://a b.example", "https://", "http://[::1", "x" * 3000]
)
def test_what_is_no_address_is_refused_before_any_request(
    open_sites: OpenSites, configure: Configure, command: Any, tmp_path: Path, text: str
) -> None:
    configure(open_sites(paper()))
    command("source", "add", text, "--yes", code=3)
    assert no_file(tmp_path)


def test_names_that_a_site_gives_cannot_write_keys_or_move_a_cursor(
    open_sites: OpenSites, configure: Configure, command: Any, tmp_path: Path
) -> None:
    evil = 'x"\nenabled = false # \x1b[2J'
    pages = paper()
    pages["/"] = str(pages["/"]).replace('content="The Calm"', f"content='{evil}'")
    sites = open_sites(pages)
    configure(sites)
    done = command("source", "add", sites.origins[0], "--yes")
    assert "\x1b" not in done.stdout
    written = only_file(tmp_path)
    assert "enabled" not in written
    assert written["name"].isprintable()
