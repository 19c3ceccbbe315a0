"""``mirrorfold story``: what belongs together is shown, and overrides of it are kept."""

from __future__ import annotations

import getpass
import json

import pytest


@pytest.fixture
def story(mirrorfold, told):
    def ask(*arguments: object) -> dict:
        result = mirrorfold("story", *map(str, arguments), "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    return ask


@pytest.fixture
def together(story):
    """The ids of the articles in an article's story."""
    return lambda article: {one["id"] for one in story("show", article)["articles"]}


def test_a_story_is_shown_with_its_articles_and_why_they_are_linked(mirrorfold, story, told):
    shown = story("show", told.longer)
    assert shown["story"] == told.calm
    assert [one["id"] for one in shown["articles"]] == [told.calm, told.longer, told.copied]
    assert {(link["earlier"], link["later"]): link["kind"] for link in shown["links"]} == {
        (told.calm, told.longer): "jaccard",
        (told.calm, told.copied): "same_text",
        (told.longer, told.copied): "jaccard",
    }
    said = mirrorfold("story", "show", str(told.calm)).stdout
    assert f"story {told.calm}: 3 articles\n" in said
    assert f"articles {told.calm} and {told.copied} by same_text, jaccard 1.00, containment 1.00\n" in said


def test_a_folded_article_stands_for_the_one_it_lives_on_in(story, together, told):
    assert together(told.folded) == together(told.calm)


def test_an_article_that_was_split_off_is_alone_and_the_reason_is_kept(mirrorfold, story, together, told):
    split = story("split", told.longer, "--reason", "another \x1b[1mstorm")
    assert [[one["id"] for one in each["articles"]] for each in split["stories"]] == [
        [told.longer], [told.calm, told.copied],
    ]  # fmt: skip
    assert together(told.longer) == {told.longer}
    (decision,) = story("show", told.longer)["decisions"]
    assert (decision["kind"], decision["who"], decision["in_force"]) == ("split", getpass.getuser(), True)
    assert decision["reason"] == "another \x1b[1mstorm"
    said = mirrorfold("story", "show", str(told.calm)).stdout
    assert f"article {told.longer} does not belong to {told.calm}, {told.copied}; another [1mstorm" in said
    assert "\x1b" not in said


def test_articles_that_were_merged_are_one_story_with_all_that_is_like_them(story, together, told):
    story("merge", told.hostile, told.longer, "--reason", "the same day")
    assert together(told.calm) == {told.calm, told.longer, told.copied, told.hostile}


def test_a_decision_is_undone_with_a_reason_and_stays_in_the_archive(mirrorfold, story, together, told):
    story("split", told.longer, "--reason", "x")
    number = story("show", told.longer)["decisions"][0]["id"]
    story("undo", number, "--reason", "they do belong together")
    assert together(told.longer) == {told.calm, told.longer, told.copied}
    (decision,) = story("show", told.longer)["decisions"]
    assert (decision["in_force"], decision["undone_reason"]) == (False, "they do belong together")
    assert mirrorfold("story", "undo", str(number), "--reason", "again").exit_code == 3


def test_a_later_decision_stands_above_an_earlier_one(story, together, told):
    story("split", told.longer, "--reason", "x")
    story("merge", told.longer, told.calm, "--reason", "y")
    assert together(told.longer) == {told.calm, told.longer, told.copied}
    story("split", told.longer, "--reason", "z")
    assert together(told.longer) == {told.longer}


def test_nothing_is_deleted_or_hidden_by_a_decision(mirrorfold, story, told):
    exported = mirrorfold("export").stdout.splitlines()
    story("split", told.longer, "--reason", "x")
    story("merge", told.hostile, told.calm, "--reason", "y")
    after = [json.loads(line) for line in mirrorfold("export").stdout.splitlines()]
    assert [one | {"story": 0} for one in after] == [json.loads(line) | {"story": 0} for line in exported]


def test_an_article_that_comes_later_respects_what_was_decided(room, story, together, told):
    from tests.reports.conftest import CALM, IR, words

    story("split", told.longer, "--reason", "x")
    run = room.begin("herald")
    text = CALM + " " + words("more", 18)
    later = room.page(run, "herald", f"{IR}/news/2026/08/15/70/", "/news/2026/08/15/70/", text)
    assert together(later) == {told.longer, later}, "of two stories kept apart, the closer one"
    assert together(told.calm) == {told.calm, told.copied}


def test_explain_tells_what_was_decided(mirrorfold, story, told):
    story("split", told.longer, "--reason", "another storm")
    said = mirrorfold("explain", str(told.longer)).stdout
    assert f"article {told.longer} does not belong to {told.calm}, {told.copied}; another storm" in said
    (article,) = json.loads(mirrorfold("explain", "--json", str(told.longer)).stdout)["articles"]
    assert [(one["kind"], one["reason"]) for one in article["decisions"]] == [("split", "another storm")]


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("show", "999"), 7, "There is no such article"),
        (("show", "9" * 30), 7, "There is no such article"),
        (("split", "{hostile}", "--reason", "x"), 3, "alone already"),
        (("split", "{longer}"), 2, "--reason"),
        (("merge", "{calm}", "{folded}", "--reason", "x"), 3, "These are one article"),
        (("undo", "7", "--reason", "x"), 7, "There is no such decision"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(mirrorfold, told, arguments, code, sentence):
    ids = {"hostile": told.hostile, "longer": told.longer, "calm": told.calm, "folded": told.folded}
    result = mirrorfold("story", *(one.format(**ids) for one in arguments))
    assert result.exit_code == code, result.output
    assert sentence in result.stderr
