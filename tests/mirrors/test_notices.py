"""Notices survive whatever surrounds them, in nine languages; what reads like one and is none proposes nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

import pytest

from crawler.extraction.page import read_whole_page
from crawler.extraction.page_values import Hints
from crawler.mirrors.evidence import MOST_WORDS, EvidenceKind, MirrorEvidence
from tests.mirrors.strangers import NO_NOTICES, STRANGERS
from tests.mirrors.told import NOTICES, SENTENCES

URL = "https://www.lantern.example/news/2026/ferries-late-again"
PAGE = """<!DOCTYPE html><html><head><title>Ferries late again - {name}</title>
<meta property="og:site_name" content="{name}"><link rel="canonical" href="{url}"></head><body>
<nav><a href="/">Home</a> <a href="https://weather.example/">Weather</a></nav>
<article><h1>Ferries late again</h1>
<p>The ferry to the islands left two hours late on Monday, and the company that runs it blamed the fog.</p>
<p>Passengers waited on the pier with their bicycles, their dogs and a piano that was to be played at a wedding.</p>
<p>“It is the third time this month,” said a woman who takes the boat to work; her cat had eaten her ticket.</p>
{notice}<p>SHARE THIS ARTICLE</p></article>
<footer>© 2026 <a href="https://web-makers.example">Web Makers</a></footer></body></html>"""


def evidence_of(notice: str, *, url: str = URL, name: str = "The Lantern") -> tuple[MirrorEvidence, ...]:
    body = PAGE.format(notice=notice, url=url, name=name).encode()
    return read_whole_page(body, url=url, hints=Hints(now=datetime(2026, 12, 1, tzinfo=UTC))).evidence


def _cases(notices: Mapping[str, Sequence[tuple[str, str]]]) -> Iterator[object]:
    for language, cases in notices.items():
        for number, (notice, hosts) in enumerate(cases):
            yield pytest.param(notice, set(hosts.split()), id=f"{language}{number}")


@pytest.mark.parametrize(("notice", "hosts"), list(_cases(NOTICES)))
def test_a_notice_names_its_hosts(notice: str, hosts: set[str]) -> None:
    found = evidence_of(notice)
    assert {one.host for one in found} == hosts
    assert all(one.kind is EvidenceKind.NOTICE and 0 < len(one.words) <= MOST_WORDS for one in found)


@pytest.mark.parametrize(("sentence", "hosts"), list(_cases(SENTENCES)))
def test_a_sentence_of_the_site_s_own_names_its_address(sentence: str, hosts: set[str]) -> None:
    assert {seen.host for seen in evidence_of(f"<p>{sentence}</p>")} == hosts


@pytest.mark.parametrize("sentence", STRANGERS)
def test_a_sentence_about_others_names_nobody(sentence: str) -> None:
    assert evidence_of(f"<p>{sentence}</p>") == ()


@pytest.mark.parametrize("notice", NO_NOTICES)
def test_what_only_reads_like_a_notice_names_nobody(notice: str) -> None:
    assert evidence_of(notice) == ()


def test_the_words_are_the_sentence_and_the_address() -> None:
    (found,) = evidence_of("<p>It rained. If our site is blocked, use hxxps://flare[.]example!</p>")
    assert found.words == "If our site is blocked, use hxxps://flare[.]example!"
    (found,) = evidence_of(NOTICES["en"][0][0])
    assert found.words.endswith("following alternate addresses: www.lantern-news.example")


def test_a_list_under_mirrors_alone_is_one_of_downloads_as_likely() -> None:
    listed = "<ul><li>beacon.example</li><li><a href='https://flare.example'>Second</a></li></ul>"
    assert evidence_of(f"<h4>Mirrors</h4>{listed}") == ()
    assert {seen.host for seen in evidence_of(f"<h4>Our mirrors</h4>{listed}")} == {"beacon.example", "flare.example"}


def test_a_page_on_another_host_is_no_address_of_the_site() -> None:
    assert evidence_of("<p>Our new site is at https://flare.example/go/workstations.</p>") == ()
    (seen,) = evidence_of("<p>Our new site is at https://flare.example/en/.</p>")
    assert seen.host == "flare.example"


@pytest.mark.parametrize("name", ["The Mirror", "Der Spiegel", "Зеркало"])
def test_a_site_that_is_called_mirror_does_not_announce_one_in_every_line(name: str) -> None:
    editions = (
        f"<p>US {name} <a href='https://{'mirror-us' if name == 'The Mirror' else 'us'}.example/'>Irish {name}</a></p>"
    )
    assert evidence_of(editions, name=name, url="https://mirror-news.example/a") == ()
    assert [seen.host for seen in evidence_of("<p>Our mirror: flare.example</p>", name=name)] == ["flare.example"]


def test_the_page_s_own_hosts_are_no_mirrors_of_it() -> None:
    assert evidence_of("<p>Our new address: m.lantern.example, www.lantern.example or lantern.example</p>") == ()


def test_the_shared_article_gives_its_mirror_away(shared_article: str) -> None:
    lines = "".join(f"<p>{line}</p>" for line in shared_article.splitlines() if line.strip())
    found = evidence_of(lines, url="https://www.presstv.ir/Detail/2022/01/27/675644/x", name="PressTV")
    assert [(one.host, one.kind) for one in found] == [("www.presstv.co.uk", EvidenceKind.NOTICE)]
