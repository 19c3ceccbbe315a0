"""Chapter 5. Another paper prints the report with a paragraph of its own.

Texts are compared with all that they share passages with, of any source. Those that are alike stay two articles of two
papers, and are one story.
"""

from __future__ import annotations

import json

from tests.desk.desk import Desk, OpenRoom
from tests.desk.fleet import write_sources


def stories(desk: Desk) -> list[list[int]]:
    by_story: dict[int, list[int]] = {}
    for line in desk.run("export").stdout.splitlines():
        article = json.loads(line)
        by_story.setdefault(article["story"], []).append(article["id"])
    return sorted(by_story.values())


def test_a_report_in_two_papers_is_two_articles_and_one_story(open_room: OpenRoom) -> None:
    desk = open_room(articles=1, mirrors=2)
    write_sources(desk, 2, "1h")
    desk.room.post({"do": "edit", "article": 1, "mirror": "m2", "change": "append", "text": "Ours adds a word."})

    assert desk.crawl("s00")["verdicts"] == {"new": 1}
    assert desk.crawl("s01")["verdicts"] == {"near_duplicate": 1}
    assert stories(desk) == [[1, 2]]


def test_a_person_may_say_that_they_are_not(open_room: OpenRoom) -> None:
    desk = open_room(articles=1, mirrors=2)
    write_sources(desk, 2, "1h")
    for source in ("s00", "s01"):
        desk.run("crawl", source)
    assert stories(desk) == [[1, 2]]

    desk.run("story", "split", "2", "--reason", "a press release that both printed")

    assert stories(desk) == [[1], [2]]
    assert "a press release that both printed" in desk.run("explain", "2").stdout
