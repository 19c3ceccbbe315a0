"""Where on a page evidence of mirrors stands: in what it says, in what it declares, and on a page of mirrors."""

from __future__ import annotations

import pytest

from crawler.extraction.fields.declared import read_declared
from crawler.extraction.markup.tree import linked_lines, parse
from crawler.extraction.mirror_evidence.mirror_hints import page_evidence
from crawler.mirrors.evidence import MOST_OF_PAGE

URL = "https://www.lantern.test/news/2026/ferries-late"
LIST = "<ul><li><a href='https://beacon.test/'>First</a></li><li>flare.test</li></ul>"


def seen(body: str, head: str = "", url: str = URL) -> list[tuple[str, str]]:
    tree = parse(f"<html><head>{head}</head><body>{body}</body></html>")
    evidence = page_evidence(tree, read_declared(tree, url), linked_lines(tree), url=url, site_name="The Lantern")
    return [(hint.kind.value, hint.host) for hint in evidence]


def test_a_notice_in_a_footer_and_a_declaration_in_the_head_name_their_hosts():
    twin = URL.replace("www.lantern", "lantern-news")
    head = f'<link rel="canonical" href="{twin}"><meta property="og:url" content="{URL}">'
    assert seen("<footer>Our mirror: beacon.test</footer>", head) == [
        ("notice", "beacon.test"),
        ("canonical", "lantern-news.test"),
    ]


@pytest.mark.parametrize(
    ("url", "head", "body"),
    [
        ("https://www.lantern.test/mirrors", "", LIST),
        ("https://www.lantern.test/зеркала.html", "", LIST),
        (URL, "<title>Our mirrors - The Lantern</title>", LIST),
        (URL, "", "<h1>Mirrors</h1>" + LIST),
    ],
)
def test_a_page_of_mirrors_names_every_address_of_its_list(url, head, body):
    hosts = {host for _, host in seen(body, head, url)}
    assert hosts == {"beacon.test", "flare.test"}


def test_the_links_beside_a_list_of_mirrors_are_none():
    menu = (
        "<nav><a href='https://weather.test/'>Weather</a></nav><footer><a href='https://maker.test/'>Maker</a></footer>"
    )
    assert {host for _, host in seen(menu + LIST, url="https://www.lantern.test/mirrors")} == {
        "beacon.test",
        "flare.test",
    }


def test_the_same_list_on_any_other_page_names_nobody():
    assert seen(f"<h1>Ferries late again</h1>{LIST}") == []


@pytest.mark.parametrize(
    "href", ["", "#", "/x", "javascript:void(0)", "//[", "https://", "https://www.lantern.test/y", "mailto:a@b.test"]
)
def test_a_link_that_leads_to_no_other_host_is_no_hint(href):
    assert seen(f"<p>Our mirror: <a href='{href}'>here</a></p>") == []


def test_a_page_that_names_hundreds_of_hosts_gives_a_bounded_number():
    many = "".join(f"<li>mirror{number}.test</li>" for number in range(MOST_OF_PAGE + 60))
    assert len(seen(f"<ul>{many}</ul>", url="https://www.lantern.test/mirrors")) == MOST_OF_PAGE
