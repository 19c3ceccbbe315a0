"""JSON Feeds are feeds; a list that a script makes cannot be read, and is told as such."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.desk.papers import english
from tests.desk.sites import OpenSites, Sites
from tests.survey.conftest import add_without_feed, paper

Configure = Callable[[Sites], None]


def only_file(folder: Path) -> dict[str, Any]:
    (file,) = (folder / "config" / "sources").glob("*.toml")
    return tomllib.loads(file.read_text())


def json_feed(**item: object) -> str:
    items = [{"id": str(n), "url": english(n).path, "title": f"Calm {n}", **item} for n in range(12)]
    return json.dumps({"items": items, "title": "The Calm, in JSON", "version": "https://jsonfeed.org/version/1.1"})


def only_json(sites: OpenSites, **item: object) -> Sites:
    """A site whose only feed is a JSON Feed."""
    pages = {**paper(), "/news.json": json_feed(**item)}
    kind, address = "application/feed+json", "/news.json"
    pages["/"] = str(pages["/"]).replace("application/rss+xml", kind).replace("/rss.xml", address)
    del pages["/rss.xml"]
    return sites(pages)


def test_a_json_feed_is_found_and_crawled(
    open_sites: OpenSites, configure: Configure, command: Any, tmp_path: Path
) -> None:
    sites = only_json(open_sites, date_published="2026-08-15T12:00:00Z")
    configure(sites)
    facts = command("source", "add", sites.origins[0], "--yes", "--json")
    assert only_file(tmp_path)["feeds"] == ["/news.json"]
    assert facts["feeds"][0]["title"] == "The Calm, in JSON"
    assert command("crawl", facts["id"], "--json")["verdicts"] == {"new": 12}


def test_a_json_feed_may_be_given_in_place_of_the_site(
    open_sites: OpenSites, configure: Configure, command: Any, tmp_path: Path
) -> None:
    sites = only_json(open_sites)
    configure(sites)
    command("source", "add", f"{sites.origins[0]}/news.json", "--yes", "--json")
    assert only_file(tmp_path)["feeds"] == ["/news.json"]


def test_a_json_feed_of_sounds_is_a_podcast(
    open_sites: OpenSites, configure: Configure, command: Any, tmp_path: Path
) -> None:
    sites = only_json(open_sites, attachments=[{"url": "/1.mp3", "mime_type": "audio/mpeg"}])
    configure(sites)
    facts = command("source", "add", sites.origins[0], "--yes", "--json")
    assert [row["kind"] for row in facts["left_out"]] == ["podcast"]
    assert only_file(tmp_path)["sections"] == ["/"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<div id='app'></div>", "It is filled by a script; Mirrorfold runs none"),
        (
            f"<p>{'About the paper and its people. ' * 30}</p><div id='list'></div>",
            "Its list may be filled by a script",
        ),
    ],
)
def test_a_list_that_a_script_makes_is_told_with_the_cure(
    open_sites: OpenSites, configure: Configure, command: Any, body: str, words: str
) -> None:
    sites = open_sites({"/": f"<html><head><script src='/app.js'></script></head><body>{body}</body></html>"})
    configure(sites)
    refusal = command("source", "add", sites.origins[0], "--yes", "--json", code=6)["refusal"]
    assert words in refusal
    assert "[[listings]]" in refusal


def test_a_page_without_scripts_and_articles_is_told_without_them(
    open_sites: OpenSites, configure: Configure, command: Any
) -> None:
    sites = open_sites({"/": "<p>Nothing here"})
    configure(sites)
    refusal = command("source", "add", sites.origins[0], "--yes", "--json", code=6)["refusal"]
    assert refusal.endswith("no feed was found. If you know a page that lists articles, give that")


def test_a_section_whose_list_a_script_makes_now_is_told_by_a_test_of_its_source(
    open_sites: OpenSites, configure: Configure, command: Any
) -> None:
    name, pages = add_without_feed(open_sites, configure, command)
    pages["/"] = "<html><head><script src='/app.js'></script></head><body><div id='app'></div></body></html>"
    (listing,) = command("source", "test", name, "--json")["listings"]
    assert listing["problem"] == "there is no link to another page in it. It is filled by a script"
