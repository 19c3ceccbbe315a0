"""Where on a page a notice is found: in a line, across two sentences, and in the list under a heading."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.mirrors.announcements.find_announcements import (
    LOOK_BACK,
    SHORT,
    Hyperlink,
    Line,
    find_announcements,
)
from crawler.mirrors.evidence import EvidenceKind
from crawler.mirrors.hosts.own_site import Own

OWN = Own("www.lantern.test", "The Lantern")


def line(text: str, *urls: str) -> Line:
    return Line(text, bool(urls), lambda: tuple(Hyperlink(url, text) for url in urls))


def hosts(*lines: Line) -> list[str]:
    notices = list(find_announcements(lines, OWN))
    assert {notice.kind for notice in notices} <= {EvidenceKind.NOTICE}
    return [notice.host for notice in notices]


def test_an_address_behind_a_notice_in_the_sentence_before_is_named():
    assert hosts(line("Our site is blocked where you live? Go to beacon.test instead.")) == ["beacon.test"]


def test_a_list_under_a_heading_of_mirrors_is_named_whole():
    listed = [line("beacon.test"), line("2: https://flare.test/"), line("Third", "https://lamp.test/")]
    assert hosts(line("Our mirrors:"), *listed) == ["beacon.test", "flare.test", "lamp.test"]


def test_a_list_too_far_below_its_heading_is_none():
    far = [line("word " * 20) for _ in range(LOOK_BACK)]
    assert hosts(line("Our mirrors:"), *far, line("beacon.test")) == []


def test_the_words_are_the_sentence_or_the_heading_with_its_line():
    (notice,) = find_announcements([line("It rained. Our mirror: beacon.test!")], OWN)
    assert notice.words == "Our mirror: beacon.test!"
    (notice,) = find_announcements([line("Our mirrors:"), line("beacon.test")], OWN)
    assert notice.words == "Our mirrors: beacon.test"


def test_links_of_lines_without_a_wording_are_never_read():
    read: list[int] = []
    quiet = [Line("More news of today", has_links=True, links=lambda: read.append(1) or ()) for _ in range(50)]
    assert hosts(*quiet) == []
    assert read == []


@given(
    texts=st.lists(
        st.sampled_from(["Our mirror:", "beacon.test", "x" * (SHORT + 9), "", "We moved."]) | st.text(max_size=20)
    )
)
def test_no_lines_raise_and_the_site_s_own_hosts_are_never_named(texts):
    own = [line(f"{text} Our mirror: m.lantern.test", "https://lantern.test/") for text in texts]
    assert not [host for host in hosts(*map(line, texts), *own) if host.endswith("lantern.test")]
