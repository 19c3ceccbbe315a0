"""Lists of other readers become sources, by site, resumable, and nothing is dropped in silence."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crawler.model.errors import Refused
from crawler.survey.feed_lists import ListedFeed, group_feeds, read_feed_list
from scheduler.orders.import_feeds import keep_group
from tests.desk.daemons import StartDaemon
from tests.desk.desk import OpenRoom, wait_until
from tests.desk.papers import english, feed
from tests.desk.sites import OpenSites, Sites
from tests.survey.conftest import add_without_feed, name_hosts, paper

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


def source_files(folder: Path) -> dict[str, dict[str, Any]]:
    files = (folder / "config" / "sources").glob("*.toml")
    return {file.stem: tomllib.loads(file.read_text()) for file in files}


def test_a_feed_whose_items_lie_on_a_site_that_is_there_joins_its_file(
    open_sites: OpenSites, command: Any, tmp_path: Path
) -> None:
    other: dict[str, Any] = {}
    sites = open_sites(paper(), other)
    first, second = name_hosts(tmp_path, sites, "www.calm.example", "feeds.calm.test")
    other["/world.xml"] = other["/home.xml"] = feed(f"{first}{english(place).path}" for place in range(12))
    file = tmp_path / "list.txt"
    file.write_text(f"{first}/rss.xml\n{second}/world.xml\n")
    assert "1 feed joined" in command("source", "import", str(file), "--yes").stdout
    (only,) = source_files(tmp_path).values()
    assert only["feeds"] == ["/rss.xml", f"{second}/world.xml"]
    assert "0 new, 2 known" in command("source", "import", str(file), "--yes").stdout


def test_a_file_that_feeds_join_keeps_what_a_person_wrote(
    open_sites: OpenSites, configure: Configure, command: Any, tmp_path: Path
) -> None:
    pages = paper()
    pages["/world.xml"] = pages["/rss.xml"]
    sites = open_sites(pages)
    configure(sites)
    name = command("source", "add", sites.origins[0], "--yes", "--json")["id"]
    source = tmp_path / "config" / "sources" / f"{name}.toml"
    source.write_text(f"{source.read_text()}\n[politeness]\ndelay = 0.5 # as agreed\n")
    file = tmp_path / "list.txt"
    file.write_text(f"{sites.origins[0]}/rss.xml\n{sites.origins[0]}/world.xml\n")
    command("source", "import", str(file), "--yes")
    assert source_files(tmp_path)[name]["feeds"] == ["/rss.xml", "/world.xml"]
    assert "delay = 0.5 # as agreed" in source.read_text()


def test_a_feed_that_fails_among_others_is_told_in_the_file_and_on_the_screen(
    open_sites: OpenSites, configure: Configure, command: Any, tmp_path: Path
) -> None:
    sites = open_sites(paper())
    configure(sites)
    file = tmp_path / "list.txt"
    file.write_text(f"{sites.origins[0]}/rss.xml\n{sites.origins[0]}/gone.xml\n")
    assert "/gone.xml: answers 404" in command("source", "import", str(file), "--yes").stdout
    (source,) = (tmp_path / "config" / "sources").glob("*.toml")
    assert "/gone.xml: answers 404" in source.read_text()
    assert source_files(tmp_path)[source.stem].get("enabled", True)


def test_the_rest_of_a_list_that_was_cut_off_is_imported_through_a_daemon(
    open_room: OpenRoom, start_daemon: StartDaemon, open_sites: OpenSites
) -> None:
    sites = open_sites(paper(), paper())
    desk = open_room(articles=1, mirrors=1)
    desk.configure(others=sites.origins)
    listing = desk.folder / "list.txt"
    listing.write_text(f"{sites.origins[0]}/rss.xml\n")
    assert "1 source written" in desk.run("source", "import", str(listing), "--yes").stdout
    listing.write_text("".join(f"{origin}/rss.xml\n" for origin in sites.origins))
    daemon = start_daemon(desk)
    assert "1 new, 1 known" in desk.run("source", "import", str(listing), "--yes").stdout
    wait_until(lambda: daemon.says("taken over: 3 sources"), "the daemon takes it up")


def test_sources_without_a_feed_are_named_beside_the_export(
    open_sites: OpenSites, configure: Configure, command: Any
) -> None:
    name, _ = add_without_feed(open_sites, configure, command)
    assert name in command("source", "export", "--opml").stderr


def test_what_is_exported_is_known_when_it_is_imported(
    open_sites: OpenSites, configure: Configure, command: Any, tmp_path: Path
) -> None:
    sites = open_sites(paper())
    configure(sites)
    command("source", "add", sites.origins[0], "--yes", "--json")
    file = tmp_path / "out.opml"
    file.write_text(command("source", "export", "--opml").stdout)
    assert "0 new, 1 known" in command("source", "import", str(file), "--yes").stdout


@pytest.mark.parametrize("facts", [{"id": None, "trouble": "no such host"}, {"id": "a", "toml": 'name = ""\n'}])
def test_a_source_that_cannot_be_written_is_told_and_ends_no_import(facts: dict[str, Any], tmp_path: Path) -> None:
    whole = {"name": "A", "origin": "https://a.example", "feeds": [], "trouble": "", "doubts": [], **facts}
    (tmp_path / "sources").mkdir()
    kept = keep_group(whole, tmp_path, {})
    assert kept.file is None
    assert kept.trouble
