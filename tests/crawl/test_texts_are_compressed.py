"""What a source's texts share is kept once: runs compress them, and everything reads them as ever."""

from __future__ import annotations

import json

from crawler.archive.texts.text_dictionaries import FEWEST
from tests.desk.desk import Desk, OpenRoom


def texts(desk: Desk) -> dict[str, str]:
    """Key → text, as it is exported."""
    lines = map(json.loads, desk.run("export", "room").stdout.splitlines())
    return {article["key"]: article["text"] for article in lines}


def test_texts_of_a_source_that_grew_are_compressed_and_exported_as_before(open_room: OpenRoom) -> None:
    desk = open_room(articles=FEWEST - 4, mirrors=1)
    desk.crawl()
    before = texts(desk)
    assert desk.ask("select count(*) from text_dictionaries") == [(0,)], "a small source needs none"
    desk.room.post({"do": "publish", "number": 8})
    desk.crawl()
    whole = "select count(*), sum(dictionary_id is null), sum(length(text)) from revisions"
    assert desk.ask(whole) == [(FEWEST + 4, 0, 0)]
    after = texts(desk)
    assert {key: after[key] for key in before} == before
    assert len(after) == FEWEST + 4
    kept = desk.ask("select sum(length(delta)) from revisions")[0][0]
    assert kept < 0.6 * sum(len(text.encode()) for text in after.values())
    desk.room.post({"do": "publish", "number": 1})
    desk.crawl()
    assert desk.ask("select sum(dictionary_id is null), (select count(*) from text_dictionaries) from revisions") == [
        (0, 1)
    ]
    assert "nothing is wrong" in desk.run("archive", "check").stdout
