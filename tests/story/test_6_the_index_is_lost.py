"""Chapter 6. The archive is the truth; the index only makes it fast.

An index that was lost is made anew from the archive, and knows what it knew: nothing is fetched again.
"""

from __future__ import annotations

import shutil

from tests.desk.desk import OpenRoom


def test_an_index_that_was_deleted_is_made_anew_and_nothing_is_fetched_again(open_room: OpenRoom) -> None:
    desk = open_room(articles=10, mirrors=2)
    desk.configure("[mirrors]\naudit_share = 0.0\n")
    desk.run("crawl", "room")
    served = desk.served()
    shutil.rmtree(desk.state / "index")

    desk.run("crawl", "room")

    assert desk.served() == served
