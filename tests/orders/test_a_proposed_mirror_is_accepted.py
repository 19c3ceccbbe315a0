"""A page tells of another address; a person accepts it, and it takes over when the first mirror dies."""

from __future__ import annotations

import json
import os
import subprocess
import tomllib
from typing import Any

import pytest

from tests.desk.desk import TEMPLATE, Desk, OpenRoom

HOST = "mirror.lantern.example"
SENTENCE = "The Lantern’s website can also be accessed at the following alternate addresses:"


@pytest.fixture
def noticed(open_room: OpenRoom) -> Desk:
    """A source with one mirror, whose third article names another one, crawled once."""
    desk = open_room(articles=5, mirrors=2)
    first, second = (origin.removeprefix("http://") for origin in desk.room.origins)
    port = second.partition(":")[2]
    desk.configure(
        source=f'# watched since May\nname = "The Lantern"\nmirrors = ["http://{first}"]  # the first\n'
        f'feeds = ["/rss.xml"]\narticles = "{TEMPLATE}"\n'
    )
    settings = desk.config / "mirrorfold.toml"
    resolve = f'resolve = {{ "{HOST}" = "127.0.0.1" }}\n'
    settings.write_text(settings.read_text().replace("[politeness]", f"{resolve}[politeness]"))
    notice = f"{SENTENCE} http://{HOST}:{port}/"
    desk.room.post({"do": "edit", "article": 3, "change": "append", "text": notice})
    desk.crawl("room")
    return desk


def proposals(desk: Desk) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(desk.run("mirrors", "proposals", "--json").stdout)
    return found


def test_a_notice_is_proposed_with_its_sentence_accepted_and_used_when_the_first_mirror_dies(noticed: Desk) -> None:
    (proposal,) = proposals(noticed)
    assert proposal["host"].startswith(f"{HOST}:")
    assert proposal["standing"] == "unconfirmed"
    assert any(SENTENCE in witness["words"] for witness in proposal["evidence"] if witness["kind"] == "notice")
    assert {row["mirror"] for row in noticed.room.log_rows() if row["kind"] == "article"} <= {"m1", "m2"}
    listed = json.loads(noticed.run("mirrors", "room", "--json").stdout)
    assert [one["state"] for one in listed] == ["active", "proposed"]

    noticed.run("mirrors", "accept", proposal["host"], "--reason", "the paper says so")
    file = (noticed.config / "sources" / "room.toml").read_text()
    assert "# watched since May" in file
    assert "# the first" in file
    assert tomllib.loads(file)["mirrors"][1] == f"http://{proposal['host']}"
    assert [one["standing"] for one in proposals(noticed)] == ["accepted"]

    noticed.room.post({"do": "fault", "mirror": "m1", "kind": "down"})
    noticed.room.post({"do": "publish", "number": 3})
    report = noticed.crawl("room")
    assert report["verdicts"]["new"] == 3
    history = json.loads(noticed.run("mirrors", "history", "room", "--json").stdout)
    assert next((event["state"], event["cause"]) for event in history) == ("active", "accepted: the paper says so")


def test_where_the_file_cannot_be_written_the_lines_to_add_are_told(noticed: Desk) -> None:
    (proposal,) = proposals(noticed)
    file = noticed.config / "sources" / "room.toml"
    before = file.read_text()
    file.parent.chmod(0o555)
    plain = [] if os.geteuid() else ["setpriv", "--bounding-set=-dac_override", "--"]  # root is to obey the mode, too
    done = subprocess.run(
        [*plain, *noticed.command("mirrors", "accept", proposal["host"])], capture_output=True, text=True, check=False
    )
    file.parent.chmod(0o755)
    assert done.returncode == 3
    told = done.stderr
    assert f'"http://{proposal["host"]}",' in told
    assert file.read_text() == before
    assert [one["standing"] for one in proposals(noticed)] == ["unconfirmed"]


def test_a_rejected_host_is_never_proposed_again(noticed: Desk) -> None:
    (proposal,) = proposals(noticed)
    noticed.run("mirrors", "reject", proposal["host"], "--reason", "a clone")
    noticed.room.post({"do": "edit", "article": 3, "change": "title", "text": ""})
    noticed.crawl("room")
    (known,) = proposals(noticed)
    assert (known["standing"], known["reason"]) == ("rejected", "a clone")
    listed = json.loads(noticed.run("mirrors", "room", "--json").stdout)
    assert [one["state"] for one in listed] == ["active"]
    noticed.run("mirrors", "accept", "nowhere.example", code=7)
