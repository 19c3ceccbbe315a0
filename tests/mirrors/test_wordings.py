"""A sentence is a notice when a site says it of itself; a wording fits in every spelling of its script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical.word_tables import load_tables
from crawler.mirrors.announcements.find_announcements import Line, find_announcements, is_mirrors_title
from crawler.mirrors.announcements.wordings import compile_wordings, folded_line
from crawler.mirrors.hosts.own_site import Own

LANTERN = Own("www.lantern.test", "The Lantern")
LANGUAGES = {"en", "ru", "fa", "ar", "tr", "es", "fr", "de", "zh"}
WORD = st.sampled_from(["our", "own", "new", "address", "addresses", "mirror", "mirrors", "is", "site"])


def says(sentence: str) -> bool:
    return [seen.host for seen in find_announcements([Line(sentence, False, tuple)], LANTERN)] == ["beacon.test"]


@pytest.mark.parametrize("table", ["announcements", "labels", "titles", "never", "left"])
def test_every_table_has_a_row_for_each_language(table):
    tables = load_tables("crawler.mirrors.announcements", "announcements.txt")
    assert {row.name for row in tables[table].rows} == LANGUAGES


@pytest.mark.parametrize(
    "sentence",
    [
        "Our mirror: beacon.test",
        "We have moved to beacon.test",
        "If our site is blocked, use hxxps://beacon[.]test",
        "The Lantern can also be read at beacon.test",
        "Наше зеркало: beacon.test",
        "Unsere neue Adresse: beacon.test",
    ],
)
def test_what_a_site_says_of_itself_is_a_notice(sentence):
    assert says(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The ministry blocked the site beacon.test on Monday",
        "Users reported that a mirror of the library was reachable at beacon.test",
        "He said more in a talk with beacon.test",
        "Officials said on Monday that our new address is beacon.test",
        "According to the agency, we have moved to beacon.test",
        "We have moved from our old address beacon.test",
        "Our mirrors replace the old site beacon.test",
        "Photo: beacon.test",
    ],
)
def test_a_report_or_an_address_that_was_left_is_none(sentence):
    assert not says(sentence)


def test_the_site_s_name_makes_a_report_its_own_word():
    sentence = "{} has moved to the new address beacon.test"
    assert says(sentence.format("The Lantern"))
    assert not says(sentence.format("The Herald"))


@pytest.mark.parametrize(("title", "is_one"), [
    ("Our mirrors", True),
    ("Mirrors - The Lantern", True),
    ("Зеркала", True),
    ("Mirrors of blocked sites are spreading", False),
    ("The Lantern", False),
    ("", False),
])  # fmt: skip
def test_a_page_of_mirrors_is_known_by_its_title(title, is_one):
    assert is_mirrors_title(title, LANTERN) == is_one


@given(sentence=st.text(max_size=60), name=st.text(max_size=8))
def test_no_sentence_and_no_title_raises(sentence, name):
    own = Own("a.test", name)
    is_mirrors_title(sentence, own)
    list(find_announcements([Line(f"our mirror {sentence} b.test {sentence}", False, tuple)], own))


@given(line=st.text(max_size=60))
def test_a_folded_line_is_left_as_it_is(line):
    folded = folded_line(line)
    assert folded_line(folded) == folded


@given(before=st.lists(WORD, max_size=3), between=st.lists(WORD, max_size=3))
def test_a_tilde_leaves_room_for_two_words_at_most(before, between):
    pattern = compile_wordings(["our~mirror*"])
    line = " ".join([*before, "our", *between, "mirrors"])
    gaps = [line.split()[start + 1 :] for start, word in enumerate(line.split()) if word == "our"]
    assert (pattern.search(line) is not None) == any(any(word.startswith("mirror") for word in gap[:3]) for gap in gaps)


@pytest.mark.parametrize(
    ("wording", "line", "fits"),
    [
        ("mirror", "two mirrors", False),
        ("mirror*", "two mirrors", True),
        ("(our/the) site", "the site", True),
        ("(our/the) site", "a site", False),
        ("镜像", "这是镜像站", True),
        ("ادرس جديد", "ادرس جدید ما", True),
    ],
)
def test_a_wording_is_a_word_by_itself_where_its_script_writes_words_apart(wording, line, fits):
    assert (compile_wordings([wording]).search(folded_line(line)) is not None) == fits
