"""Chapter 4. Somebody changes a number in one copy.

Of the articles that stand on more mirrors than one, some are fetched from a second one, too. A text that only one
mirror shows may be late; when its siblings still disagree after the grace, it is divergent, and an alarm.
"""

from __future__ import annotations

import json

from tests.desk.desk import OpenRoom
from tests.desk.make_due import HOUR, pass_time

AUDIT_ALL = "[mirrors]\naudit_share = 1.0\n"


def test_an_altered_copy_is_an_alarm_that_names_the_mirror_and_the_number(open_room: OpenRoom) -> None:
    desk = open_room(articles=1, mirrors=2)
    desk.configure(AUDIT_ALL)
    desk.run("crawl", "room")
    desk.room.post({"do": "edit", "article": 1, "mirror": "m2", "change": "number"})

    assert desk.crawl()["pending"] == 1
    assert json.loads(desk.run("alarms", "list", "--json").stdout) == []

    pass_time(desk, 25 * HOUR)
    desk.run("crawl", "room")
    (alarm,) = json.loads(desk.run("alarms", "list", "--json").stdout)
    assert (alarm["kind"], alarm["mirror"]) == ("divergent", desk.room.origins[1])
    assert len(alarm["evidence"]["numbers"]["added"]) == 1
