"""What pages declare for machines, and where the links of listings lead: which of it speaks of a mirror."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.mirrors.evidence import EvidenceKind
from crawler.mirrors.hosts.own_site import Own
from crawler.mirrors.proposals.declarations import Declarations, declared_evidence
from crawler.mirrors.proposals.listed_hosts import LEAST_LINKS, find_listed_hosts

URL = "https://www.gazette.test/news/2026/ferries"
OWN = Own("www.gazette.test", "The Gazette")
NAMELESS = Own("www.gazette.test", "")
ONION = "gazetteq3v5xk2j7c6p4t2rwnq7d5lq3v5xk2j7c6p4t2rwnq7d5lqd.onion"


def declared(own: Own = OWN, **links: object) -> list[tuple[str, str]]:
    return [(seen.kind.value, seen.host) for seen in declared_evidence(Declarations(**links), URL, own)]  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["canonical", "og_url"])
def test_a_page_that_names_itself_on_a_host_of_the_same_name_names_a_mirror(kind):
    assert declared(**{kind: "https://gazette-news.test/2026/ferries"}) == [(kind, "gazette-news.test")]


def test_another_name_counts_only_for_the_same_path_and_where_the_page_does_not_call_itself_by_its_host():
    same_path = "https://beacon.test/news/2026/ferries"
    assert declared(NAMELESS, canonical=same_path) == [("canonical", "beacon.test")]
    assert declared(OWN, canonical=same_path) == []
    assert declared(NAMELESS, canonical="https://beacon.test/other") == []


@pytest.mark.parametrize(
    "link",
    [
        "",
        "/news/2026/ferries",
        "https://gazette.test/x",
        "https://gazette-news.test/",
        "mailto:a@b.test",
        "https://[",
        URL,
    ],
)
def test_an_own_address_a_home_page_and_what_is_no_url_name_nobody(link):
    assert declared(canonical=link, og_url=link) == []


def test_an_onion_address_is_named_and_no_other_host_in_its_place():
    assert declared(onion=f"http://{ONION}/x") == [("onion_location", ONION)]
    assert declared(onion="https://beacon.test/") == []
    assert declared(Own(ONION), onion=f"http://{ONION}/") == []


def test_an_edition_is_named_by_its_language_s_host():
    alternates = (("fr", "https://fr.gazette.test/nouvelles"), ("en", URL), ("de", "https://shop.gazette.test/x"))
    assert declared(alternates=alternates) == [("hreflang", "fr.gazette.test")]


@given(link=st.text(max_size=40), language=st.text(max_size=5))
def test_no_declaration_raises(link, language):
    everything = Declarations(canonical=link, og_url=link, alternates=((language, link),), onion=link)
    for own in (OWN, Own("")):
        for url in (URL, ""):
            assert all(seen.host for seen in declared_evidence(everything, url, own))


def listed(*links: str) -> list[str]:
    listings = [("https://www.gazette.test/rss", links)]
    found = list(find_listed_hosts(listings, lambda url: url.startswith("https://www.gazette.test/")))
    assert {(seen.kind, address) for seen, address in found} <= {(EvidenceKind.CONTENT, listings[0][0])}
    return [seen.host for seen, _ in found]


def test_a_host_with_half_of_a_listing_s_links_is_named_and_one_with_fewer_is_not():
    own, other = [f"https://www.gazette.test/{n}" for n in range(4)], [f"https://beacon.test/{n}" for n in range(4)]
    assert listed(*own, *other) == ["beacon.test"]
    assert listed(*own, *other[:3]) == []
    assert listed(*own) == []


def test_a_tracker_that_release_notes_link_to_hundreds_of_times_is_named_by_nobody():
    news = [f"https://www.gazette.test/news/2026/{n}" for n in range(6)]
    assert listed(*news, *[f"https://tickets.test/browse/GAZ-{n}" for n in range(20)]) == []
    assert listed(*news, *[f"https://issues.beacon.test/{n}" for n in range(20)]) == []
    assert listed(*[f"https://issues.beacon.test/{n}" for n in range(20)]) == []
    assert listed(*news, *[f"https://beacon.test/news/2027/{n}" for n in range(20)]) == ["beacon.test"]


def test_a_short_listing_and_links_to_a_host_of_everybody_s_name_nobody():
    assert listed(*[f"https://beacon.test/{n}" for n in range(LEAST_LINKS - 1)]) == []
    assert listed(*[f"https://www.youtube.com/{n}" for n in range(9)]) == []
