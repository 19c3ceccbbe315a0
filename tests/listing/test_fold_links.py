"""Links of all listings become articles by key, whatever mirror lists them, and no link is lost without a count."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
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
    of_mirrors = ("https://m1.test/", "https://m2.test/", "http://www.m2.test/")
    placed = sum(link.url.startswith(of_mirrors) for link in (*first, *second))
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
    assert {url: set(keys) for url, keys in folded.by_listing.items()} == {
        f"{M1}/rss": {article.key}, f"{M2}/rss": {article.key},
    }  # fmt: skip


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


def test_what_a_listing_says_changes_with_title_and_dates_and_with_nothing_else():
    url, day = "https://m1.test/news/7/a", datetime(2026, 8, 15, tzinfo=UTC)
    words = [
        next(iter(fold(m1=[link]).by_listing[f"{M1}/rss"].values()))
        for link in (
            Link(url, "Storm", day),
            Link(f"{url}?utm_source=x", "Storm", day, picture="https://m1.test/storm.jpg"),
            Link(url, "Storms", day),
            Link(url, "Storm"),
            Link(url, "Storm", day, modified="2026-08-16"),
        )
    ]
    assert words[0] == words[1]
    assert len(set(words)) == 4


def test_the_preferred_listing_s_words_count():
    preferred, other = Link("https://m1.test/news/7/a", "Storm"), Link("https://m2.test/n/7", "Hurricane")
    (article,) = fold(m1=[preferred], m2=[other]).articles.values()
    assert article.title == "Storm"


def test_a_feed_s_item_that_fits_no_template_is_an_article_under_its_path_and_is_named():
    folded = fold(m1=[Link("https://m1.test/live/storm/"), Link("https://m1.test/news/7/a")])
    assert set(folded.articles) == {"/live/storm", "/news/7/"}
    assert folded.untemplated == ("/live/storm",)


def test_a_plain_sitemap_s_page_that_fits_no_template_is_left_out_and_a_news_sitemap_s_is_not():
    sitemap = Listing(M1, f"{M1}/sitemap.xml", ListingKind.SITEMAP)
    links = [Link(f"{M1}/about/"), Link(f"{M1}/live/storm", title="Storm")]
    folded = fold_links([(sitemap, links)], URLS)
    assert (set(folded.articles), folded.unmatched) == ({"/live/storm"}, 1)


@pytest.mark.parametrize(
    ("template", "path"),
    [("/{key}", "/zeus/"), ("/{key}/", "/zeus/"), ("/article?story={id}", "/article?story=103")],
)
def test_a_link_that_the_template_accepts_is_an_article_s_on_section_pages_too(template: str, path: str):
    section = Listing(M1, f"{M1}/world", ListingKind.SECTION)
    folded = fold_links([(section, [Link(M1 + path)])], SourceUrls.of([(M1, template)]))
    assert len(folded.articles) == 1


@pytest.mark.parametrize(
    ("path", "is_article"),
    [
        ("/news.php?id=101", True), ("/?p=102", True), ("/detail.aspx?NewsID=104", True), ("/archive?page=2", False),
        ("/sport?lang=en", False), ("/search?q=storm", False),
    ],
)  # fmt: skip
def test_without_a_template_addresses_told_apart_by_their_query_are_articles(path: str, is_article: bool):
    section = Listing(M1, f"{M1}/world", ListingKind.SECTION)
    assert bool(fold_links([(section, [Link(M1 + path)])], SECTIONS).articles) is is_article


def test_the_source_s_own_listings_are_no_articles_whatever_the_template_accepts():
    urls = SourceUrls.of([(M1, "/{key}")])
    section = Listing(M1, f"{M1}/world/", ListingKind.SECTION)
    links = [Link(f"{M1}/world/"), Link(f"{M1}/sport/"), Link(f"{M1}/zeus/")]
    folded = fold_links([(section, links)], urls, own_listings={"/world", "/sport"})
    assert list(folded.articles) == ["/zeus"]


FOLDING = SourceUrls.of([(M1, "/{section}/{key}/{slug}"), (M2, "/{section}/{key}/{slug}")])


@pytest.mark.parametrize("kind", [ListingKind.FEED, ListingKind.SECTION])
def test_articles_that_one_listing_tells_apart_on_one_key_are_fetched_apart(kind: ListingKind):
    links = [Link(f"{M1}/world/2026/{name}", f"The {name} of the year was here") for name in "abc"]
    links += [Link(f"{M1}/sport/2026/d", "Another one of sport was here")]
    folded = fold_links([(Listing(M1, f"{M1}/rss", kind), links)], FOLDING)
    assert set(folded.articles) == {"/world/2026/a", "/world/2026/b", "/world/2026/c", "/sport/2026/"}
    assert [each.key for each in folded.shared] == ["/world/2026/"]


def test_articles_with_two_pictures_on_one_key_are_fetched_apart():
    links = [Link(f"{M1}/world/2026/{name}", picture=f"{M1}/{name}.jpg") for name in "ab"]
    assert set(fold(FOLDING, m1=links).articles) == {"/world/2026/a", "/world/2026/b"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Storm hits the coast", "Storm hits the coast"),
        ("Storm hits the coast", "STORM HITS THE COAST!"),
        ("Storm hits the coast", "Storm hits the…"),
        ("Storm hits the coast", None),
    ],
)
def test_one_headline_on_one_key_is_one_article_whatever_its_slugs(first: str, second: str | None):
    folded = fold(FOLDING, m1=[Link(f"{M1}/world/7/a", first), Link(f"{M1}/world/7/b", second)])
    assert (set(folded.articles), folded.shared) == ({"/world/7/"}, ())


def test_two_listings_with_other_headlines_tell_no_articles_apart():
    folded = fold(FOLDING, m1=[Link(f"{M1}/world/7/a", "Storm hits")], m2=[Link(f"{M2}/world/7/b", "Hurricane hits")])
    assert (set(folded.articles), folded.shared) == ({"/world/7/"}, ())


@pytest.mark.parametrize("text", ["Read more", "12 comments", "Comments on the storm"])
def test_a_link_to_the_same_article_by_another_name_tells_nothing_apart(text: str):
    section = Listing(M1, f"{M1}/world", ListingKind.SECTION)
    links = [Link(f"{M1}/world/7/a", "Storm hits the coast"), Link(f"{M1}/world/7/a?show=comments", text)]
    assert fold_links([(section, links)], FOLDING).shared == ()


def test_a_section_page_s_menu_is_no_article_and_its_articles_are():
    section = Listing(M1, f"{M1}/world", ListingKind.SECTION)
    links = [Link(M1 + path) for path in ("/", "/sport", "/world", "/storm-over", "/2026", "/world/storm")]
    folded = fold_links([(section, links)], SECTIONS, own_listings={"/world"})
    assert sorted(article.sightings[0].url for article in folded.articles.values()) == [
        f"{M1}/2026", f"{M1}/storm-over", f"{M1}/world/storm",
    ]  # fmt: skip
    assert folded.unmatched == 3
