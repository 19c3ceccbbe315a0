"""A canonical link is believed of another face of one article, never of another article, host or front page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical.alternate_claims import Why, claim_of
from crawler.canonical.canonical_url import SourceUrls, canonicalize
from tests.canonical.test_url_properties import urls

ORIGIN, MIRROR = "https://www.herald.example", "https://herald.test"
PLAIN = SourceUrls.of([(ORIGIN, None), (MIRROR, None)])
TEMPLATED = SourceUrls.of([(ORIGIN, "/news/{id}/{slug}")])
FIRST = f"{ORIGIN}/news/ferries-return"


@pytest.mark.parametrize(
    ("url", "why"),
    [
        (f"{FIRST}/amp", Why.VARIANT),
        (f"{ORIGIN}/amp/news/ferries-return", Why.VARIANT),
        (f"{FIRST}?outputType=amp", Why.VARIANT),
        (f"{FIRST}/print/", Why.VARIANT),
        (f"{FIRST}/2", Why.LATER_PAGE),
        (f"{FIRST}/page/12", Why.LATER_PAGE),
        (f"{FIRST}?page=3", Why.LATER_PAGE),
        (f"{FIRST}/amp?page=3", Why.LATER_PAGE),
    ],
)
@pytest.mark.parametrize("named_on", [ORIGIN, MIRROR])
def test_another_face_belongs_to_the_article_it_names(url: str, why: Why, named_on: str) -> None:
    claim = claim_of(url, PLAIN, canonical=FIRST.replace(ORIGIN, named_on))
    assert claim.why is why
    assert claim.article is not None
    assert claim.article.key == "/news/ferries-return"


@pytest.mark.parametrize(("later", "first"), [("story-2.html", "story.html"), ("a7_p3.html", "a7.html")])
def test_a_later_page_may_be_told_by_the_name_of_its_file(later: str, first: str) -> None:
    claim = claim_of(f"{ORIGIN}/news/{later}", PLAIN, canonical=f"{ORIGIN}/news/{first}")
    assert claim.why is Why.LATER_PAGE


@pytest.mark.parametrize(
    ("url", "named", "why"),
    [
        (FIRST, None, Why.NOTHING_CLAIMED),
        (FIRST, f"{FIRST}?utm_source=x", Why.NOTHING_CLAIMED),
        (FIRST, "http://herald.example/news/ferries-return/", Why.NOTHING_CLAIMED),
        (FIRST, "https://", Why.NOTHING_CLAIMED),
        (FIRST, "https://thief.example/news/ferries-return", Why.ELSEWHERE),
        (f"{FIRST}/amp", "https://thief.example/news/ferries-return", Why.ELSEWHERE),
        (FIRST, f"{ORIGIN}/", Why.NO_ARTICLE),
        (f"{ORIGIN}/amp", f"{ORIGIN}/", Why.NO_ARTICLE),
        (FIRST, f"{ORIGIN}/news/harbour-strike", Why.OTHER_ARTICLE),
        (FIRST, f"{ORIGIN}/news", Why.OTHER_ARTICLE),
        (f"{ORIGIN}/story?id=7", f"{ORIGIN}/story", Why.OTHER_ARTICLE),
        (f"{ORIGIN}/story/7", f"{ORIGIN}/story", Why.OTHER_ARTICLE),
        (f"{ORIGIN}/story?p=7", f"{ORIGIN}/story?p=8", Why.OTHER_ARTICLE),
    ],
)
def test_nothing_else_is_believed(url: str, named: str | None, why: Why) -> None:
    claim = claim_of(url, PLAIN, canonical=named)
    assert claim.why is why
    assert claim.article is None


def test_one_link_on_many_articles_makes_them_no_one_article() -> None:
    pages = [f"{ORIGIN}/news/{name}" for name in ("ferries-return", "harbour-strike", "7", "8?id=3", "9/2")]
    for wrong in (f"{ORIGIN}/", f"{ORIGIN}/news", f"{ORIGIN}/news/latest-news"):
        assert all(claim_of(page, PLAIN, canonical=wrong).article is None for page in pages)


def test_with_a_template_what_is_no_article_is_not_believed() -> None:
    claim = claim_of(f"{ORIGIN}/news/7/ferries", TEMPLATED, canonical=f"{ORIGIN}/topics/ferries")
    assert claim.why is Why.NO_ARTICLE


@pytest.mark.parametrize("previous", [FIRST, f"{FIRST}/2", f"{FIRST}?page=2"])
@pytest.mark.parametrize("url", [f"{FIRST}/3", f"{FIRST}?page=3"])
def test_a_later_page_that_calls_itself_canonical_is_told_by_its_predecessor(url: str, previous: str) -> None:
    claim = claim_of(url, PLAIN, canonical=url, previous=previous)
    assert claim.why is Why.LATER_PAGE
    assert claim.article is not None
    assert claim.article.canonical_url == FIRST


@pytest.mark.parametrize(
    ("url", "previous"),
    [
        (f"{ORIGIN}/story/7", f"{ORIGIN}/story/6"),
        (f"{ORIGIN}/story?p=7", f"{ORIGIN}/story?p=6"),
        (FIRST, f"{ORIGIN}/news/harbour-strike"),
        (f"{FIRST}/3", f"{ORIGIN}/news/harbour-strike"),
        (f"{FIRST}/3", "https://thief.example/news/ferries-return"),
    ],
)
def test_the_article_published_before_is_no_first_page(url: str, previous: str) -> None:
    assert claim_of(url, PLAIN, canonical=url, previous=previous).article is None


@given(url=urls, canonical=st.none() | urls, previous=st.none() | urls)
def test_no_claim_raises_and_what_is_believed_is_another_article_of_the_source(
    url: str, canonical: str | None, previous: str | None
) -> None:
    for source in (PLAIN, TEMPLATED):
        claim = claim_of(url, source, canonical=canonical, previous=previous)
        if claim.article is not None:
            assert claim.article.mirror in {mirror.origin for mirror in source.mirrors}
            assert claim.article.key != canonicalize(url, source).key
            assert claim.why in (Why.VARIANT, Why.LATER_PAGE)
