"""``source test`` on a source that went wrong: a feed that moved, a mirror that is dead, addresses of another form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.desk.papers import english, feed, page
from tests.desk.sites import OpenSites, Sites
from tests.scorecard.servers import redirect
from tests.survey.conftest import paper

Configure = Callable[[Sites], None]
PARKED = (
    "<html><head><title>This domain is for sale</title></head><body><h1>This domain is for sale</h1>"
    "<p>Buy this domain. The domain name may be for sale by its owner.</p></body></html>"
)


@pytest.fixture
def added(open_sites: OpenSites, configure: Configure, command: Any) -> tuple[Sites, str]:
    """A source of two mirrors that was crawled."""
    sites = open_sites(paper(), paper())
    configure(sites)
    name = command("source", "add", *sites.origins, "--yes", "--json")["id"]
    command("crawl", name, "--json")
    return sites, name


def held(facts: dict[str, Any]) -> list[str]:
    return [sample["archive"] for sample in facts["samples"]]


def test_a_feed_that_moved_without_a_word_is_found_where_the_site_names_it(
    added: tuple[Sites, str], command: Any
) -> None:
    sites, name = added
    for pages in sites.pages:
        pages["/feed.xml"] = pages.pop("/rss.xml")
        pages["/"] = str(pages["/"]).replace("/rss.xml", "/feed.xml")
    facts = command("source", "test", name, "--json")
    assert [(row["address"], row["problem"], row["new"]) for row in facts["listings"]] == [
        ("/rss.xml", "answers 404", False),
        ("/feed.xml", None, True),
    ]
    assert held(facts) == ["archived, the same text"] * 5
    assert facts["changes"] == ["-/rss.xml", "+/feed.xml"]


def test_a_feed_that_redirects_is_told_with_its_new_place(added: tuple[Sites, str], command: Any) -> None:
    sites, name = added
    for pages in sites.pages:
        pages["/feed.xml"] = pages["/rss.xml"]
        pages["/rss.xml"] = redirect("/feed.xml")
    facts = command("source", "test", name, "--json")
    assert [(row["moved"], row["items"]) for row in facts["listings"]] == [("/feed.xml", 12)]
    assert facts["changes"] == ["-/rss.xml", "+/feed.xml"]


def test_samples_come_from_the_front_page_where_no_listing_is_left(added: tuple[Sites, str], command: Any) -> None:
    sites, name = added
    for pages in sites.pages:
        del pages["/rss.xml"]
    assert held(command("source", "test", name, "--json")) == ["archived, the same text"] * 5


def test_a_mirror_that_is_for_sale_is_told_so_and_the_next_one_is_asked(added: tuple[Sites, str], command: Any) -> None:
    sites, name = added
    sites.pages[0] = {"/": PARKED}
    facts = command("source", "test", name, "--json")
    assert [mirror["answer"] for mirror in facts["mirrors"]] == [
        'parked: the page says "this domain is for sale"',
        "answers",
    ]
    assert held(facts) == ["archived, the same text"] * 5


def test_items_of_another_form_are_read_and_the_new_template_is_proposed(
    added: tuple[Sites, str], command: Any
) -> None:
    sites, name = added
    moved = {f"/world/{774400 + place}/calm-{place}": page(english(place)) for place in range(12)}
    for pages in sites.pages:
        pages |= {**moved, "/rss.xml": feed(moved)}
    facts = command("source", "test", name, "--json")
    assert [row["fits"] for row in facts["listings"]] == [0]
    assert [bool(sample["title"]) for sample in facts["samples"]] == [True] * 5
    assert '+articles = "/world/{id}/{slug}"' in facts["changes"]


def test_a_domain_that_is_for_sale_is_refused_as_what_it_is(
    open_sites: OpenSites, configure: Configure, command: Any
) -> None:
    sites = open_sites({"/": PARKED})
    configure(sites)
    refusal = command("source", "add", sites.origins[0], "--yes", "--json", code=6)["refusal"]
    assert "shows a notice in place of a site (parked" in refusal
