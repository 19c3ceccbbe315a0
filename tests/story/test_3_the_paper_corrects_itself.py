"""Chapter 3. A paper changes what it wrote.

A known article is fetched again by its age. Another text at the same place is a revision: it stands from then on, and
the one before is kept.
"""

from __future__ import annotations

from tests.desk.desk import OpenRoom
from tests.desk.make_due import make_due


def test_a_correction_is_a_revision_of_the_article_and_can_be_read_word_by_word(open_room: OpenRoom) -> None:
    desk = open_room(articles=1, mirrors=1)
    desk.run("crawl", "room")
    said = "The ministry corrected the figure a day later."
    desk.room.post({"do": "edit", "article": 1, "change": "append", "text": said})
    make_due(desk)

    assert desk.crawl()["verdicts"] == {"revision": 1}
    assert "{+" + said + "+}" in desk.run("diff", "1").stdout
    assert said in desk.run("export").stdout
