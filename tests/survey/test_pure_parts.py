"""The pure parts of a survey: addresses, feeds, names, zones, warnings, robots.txt, files."""

from __future__ import annotations

import tomllib
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model.article import Article, Link, Reason, Rejection
from crawler.model.errors import Refused
from crawler.survey.choose_feeds import FeedKind, FoundFeed, choose_feeds
from crawler.survey.proposal import Proposal, write_toml
from crawler.survey.robots_sitemaps import list_sitemaps
from crawler.survey.sample_warnings import Sample, find_warnings
from crawler.survey.site_facts import choose_interval, choose_name, find_zone, make_id
from crawler.survey.site_page import read_site_page
from crawler.survey.survey_feeds import ROBOTS
from crawler.survey.typed_address import read_typed

NOON = datetime(2026, 8, 15, 12, 30, tzinfo=UTC)


def links(*numbers: int, host: str = "a.example") -> tuple[Link, ...]:
    return tuple(Link(f"https://{host}/{number}") for number in numbers)


def is_own(url: str) -> bool:
    return url.startswith("https://a.example/")


def test_the_fewest_feeds_are_chosen_that_have_the_headlines() -> None:
    small = FoundFeed("https://a.example/small", links(1, 2, 3, 4))
    whole = FoundFeed("https://a.example/whole", links(*range(1, 11)))
    other = FoundFeed("https://a.example/other", links(20, 21, 22, 23))
    chosen = choose_feeds([small, whole, other], is_own, [link.url for link in whole.links])
    assert [feed.url for feed in chosen.chosen] == [whole.url, other.url]
    assert chosen.left_out == ((small, FeedKind.SAME),)


def test_a_feed_of_another_host_is_left_out() -> None:
    feed = FoundFeed("https://a.example/x", links(1, 2, host="b.example"))
    assert choose_feeds([feed], is_own, []).left_out == ((feed, FeedKind.ELSEWHERE),)


@pytest.mark.parametrize("host", ["www.presstv.ir", "a.b.c.example", "127.0.0.1:80", "../../etc", "ü.example"])
def test_an_id_is_always_a_files_stem(host: str) -> None:
    assert set(make_id(host)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert make_id(host, [make_id(host)]) != make_id(host)


def test_a_name_is_never_a_page_of_the_site() -> None:
    assert choose_name(["Home"], [], "News", "www.herald.example") == "herald.example"


def test_a_zone_needs_an_offset_that_page_and_feed_share() -> None:
    page = NOON.astimezone(ZoneInfo("Asia/Tehran"))
    assert find_zone([210], [page], "news.ir")[0] == "Asia/Tehran"
    assert find_zone([60], [page], "news.ir")[0] is None
    assert find_zone([0], [NOON], "news.ir")[0] is None


def test_items_of_one_moment_tell_no_rhythm() -> None:
    assert choose_interval([NOON] * 20) is None
    assert choose_interval([NOON - timedelta(hours=5 * n) for n in range(20)]) == 3600


def sample(title: str, text: str, number: int = 0, date: datetime | None = NOON) -> Sample:
    return Sample(Link(f"https://a.example/{number}"), "feed", Article(title=title, text=text, published=date))


def codes(samples: list[Sample]) -> dict[str, bool]:
    return {warning.code: warning.loud for warning in find_warnings(samples, "The Calm")}


def test_samples_without_a_fault_give_no_warning() -> None:
    assert (
        codes([sample(f"Title {n}", "\n".join(f"Line {n} {k} of a text." for k in range(9)), n) for n in range(5)])
        == {}
    )


def test_texts_that_share_their_lines_are_mixed() -> None:
    shared = "\n".join(f"Line {k} of another article." for k in range(9))
    assert codes([sample(f"Title {n}", f"Own line {n}.\n{shared}", n) for n in range(5)]) == {"shared_text": True}


def test_pages_that_are_no_articles_are_a_warning() -> None:
    rejection = Rejection(Reason.LIST_PAGE, "the page calls itself an archive")
    assert codes([Sample(Link("https://a.example/1"), "feed", rejection)] * 4)["list_page"]


def test_page_and_feed_in_two_zones_are_a_warning() -> None:
    apart = [Sample(Link(f"https://a.example/{n}", published=NOON + timedelta(hours=5)), "feed",
                    Article(title=f"Title {n}", text=f"Text {n}.", published=NOON)) for n in range(4)]  # fmt: skip
    assert codes(apart)["zone"]


def test_only_so_many_sitemaps_are_taken() -> None:
    assert len(list_sitemaps(b"".join(b"Sitemap: /%d.xml\n" % n for n in range(2000)), "https://a.example")) == 50


def test_feeds_are_named_once_whatever_their_scheme() -> None:
    head = '<link rel="alternate" type="application/rss+xml" href="feed://a.example/rss">' * 3
    assert read_site_page(f"<html><head>{head}</head></html>".encode(), "https://a.example/").declared_feeds == (
        "https://a.example/rss",
    )


def test_each_feed_of_a_list_costs_two_requests_at_most() -> None:
    assert ROBOTS == 2


@given(st.text(max_size=80), st.text(max_size=80))
def test_whatever_a_site_says_the_file_is_toml_with_its_own_keys(name: str, note: str) -> None:
    text = write_toml(
        Proposal("a", name or "A", ("https://a.example",), feeds=("/rss",), notes={"feeds": note, "every": note})
    )
    assert tomllib.loads(text) == {"name": name or "A", "mirrors": ["https://a.example"], "feeds": ["/rss"]}


@given(st.text(max_size=60))
def test_an_address_is_read_or_refused(text: str) -> None:
    with suppress(Refused):
        assert read_typed(text).startswith(("https://", "http://"))
