"""Every way a mirror can fail, seen from outside."""

from __future__ import annotations

import asyncio

import pytest

from crawler.extraction.answer_notice import notice_in
from crawler.mirrors.health.state import counts_against_mirror
from newsroom import Mistake, Newsroom
from newsroom.faults import Kind, parse, parse_for


def run(scenario, *faults, articles=6):
    """The scenario gets the room, the failing mirror's origin, and the paths of its articles, newest first."""

    async def within():
        async with Newsroom(articles=articles, mirrors=2, faults=faults) as room:
            stories = reversed(room.desk.stories())
            return await scenario(room, room.origins[1], [f"/Detail/2026/06/30/{s.id}/x" for s in stories])

    return asyncio.run(within())


async def reset_by(visitor, url):
    with pytest.raises(ConnectionResetError):
        await visitor.get(url)
    return True


def test_a_mirror_that_is_down_refuses_connections_and_keeps_its_port(visitor):
    async def scenario(room, origin, paths):
        for _ in range(3):
            await room.fault("m2", "down")
            with pytest.raises(ConnectionRefusedError):
                await visitor.get(origin)
            await room.clear("m2")
            assert (await visitor.get(origin)).status == 200

    run(scenario)


def test_a_mirror_can_be_down_from_the_start(visitor):
    async def scenario(room, origin, paths):
        with pytest.raises(ConnectionRefusedError):
            await visitor.get(origin)
        assert (await visitor.get(room.origins[0])).status == 200

    run(scenario, "m2:down")


def test_going_down_breaks_open_connections(visitor):
    async def scenario(room, origin, paths):
        reader, writer = await asyncio.open_connection(*origin.removeprefix("http://").split(":"))
        writer.write(b"GET /robots.txt HTTP/1.1\r\nHost: x\r\n\r\n")
        await reader.readuntil(b"sitemap.xml\n")
        await room.fault("m2", "down")
        assert await reader.read() == b""
        writer.close()

    run(scenario)


def test_a_mirror_dies_after_so_many_article_pages(visitor):
    async def scenario(room, origin, paths):
        await visitor.get(f"{origin}/rss.xml")
        for path in paths[:2]:
            assert (await visitor.get(origin + path)).status == 200
        with pytest.raises(ConnectionRefusedError):
            await visitor.get(origin + paths[2])
        assert sum(row["kind"] == "article" for row in room.log) == 2
        await room.clear("m2")
        assert (await visitor.get(origin + paths[2])).status == 200

    run(scenario, "m2:die-after:2")


def test_a_reset_is_no_polite_end_and_stands_in_the_log_with_status_zero(visitor):
    async def scenario(room, origin, paths):
        assert await reset_by(visitor, origin + paths[0])
        assert (room.log[-1]["status"], room.log[-1]["bytes"]) == (0, 0)

    run(scenario, "m2:reset")


def test_a_slow_mirror_answers_late_and_well(visitor):
    async def scenario(room, origin, paths):
        assert (await visitor.get(origin + paths[0])).status == 200
        row = room.log[-1]
        assert 0.2 <= row["end"] - row["t"] < 5

    run(scenario, "m2:slow:0.2")


def test_the_newsroom_ends_at_once_however_slow_a_mirror_is():
    async def within():
        async with Newsroom(articles=1, mirrors=1, faults=["m1:slow:3600"]) as room:
            _, writer = await asyncio.open_connection(*room.origins[0].removeprefix("http://").split(":"))
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            await writer.drain()
            started = asyncio.get_running_loop().time()
        writer.close()
        return asyncio.get_running_loop().time() - started

    assert asyncio.run(within()) < 10, "it does not wait for the slow one"


def test_a_truncated_page_announces_more_than_it_sends(visitor):
    async def scenario(room, origin, paths):
        reply = await visitor.get(origin + paths[0])
        assert reply.status == 200
        assert len(reply.body) == int(reply.headers["content-length"]) // 2
        feed = await visitor.get(f"{origin}/rss.xml")
        assert len(feed.body) == int(feed.headers["content-length"])

    run(scenario, "m2:truncate")


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        ("5xx", 503, "Unavailable"),
        ("5xx:500", 500, "Unavailable"),
        ("404", 404, "Not found"),
        ("seized", 200, "seized"),
        ("blocked", 451, "blocked"),
        ("blocked:403", 403, "blocked"),
        ("parked", 200, "for sale"),
        ("challenge", 403, "Just a moment"),
        ("challenge:200", 200, "Just a moment"),
        ("hello", 200, "Hello World"),
    ],
)
def test_a_notice_stands_on_every_path(visitor, fault, status, words):
    async def scenario(room, origin, paths):
        for path in ("/", "/rss.xml", "/robots.txt", "/sitemap.xml", "/section/sport", "/any", paths[0]):
            reply = await visitor.get(origin + path)
            assert reply.status == status
            assert words in reply.text
        assert (await visitor.get(room.origins[0])).status == 200

    run(scenario, f"m2:{fault}")


@pytest.mark.parametrize(("fault", "status"), [("robots-5xx", 503), ("robots-5xx:500", 500), ("robots-404", 404)])
def test_robots_alone_can_fail(visitor, fault, status):
    async def scenario(room, origin, paths):
        assert (await visitor.get(f"{origin}/robots.txt")).status == status
        assert (await visitor.get(f"{origin}/rss.xml")).status == 200

    run(scenario, f"m2:{fault}")


def test_a_seized_mirror_can_redirect_to_its_own_notice_or_to_a_host(visitor):
    async def scenario(room, origin, paths):
        reply = await visitor.get(origin + paths[0])
        assert (reply.status, reply.headers["location"]) == (302, "/seizure-notice")
        assert "SEIZED" in (await visitor.get(origin + reply.headers["location"])).text
        await room.fault("m2", "seized-redirect", "notice.example:8080")
        assert (await visitor.get(origin)).headers["location"] == "http://notice.example:8080/"

    run(scenario, "m2:seized-redirect")


@pytest.mark.parametrize(("fault", "status"), [("redirect-to", 302), ("moved-to", 301)])
def test_a_mirror_can_redirect_to_any_host(visitor, fault, status):
    async def scenario(room, origin, paths):
        other = room.origins[0]
        await room.fault("m2", fault, other.removeprefix("http://"))
        reply = await visitor.get(origin + paths[0])
        assert (reply.status, reply.headers["location"]) == (status, other + paths[0])
        assert (await visitor.get(reply.headers["location"])).status == 200
        await room.fault("m2", fault, "https://notice.example/seized")
        assert (await visitor.get(f"{origin}/rss.xml")).headers["location"] == "https://notice.example/seized"

    run(scenario)


def test_notices_come_with_the_headers_that_belong_to_them(visitor):
    async def scenario(room, origin, paths):
        assert (await visitor.get(origin)).headers["cf-mitigated"] == "challenge"
        await room.clear("m2")
        await room.fault("m2", "blocked")
        assert "blocked-by" in (await visitor.get(origin)).headers["link"]
        await room.clear("m2")
        await room.fault("m2", "challenge:200")
        assert "cf-mitigated" not in (await visitor.get(origin)).headers

    run(scenario, "m2:challenge")


@pytest.mark.parametrize("fault", ["seized", "blocked", "parked", "challenge", "challenge:200", "hello"])
def test_every_notice_is_known_as_one(visitor, fault):
    async def scenario(room, origin, paths):
        for path in ("/", "/rss.xml", paths[0]):
            reply = await visitor.get(origin + path)
            said = notice_in(reply.body, headers=reply.headers, status=reply.status, url=origin + path)
            assert said is not None
            assert counts_against_mirror(said)

    run(scenario, f"m2:{fault}")


def test_articles_can_redirect_to_the_front_page(visitor):
    async def scenario(room, origin, paths):
        reply = await visitor.get(origin + paths[0])
        assert (reply.status, reply.headers["location"]) == (302, "/")
        assert (await visitor.get(origin)).status == 200

    run(scenario, "m2:home-redirect")


def test_an_empty_page_is_found_and_has_no_byte(visitor):
    async def scenario(room, origin, paths):
        reply = await visitor.get(origin + paths[0])
        assert (reply.status, reply.body) == (200, b"")

    run(scenario, "m2:empty")


def test_a_page_can_be_no_html_and_can_lie_about_it(visitor):
    async def scenario(room, origin, paths):
        honest = await visitor.get(origin + paths[0])
        assert (honest.headers["content-type"], honest.body[:5]) == ("application/pdf", b"%PDF-")
        await room.fault("m2", "not-html", "text/html")
        lying = await visitor.get(origin + paths[0])
        assert (lying.headers["content-type"], lying.body[:5]) == ("text/html", b"%PDF-")

    run(scenario, "m2:not-html")


def test_a_lagging_mirror_shows_the_paper_as_it_was(visitor):
    async def scenario(room, origin, paths):
        assert len(await visitor.links(origin)) == 4
        assert [(await visitor.get(origin + path)).status for path in paths[:3]] == [404, 404, 200]
        room.publish(2)
        assert [(await visitor.get(origin + path)).status for path in paths[:3]] == [200, 200, 200]

    run(scenario, "m2:lag:2")


def test_an_edited_mirror_alters_one_number_of_one_article(visitor):
    async def scenario(room, origin, paths):
        altered = await visitor.get(origin + paths[0])
        untouched = await visitor.get(origin + paths[1])
        await room.clear("m2")
        honest = await visitor.get(origin + paths[0])
        assert sum(a != b for a, b in zip(altered.text.split(), honest.text.split(), strict=True)) == 1
        assert (await visitor.get(origin + paths[1])).body == untouched.body

    run(scenario, "m2:edited:6")


def test_a_feed_whose_etag_sticks_answers_unchanged_when_it_has_changed(visitor):
    async def scenario(room, origin, paths):
        before = await visitor.get(f"{origin}/rss.xml")
        await room.fault("m2", "same-etag")
        room.publish(1)
        again = await visitor.get(f"{origin}/rss.xml", {"If-None-Match": before.headers["etag"]})
        assert again.status == 304
        whole = await visitor.get(f"{origin}/rss.xml")
        assert whole.body != before.body
        assert whole.headers["etag"] == before.headers["etag"]

    run(scenario)


def test_a_fault_can_be_kept_to_some_kinds_of_request(visitor):
    async def scenario(room, origin, paths):
        assert (await visitor.get(origin + paths[0])).status == 502
        assert (await visitor.get(f"{origin}/rss.xml")).status == 200

    run(scenario, "m2:5xx:502@article")


def test_several_faults_can_hold_at_once(visitor):
    async def scenario(room, origin, paths):
        assert len(await visitor.links(origin)) == 5
        assert (await visitor.get(f"{origin}/robots.txt")).status == 404
        await room.clear("m2")
        assert len(await visitor.links(origin)) == 6

    run(scenario, "m2:lag:1", "m2:robots-404")


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_fault_can_be_set_and_cleared(visitor, kind):
    needed = {Kind.SLOW: "0", Kind.LAG: "1", Kind.EDITED: "1", Kind.DIE_AFTER: "3"}
    needed |= {Kind.REDIRECT_TO: "mirror.example", Kind.MOVED_TO: "mirror.example"}

    async def scenario(room, origin, paths):
        await room.fault("m2", kind, needed.get(kind, ""))
        await room.clear("m2")
        reply = await visitor.get(origin + paths[0])
        assert (reply.status, len(reply.body)) == (200, int(reply.headers["content-length"]))

    run(scenario)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("meltdown", "no fault is called 'meltdown'"),
        ("slow", "slow needs a number, for example slow:3"),
        ("slow:soon", "got 'soon'"),
        ("slow:nan", "got 'nan'"),
        ("lag:-1", "got '-1'"),
        ("lag:1.5", "got '1.5'"),
        ("5xx:nine", "takes an HTTP status"),
        ("seized:now", "takes no argument"),
        ("moved-to", "moved-to needs a host, for example moved-to:mirror.example"),
        ("5xx@breakfast", "no request is of kind breakfast"),
    ],
)
def test_a_fault_that_makes_no_sense_is_a_mistake_with_a_sentence(text, says):
    with pytest.raises(Mistake) as mistake:
        parse(text)
    assert says in str(mistake.value)


def test_a_fault_for_nobody_is_a_mistake():
    with pytest.raises(Mistake, match="MIRROR:KIND"):
        parse_for("seized")
    with pytest.raises(Mistake, match="no mirror is called 'm9'; there are m1, m2, m3"):
        Newsroom(articles=1, faults=["m9:seized"])
    with pytest.raises(Mistake, match="no article 7 that m1"):
        Newsroom(articles=1, faults=["m1:edited:7"])
