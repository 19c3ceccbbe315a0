"""Chapter 2. A domain is taken away, and answers every address with a notice in HTTP 200.

The notice is no article: its page goes to quarantine, its mirror is out of use, and the next mirror serves the
article. When the domain is given back, a probe finds it well.
"""

from __future__ import annotations

import json

from tests.desk.desk import Desk, OpenRoom, wait_until


def state_of_the_first_mirror(desk: Desk) -> str:
    told = json.loads(desk.run("mirrors", "room", "--json").stdout)
    return next(one["state"] for one in told if one["mirror"] == desk.room.origins[0])


def test_a_seized_mirror_is_named_so_and_nothing_is_missed(open_room: OpenRoom) -> None:
    desk = open_room(articles=5, mirrors=2)
    desk.run("crawl", "room")
    desk.room.post({"do": "fault", "mirror": "m1", "kind": "seized"})
    desk.room.post({"do": "publish", "number": 2})

    assert desk.crawl()["verdicts"] == {"new": 2}
    assert state_of_the_first_mirror(desk) == "seized"


def test_a_mirror_that_is_back_is_in_use_again(open_room: OpenRoom) -> None:
    desk = open_room(articles=5, mirrors=2, faults=["m1:seized"])
    desk.configure("[mirrors]\nprobe_after = 0.1\n")
    desk.run("crawl", "room")
    desk.room.post({"do": "clear", "mirror": "m1"})

    def back() -> bool:
        desk.run("crawl", "room")
        return state_of_the_first_mirror(desk) == "active"

    wait_until(back, "a probe finds the mirror well")
    assert [event["state"] for event in json.loads(desk.run("mirrors", "history", "room", "--json").stdout)] == [
        "seized",
        "active",
    ]
