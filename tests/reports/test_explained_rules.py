"""``mirrorfold explain`` tells each rule that was tried as the verdict saw it, and the texts as they are now."""

from __future__ import annotations

import json
import re

import pytest

from crawler.archive.texts.boilerplate import override_line
from crawler.canonical.mask import LineStanding
from crawler.model.article import Sighting
from scheduler.reports.article.compare_texts import MOST_COMPARED
from scheduler.reports.article.explain_text import MOST_LISTED
from tests.reports.conftest import IR, UK, words


@pytest.fixture
def tell(mirrorfold, told, monkeypatch):
    """What the command prints on a terminal of some width."""

    def run(*arguments: object, width: int = 100) -> str:
        monkeypatch.setenv("COLUMNS", str(width))
        result = mirrorfold("explain", *map(str, arguments))
        assert result.exit_code == 0, result.output
        return result.stdout

    return run


@pytest.fixture
def facts(tell):
    return lambda *arguments: json.loads(tell("--json", *arguments))


def saw(said: str, rule: str) -> list[str]:
    return re.findall(rf"^ {{8}}{re.escape(rule)} +(.*)$", said, re.MULTILINE)


def test_a_near_duplicate_tells_every_rule_that_was_tried(tell, told):
    said = tell(told.longer)
    assert saw(said, "key")[0] == "/news/2026/08/15/4/ was not known"
    assert saw(said, "digest")[0] == "equal to no candidate's"
    assert saw(said, "sketch")[0].startswith("5 candidates by shared shingles or equal words")
    assert saw(said, f"article {told.calm}")[0].endswith("alike as a whole, from jaccard 0.5")
    assert saw(said, "mask")[0] == "version 0"


def test_the_closest_candidates_that_were_rejected_are_told_with_the_threshold_they_missed(tell, told):
    (rejected,) = saw(tell(told.longer), f"article {told.hostile}")
    assert rejected == (
        "7 sampled shingles shared, jaccard 0.000, containment 0.000, 56 shingles in the smaller: "
        "not linked, under jaccard 0.5, and under containment 0.6 with jaccard 0.1"
    )


def test_no_more_than_five_rejected_candidates_are_kept_and_they_take_little_room(room, told, facts):
    run = room.begin("herald")
    for n in range(10, 20):
        room.page(run, "herald", f"{IR}/news/2026/08/15/{n}/x", f"/news/2026/08/15/{n}/", words(f"n{n}"))
    (page,) = facts(f"{IR}/news/2026/08/15/19/")["articles"][0]["pages"]
    assert page["evidence"]["compared"] >= 14
    assert len(page["evidence"]["rejected"]) == 5
    assert len(json.dumps(page["evidence"])) < 1000


def test_a_known_key_tells_what_its_text_was_compared_with(tell, told):
    said = tell(told.calm)
    assert "/news/2026/08/15/1/ was known" in saw(said, "key")
    assert "equal word for word" in " ".join(saw(said, "digest"))


def test_the_differing_passages_stand_side_by_side_under_the_texts_they_come_from(tell, told):
    said = tell(told.hostile)
    assert "revision: text 5 of article 3 beside text 3 of article 3, compared now" in said
    assert re.search(r"article 3, text 5 +article 3, text 3", said)
    row = next(line for line in said.splitlines() if "corrected" in line and "red57" in line)
    assert row.count("red57") + row.count("red58") >= 2, "both sides of the passage stand in one row"


@pytest.mark.parametrize("width", [40, 80, 160])
def test_the_width_of_the_terminal_is_kept(tell, told, width):
    said = tell(told.hostile, width=width)
    table = said[said.index("compared now") :].splitlines()[3:]
    assert max(map(len, table)) <= width
    assert max(map(len, table)) > width * 0.6


def test_what_is_computed_now_is_told_apart_from_what_the_verdict_saw(room, tell, facts, told):
    before = facts(told.hostile)
    room.archive.call(
        override_line, "herald", words("red"), LineStanding.BOILERPLATE, who="editor", reason="test", now=room.now
    )  # fmt: skip
    after = facts(told.hostile)
    assert after["articles"][0]["pages"] == before["articles"][0]["pages"], "evidence does not change"
    assert [one["mask_version"] for one in before["compared"]] == [[0, 0]]
    assert [(one["mask_version"], one["computed"]) for one in after["compared"]] == [([1, 1], "now")]
    assert "under the masks of now, versions 1 and 1" in tell(told.hostile)


def test_a_missed_pair_is_understood_by_comparing_it_now(tell, facts, told):
    said = tell(told.copied, "--with", told.hostile)
    assert f"of article {told.copied} beside text 5 of article {told.hostile}, compared now" in said
    assert "0 sampled shingles shared, jaccard 0.000" in said
    (one,) = facts(told.calm, "--with", f"{IR}/news/2026/08/15/4/")["with"]
    assert (one["verdict"], one["linked"], one["article"]) == (None, "jaccard", [told.calm, told.longer])
    assert 0.7 < one["jaccard"] < 0.8


def test_an_article_to_compare_with_that_is_not_there_is_not_found(mirrorfold, told):
    assert mirrorfold("explain", str(told.calm), "--with", "999").exit_code == 7


def test_hostile_words_cannot_steer_the_terminal_from_a_passage(room, tell, told):
    run = room.begin("herald")
    place, key = f"{IR}/news/2026/08/15/50/", "/news/2026/08/15/50/"
    hostile = "\x1b]0;owned\x07[bold red]Not markup[/] \u202eesrever\u2028 :smile: "
    room.page(run, "herald", place, key, words("old"))
    room.page(room.begin("herald"), "herald", place, key, hostile + words("old"))
    said = tell(place)
    assert not set("\x1b\x07\u202e\u2028") & set(said)
    assert "[bold red]Not markup[/]" in said
    assert ":smile:" in said


def test_words_are_counted_where_no_spaces_part_them(room, facts, told):
    key = "/news/2026/08/15/55/"
    room.page(
        room.begin("herald"),
        "herald",
        f"{IR}{key}",
        key,
        "市长宣布新的渡轮码头将提前两周开放。\n专家认为气候变化将影响粮食生产。",
    )
    (article,) = facts(f"{IR}{key}")["articles"]
    assert [text["words"] for text in article["texts"]] == [19]


def test_of_a_live_blog_the_latest_texts_are_compared(room, facts, told):
    key, text = "/news/2026/08/15/60/", words("live")
    for n in range(MOST_COMPARED + 4):
        text = f"Entry {n} of the live blog.\n{text}"
        room.page(room.begin("herald"), "herald", f"{IR}{key}", key, text)
    told_ = facts(f"{IR}{key}")
    assert len(told_["articles"][0]["texts"]) == MOST_COMPARED + 4
    latest = [one["text"][0] for one in told_["compared"]]
    assert latest == sorted((text["id"] for text in told_["articles"][0]["texts"]), reverse=True)[:MOST_COMPARED]
    assert told_["compared"][0]["difference"]["passages"] == [
        {"here": f"Entry {MOST_COMPARED + 3} of the live blog.", "there": ""}
    ]


def test_of_an_article_under_many_addresses_a_hundred_are_listed_and_the_others_counted(room, tell, told):
    for n in range(MOST_LISTED + 3):
        room.sight(told.hostile, Sighting(UK, f"{UK}/slug-{n}", listed=True))
    said = tell(told.hostile)
    assert f"  sightings   {MOST_LISTED + 5}\n" in said
    assert "    and 5 more, which --json has\n" in said
    assert said.count("  seen ") == MOST_LISTED


def test_json_tells_the_same_rules_as_the_text(tell, facts, told):
    (article,) = facts(told.longer)["articles"]
    tried = [(rule["rule"], rule["saw"]) for page in article["pages"] for rule in page["tried"]]
    assert len(tried) > 4
    assert all(seen in saw(tell(told.longer), rule) for rule, seen in tried)
