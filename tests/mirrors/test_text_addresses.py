"""Addresses in a line, however they are disguised, and the sentences that they stand in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.mirrors.announcements.find_announcements import Hyperlink, Sentence, may_be_mirror, sentences_of
from crawler.mirrors.announcements.text_addresses import may_hold_address, undisguised, written_in
from crawler.mirrors.hosts.own_site import Own

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
    "line",
    [
        "[first.last at gazette.test]",
        "ask first.last at gazette.test",
        "desk [at] gazette.test",
        "desk(at)gazette.test",
        "<desk at gazette.test>",
    ],
)
def test_a_mail_address_that_is_written_out_is_no_host(line):
    assert written_in(undisguised(line)) == []
    assert [each.host for each in written_in("find us at gazette.test")] == ["gazette.test"]


def folded(text: str, *links: Hyperlink) -> list[str]:
    return [sentence.folded for sentence in sentences_of(text, links)]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Mirror: www.a.test/x?y=1 or b.test:8001, зеркало.рф.", "mirror: @ or @ , @ ."),
        ("Visit <hxxps://a[.]test/x> (or “b.test”)", 'visit < @ > (or " @ ")'),
        ("Write to me@a.test", "write to me a.test"),
        ("No address", "no address"),
    ],
)
def test_a_sentence_has_an_at_for_every_address_with_its_path(line, shown):
    assert folded(line) == [shown]


def test_a_link_whose_text_is_no_address_stands_behind_its_text():
    named = Hyperlink("https://a.test/", "our mirror")
    assert folded("Try our mirror. It rains.", named) == ["try our mirror @ .", "it rains."]
    assert folded("Try a.test.", Hyperlink("https://b.test/", "a.test")) == ["try @ ."]


@given(line=LINE)
def test_sentences_have_all_words_of_a_line_in_their_order(line):
    sentences = sentences_of(line)
    if sum(len(sentence.addresses) for sentence in sentences) == 0 and "@" not in line:
        together = "".join(sentence.words for sentence in sentences)
        assert [each for each in together if each.isalnum()] == [each for each in line if each.isalnum()]
    assert all(sentence.folded.count("@") == len(sentence.addresses) for sentence in sentences)


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("a.test", True),
        ("https://a.test/", True),
        ("https://a.test/fa/", True),
        ("https://a.test/news/1", False),
        ("m.gazette.com", False),
        ("git.a.test", False),
        ("www.interior.gov.test", False),
        ("www.facebook.com", False),
        ("gmail.com", False),
        ("example.com", False),
    ],
)
def test_only_the_front_page_of_another_host_of_a_site_may_be_a_mirror_s(address, is_one):
    (written,) = written_in(address)
    assert may_be_mirror(written, Own("www.gazette.com")) is is_one


def test_a_line_of_a_list_says_little_beside_its_addresses():
    def listed(text: str) -> bool:
        (sentence,) = sentences_of(text)
        assert isinstance(sentence, Sentence)
        return sentence.is_listed

    assert listed("Mirror 2 (no VPN): https://a.test/ or b.test")
    assert not listed("The minister opened the page a.test on Monday before a large audience.")
