"""Addresses in a line, however they are disguised, and the sentences that they stand in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.mirrors.announcements.linked_sentences import (
    Hyperlink,
    LinkedText,
    Own,
    blanked,
    is_listed,
    others_in,
    sentences_of,
)
from crawler.mirrors.announcements.text_addresses import may_hold_address, undisguised, written_in

PIECES = [
    "We moved",
    ". ",
    "! ",
    "。",
    "hxxps://a[.]test/x",
    "www.b.test",
    "зеркало.рф",
    " dot ",
    "me@c.test",
    "e.g. ",
    "12.3",
    "://",
]
LINE = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=8).map("".join)


@pytest.mark.parametrize(
    ("line", "host"),
    [
        ("https://gazette.test/a", "gazette.test"),
        ("hxxp://gazette.test", "gazette.test"),
        ("h**ps://gazette[.]test", "gazette.test"),
        ("gazette (dot) test", "gazette.test"),
        ("gazette dot test", "gazette.test"),
        ("gazette{точка}test", "gazette.test"),
        ("gazette。test", "gazette.test"),
        ("www.gazette.test:8001/a", "www.gazette.test:8001"),
        ("请访问gazette.test阅读", "gazette.test"),
        ("наше зеркало: зеркало.рф", "xn--80ajfngsk.xn--p1ai"),
        ("203.0.113.7:8001", "203.0.113.7:8001"),
    ],
)
def test_an_address_is_found_however_it_is_written(line, host):
    assert may_hold_address(line)
    assert [written.host for written in written_in(undisguised(line))] == [host]


@pytest.mark.parametrize(
    "line",
    [
        "write to desk@gazette.test",
        "gazette.test/app.apk",
        "Hello.World",
        "version 1.2.3.4",
        "e.g. or i.e.",
        "1.5 million",
    ],
)
def test_mail_addresses_files_and_numbers_are_no_hosts(line):
    assert written_in(undisguised(line)) == []


@given(line=LINE)
def test_every_line_with_an_address_is_worth_a_look(line):
    plain = undisguised(line)
    found = written_in(plain)
    assert may_hold_address(line) or not found
    assert [written.start for written in found] == sorted({written.start for written in found})


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Mirror: www.a.test/x?y=1 or b.test:8001, зеркало.рф.", "Mirror: @ or @, @."),
        ("Visit <hxxps://a[.]test/x> (or “b.test”)", "Visit <@> (or “@”)"),
        ("Write to me@a.test", "Write to me@a.test"),
        ("No address", "No address"),
    ],
)
def test_a_blanked_line_has_an_at_for_every_address_with_its_path(line, shown):
    assert blanked(line) == shown


@given(line=LINE)
def test_a_blanked_line_has_an_at_where_it_had_an_address(line):
    plain = undisguised(line)
    assert ("@" in blanked(line)) == (bool(written_in(plain)) or "@" in plain)


@given(line=LINE)
def test_sentences_have_all_words_of_a_line_in_their_order(line):
    together = "".join("".join(sentences_of(line)).split())
    letters = [character for character in line if character.isalnum()]
    assert [character for character in together if character.isalnum()] == letters
    assert all(sentence == sentence.strip() != "" for sentence in sentences_of(line))


def test_a_host_is_named_once_by_its_first_sentence_and_own_hosts_are_not():
    text = "Our mirror is a.test. Again a.test! Or gazette.com, m.gazette.com, b.test."
    links = (Hyperlink("https://c.test/", "Again a.test!"), Hyperlink("https://www.gazette.com/", "home"))
    named = others_in(LinkedText(text, links), sentences_of(text), Own("www.gazette.com"))
    assert [(host.host, host.sentence) for host in named] == [("a.test", 0), ("b.test", 2), ("c.test", 1)]


def test_a_list_of_addresses_says_little_beside_them():
    assert is_listed("Mirror 2 (no VPN): https://a.test/ or b.test")
    assert not is_listed("The minister opened the page a.test on Monday before a large audience.")
