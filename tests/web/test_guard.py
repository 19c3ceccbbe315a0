"""Who may ask, by which name, in which way; and what every answer says of itself."""

from __future__ import annotations

import asyncio
import socket
import stat
from pathlib import Path
from typing import Any

import pytest

from crawler.settings.sections import Web
from scheduler.web import uvicorn_internals
from scheduler.web.guard import MOST_BODY, POLICY, SECURITY_HEADERS, Gate, Guard, allowed_names
from scheduler.web.listener import open_listener
from tests.desk.daemons import Daemon
from tests.desk.desk import Desk
from tests.desk.metrics_page import free_port
from tests.desk.page_reader import PageReader, raw_answer
from tests.web.conftest import OpenPages, configure_pages

TOKEN = "a-token-of-more-than-22-characters"


@pytest.fixture
def pages(open_pages: OpenPages) -> PageReader:
    return open_pages(
        crawl=False,
        articles=1,
        mirrors=1,
    )[2]


def test_every_answer_says_what_may_run_on_it(pages: PageReader) -> None:
    asked = {
        "a page": pages.get("/"),
        "nothing": pages.get("/nothing"),
        "an article that is not there": pages.get("/articles/7"),
        "facts": pages.get("/api/v1/overview"),
        "no facts": pages.get("/api/v1/nothing"),
        "a file": pages.get("/static/nothing.css"),
        "another name": pages.get("/", Host="evil.example"),
        "another way": pages.ask("DELETE", "/"),
        "a form of another site": pages.ask("POST", "/alarms/1/answer", "", Origin="https://evil.example"),
        "a form of nobody": pages.ask("POST", "/alarms/1/answer", "form=0"),
        "too large": pages.ask("POST", "/alarms/1/answer", "x" * (MOST_BODY + 1)),
        "a decision": pages.send("/sources/room/pause", {}),
    }
    for what, page in asked.items():
        assert page.headers["content-security-policy"] == POLICY, what
        assert page.headers["x-content-type-options"] == "nosniff", what
        assert page.headers["referrer-policy"] == "same-origin", what
    statuses = {what: page.status for what, page in asked.items()}
    assert statuses == {
        "a page": 200, "nothing": 404, "an article that is not there": 404, "facts": 200, "no facts": 404,
        "a file": 404, "another name": 421, "another way": 405, "a form of another site": 403,
        "a form of nobody": 409, "too large": 413, "a decision": 303,
    }  # fmt: skip
    assert POLICY.encode() in raw_answer(pages.port, b"garbage\r\n\r\n")


def test_a_decision_needs_a_form_of_ours_sent_from_a_page_of_ours(open_pages: OpenPages) -> None:
    desk, _, pages = open_pages(crawl=False, articles=1, mirrors=1)

    def is_paused() -> bool:
        return desk.ask("select count(*) from sources where paused") == [(1,)]

    refused = [
        pages.send("/sources/room/pause", {}, Sec_Fetch_Site="cross-site"),
        pages.send("/sources/room/pause", {}, Sec_Fetch_Site="same-site"),
        pages.ask("POST", "/sources/room/pause", "form=" + "0" * 64, Sec_Fetch_Site="same-origin"),
        pages.ask("POST", "/sources/room/pause", "", Origin="null"),
    ]
    assert [page.status for page in refused] == [403, 403, 409, 403]
    assert not is_paused()
    assert pages.send("/sources/room/pause", {}).status == 303
    assert is_paused()


def test_beyond_loopback_nothing_starts_without_a_token(open_room: Any) -> None:
    desk: Desk = open_room(articles=1, mirrors=1)
    desk.configure(settings='[web]\nhost = "0.0.0.0"\n')
    said = desk.run("run", code=2).stderr
    assert "0.0.0.0 can be reached from other machines" in said
    assert "Set web.token" in said
    desk.configure(settings='[web]\ntoken = "short"\n')
    said = desk.run("config", "check", code=2).stderr
    assert "shorter than 22 characters" in said
    assert "short" not in said.replace("shorter", "")


def test_with_a_token_a_reader_has_to_give_it(open_pages: OpenPages) -> None:
    _, _, pages = open_pages(f'token = "{TOKEN}"\nmonitoring = true\n', crawl=False, articles=1, mirrors=1)
    assert pages.get("/alarms").headers["location"] == "/login?to=/alarms"
    assert pages.get("/api/v1/overview").status == 401
    assert pages.get("/metrics").status == 401
    assert pages.get("/healthz").status == 200
    assert pages.get("/api/v1/overview", Authorization="Bearer wrong-token-of-enough-letters").status == 401
    assert pages.get("/api/v1/overview", Authorization=f"Bearer {TOKEN}").status == 200
    assert b"mirrorfold_runs" in pages.get("/metrics", Authorization=f"Bearer {TOKEN}").body.encode()
    assert pages.get("/alarms", Authorization=f"Bearer {TOKEN}").status == 303  # the token itself opens no page
    wrong = pages.ask("POST", "/login", "token=wrong", Sec_Fetch_Site="same-origin")
    assert (wrong.status, "set-cookie" in wrong.headers) == (401, False)
    right = pages.ask("POST", "/login", f"token={TOKEN}&to=/alarms", Sec_Fetch_Site="same-origin")
    cookie = right.headers["set-cookie"]
    assert (right.status, right.headers["location"]) == (303, "/alarms")
    assert "httponly" in cookie.lower()
    assert "samesite=strict" in cookie.lower()
    assert TOKEN not in cookie
    assert pages.get("/alarms", Cookie=cookie.partition(";")[0]).status == 200


@pytest.mark.parametrize("there", ["//evil.example/", "/\\evil.example", "https://evil.example", ""])
def test_a_login_leads_to_no_other_site(open_pages: OpenPages, there: str) -> None:
    _, _, pages = open_pages(f'token = "{TOKEN}"\n', crawl=False, articles=1, mirrors=1)
    page = pages.ask("POST", "/login", f"token={TOKEN}&to={there}", Sec_Fetch_Site="same-origin")
    assert page.headers["location"] == "/"


def test_pages_that_only_show_decide_nothing(open_pages: OpenPages) -> None:
    desk, _, pages = open_pages("read_only = true\n", crawl=False, articles=1, mirrors=1)
    assert '<form method="post"' not in pages.get("/sources/room").body
    refused = pages.ask("POST", "/sources/room/pause", "", Sec_Fetch_Site="same-origin")
    assert (refused.status, "web.read_only" in refused.body) == (403, True)
    assert desk.ask("select count(*) from sources where paused") == [(0,)]


def test_behind_a_proxy_links_begin_with_its_path(open_pages: OpenPages) -> None:
    _, _, pages = open_pages('root_path = "/news"\nnames = ["news.example.org"]\n', crawl=False, articles=1, mirrors=1)
    for kept in ("/news/", "/"):  # whether the proxy takes its path away or not
        page = pages.get(kept, Host="news.example.org")
        assert page.status == 200
        assert 'href="/news/alarms"' in page.body
        assert 'href="/alarms"' not in page.body
    assert pages.get("/news/static/nothing").status == 404
    assert pages.send("/sources/room/pause", {}).headers["location"] == "/news/sources/room"


def test_a_unix_socket_is_its_owners_and_leaves_with_the_daemon(open_room: Any, start_daemon: Any) -> None:
    desk: Desk = open_room(articles=1, mirrors=1)
    path = desk.folder / "pages.sock"
    desk.configure(settings=f'[web]\nsocket = "{path}"\n')
    daemon: Daemon = start_daemon(desk)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert daemon.stop() == 0
    assert not path.exists()


def test_a_port_that_is_taken_ends_only_a_daemon_that_was_told_to_have_it(
    open_pages: OpenPages, tmp_path: Path
) -> None:
    desk, _, pages = open_pages(crawl=False, articles=1, mirrors=1)
    other = Desk(desk.room, tmp_path / "other")
    configure_pages(other, pages.port)
    said = other.run("run", code=3).stderr
    assert "The pages cannot be served" in said
    assert "Set web.port to a free port" in said
    assert not other.state.exists()


def test_a_port_that_nobody_asked_for_may_be_taken(caplog: pytest.LogCaptureFixture) -> None:
    port = free_port()
    web = Web.model_construct({"host"}, **{**Web().model_dump(), "port": port})
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        assert open_listener(web) is None
        assert "Set web.port to a free port" in caplog.text
    listener = open_listener(web)
    assert listener is not None
    assert listener.address == f"http://127.0.0.1:{port}/"
    listener.close()


def _serve(application: Any, port: int) -> Any:
    listening = socket.socket()
    listening.bind(("127.0.0.1", port))
    listening.listen()
    server = uvicorn_internals.make_server(application, SECURITY_HEADERS, 1)
    return server, listening


def test_half_a_request_keeps_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uvicorn_internals, "HEAD_TIME", 0.2)
    port = free_port()
    gate = Gate(names=allowed_names(port, ()))

    async def hang_up() -> list[bytes]:
        server, listening = _serve(Guard(_hello, gate), port)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        received = []
        for sent in (b"GET / HTTP/1.1\r\nHost: 127.0.0.1", b""):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(sent)
            received.append(await asyncio.wait_for(reader.read(), 5))
            writer.close()
        server.should_exit = True
        await serving
        return received

    assert asyncio.run(hang_up()) == [b"", b""]


async def _hello(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"hello"})


def test_an_error_of_ours_is_told_in_a_sentence_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    gate, sent = Gate(names=frozenset({"here"})), []

    async def fail(scope: Any, receive: Any, send: Any) -> None:
        raise ValueError("an error of ours")

    async def collect(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"host", b"here")]}
    asyncio.run(Guard(fail, gate)(scope, None, collect))  # type: ignore[arg-type]
    assert sent[0]["status"] == 500
    assert (b"content-security-policy", POLICY.encode()) in sent[0]["headers"]
    assert "an error of ours" in caplog.text
    assert b"an error of ours; the daemon's log" in sent[1]["body"]
