"""A note on an author stands below his articles and names him; what else they share is theirs."""

from __future__ import annotations

from crawler.canonical.author_notes import find_author_notes
from crawler.canonical.boilerplate import TextSample

NOTE = ("ann has written of boats since she was a child of eleven", "she lives by the sea with two dogs and a parrot")
BACKGROUND = "the war in the north began in the spring and has cost the lives of many people"


def sample(number: int, *tail: str, author: str = "Ann Reed") -> TextSample:
    own = f"the boat that is number {number} was sold on friday for more than anybody had thought"
    return TextSample(number, number, f"boat {number}", frozenset(), (own, *tail), (author,))


def found(*samples: TextSample) -> set[str]:
    return {line.line for line in find_author_notes(samples)}


def test_all_lines_of_a_note_are_found_from_the_one_that_names_the_author() -> None:
    assert found(*(sample(n, BACKGROUND, *NOTE) for n in range(3))) == set(NOTE)


def test_a_paragraph_that_an_author_repeats_and_that_does_not_name_him_is_text() -> None:
    assert found(*(sample(n, BACKGROUND) for n in range(9))) == set()


def test_two_articles_are_no_habit() -> None:
    assert found(*(sample(n, *NOTE) for n in range(2))) == set()


def test_a_text_that_is_published_again_and_again_is_no_note() -> None:
    again = [TextSample(n, n, "boats", frozenset(), NOTE, ("Ann Reed",)) for n in range(5)]
    assert found(*again) == set()


def test_the_articles_of_others_do_not_count() -> None:
    assert found(sample(1, *NOTE), sample(2, *NOTE), sample(3, *NOTE, author="Bob Hale")) == set()
