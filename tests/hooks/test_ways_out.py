"""Each way out to a target: what is sent, what counts as taken, and what a target cannot do to us."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import os
import ssl
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from crawler.settings.sections import Alarms
from scheduler.hooks.attempt import Attempt
from scheduler.hooks.deliver import Deliverer
from scheduler.hooks.targets import list_targets
from tests.desk.desk import wait_until
from tests.desk.hook_targets import HookTarget, Posted, hook_target, take
from tests.hooks.conftest import target
from tests.scorecard.certificates import authority, certificate

SECRET = b"a secret of 32 bytes, or of more"
WHSEC = f"whsec_{base64.b64encode(SECRET).decode()}"
BODY = json.dumps({"type": "article.new", "data": {"source": "herald", "says": "Sturm über der Küste"}})

OLD_IMPORT = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")
"""Of a library of Apprise's, on Python before 3.13."""


def deliver(body: str = BODY, message: str = "m1", **hook: Any) -> Attempt:
    return asyncio.run(Deliverer(target(**hook)).deliver(message, body))


def verifies(posted: Posted, secret: bytes) -> bool:
    """What docs/outputs.md tells a receiver to do."""
    told = f"{posted.headers['webhook-id']}.{posted.headers['webhook-timestamp']}.".encode() + posted.body
    wanted = base64.b64encode(hmac.new(secret, told, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(each, f"v1,{wanted}") for each in posted.headers["webhook-signature"].split(" "))


def test_what_is_posted_is_signed_and_its_id_is_the_same_with_every_try() -> None:
    with hook_target() as there:
        for _ in range(2):
            assert deliver(url=there.url, secret=WHSEC) == Attempt()
    first, second = there.taken
    assert (first.path, first.body.decode()) == ("/told", BODY)
    assert first.headers["content-type"].startswith("application/cloudevents+json")
    assert first.id == second.id == "m1"
    assert verifies(first, SECRET)
    assert not verifies(first, b"another secret")
    assert abs(int(first.headers["webhook-timestamp"]) - time.time()) < 60


def test_without_a_secret_nothing_is_signed() -> None:
    with hook_target() as there:
        deliver(url=there.url)
    assert "webhook-signature" not in there.taken[0].headers


def test_secrets_and_addresses_in_files_are_read_anew_with_every_try(tmp_path: Path) -> None:
    secret, address = tmp_path / "secret", tmp_path / "url"
    with hook_target() as there:
        secret.write_text(f"{WHSEC}\n")
        address.write_text(f"{there.url}?key=1\n")
        hook = {"url": "", "url_file": str(address), "secret_file": str(secret)}
        made = Deliverer(target(**hook))
        assert asyncio.run(made.deliver("m1", BODY)) == Attempt()
        assert there.taken[0].path == "/told?key=1"
        assert verifies(there.taken[0], SECRET)
        other = b"the secret that came after it..."
        secret.write_text(f"whsec_{base64.b64encode(other).decode()}")
        asyncio.run(made.deliver("m2", BODY))
        assert verifies(there.taken[1], other)
        secret.unlink()
        assert "cannot be read" in asyncio.run(made.deliver("m3", BODY)).trouble


def test_name_and_password_of_an_address_go_into_its_header_alone() -> None:
    with hook_target() as there:
        deliver(url=there.url.replace("://", "://me:p%40ss@"))
    assert there.taken[0].headers["authorization"] == f"Basic {base64.b64encode(b'me:p@ss').decode()}"
    assert "@" not in there.taken[0].headers["host"]


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (400, "it answered 400"),
        (b"HTTP/1.1 500 No\r\ncontent-length: 11\r\n\r\nnot to\r\nday", "it answered 500: not to day"),
        (302, "redirects are not followed"),
        (b"HTTP/1.1 301 Away\r\nlocation: http://127.0.0.1:1/\r\n\r\n", "(to http://127.0.0.1:1/)"),
        (b"220 mail.example ESMTP\r\n\r\n", "no HTTP"),
        (b"HTTP/1.1 200 OK\r\nx: " + b"y" * 200_000, "no HTTP"),
        (None, "no HTTP"),
    ],
)
def test_only_an_answer_that_says_so_is_taken(answer: Any, trouble: str) -> None:
    with hook_target(lambda *_: answer) as there:
        assert trouble in deliver(url=there.url).trouble
        assert len(there.asked) == 1, "a redirect is not followed"


def test_what_answers_before_the_answer_and_goes_on_for_ever_after_it_is_bounded() -> None:
    def endless(_: HookTarget, __: Posted, connection: Any) -> None:
        connection.sendall(b"HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 500 No\r\ntransfer-encoding: chunked\r\n\r\n")
        with suppress(OSError):
            while True:
                connection.sendall(b"400\r\n" + b"z" * 1024 + b"\r\n")

    with hook_target(endless) as there:
        trouble = deliver(url=there.url).trouble
    assert trouble.startswith("it answered 500: zzz")
    assert len(trouble) < 400


def test_who_answers_drop_by_drop_is_given_up_in_time() -> None:
    given_up = threading.Event()

    def drip(_: HookTarget, __: Posted, connection: Any) -> None:
        with suppress(OSError):
            while not given_up.wait(0.05):
                connection.sendall(b"H")

    with hook_target(drip) as there:
        begun = time.monotonic()
        assert deliver(url=there.url, timeout=0.5).trouble == "127.0.0.1 did not answer within 0.5 s"
        assert time.monotonic() - begun < 5
        given_up.set()


def test_nobody_there_and_no_such_host_are_told() -> None:
    assert "cannot be reached" in deliver(url=f"http://127.0.0.1:{HookTarget().port}/").trouble
    assert "cannot be reached" in deliver(url="http://nowhere.invalid/").trouble


@pytest.mark.parametrize(
    ("status", "value", "wish"),
    [(429, "120", 120.0), (503, "7", 7.0), (503, "soon", 0.0), (500, "120", 0.0)],
)
def test_a_wish_to_be_left_alone_is_heard(status: int, value: str, wish: float) -> None:
    answer = f"HTTP/1.1 {status} Later\r\nretry-after: {value}\r\ncontent-length: 0\r\n\r\n".encode()
    with hook_target(lambda *_: answer) as there:
        assert deliver(url=there.url).retry_after == wish


def test_a_certificate_that_proves_nothing_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = authority("Root")
    (tmp_path / "root.pem").write_bytes(root.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "root.pem"))
    troubles = {}
    for name, host, signer in (("good", "127.0.0.1", root), ("self", "127.0.0.1", None), ("host", "a.example", root)):
        (tmp_path / name).mkdir()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate(tmp_path / name, host, signer))
        with hook_target(take, context) as there:
            troubles[name] = (deliver(url=there.url).trouble, len(there.asked))
    assert troubles["good"] == ("", 1)
    for name in ("self", "host"):
        said, asked = troubles[name]
        assert "certificate of 127.0.0.1 is not valid" in said
        assert asked == 0


TAKE = "import sys; open(sys.argv[1], 'ab').write(sys.stdin.buffer.read() + b'\\n')"


def test_a_program_gets_the_event_on_its_standard_input(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    assert deliver(url="", command=[sys.executable, "-c", TAKE, str(taken)]) == Attempt()
    assert taken.read_text() == f"{BODY}\n"


@pytest.mark.parametrize(
    ("command", "trouble"),
    [
        (["/nowhere/at-all"], "cannot be started"),
        ([sys.executable, "-c", "raise SystemExit('no line')"], "ended with 1: no line"),
        (["/bin/sh", "-c", "exit 3"], "ended with 3"),
    ],
)
def test_a_program_that_fails_says_why(command: list[str], trouble: str) -> None:
    assert trouble in deliver(url="", command=command).trouble


def test_a_program_that_does_not_end_is_killed_with_its_group(tmp_path: Path) -> None:
    child = tmp_path / "child"
    command = ["/bin/sh", "-c", f"sleep 100 & echo $! > {child}; wait"]
    assert "longer than 1 s" in deliver(url="", command=command, timeout=1.0).trouble
    wait_until(lambda: not _lives(int(child.read_text())), "its child is killed, too")


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return b"Z" not in Path(f"/proc/{process}/stat").read_bytes().rpartition(b")")[2].split()[:1]


@OLD_IMPORT
def test_apprise_tells_a_person_in_words() -> None:
    data = {"source": "herald", "says": "Storm", "changed": "Two became three.", "url": "https://a.example/1"}
    body = json.dumps({"type": "article.revised", "data": data})

    def answer(there: HookTarget, posted: Posted, _: Any) -> int:
        there.taken.append(posted)
        return 200

    with hook_target(answer) as there:
        assert deliver(body, url="", apprise=f"json://127.0.0.1:{there.port}/x") == Attempt()
        (told,) = there.taken
        assert told.event["title"] == "Revised · herald · Storm"
        assert told.event["message"] == "Two became three.\nhttps://a.example/1"
    assert "could not send it" in deliver(body, url="", apprise=f"json://127.0.0.1:{there.port}/x").trouble
    assert "knows no such address" in deliver(body, url="", apprise="nosuch://x").trouble


@OLD_IMPORT
def test_an_address_is_in_no_trouble_that_is_told() -> None:
    with hook_target(lambda *_: 500) as there:
        assert "hunter2" not in deliver(url=f"{there.url}/hunter2").trouble
    assert "hunter2" not in deliver(url=f"{there.url}/hunter2").trouble
    assert "hunter2" not in deliver(url="", apprise="nosuch://hunter2").trouble
    assert "hunter2" not in deliver(url="", apprise=f"json://127.0.0.1:{there.port}/hunter2").trouble


def test_alarms_command_is_a_hook_of_all_alarms() -> None:
    (only,) = list_targets((), Alarms(command=("/bin/true",), timeout=3.0))
    assert (only.name, only.command, only.timeout, only.hook) == ("alarms.command", ("/bin/true",), 3.0, None)
