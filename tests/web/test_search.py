"""Articles are found by their words."""

from __future__ import annotations

from tests.desk.desk import Desk
from tests.desk.page_reader import PageReader

Crowded = tuple[Desk, PageReader]


def test_words_lead_to_the_articles_in_which_all_of_them_stand(crowded: Crowded) -> None:
    desk, reader = crowded
    ((article, title),) = desk.ask(
        "select a.id, r.title from articles a join revisions r on r.id = a.revision_id order by a.id desc limit 1"
    )
    words = "+".join(title.split()[:3]).replace(":", "").replace(",", "")
    hits = reader.api(f"/articles?q={words}")["hits"]
    assert article in [hit["id"] for hit in hits]
    assert [hit["id"] for hit in hits] == sorted((hit["id"] for hit in hits), reverse=True)
    assert title in reader.get(f"/articles?q={words}").body


def test_what_was_looked_for_is_marked_in_the_text(crowded: Crowded) -> None:
    desk, reader = crowded
    text = desk.ask("select text from revisions where text <> '' limit 1")[0][0]
    word = max(text.split()[:40], key=len).strip(".,:;")
    assert f"<mark>{word}</mark>" in reader.get(f"/articles?q={word}").body


def test_words_that_stand_nowhere_are_told_so_and_signs_are_no_words(crowded: Crowded) -> None:
    _, reader = crowded
    for asked in ("xylophonist", "%22", "*", "-x", "a:b", "%3Cscript%3E"):
        page = reader.get(f"/articles?q={asked}")
        assert page.status == 200, asked
        assert "<script>" not in page.body.partition("</head>")[2], asked
    assert "No article has these words" in reader.get("/articles?q=xylophonist").body
