"""A source's rules fold AMP, mobile, print and later pages before anything is fetched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical.alternate_urls import Variant
from crawler.canonical.canonical_url import SourceUrls, canonicalize
from tests.canonical.test_url_properties import HOSTS, rough, tails

ORIGIN = "https://www.herald.example"
RULES = ("/amp", "/amp/", "?print=1", "?outputType", "m.", "amp.", "?page={n}", "/{n}", "/page/{n}")
PLAIN = SourceUrls.of([(ORIGIN, None)], variants=RULES)
TEMPLATED = SourceUrls.of([(ORIGIN, "/{section}/{id}/{slug}"), ("http://m.herald.test", None)], variants=RULES)


@pytest.mark.parametrize(
    "url",
    [
        f"{ORIGIN}/news/ferries-return/amp",
        f"{ORIGIN}/news/ferries-return/amp/",
        f"{ORIGIN}/amp/news/ferries-return",
        f"{ORIGIN}/news/ferries-return?print=1",
        f"{ORIGIN}/news/ferries-return?outputType=amp&utm_source=x",
        "https://m.herald.example/news/ferries-return",
        "http://amp.herald.example/amp/news/ferries-return?PRINT=1#top",
        f"{ORIGIN}/news/ferries-return?page=3",
        f"{ORIGIN}/news/ferries-return/page/3/",
        f"{ORIGIN}/news/ferries-return/2/amp",
    ],
)
def test_every_face_of_an_article_has_its_key_and_its_address(url: str) -> None:
    found = canonicalize(url, PLAIN)
    assert (found.key, found.canonical_url) == ("/news/ferries-return", f"{ORIGIN}/news/ferries-return")
    assert any(rule.startswith("variant:") for rule in found.rules)


@pytest.mark.parametrize(
    "target",
    ["/news/amplifier", "/amp", "/amp/", "/news/ferries?print=2", "/news?pages=3", "/news?page=three", "/news/m.html"],
)
def test_what_only_looks_like_a_mark_stays(target: str) -> None:
    assert canonicalize(ORIGIN + target, PLAIN).canonical_url == ORIGIN + target


def test_the_number_of_an_article_is_not_taken_for_that_of_a_page() -> None:
    assert canonicalize(f"{ORIGIN}/news/77", TEMPLATED).key == "/news/77/"
    assert canonicalize(f"{ORIGIN}/news/77/ferries/2", TEMPLATED).key == "/news/77/"


def test_a_mobile_host_that_is_a_mirror_of_its_own_stays_one() -> None:
    assert canonicalize("http://m.herald.test/news/ferries-return", TEMPLATED).mirror == "http://m.herald.test"


def test_another_host_is_not_drawn_in_by_a_mark() -> None:
    assert canonicalize("https://m.thief.example/news/ferries-return/amp", PLAIN).mirror is None


@pytest.mark.parametrize("name", ["id", "p", "article", "eid", "uid", "cid", "page"])
def test_a_parameter_that_carries_identity_stays_without_a_rule(name: str) -> None:
    source = SourceUrls.of([(ORIGIN, None)])
    assert canonicalize(f"{ORIGIN}/story?{name}=7&utm_source=x", source).key == f"/story?{name}=7"


@pytest.mark.parametrize("rule", ["", "/", "//", "?", "?=1", "?a=1&b=2", "amp", "www.", "M.", "/a?b", "/a#b", "a/b"])
def test_what_is_no_mark_is_refused_with_a_sentence(rule: str) -> None:
    with pytest.raises(ValueError, match=r"names no|is neither"):
        Variant.parse(rule)


@given(
    url=st.one_of(
        rough,
        st.builds(
            "http://{}{}{}{}".format,
            st.sampled_from([*HOSTS, "m.herald.example", "m.m.herald.example", "amp.herald.test"]),
            st.sampled_from(["", "/amp", "/amp/amp", "/2", "/news/7/2/amp"]),
            st.sampled_from(["", "/amp/", "/2", "/page/2/", "?page=2", "?print=1&page=2"]),
            tails,
        ),
    )
)
def test_folding_faces_never_raises_and_is_final(url: str) -> None:
    for source in (PLAIN, TEMPLATED):
        first = canonicalize(url, source)
        if first.canonical_url is not None:
            second = canonicalize(first.canonical_url, source)
            assert (second.canonical_url, second.key, second.mirror) == (first.canonical_url, first.key, first.mirror)
            assert not any(rule.startswith("variant:") for rule in second.rules)
