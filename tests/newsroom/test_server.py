"""The HTTP the newsroom speaks, the log it keeps, and content that is not its own."""

from __future__ import annotations

import asyncio
import json
import time
from datetime import datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom import Mistake, Newsroom
from newsroom.wire import Answer, Request, Unreadable, apply_conditions, parse_head


def run(scenario, **options):
    async def within():
        async with Newsroom(**{"articles": 5, "mirrors": 2} | options) as room:
            return await scenario(room)

    return asyncio.run(within())


@pytest.mark.parametrize("path", ["/rss.xml", "/sitemap.xml", "/sitemap-news.xml.gz", "/", "/robots.txt", "article"])
def test_a_page_that_did_not_change_is_answered_with_304(visitor, path):
    async def scenario(room):
        url = (await visitor.links(room.origins[0]))[0] if path == "article" else room.origins[0] + path
        first = await visitor.get(url)
        again = await visitor.get(url, {"If-None-Match": f'"other", W/{first.headers["etag"]}'})
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", first.headers["etag"])
        assert "content-length" not in again.headers
        assert (await visitor.get(url, {"If-None-Match": '"other"'})).status == 200

    run(scenario)


def test_the_date_alone_makes_a_condition_and_the_tag_counts_before_it(visitor):
    async def scenario(room):
        url = f"{room.origins[0]}/rss.xml"
        stamp = (await visitor.get(url)).headers["last-modified"]
        earlier = format_datetime(parsedate_to_datetime(stamp) - timedelta(seconds=1), usegmt=True)
        for headers, status in (
            ({"If-Modified-Since": stamp}, 304),
            ({"If-Modified-Since": earlier}, 200),
            ({"If-Modified-Since": "yesterday"}, 200),
            ({"If-Modified-Since": stamp, "If-None-Match": '"other"'}, 200),
        ):
            assert (await visitor.get(url, headers)).status == status
        assert [row["conditional"] for row in room.log] == [False, True, True, True, True]

    run(scenario)


@given(st.text(), st.text())
def test_no_condition_makes_the_server_stumble(tags, since):
    answer = Answer(200, "text/plain", b"x", etag='"1"', modified=datetime.fromisoformat("2026-06-30T00:00:00+00:00"))
    for headers in ({"if-none-match": tags}, {"if-modified-since": since}):
        assert apply_conditions(Request("GET", "/", headers), answer).status in (200, 304)


@given(st.binary())
def test_any_bytes_are_a_request_or_are_refused(head):
    try:
        request = parse_head(head)
    except Unreadable:
        return
    assert request.method is not None


def test_one_connection_serves_many_requests(visitor):
    async def scenario(room):
        one = b"GET /robots.txt HTTP/1.1\r\nHost: x\r\n\r\n"
        last = b"GET /robots.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        reply = await visitor.say(room.origins[0], one * 9 + last)
        assert reply.body.count(b"HTTP/1.1 200 OK") == 9
        assert len(room.log) == 10

    run(scenario)


def test_head_sends_the_length_and_no_body(visitor):
    async def scenario(room):
        whole = await visitor.get(f"{room.origins[0]}/rss.xml")
        head = await visitor.get(f"{room.origins[0]}/rss.xml", method="HEAD")
        assert (head.status, head.body) == (200, b"")
        assert head.headers["content-length"] == str(len(whole.body))

    run(scenario)


def test_other_methods_are_not_allowed(visitor):
    async def scenario(room):
        assert (await visitor.get(room.origins[0], method="DELETE")).status == 405

    run(scenario)


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"hello\r\n\r\n",
        b"GET /\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: many\r\n\r\n",
        b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n",
    ],
)
def test_what_is_no_request_is_refused(visitor, request_bytes):
    async def scenario(room):
        assert (await visitor.say(room.origins[0], request_bytes)).status == 400
        assert (await visitor.get(room.origins[0])).status == 200

    run(scenario)


def test_the_log_tells_what_was_asked_and_answered(visitor, tmp_path):
    file = tmp_path / "requests.jsonl"

    async def scenario(room):
        link = (await visitor.links(room.origins[1]))[0]
        reply = await visitor.get(link)
        await visitor.get(f"{room.origins[1]}/nowhere")
        feed, article, nowhere = room.log
        assert room.log == [json.loads(line) for line in file.read_text().splitlines()]
        assert (feed["kind"], feed["mirror"], feed["agent"]) == ("feed", "m2", "visitor")
        assert room.origins[1] == f"http://127.0.0.1:{feed['port']}"
        assert (article["kind"], article["article"], article["bytes"]) == (
            "article",
            room.desk.stories()[-1].id,
            len(reply.body),
        )
        assert room.origins[1] + article["path"] == link
        assert (nowhere["kind"], nowhere["status"], nowhere["article"]) == ("other", 404, None)
        times = [moment for row in room.log for moment in (row["t"], row["end"])]
        assert times == sorted(times)
        assert abs(times[-1] - time.time()) < 5

    run(scenario, log=str(file))


def test_extra_content_stands_in_place_of_ours_on_every_mirror(visitor):
    slug = "/Detail/2026/08/15/774402/-‘quoted’-slug"
    extra = {"/rss.xml": ("application/xml", b"<rss/>"), slug: ("text/html", b"<p>theirs</p>")}

    async def scenario(room):
        for origin in room.origins:
            assert (await visitor.get(f"{origin}/rss.xml")).body == b"<rss/>"
            path = "/Detail/2026/08/15/774402/-%E2%80%98quoted%E2%80%99-slug"
            assert (await visitor.get(f"{origin}{path}?utm_source=x")).body == b"<p>theirs</p>"
            assert (room.log[-1]["kind"], room.log[-1]["article"]) == ("article", 774402)
            assert (await visitor.get(f"{origin}/sitemap.xml")).status == 200

    run(scenario, extra=extra)


def test_a_folder_can_be_served(visitor, tmp_path):
    (tmp_path / "rss.xml").write_text("<rss/>")
    page = tmp_path / "Detail" / "2026" / "08" / "15" / "774402" / "-‘quoted’-U.S.-slug"
    page.parent.mkdir(parents=True)
    page.write_text("<p>theirs</p>")
    (tmp_path / "index.html").write_text("front")

    async def scenario(room):
        feed = await visitor.get(f"{room.origins[0]}/rss.xml")
        assert (feed.headers["content-type"], feed.body) == ("application/xml; charset=utf-8", b"<rss/>")
        path = "/Detail/2026/08/15/774402/-%E2%80%98quoted%E2%80%99-U.S.-slug"
        reply = await visitor.get(room.origins[1] + path)
        assert (reply.headers["content-type"], reply.text) == ("text/html; charset=utf-8", "<p>theirs</p>")
        assert (await visitor.get(room.origins[1])).body == b"front"

    run(scenario, serve_dir=str(tmp_path))


def test_a_folder_that_is_not_there_is_a_mistake(tmp_path):
    with pytest.raises(Mistake, match="no folder"):
        Newsroom(serve_dir=str(tmp_path / "nowhere"))
