"""``mirrorfold explain``: any spelling of an article's address leads to all that is known of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from crawler.archive.tables.articles import articles
from crawler.model.article import Reason, Rejection

IR, UK = "https://www.herald.example", "https://herald-mirror.example"
SPELLINGS = [
    "{id}",
    " {id} ",
    "https://www.herald.example/news/2026/08/15/1/calm-at-sea",
    "http://herald.example/news/2026/08/15/1/calm-at-sea",
    "HTTPS://WWW.Herald.EXAMPLE:443/news/2026/08/15/1/calm-at-sea#comments",
    "https://www.herald.example/news/2026/08/15/1/another-slug?utm_source=feed&fbclid=1",
    "https://herald-mirror.example/news/2026/08/15/1/calm-at-sea",
    "http://www.herald-mirror.example/news/2026/08/15/1/x",
    "herald.example/news/2026/08/15/1/calm-at-sea",
    "//www.herald.example/news/2026/08/15/1/calm-at-sea",
    "/news/2026/08/15/1/",
]


@pytest.fixture
def explain(mirrorfold, told):
    def run(asked: object) -> dict:
        result = mirrorfold("explain", "--json", str(asked))
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    return run


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_leads_to_the_same_article(explain, told, spelling):
    (article,) = explain(spelling.format(id=told.calm))["articles"]
    assert (article["id"], article["source"], article["key"]) == (told.calm, "herald", "/news/2026/08/15/1/")


def test_the_article_is_told_with_its_story_and_the_likeness_of_its_members(explain, told):
    (article,) = explain(told.calm)["articles"]
    assert (article["title"], article["section"], article["language"]) == ("Calm at sea", "News", "en")
    members = {member["id"]: member for member in article["members"]}
    assert set(members) == {told.longer, told.copied}
    assert members[told.longer]["link"] == "jaccard"
    assert 0.7 < members[told.longer]["jaccard"] < 0.8
    assert members[told.longer]["containment"] == 1


def test_sightings_tell_who_listed_them_and_whether_they_were_fetched(explain, told):
    (article,) = explain(told.hostile)["articles"]
    fetched, listed = article["sightings"]
    assert (fetched["mirror"], fetched["listed_on"]) == (IR, [])
    assert fetched["fetched_at"] is not None
    assert (listed["mirror"], listed["listed_on"], listed["fetched_at"]) == (UK, [UK], None)
    for seen in (fetched, listed):  # what is kept of the last time is its hour, which began before the first one
        assert seen["last_seen"] >= seen["first_seen"]


def test_revisions_tell_which_mirrors_showed_them_and_which_one_stands(explain, told):
    (article,) = explain(told.hostile)["articles"]
    assert [(text["words"], text["stands"]) for text in article["texts"]] == [(60, False), (61, True)]
    assert [[one["mirror"] for one in text["shown_on"]] for text in article["texts"]] == [[IR], [IR]]


def test_a_verdict_is_told_with_evidence_that_can_be_checked(mirrorfold, told):
    lines = mirrorfold("explain", str(told.calm)).stdout.splitlines()
    (line,) = [line.strip() for line in lines if "same text under another key;" in line]
    assert line == (
        f"mirror: same text under another key; points to article {told.calm}; jaccard 1.00; containment 1.00; "
        "7 sampled shingles shared; 56 shingles in the smaller text; proof title and day; settings jaccard 0.5, "
        "containment 0.6, containment_jaccard 0.1, min_shingles 40; rules version 3"
    )


def test_a_folded_article_is_told_as_the_one_it_was_folded_into(mirrorfold, explain, told):
    by_id, by_url = explain(told.folded), explain(f"{UK}/news/2026/08/15/3/")
    for answer in (by_id, by_url):
        (article,) = answer["articles"]
        assert article["id"] == told.calm
        assert article["folded"] == [{"id": told.folded, "key": "/news/2026/08/15/3/", "asked": True}]
    first = mirrorfold("explain", str(told.folded)).stdout.splitlines()[0]
    assert first.startswith(f"article {told.folded} (/news/2026/08/15/3/) was folded into article {told.calm}")


def test_a_text_that_came_under_two_keys_is_told_once_with_all_its_showings(explain, told):
    (text,) = explain(told.calm)["articles"][0]["texts"]
    assert [one["mirror"] for one in text["shown_on"]] == [IR, UK]


def test_a_pending_page_says_what_it_waits_for(mirrorfold, told):
    said = mirrorfold("explain", str(told.longer)).stdout
    assert "pending: a text under this key that no other mirror has shown yet" in said
    assert f"shown before by {IR}" in said


def test_an_article_that_waits_for_its_verdict_is_told_too(mirrorfold, told):
    said = mirrorfold("explain", str(told.unjudged)).stdout
    assert "not judged yet" in said
    assert "shown on no mirror yet" in said


def test_a_page_in_quarantine_is_told_with_reason_and_evidence(mirrorfold, explain, told):
    answer = explain(f"{UK}/news/2026/08/15/5/whatever")
    (page,) = answer["quarantined"]
    assert answer["articles"] == []
    assert (page["reason"], page["tries"], page["mirror"]) == ("seized", 2, UK)
    said = mirrorfold("explain", f"{IR}/news/2026/08/15/5/").stdout
    assert "seized: a notice that the domain was seized; evidence: this domain has been [5mseized" in said
    assert "2 tries" in said


def test_quarantined_pages_of_an_article_stand_beside_it(mirrorfold, room, told):
    room.put_away("herald", "/news/2026/08/15/1/", UK, f"{UK}/n", Rejection(Reason.CHALLENGE, "cf-chl"))
    said = mirrorfold("explain", str(told.calm)).stdout
    assert said.index("article ") < said.index("in quarantine") < said.index("challenge: a browser check or captcha")


def test_an_article_with_thousands_of_addresses_is_told(room, explain, told):
    run, text = room.begin("herald"), "One text under every address that a broken site can think of."
    keys = [f"/news/2026/08/15/{number}/" for number in range(5000, 6100)]
    room.page(run, "herald", f"{IR}{keys[0]}a", keys[0], text)
    (number,) = {article["id"] for article in explain(keys[0])["articles"]}
    home = {"source": "herald", "part": 0, "first_seen": 1, "story": number, "folded_into": number}
    room.archive.call(
        lambda connection: connection.execute(articles.insert(), [home | {"key": key} for key in keys[1:]])
    )
    room.put_away("herald", keys[-1], UK, f"{UK}/n", Rejection(Reason.CHALLENGE, "cf-chl"))
    answer = explain(keys[0])
    assert len(answer["articles"][0]["folded"]) == len(keys) - 1
    assert [page["key"] for page in answer["quarantined"]] == [keys[-1]]


def test_a_hostile_title_cannot_steer_the_terminal(mirrorfold, told):
    said = mirrorfold("explain", str(told.hostile)).stdout
    assert f"article {told.hostile}: [31mRed alert[0m GNIKAERB" in said
    assert not set("\x1b\u202e\u2028") & set(said)


def test_json_holds_the_hostile_title_whole_and_harmless(mirrorfold, told):
    said = mirrorfold("explain", "--json", str(told.hostile)).stdout
    assert not set("\x1b\u202e\u2028") & set(said)
    assert json.loads(said)["articles"][0]["title"] == "\x1b[31mRed alert\x1b[0m \u202eGNIKAERB\u2028"


def test_an_article_of_a_source_without_configuration_is_found_by_the_address_it_was_seen_at(explain, told):
    (article,) = explain("https://tribune.example/old#top")["articles"]
    assert (article["id"], article["source"]) == (told.dropped, "tribune")


def test_articles_that_reuse_a_key_are_all_told_the_latest_first(mirrorfold, room, explain):
    run, place, key = room.begin("herald"), f"{IR}/news/2026/08/15/9/", "/news/2026/08/15/9/"
    one = {"title": "Monday", "published": datetime(2026, 8, 17, tzinfo=UTC)}
    other = {"title": "Tuesday", "published": datetime(2026, 8, 18, tzinfo=UTC)}
    room.page(run, "herald", f"{place}a", key, "first text", **one)
    room.page(run, "herald", f"{place}b", key, "second text", **other)
    latest, earlier = explain(place)["articles"]
    assert (latest["title"], latest["part"], earlier["title"], earlier["part"]) == ("Tuesday", 1, "Monday", 0)
    said = mirrorfold("explain", place).stdout
    assert "this key was another article's" in said
    assert "title before: Monday; day before: 2026-08-17; title: Tuesday; day: 2026-08-18" in said


@pytest.mark.parametrize(
    ("asked", "tried"),
    [
        ("999", "the article's id 999"),
        ("9" * 30, "the article's id 999"),
        ("9" * 5000, "the article's id 999"),
        (f"{IR}/news/2026/08/15/99/x", "the key /news/2026/08/15/99/ of herald"),
        ("http://elsewhere.example/a", "its host, but that is no mirror of a configured source"),
        ("/no/such/key", "the key /no/such/key in gazette, herald, tribune"),
        ("mailto:a@b.example", "reading it as a URL, but"),
        ("\x1b[31m\u202ewhat", "a sighting at"),
        ("", "reading it as a URL, but"),
    ],
)
def test_what_is_not_found_ends_with_exit_code_7_and_says_what_was_tried(mirrorfold, told, asked, tried):
    result = mirrorfold("explain", asked)
    assert result.exit_code == 7, result.output
    assert result.stdout == ""
    assert "Nothing is known of" in result.stderr
    assert tried in result.stderr
    assert not set("\x1b\u202e") & set(result.stderr)
