"""Sitemaps that an index names: on which host they are asked for, in which order, and how often."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.index.listing_states import ListingState
from crawler.listing.nested_sitemaps import MOST_NESTED, REST, choose_nested, order_newest_first
from crawler.model.listing import NestedSitemap
from tests.desk.sites import OpenSites, articles, index, open_sites, urlset

__all__ = ["open_sites"]

NOW = 1_790_000_000
SOURCE = 'sitemaps = ["/sitemap.xml"]\n'
MONTHS = [f"{2021 + n // 12}-{1 + n % 12:02}" for n in range(66)]


def test_a_lazy_copy_whose_original_is_parked_gives_the_articles_of_its_own_sitemaps(open_sites: OpenSites) -> None:
    sites = open_sites({}, {**articles(range(3))})
    original, _ = sites.origins
    sites.pages[1] |= {
        "/sitemap.xml": index({f"{original}/maps/1.xml": ""}),
        "/maps/1.xml": urlset([f"{original}/news/{number}" for number in range(3)]),
    }
    sites.configure(SOURCE)
    assert sites.crawl()["verdicts"] == {"new": 3}
    assert sites.take_asked(1)[:2] == ["/sitemap.xml", "/maps/1.xml"]
    assert "/maps/1.xml" not in sites.take_asked(0)


def test_a_sitemap_on_a_host_that_is_no_mirror_is_counted_and_not_asked_for(open_sites: OpenSites) -> None:
    sites = open_sites(articles(range(1)))
    sites.pages[0] |= {
        "/sitemap.xml": index({"https://stranger.example/1.xml": "", "/maps/1.xml": ""}),
        "/maps/1.xml": urlset(["/news/0"]),
    }
    sites.configure(SOURCE)
    report = sites.crawl()
    assert report["foreign"] == {"stranger.example": 1}
    assert report["verdicts"] == {"new": 1}


def test_a_sitemap_that_is_gone_is_not_held_against_its_mirror(open_sites: OpenSites) -> None:
    sites = open_sites(articles(range(1)))
    sites.pages[0] |= {
        "/sitemap.xml": index({f"/gone/{number}.xml": "" for number in range(5)} | {"/maps/1.xml": ""}),
        "/maps/1.xml": urlset(["/news/0"]),
    }
    sites.configure(SOURCE)
    report = sites.crawl()
    assert (report["verdicts"], report["listings"]["failed"]) == ({"new": 1}, 5)


@pytest.mark.parametrize("dated", [True, False], ids=["dated", "undated"])
def test_of_66_monthly_maps_the_newest_are_read_first_and_all_within_three_runs(
    open_sites: OpenSites, dated: bool
) -> None:
    sites = open_sites(articles(range(66)))
    sites.pages[0] |= {f"/maps/{month}.xml": urlset([f"/news/{n}"]) for n, month in enumerate(MONTHS)}
    sites.pages[0]["/sitemap.xml"] = index({f"/maps/{month}.xml": month if dated else "" for month in MONTHS})
    sites.configure(SOURCE)
    report = sites.crawl()
    told = "names more sitemaps than are read in one run (50): 16 are left to later runs"
    assert report["warnings"] == [f"{sites.origins[0]}/sitemap.xml {told}"]
    asked = [path for path in sites.take_asked() if path.startswith("/maps/")]
    assert sorted(asked) == [f"/maps/{month}.xml" for month in MONTHS[16:]]
    for _ in range(2):
        sites.crawl()
    later = [path for path in sites.take_asked() if path.startswith("/maps/")]
    assert sites.ask("select count(*) from articles") == [(66,)]
    newest = [f"/maps/{month}.xml" for month in reversed(MONTHS[56:])]
    assert [later.count(path) for path in newest] == [0 if dated else 2] * 10
    assert len(later) == 16 + (0 if dated else 20)


def test_a_map_whose_lastmod_moved_is_asked_for_in_the_next_run(open_sites: OpenSites) -> None:
    sites = open_sites(articles(range(3)))
    sites.pages[0] |= {"/maps/1.xml": urlset(["/news/0"]), "/maps/2.xml": urlset(["/news/1"])}
    sites.pages[0]["/sitemap.xml"] = index({"/maps/1.xml": "2026-08-01", "/maps/2.xml": "2026-09-01T10:00:00Z"})
    sites.configure(SOURCE)
    sites.crawl()
    sites.take_asked()
    report = sites.crawl()
    assert sites.take_asked() == ["/sitemap.xml"]
    assert report["known"] == 2, "what an unmoved sitemap shows is still seen"
    sites.pages[0]["/sitemap.xml"] = index({"/maps/1.xml": "2026-08-01", "/maps/2.xml": "2026-09-01T10:30:00Z"})
    sites.pages[0]["/maps/2.xml"] = urlset(["/news/1", "/news/2"])
    assert sites.crawl()["verdicts"] == {"new": 1}
    assert sites.take_asked() == ["/sitemap.xml", "/maps/2.xml", "/news/2"]


def read_at(moment: int, lastmod: int = 0) -> ListingState:
    return ListingState(digest=b"read", lastmod=lastmod, asked_at=moment)


def test_an_unmoved_map_is_asked_for_once_a_day() -> None:
    old = NestedSitemap("https://a.example/1.xml", 5)
    for asked_at, asked in ((NOW - REST + 1, ()), (NOW - REST, (old,))):
        choice = choose_nested([old], {old.url: read_at(asked_at, lastmod=5)}, NOW, MOST_NESTED)
        assert choice.asked == asked
        assert choice.unmoved == (() if asked else (old,))


def test_maps_that_all_move_all_the_time_are_all_read_in_turn() -> None:
    states = {f"https://a.example/{n}.xml": ListingState() for n in range(200)}
    for run in range(6):
        now = NOW + run * 600
        named = [NestedSitemap(url, now) for url in states]
        for each in choose_nested(named, states, now, MOST_NESTED).asked:
            states[each.url] = read_at(now, each.modified)
    assert all(state.asked_at for state in states.values())


def test_maps_without_a_date_come_after_those_with_one_by_the_numbers_in_their_names() -> None:
    names = ["/pages.xml", "/posts-2.xml", "/posts-10.xml", "/news-11-2025.xml", "/news-2-2026.xml", "/dated.xml"]
    maps = [replace(NestedSitemap(name), modified=int(name == "/dated.xml")) for name in names]
    ordered = [each.url for each in order_newest_first(maps)]
    assert ordered == [
        "/dated.xml",
        "/pages.xml",
        "/posts-10.xml",
        "/news-2-2026.xml",
        "/posts-2.xml",
        "/news-11-2025.xml",
    ]


@given(
    st.lists(st.tuples(st.integers(0, 90), st.sampled_from([0, 7, 9]), st.sampled_from([0, NOW - 9, NOW - REST]))),
    st.integers(0, MOST_NESTED),
)
def test_a_run_asks_for_no_map_twice_and_keeps_its_bound(rows: list[tuple[int, int, int]], room: int) -> None:
    maps = [NestedSitemap(f"https://a.example/{number}.xml", modified) for number, modified, _ in rows]
    states = {each.url: read_at(asked_at, 7) for each, (_, _, asked_at) in zip(maps, rows, strict=True)}
    choice = choose_nested(maps, states, NOW, room)
    urls = [each.url for each in (*choice.asked, *choice.unmoved)]
    assert len(urls) == len(set(urls))
    assert len(choice.asked) <= room
    assert choice.postponed == 0 or len(choice.asked) == room
