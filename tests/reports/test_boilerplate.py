"""``mirrorfold source boilerplate``: what was learned can be seen, and corrected."""

from __future__ import annotations

import getpass
import json

import pytest

from crawler.archive.texts.boilerplate import learn_lines

SHARE = "Share this article"
HOSTILE = "\x1b[31mFollow us \u202eon every channel"


@pytest.fixture
def learned(room):
    """A herald whose eight articles end with two lines; its run has learned them."""
    from tests.reports.conftest import words

    for n in range(8):
        run = room.begin("herald")
        text = "\n".join([words(f"{n}a"), words(f"{n}b"), SHARE, HOSTILE])
        room.page(run, "herald", f"https://www.herald.example/{n}", f"/{n}", text, title=f"title{n}")
    assert len(room.archive.call(learn_lines, "herald", room.begin("herald"), room.now)) == 2
    return room


@pytest.fixture
def lines(mirrorfold, learned):
    def ask(*arguments: str) -> dict:
        result = mirrorfold("source", "boilerplate", "The Herald", "--json", *arguments)
        assert result.exit_code == 0, result.output
        told = json.loads(result.stdout)
        return told | {"lines": {one["line"]: one for one in told["lines"]}}

    return ask


def test_what_was_learned_is_shown_with_the_figures_that_decided(mirrorfold, learned, lines):
    told = lines()
    one = told["lines"]["share this article"]
    assert (told["source"], told["version"], one["standing"], one["learned"]) == ("herald", 1, "boilerplate", True)
    assert one["reason"].startswith("in 8 of 8 articles since it began")
    said = mirrorfold("source", "boilerplate", "herald").stdout
    assert "boilerplate: does not count when texts are compared\n" in said
    assert "  share this article\n    learned " in said


def test_a_hostile_line_cannot_steer_the_terminal(mirrorfold, learned):
    for arguments in ((), ("--json",)):
        said = mirrorfold("source", "boilerplate", "herald", *arguments).stdout
        assert "follow us" in said
        assert not set("\x1b\u202e") & set(said)


def test_a_person_says_that_a_line_is_text_and_takes_it_back(lines):
    told = lines("--text", " SHARE this article!", "--reason", "it is a headline")
    one = told["lines"]["share this article"]
    assert (one["standing"], one["who"], one["reason"]) == ("text", getpass.getuser(), "it is a headline")
    assert told["version"] == 2
    assert lines("--forget", SHARE, "--reason", "wrong after all")["lines"]["share this article"]["standing"] == "open"


def test_a_person_adds_a_line_that_was_not_learned(lines):
    told = lines("--add", "The Herald, daily since 1871.", "--reason", "the imprint")
    assert told["lines"]["the herald, daily since 1871"]["standing"] == "boilerplate"


def test_a_decision_without_a_reason_or_without_a_word_is_refused(mirrorfold, learned):
    for arguments, cure in ((("--add", "x"), "--reason"), (("--add", " … ", "--reason", "x"), "no word")):
        result = mirrorfold("source", "boilerplate", "herald", *arguments)
        assert result.exit_code == 2
        assert cure in result.stderr


def test_a_source_of_which_nothing_was_learned_says_so(mirrorfold, learned):
    assert mirrorfold("source", "boilerplate", "gazette").stdout == "gazette: mask version 0, 0 lines\n"


def test_a_source_that_is_not_there_is_not_found(mirrorfold, learned):
    assert mirrorfold("source", "boilerplate", "nowhere").exit_code == 7
