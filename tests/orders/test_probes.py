"""The daemon probes proposed hosts beside its crawls."""

from __future__ import annotations

import json
import subprocess
import time
from typing import Any

from tests.desk.daemons import runs, source_text
from tests.desk.desk import Desk, OpenRoom, wait_until
from tests.desk.fleet import source_file, source_toml

PROBING = "[mirrors]\nprobe_proposals = true\n"


def host_of(desk: Desk) -> str:
    return desk.room.origins[0].removeprefix("http://")


def proposals(desk: Desk) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(desk.run("mirrors", "proposals", "--json").stdout)
    return found


def test_a_person_has_a_host_probed_by_the_daemon_that_runs(open_room: OpenRoom, start_daemon: Any) -> None:
    there = open_room(articles=10, mirrors=1)
    desk = open_room(articles=10, mirrors=1)
    desk.configure(PROBING, source_text(desk, "1h"), others=there.room.origins)
    daemon = start_daemon(desk)
    wait_until(lambda: runs(desk) == 1, "the first run ended")
    told = desk.run("mirrors", "probe", host_of(there), "--source", "Room").stdout
    assert f"{host_of(there)}  of room: mirror, score 0.90, open" in told
    assert daemon.says("10 of 10 articles agree")
    assert (
        "a mirror of the source already"
        in desk.run("mirrors", "probe", host_of(desk), "--source", "Room", code=3).stderr
    )


def test_a_host_that_recurs_is_probed_after_a_run(open_room: OpenRoom, start_daemon: Any) -> None:
    desk = open_room(articles=12, mirrors=2)
    first, second = desk.room.origins
    desk.configure(PROBING)
    (desk.config / "sources" / "room.toml").unlink()
    for name, origin in (("a", first), ("b", second)):
        source_file(desk, name).write_text(source_toml(name, [origin], "1h"))
    start_daemon(desk)

    def proposed() -> bool:
        """A probe follows a run: one that came to nothing, beside a crawl of the same host, is made up for later."""
        for name in ("a", "b"):
            desk.crawl(name)
        desk.room.post({"do": "publish", "number": 2})
        return "mirror" in [one["class"] for one in proposals(desk)]

    wait_until(proposed, "a mirror is proposed", 90)
    assert desk.ask("select count(*) from runs where outcome != 'done'") == [(0,)]


def test_a_probe_under_way_does_not_hold_up_a_stop(open_room: OpenRoom, start_daemon: Any) -> None:
    there = open_room(articles=10, mirrors=1, faults=["m1:slow:30@article"])
    desk = open_room(articles=10, mirrors=1)
    desk.configure(PROBING, source_text(desk, "1h"), others=there.room.origins)
    daemon = start_daemon(desk)
    wait_until(lambda: runs(desk) == 1, "the first run ended")
    asking = subprocess.Popen(
        desk.command("mirrors", "probe", host_of(there), "--source", "Room"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: any(row["kind"] == "feed" for row in there.room.log_rows()), "the probe is under way")
        began = time.monotonic()
        assert daemon.stop() == 0
        assert time.monotonic() - began < 10
    finally:
        asking.kill()
        asking.wait()
