"""Links of all listings become articles by key, whatever mirror lists them, and no link is lost without a count."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical.canonical_url import SourceUrls
from crawler.listing.fold_links import Folded, fold_links
from crawler.model.article import Link, Sighting
from crawler.model.listing import Listing, ListingKind

M1, M2 = "https://m1.test", "https://m2.test"
URLS = SourceUrls.of([(M1, "/news/{id}/{slug}"), (M2, "/n/{id}")])
SECTIONS = SourceUrls.of([(M1, None)])
FEEDS = {mirror: Listing(mirror, f"{mirror}/rss", ListingKind.FEED) for mirror in (M1, M2)}
LINK = st.sampled_from(
    ["https://m1.test/news/1/a", "https://m1.test/news/1/b", "https://m1.test/news/2", "https://m2.test/n/1",
     "http://www.m2.test/n/2?utm_source=x", "https://m1.test/about", "https://other.test/1", "mailto:a@b.test", ""]
).map(Link)  # fmt: skip
LINKS = st.lists(LINK, max_size=10)


def fold(urls: SourceUrls = URLS, **links: list[Link]) -> Folded:
    return fold_links([(FEEDS[{"m1": M1, "m2": M2}[mirror]], links[mirror]) for mirror in links], urls)


@given(first=LINKS, second=LINKS)
def test_every_link_is_an_article_s_or_is_counted(first, second):
    folded = fold(m1=first, m2=second)
    placed = sum(link.url.startswith("https://m1.test/news/") or "/n/" in link.url for link in (*first, *second))
    assert placed + sum(folded.foreign.values()) + folded.unmatched + folded.unusable == len(first) + len(second)
    assert set().union(*folded.by_listing.values()) == set(folded.articles)


@given(first=LINKS, second=LINKS)
def test_the_order_of_listings_changes_no_key_and_no_sighting(first, second):
    one_way, other_way = fold(m1=first, m2=second), fold(m2=second, m1=first)
    assert one_way.articles.keys() == other_way.articles.keys()
    assert one_way.by_listing == other_way.by_listing
    for key, article in one_way.articles.items():
        assert set(article.sightings) == set(other_way.articles[key].sightings)
        assert len(set(article.sightings)) == len(article.sightings)


def test_one_article_on_two_mirrors_is_one_and_keeps_both_places():
    folded = fold(m1=[Link("https://m1.test/news/7/storm?utm_source=rss")], m2=[Link("https://m2.test/n/7")])
    (article,) = folded.articles.values()
    assert article.sightings == (
        Sighting(M1, "https://m1.test/news/7/storm", listed=True),
        Sighting(M2, "https://m2.test/n/7", listed=True),
    )
    assert folded.by_listing == {f"{M1}/rss": {article.key: None}, f"{M2}/rss": {article.key: None}}


def test_a_listing_s_link_is_a_sighting_of_its_own_mirror_whichever_it_names():
    urls = SourceUrls.of([(M1, "/news/{id}/{slug}"), (M2, "/news/{id}/{slug}")])
    lazy = [Link("https://www.m1.test/news/7/storm"), Link("https://m1.test/news/8/calm")]
    folded = fold(urls, m2=[*lazy, Link(f"{M2}/news/8/calm")])
    assert [seen for article in folded.articles.values() for seen in article.sightings] == [
        Sighting(M2, "https://m2.test/news/7/storm", listed=True, named_host="m1.test"),
        Sighting(M2, "https://m2.test/news/8/calm", listed=True),
    ]


def test_a_path_that_is_none_on_the_listing_s_mirror_stays_where_the_link_leads():
    (article,) = fold(m2=[Link("https://m1.test/news/7/storm")]).articles.values()
    assert article.sightings == (Sighting(M2, "https://m1.test/news/7/storm", listed=True, named_host="m1.test"),)


def test_what_a_listing_says_changes_with_title_and_date_and_with_nothing_else():
    url, day = "https://m1.test/news/7/a", datetime(2026, 8, 15, tzinfo=UTC)
    said = [
        next(iter(fold(**{mirror: [link]}).articles.values())).listed
        for mirror, link in (
            ("m1", Link(url, "Storm", day)),
            ("m1", Link(f"{url}?utm_source=x", "Storm", day)),
            ("m1", Link(url, "Storms", day)),
            ("m1", Link(url, "Storm")),
            ("m2", Link(url, "Storm", day)),
        )
    ]
    assert said[0] == said[1]
    assert len(set(said)) == 4
    assert [listed & 0xFF for listed in said[:4]] == [said[0] & 0xFF] * 4
    assert said[4] >> 8 == said[0] >> 8


def test_the_preferred_listing_s_words_count():
    preferred, other = Link("https://m1.test/news/7/a", "Storm"), Link("https://m2.test/n/7", "Hurricane")
    (article,) = fold(m1=[preferred], m2=[other]).articles.values()
    (alone,) = fold(m1=[preferred]).articles.values()
    assert article.listed == alone.listed


def test_a_section_page_s_menu_is_no_article_and_its_articles_are():
    section = Listing(M1, f"{M1}/world", ListingKind.SECTION)
    links = [Link(M1 + path) for path in ("/", "/sport", "/world", "/storm-over", "/2026", "/world/storm")]
    folded = fold_links([(section, links)], SECTIONS)
    assert sorted(article.sightings[0].url for article in folded.articles.values()) == [
        f"{M1}/2026", f"{M1}/storm-over", f"{M1}/world/storm",
    ]  # fmt: skip
    assert folded.unmatched == 3
