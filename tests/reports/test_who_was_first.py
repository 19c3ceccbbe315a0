"""A mirror is named as the first with something only where no run can have blurred the times."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result

from crawler.model.article import Sighting
from tests.reports.conftest import HOUR, IR, UK, Newsroom, key, url, words

Counts = Callable[[], dict[str, tuple[int, int]]]


@pytest.fixture
def counts(mirrorfold: Callable[..., Result]) -> Counts:
    def ask() -> dict[str, tuple[int, int]]:
        shown: list[dict[str, Any]] = json.loads(mirrorfold("mirrors", "show", "herald", "--json").stdout)
        return {mirror["mirror"]: (mirror["seen_first"], mirror["tied"]) for mirror in shown}

    return ask


def at(mirror: str, number: int) -> Sighting:
    return Sighting(mirror, url(number, mirror=mirror), listed=True)


def test_mirrors_that_one_run_saw_with_an_article_are_tied_and_a_later_one_is_behind(
    room: Newsroom, counts: Counts
) -> None:
    run = room.begin("herald", ago=2 * HOUR)
    room.page(run, "herald", url(1), key(1), words("a"), ago=2 * HOUR, sightings=[at(IR, 1)])
    room.page(run, "herald", url(2), key(2), words("b"), ago=HOUR, sightings=[at(IR, 2), at(UK, 2)])
    assert counts() == {IR: (1, 1), UK: (0, 1)}
    later = room.begin("herald", ago=HOUR)
    room.sight(1, at(UK, 1), ago=HOUR, run=later)
    assert counts() == {IR: (1, 1), UK: (0, 1)}
    room.page(later, "herald", url(3, mirror=UK), key(3), words("c"), mirror=UK, ago=HOUR)
    assert counts() == {IR: (1, 1), UK: (1, 1)}


def test_where_the_run_is_not_known_an_hour_is_as_long_as_a_run(room: Newsroom, counts: Counts) -> None:
    run, hour = room.begin("herald", ago=5 * HOUR), room.now % HOUR  # seconds since the hour began
    for number in (1, 2):
        room.page(run, "herald", url(number), key(number), words(f"w{number}x"), ago=hour)
    room.archive.call(lambda connection: connection.exec_driver_sql("update sightings set first_run = null"))
    room.sight(1, at(UK, 1), ago=0, run=run)
    room.sight(2, at(UK, 2), ago=-HOUR, run=run)
    assert counts() == {IR: (1, 1), UK: (0, 1)}


def test_a_text_that_one_run_saw_on_two_mirrors_was_first_on_neither(
    room: Newsroom, mirrorfold: Callable[..., Result]
) -> None:
    run = room.begin("herald", ago=2 * HOUR)
    room.page(run, "herald", url(1), key(1), words("a"), ago=2 * HOUR)
    room.page(run, "herald", url(1, mirror=UK), key(1), words("a"), mirror=UK, ago=2 * HOUR - 50)
    later = room.begin("herald", ago=HOUR)
    room.page(later, "herald", url(1), key(1), words("a") + " corrected", ago=HOUR)
    told = mirrorfold("article", "1").stdout
    assert f"first seen on {IR[8:]} and {UK[8:]} in one run: text 1" in told
    assert f"edited on {IR[8:]}: text 2" in told
    texts = json.loads(mirrorfold("article", "1", "--json").stdout)["texts"]
    assert [[showing["mirror"] for showing in text["first"]] for text in texts] == [[IR, UK], [IR]]
