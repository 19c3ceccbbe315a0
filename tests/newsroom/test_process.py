"""The newsroom as a child process and as a command: it comes up, takes orders, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from urllib.parse import urlsplit

import pytest

from crawler.model.errors import Refused
from newsroom import Mistake, NewsroomProcess
from tests.desk.processes import started

COMMAND = [sys.executable, "-c", "from scheduler.cli import main; main()", "newsroom"]


def answers(origin: str) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", urlsplit(origin).port), timeout=5):
            return True
    except ConnectionRefusedError:
        return False


def wait_until(predicate, seconds=5.0):
    end = time.monotonic() + seconds
    while not predicate():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def test_a_child_serves_logs_and_ends(visitor):
    with NewsroomProcess(articles=3, mirrors=2) as room:
        assert len(room.origins) == 2
        assert asyncio.run(visitor.get(f"{room.origins[1]}/rss.xml")).status == 200
        assert [row["kind"] for row in room.log_rows()] == ["feed"]
    assert not answers(room.origins[0])
    assert [row["kind"] for row in room.log_rows()] == ["feed"], "the rows outlive the child"


def test_orders_change_what_a_child_shows(visitor):
    with NewsroomProcess(articles=3, mirrors=2) as room:
        ids = room.post({"do": "publish", "number": 2})["articles"]
        links = asyncio.run(visitor.links(room.origins[0]))
        assert [f"/{id_}/" in link for id_, link in zip(reversed(ids), links, strict=False)] == [True, True]
        assert room.post({"do": "edit", "article": 5, "mirror": "m2"}) == {"article": ids[-1]}
        room.post({"do": "fault", "mirror": "m1", "kind": "down"})
        assert not answers(room.origins[0])
        room.post({"do": "clear", "mirror": "m1"})
        assert answers(room.origins[0])
        room.post({"do": "fault", "mirror": "m1", "kind": "lag", "arg": 1})
        assert len(asyncio.run(visitor.links(room.origins[0]))) == 4
        assert [row["kind"] for row in room.post({"do": "log"})["rows"]] == ["feed", "feed"]


@pytest.mark.parametrize(
    "order",
    [
        {},
        {"do": "dance"},
        {"do": "publish", "number": "many"},
        {"do": "edit", "article": 99},
        {"do": "edit", "article": 1, "change": "everything"},
        {"do": "fault", "mirror": "m9", "kind": "down"},
        {"do": "fault", "mirror": "m1", "kind": "slow"},
        {"do": "fault", "mirror": "m1", "kind": "slow", "arg": []},
    ],
)
def test_an_order_that_makes_no_sense_is_answered_with_a_sentence(order, one_room):
    with pytest.raises(Mistake, match=r"\w+ \w+"):
        one_room.post(order)


@pytest.fixture(scope="module")
def one_room():
    with NewsroomProcess(articles=1, mirrors=1) as room:
        yield room


def test_a_page_in_a_browser_cannot_give_orders(visitor, one_room):
    body = b'{"do": "publish"}'
    request = b"POST /admin HTTP/1.1\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%b"
    reply = asyncio.run(visitor.say(one_room.admin, request % (len(body), body)))
    assert reply.status == 415
    assert asyncio.run(visitor.get(f"{one_room.admin}/admin")).status == 404


def test_mistakes_and_refusals_of_the_child_reach_the_parent(tmp_path):
    with pytest.raises(Mistake, match="no fault is called 'meltdown'"):
        NewsroomProcess(faults=["m1:meltdown"]).start()
    with pytest.raises(Refused, match="cannot write its log"):
        NewsroomProcess(articles=1, log=str(tmp_path / "nowhere" / "log")).start()
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(Refused, match="cannot have port"):
        NewsroomProcess(articles=1, port=taken.getsockname()[1]).start()


def test_a_child_does_not_outlive_a_killed_parent():
    code = (
        "import sys, time\nfrom newsroom import NewsroomProcess\n"
        "with NewsroomProcess(articles=1, mirrors=1) as room:\n"
        "    print(room.origins[0], flush=True)\n"
        "    time.sleep(60)\n"
    )
    with started([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        origin = parent.stdout.readline().strip()
        assert answers(origin)
        parent.kill()
        wait_until(lambda: not answers(origin))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_command_announces_its_mirrors_and_ends_soon_after_a_signal(number, tmp_path, visitor):
    log = tmp_path / "requests.jsonl"
    options = ["--articles", "4", "--mirrors", "2", "--port", "0", "--log", str(log), "--fault", "m2:slow:60"]
    with started([*COMMAND, *options], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True) as child:
        said = json.loads(child.stdout.readline())
        assert (len(said["mirrors"]), said["articles"]) == (2, 4)
        assert len(asyncio.run(visitor.links(said["mirrors"][0]))) == 4
        host, port = "127.0.0.1", urlsplit(said["mirrors"][1]).port
        with socket.create_connection((host, port)) as waiting:
            waiting.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            os.kill(child.pid, number)
            assert child.wait(10) == 0, "long before the slow mirror would answer"
    assert [json.loads(line)["kind"] for line in log.read_text().splitlines()] == ["feed"]


def test_mirrors_of_the_command_stand_on_ports_in_a_row():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with started(
        [*COMMAND, "--articles", "1", "--mirrors", "2", "--port", str(port)], stdout=subprocess.PIPE, text=True
    ) as child:
        said = json.loads(child.stdout.readline())
        child.terminate()
    assert said["mirrors"] == [f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}"]


def test_the_command_says_what_is_wrong_with_a_fault():
    done = subprocess.run([*COMMAND, "--fault", "m1:meltdown"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "no fault is called 'meltdown'" in done.stderr
