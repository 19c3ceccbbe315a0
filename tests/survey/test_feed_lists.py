"""Lists of other readers become sources, by site, resumable, and nothing is dropped in silence."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crawler.model.errors import Refused
from crawler.survey.feed_lists import ListedFeed, group_feeds, read_feed_list
from tests.desk.sites import OpenSites, Sites
from tests.survey.conftest import paper

Configure = Callable[[Sites], None]


def outlines(*rows: str) -> bytes:
    return f'<opml version="2.0"><body><outline text="Sea">{"".join(rows)}</outline></body></opml>'.encode()


def test_outlines_without_a_body_and_nested_ones_are_read() -> None:
    text = b'<opml><outline text="a"><outline xmlUrl="a.example.org/rss" title="A" htmlUrl="http://a.example.org"/></outline></opml>'
    feeds, left = read_feed_list(text)
    assert [(feed.url, feed.title, feed.category) for feed in feeds] == [("https://a.example.org/rss", "A", "a")]
    assert left == []


def test_what_is_no_feed_is_named() -> None:
    feeds, left = read_feed_list(outlines('<outline xmlUrl="ftp://b/rss"/>', '<outline type="link" text="Home"/>'))
    assert (feeds, left) == ([], ["ftp://b/rss", "Home"])


def test_a_file_without_anything_is_refused() -> None:
    with pytest.raises(Refused):
        read_feed_list(b"\n# nothing\n")


def test_feeds_on_another_host_belong_to_the_site_that_the_list_names() -> None:
    feeds = [
        ListedFeed("https://feeds.feedburner.com/one", site="https://www.example.org/"),
        ListedFeed("https://feeds.feedburner.com/two"),
        ListedFeed("https://feeds.feedburner.com/three"),
        ListedFeed("https://www.example.org/rss"),
    ]
    assert [len(group.feeds) for group in group_feeds(feeds)] == [2, 1, 1]


def test_a_list_is_imported_once_and_what_fails_is_kept_and_told(
    open_sites: OpenSites, configure: Configure, command: Any, tmp_path: Path
) -> None:
    sites = open_sites(paper(), {"/": "<p>Nothing"})
    configure(sites)
    file = tmp_path / "list.txt"
    file.write_text("".join(f"{origin}/rss.xml\n" for origin in sites.origins) + "gopher://x\n")
    done = command("source", "import", str(file), "--yes")
    assert "left out: gopher://x" in done.stdout
    written = [tomllib.loads(each.read_text()) for each in sorted((tmp_path / "config" / "sources").glob("*.toml"))]
    assert sorted(each.get("enabled", True) for each in written) == [False, True]
    assert [each["feeds"] for each in written] == [["/rss.xml"]] * 2
    again = command("source", "import", str(file), "--yes")
    assert "0 new, 2 known" in again.stdout
    assert len(list((tmp_path / "config" / "sources").iterdir())) == 2


def test_what_is_exported_is_known_when_it_is_imported(
    open_sites: OpenSites, configure: Configure, command: Any, tmp_path: Path
) -> None:
    sites = open_sites(paper())
    configure(sites)
    command("source", "add", sites.origins[0], "--yes", "--json")
    file = tmp_path / "out.opml"
    file.write_text(command("source", "export", "--opml").stdout)
    assert "0 new, 1 known" in command("source", "import", str(file), "--yes").stdout
