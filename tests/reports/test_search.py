"""``mirrorfold search``: articles by their words."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result

from crawler.archive.removal.purge import begin_purge, bury_articles, load_next_families, select_named_articles
from crawler.archive.removal.tombstones import Decision
from tests.reports.conftest import Newsroom, Told, key, url, words

Search = Callable[..., dict[str, Any]]


@pytest.fixture
def search(mirrorfold: Callable[..., Result]) -> Search:
    def ask(*arguments: str) -> dict[str, Any]:
        result = mirrorfold("search", "--json", *arguments)
        assert result.exit_code == 0, result.output
        told: dict[str, Any] = json.loads(result.stdout)
        return told

    return ask


def ids(told: dict[str, Any]) -> list[int]:
    return [each["id"] for each in told["found"]]


def test_articles_are_found_by_words_of_their_texts_the_newest_first(search: Search, told: Told) -> None:
    assert ids(search("CALM7", "calm8")) == [told.copied, told.longer, told.calm]
    assert ids(search('"calm7 calm8"')) == [told.copied, told.longer, told.calm]
    assert ids(search("calm7 calm8")) == [told.copied, told.longer, told.calm]
    assert ids(search("calm8 calm7")) == ids(search('"calm8 calm7"')) == []


def test_they_are_found_by_their_titles(search: Search, told: Told) -> None:
    assert ids(search("calmer")) == [told.longer]


def test_a_text_that_was_replaced_is_not_found_any_more_and_the_one_that_stands_is(
    search: Search, room: Newsroom
) -> None:
    for seed in ("early", "late"):
        room.page(room.begin("herald"), "herald", url(1), key(1), words(seed))
    assert ids(search("early3")) == []
    assert ids(search("late3")) == [1]


def test_a_text_that_waits_for_its_verdict_is_not_found(search: Search, told: Told) -> None:
    assert ids(search("late3")) == []


def test_a_source_and_a_time_can_be_asked_for(search: Search, told: Told) -> None:
    assert ids(search("calm7", "--source", "The Herald")) == [told.longer, told.calm]
    assert ids(search("calm7", "--since", "24h")) == [told.copied, told.longer]


def test_pages_follow_each_other_without_gap_or_repetition(search: Search, told: Told) -> None:
    first = search("calm7", "--limit", "2")
    assert ids(first) == [told.copied, told.longer]
    second = search("calm7", "--limit", "2", "--before", str(first["before"]))
    assert (ids(second), second["before"]) == ([told.calm], None)


def test_a_hit_says_where_it_is_and_shows_what_was_looked_for(search: Search, told: Told) -> None:
    (found,) = search("more3")["found"]
    assert (found["source"], found["title"], found["url"]) == ("herald", "Calmer", url(4))
    snippet = found["snippet"]
    assert [snippet["text"][start:end] for start, end in snippet["marked"]] == ["more3"]


def test_what_was_purged_is_not_found(search: Search, room: Newsroom, told: Told) -> None:
    (wanted,) = room.archive.read(select_named_articles, [told.calm])
    room.archive.call(begin_purge, wanted.source)
    leaving = room.archive.read(load_next_families, wanted)
    room.archive.call(bury_articles, wanted.source, leaving, {}, Decision("clerk", "a court's order", room.now))
    assert ids(search("calm7")) == [told.copied, told.longer]


def test_words_are_shown_between_stars_and_nothing_a_page_said_steers_the_terminal(
    mirrorfold: Callable[..., Result], told: Told
) -> None:
    lines = mirrorfold("search", "red3", "corrected").stdout
    assert "*red3*" in lines
    assert "\x1b" not in lines
    assert "\u202e" not in lines


def test_nothing_found_is_said(mirrorfold: Callable[..., Result], told: Told) -> None:
    assert mirrorfold("search", "nowhere").stdout == "Nothing was found.\n"


def test_signs_alone_are_refused_with_the_cure(mirrorfold: Callable[..., Result], told: Told) -> None:
    result = mirrorfold("search", "--", "-", "*")
    assert result.exit_code == 2
    assert "Name a word" in result.stderr


@pytest.mark.parametrize("asked", ['"calm7', "calm7*", "title:calm7", "-calm7", "calm7^2", "NEAR(calm7)", "calm7;--"])
def test_no_sign_of_a_query_language_breaks_the_search(
    mirrorfold: Callable[..., Result], told: Told, asked: str
) -> None:
    assert mirrorfold("search", "--", asked).exit_code == 0
