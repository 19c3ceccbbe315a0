"""What a feed reader is given: each article once, valid, spared what it has; and who may read it."""

from __future__ import annotations

import json
import os
import time
from typing import Any

import pytest
from lxml import etree

from crawler.archive.feed_tokens import digest_token
from tests.desk.desk import DATABASE, Desk, wait_until
from tests.desk.feeds import ATOM, read_atom, read_json_feed
from tests.desk.metrics_page import free_port
from tests.desk.page_reader import PageReader
from tests.web.conftest import OpenPages

TOKEN = "a-token-of-more-than-22-characters"
CROWDED = ("/feeds/all", "/feeds/sources/room", "/feeds/sources/courier", "/feeds/stories/1")


def pairs(query: str) -> list[Any]:
    return [read for path in CROWDED for read in [(f"{path}.atom{query}", f"{path}.json{query}")]]


@pytest.mark.parametrize("query", ["", "?full=1", "?limit=1", "?full=1&limit=200"])
def test_every_feed_is_valid_in_both_formats_and_says_the_same_in_both(
    crowded: tuple[Desk, PageReader], query: str
) -> None:
    _, pages = crowded
    for atom, json_ in pairs(query):
        one, other = pages.get(atom), pages.get(json_)
        assert one.headers["content-type"] == "application/atom+xml; charset=utf-8"
        assert other.headers["content-type"] == "application/feed+json; charset=utf-8"
        entries, items = read_atom(one.body).entries, read_json_feed(other.body).items
        assert [entry.id for entry in entries] == [item.id for item in items]
        assert [entry.link for entry in entries] == [item.url for item in items]
        assert len(entries) >= 1


def test_each_article_stands_once_though_three_mirrors_show_it(crowded: tuple[Desk, PageReader]) -> None:
    desk, pages = crowded
    (there,) = desk.ask("select count(*) from articles where folded_into is null and source = 'room'")
    items = pages.get("/feeds/sources/room.json?limit=200").facts["items"]
    assert len(items) == there[0] == 13
    assert {item["_mirrorfold"]["article"] for item in items} == {
        number for (number,) in desk.ask("select id from articles where folded_into is null and source = 'room'")
    }
    everything = pages.get("/feeds/all.json?limit=200").facts["items"]
    assert {item["_mirrorfold"]["source"] for item in everything} == {"room", "courier"}


def test_an_entry_links_to_the_mirror_that_answers_and_names_the_others(crowded: tuple[Desk, PageReader]) -> None:
    """The second mirror is seized, so no entry leads there first."""
    desk, pages = crowded
    seized = desk.room.origins[1]
    shown = {row["id"]: row["url"] for row in map(json.loads, desk.run("export", "room").stdout.splitlines())}
    items = pages.get("/feeds/sources/room.json?limit=200").facts["items"]
    assert {item["_mirrorfold"]["article"]: item["url"] for item in items} == shown
    assert not [item["url"] for item in items if item["url"].startswith(seized)]
    assert all(any(other.startswith(seized) for other in item["_mirrorfold"]["other_addresses"]) for item in items[2:])
    entry = read_atom(pages.get("/feeds/sources/room.atom?limit=200").body).entries[-1]
    kinds = [link.rel for link in entry.links]
    assert kinds == ["alternate", "related", "related"]


def test_a_revision_brings_an_article_to_the_top_with_what_it_changed(open_pages: OpenPages) -> None:
    desk, _, pages = open_pages(articles=4, mirrors=1)
    before = pages.get("/feeds/all.json").facts["items"]
    desk.room.post({"do": "edit", "article": 2, "change": "append", "text": "The harbour opens again on Monday."})
    desk.change([f"update articles set revisit_at = {int(time.time()) - 5}"])
    desk.crawl()

    def after() -> list[Any]:
        return pages.get("/feeds/all.json").facts["items"]

    wait_until(lambda: after()[0]["_mirrorfold"]["changed"] != "", "the revision stands in the feed")
    first, *others = after()
    assert first["_mirrorfold"]["changed"] == "Added: “The harbour opens again on Monday.”"
    assert first["summary"].startswith("Added: “The harbour opens again on Monday.”\n")
    old = next(item for item in before if item["id"] == first["id"])
    assert first["date_modified"] > old["date_modified"]
    assert {item["id"] for item in others} == {item["id"] for item in before} - {old["id"]}
    entry = read_atom(pages.get("/feeds/all.atom").body).entries[0]
    assert "The harbour opens again on Monday." in entry.summary
    assert "The harbour opens" in read_atom(pages.get("/feeds/all.atom?full=1").body).entries[0].content[0].value


def test_a_revision_that_was_taken_back_is_not_told_as_if_it_stood(open_pages: OpenPages) -> None:
    desk, _, pages = open_pages(articles=4, mirrors=1)
    desk.room.post({"do": "edit", "article": 2, "change": "append", "text": "The harbour opens again on Monday."})
    desk.change([f"update articles set revisit_at = {int(time.time()) - 5}"])
    desk.crawl()
    # A mirror that goes back to an older text puts it up again under the verdict "mirror".
    first_text = "select min(p.revision_id) from pages p where p.article_id = articles.id"
    desk.change([f"update articles set revision_id = ({first_text})"])

    def first() -> Any:
        return pages.get("/feeds/all.json").facts["items"][0]

    wait_until(lambda: "before again" in first()["_mirrorfold"]["changed"], "what it was before stands again")
    assert "The harbour opens" not in first()["summary"]


def test_ids_stay_whatever_becomes_of_mirrors_titles_and_the_name_of_the_host(open_pages: OpenPages) -> None:
    desk, _, pages = open_pages('names = ["news.example.org"]\n', articles=4, mirrors=2)
    before = pages.get("/feeds/all.json").facts
    desk.room.post({"do": "fault", "mirror": "m1", "kind": "down"})
    for _ in range(2):
        desk.crawl()
    desk.change(["update revisions set title = 'Another title'"])
    wait_until(lambda: "Another title" in pages.get("/feeds/all.json").body, "the feed is made anew")
    after = pages.get("/feeds/all.json", Host="news.example.org").facts
    assert [item["id"] for item in after["items"]] == [item["id"] for item in before["items"]]
    assert after["_mirrorfold"]["id"] == before["_mirrorfold"]["id"]
    assert {item["url"].split("/Detail")[0] for item in before["items"]} == {desk.room.origins[0]}
    assert {item["url"].split("/Detail")[0] for item in after["items"]} == {desk.room.origins[1]}


def test_a_reader_is_spared_what_it_has(crowded: tuple[Desk, PageReader]) -> None:
    _, pages = crowded
    for path in ("/feeds/all.atom", "/feeds/all.json", "/feeds/sources/room.atom?full=1"):
        first = pages.get(path)
        tag, changed = first.headers["etag"], first.headers["last-modified"]
        for given in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            again = pages.get(path, If_None_Match=given)
            assert (again.status, again.body, again.headers["etag"]) == (304, "", tag)
        assert pages.get(path, If_None_Match='"other"').status == 200
        assert pages.get(path, If_Modified_Since=changed).status == 304
        assert pages.get(path, If_Modified_Since="Thu, 01 Jan 1970 00:00:00 GMT").status == 200
        assert pages.get(path, If_None_Match='"other"', If_Modified_Since=changed).status == 200
        assert pages.get(path, If_Modified_Since="yesterday").status == 200
        assert pages.ask("HEAD", path).headers["etag"] == tag


def test_what_changed_is_another_feed_though_no_date_in_it_did(open_pages: OpenPages) -> None:
    """A mirror that goes changes addresses alone: a reader that asks by date has to be told as well."""
    desk, _, pages = open_pages(articles=2, mirrors=2)
    first = pages.get("/feeds/all.atom")
    desk.room.post({"do": "fault", "mirror": "m1", "kind": "down"})
    for _ in range(2):
        desk.crawl()
    wait_until(lambda: pages.get("/feeds/all.atom").body != first.body, "the feed names the other mirror")
    again = pages.get("/feeds/all.atom", If_Modified_Since=first.headers["last-modified"])
    assert again.status == 200
    assert read_atom(again.body).feed.updated == read_atom(first.body).feed.updated


def test_what_is_asked_for_wrongly_is_answered_with_a_sentence(crowded: tuple[Desk, PageReader]) -> None:
    _, pages = crowded
    asked = {
        "/feeds/all.rss": (404, "its address ends with .atom or .json"),
        "/feeds/all.atom?limit=0": (400, "limit is a number from 1 to 200"),
        "/feeds/all.atom?limit=201": (400, "limit is a number from 1 to 200"),
        "/feeds/all.atom?limit=all": (400, "limit is a number from 1 to 200"),
        "/feeds/sources/nobody.atom": (404, 'there is no source "nobody"'),
        "/feeds/stories/999999.atom": (404, "There is no such article"),
        "/feeds/stories/one.json": (404, "There is no such story"),
    }
    for path, (status, says) in asked.items():
        page = pages.get(path)
        assert (page.status, says in page.body, page.headers["content-type"]) == (
            status, True, "text/plain; charset=utf-8",
        ), path  # fmt: skip


def test_a_feed_names_itself_by_the_address_that_its_reader_asked_for(open_pages: OpenPages) -> None:
    _, _, pages = open_pages('root_path = "/news"\nnames = ["news.example.org"]\n', articles=1, mirrors=1)
    feed = read_json_feed(pages.get("/news/feeds/all.json?full=1", Host="news.example.org").body)
    assert feed.feed_url == "https://news.example.org/news/feeds/all.json?full=1"
    assert feed.home_page_url == "https://news.example.org/news/"
    here = pages.get("/feeds/sources/room.atom")
    assert f'rel="self" type="application/atom+xml" href="{pages.url}/news/feeds/sources/room.atom"' in here.body
    head = pages.get("/news/sources/room").body
    assert (
        '<link rel="alternate" type="application/atom+xml" title="Room" href="/news/feeds/sources/room.atom">' in head
    )
    assert 'href="/news/feeds/all.json"' in pages.get("/news/").body
    assert 'href="/news/feeds/stories/1.atom"' in pages.get("/news/stories/1").body


def test_a_feed_names_itself_by_the_address_that_is_set(open_pages: OpenPages) -> None:
    settings = 'address = "https://news.example.org/news"\nnames = ["news.example.org"]\nroot_path = "/news"\n'
    _, _, pages = open_pages(f"{settings}read_only = true\n", articles=1, mirrors=1)
    assert pages.get("/feeds/all.json").facts["feed_url"] == "https://news.example.org/news/feeds/all.json"


def test_an_address_by_which_the_pages_would_not_answer_is_a_mistake(open_room: Any) -> None:
    desk: Desk = open_room(articles=1, mirrors=1)
    for settings, says in {
        'address = "https://news.example.org"': 'Add it: names = ["news.example.org"]',
        'address = "http://127.0.0.1:8780/x"': "Write the same path in both",
        'address = "news.example.org"': "this is no address of pages",
        'address = "https://a@news.example.org"': "this is no address of pages",
    }.items():
        desk.configure(settings=f"[web]\n{settings}\n")
        assert says in desk.run("config", "check", code=2).stderr


def make_token(desk: Desk, *words: str) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(desk.run("feed", "token", "add", *words, "--json").stdout)
    return made


def test_a_token_in_the_address_opens_feeds_and_nothing_else(open_pages: OpenPages) -> None:
    desk, _, pages = open_pages(f'token = "{TOKEN}"\n', articles=1, mirrors=1)
    assert pages.get("/feeds/all.atom").status == 401
    assert pages.get("/feeds/all.atom", Authorization=f"Bearer {TOKEN}").status == 200
    secret = make_token(desk, "reader")["token"]
    wait_until(lambda: pages.get(f"/feeds/all.atom?token={secret}").status == 200, "the token opens the feed", 5)
    assert pages.get("/feeds/all.json", Authorization=f"Bearer {secret}").status == 200
    statuses = {
        path: pages.get(f"{path}?token={secret}").status
        for path in ("/", "/articles/1", "/articles/1/evidence.zip", "/api/v1/overview", "/metrics", "/feeds",
                     "/feeds/../articles/1", "/numbers.csv")
    }  # fmt: skip
    assert statuses.pop("/feeds/../articles/1") == 404
    assert pages.get(f"/feeds/nothing?token={secret}").body == "There is no such feed\n"
    assert set(statuses.values()) == {303, 401}, statuses
    assert pages.get("/api/v1/overview", Authorization=f"Bearer {secret}").status == 401
    assert pages.ask("POST", f"/feeds/all.atom?token={secret}", "", Sec_Fetch_Site="same-origin").status == 401
    assert pages.get(f"/feeds/all.atom?token={TOKEN}").status == 401, "the pages' own token stands in no address"
    for wrong in ("", "x", secret[:-1], "%ff%00", "a" * 5000):
        assert pages.get(f"/feeds/all.atom?token={wrong}").status == 401


def test_a_revoked_token_opens_nothing_and_one_of_a_source_its_feed_alone(open_pages: OpenPages) -> None:
    desk, _, pages = open_pages(f'token = "{TOKEN}"\n', articles=1, mirrors=1)
    made = make_token(desk, "reader", "--source", "room")
    there = f"token={made['token']}"
    wait_until(lambda: pages.get(f"/feeds/sources/room.atom?{there}").status == 200, "it opens its feed", 5)
    assert pages.get(f"/feeds/sources/room.json?full=1&{there}").status == 200
    assert pages.get(f"/feeds/all.atom?{there}").status == 401
    assert pages.get(f"/feeds/stories/1.atom?{there}").status == 401
    desk.run("feed", "token", "revoke", str(made["id"]))
    wait_until(lambda: pages.get(f"/feeds/sources/room.atom?{there}").status == 401, "it opens nothing", 5)


def test_a_token_stands_in_no_log_no_answer_and_no_archive(open_room: Any, start_daemon: Any) -> None:
    desk: Desk = open_room(articles=1, mirrors=1)
    port = free_port()
    desk.configure(settings=f'[web]\nport = {port}\ntoken = "{TOKEN}"\n')
    desk.crawl()
    daemon, pages = start_daemon(desk), PageReader(port)
    secret = make_token(desk, "reader")["token"]
    wait_until(lambda: pages.get(f"/feeds/all.atom?token={secret}").status == 200, "the token opens the feed", 5)
    asked = ("/feeds/all.atom", "/feeds/all.json", "/feeds/all.rss", "/feeds/all.atom?limit=x",
             "/feeds/sources/no.atom", "/", "/nothing", "/api/v1/nothing", "/articles/1", "/feeds/nothing")  # fmt: skip
    for path in asked:
        for headers in ({}, {"Authorization": f"Bearer {TOKEN}"}, {"Host": "evil.example"}):
            page = pages.get(f"{path}{'&' if '?' in path else '?'}token={secret}", **headers)
            assert secret not in page.body + str(page.headers), path
            assert page.headers["referrer-policy"] == "same-origin"
    assert secret not in str(desk.ask("select * from feed_tokens"))
    kept = desk.ask("select digest from feed_tokens")[0][0]
    assert bytes(kept) == digest_token(secret)
    daemon.stop()
    logged = "\n".join(map(json.dumps, daemon.rows()))
    assert logged
    assert secret not in logged


def test_feeds_are_read_from_postgresql_as_well(
    open_pages: OpenPages, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DATABASE, database)
    desk, _, pages = open_pages(f'token = "{TOKEN}"\n', articles=3, mirrors=2)
    secret = make_token(desk, "reader")["token"]
    wait_until(lambda: pages.get(f"/feeds/all.atom?token={secret}").status == 200, "the token opens the feed", 5)
    for atom in ("/feeds/all.atom", "/feeds/sources/room.atom", "/feeds/stories/1.atom"):
        assert read_atom(pages.get(f"{atom}?full=1&token={secret}").body).entries
    desk.room.post({"do": "edit", "article": 2, "change": "append", "text": "The harbour opens again on Monday."})
    desk.change([f"update articles set revisit_at = {int(time.time()) - 5}"])
    for _ in range(2):
        desk.crawl()
    wait_until(lambda: "Added: “The harbour" in pages.get(f"/feeds/all.json?token={secret}").body, "it was revised", 5)
    desk.run("feed", "token", "revoke", "1")
    assert "revoked" in desk.run("feed", "token", "list").stdout
    assert os.environ[DATABASE] == database


def test_mirrorfold_reads_its_own_feed(open_pages: OpenPages, open_room: Any) -> None:
    """A second instance that follows the feed of the first has the same articles, and none is like another."""
    desk, _, pages = open_pages(articles=6, mirrors=2)
    others = [*desk.room.origins, pages.url]
    for kind in ("atom", "json"):
        second: Desk = Desk(desk.room, desk.folder / f"second-{kind}")
        mirrors = json.dumps(desk.room.origins)
        second.configure(
            source=f'name = "Room"\nlanguage = "en"\nmirrors = {mirrors}\nfeeds = ["{pages.url}/feeds/all.{kind}"]\n'
            'articles = "/Detail/{year}/{month}/{day}/{id}/{slug}"\n',
            others=others,
        )
        report = second.crawl()
        assert report["verdicts"] == {"new": 6}, kind
        keys = "select source, key from articles order by key"
        assert second.ask(keys) == desk.ask(keys)
        assert second.crawl()["unknown"] == 0


def test_a_feed_has_no_markup_of_others(crowded: tuple[Desk, PageReader]) -> None:
    _, pages = crowded
    tree = etree.fromstring(pages.get("/feeds/all.atom?full=1").body.encode())
    names = {str(element.tag).removeprefix(ATOM) for element in tree.iter()}
    assert names <= {
        "feed", "id", "title", "updated", "author", "name", "generator", "link", "entry", "published", "category",
        "summary", "content", "{http://www.w3.org/1999/xhtml}div", "{http://www.w3.org/1999/xhtml}p",
    }  # fmt: skip
