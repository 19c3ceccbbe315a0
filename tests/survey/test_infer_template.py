"""A template is given where all that is known agrees with it, and left out otherwise."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical.canonical_url import SourceUrls, canonicalize
from crawler.survey.infer_template import infer_template

ORIGIN = "https://www.herald.test"


def made(pattern: str, number: int = 14) -> list[str]:
    return [ORIGIN + pattern.format(n=774400 + n, d=f"{1 + n % 27:02}", w="abcdefghijklmnop"[n]) for n in range(number)]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("/Detail/2026/08/{d}/{n}/storm-{w}", "/Detail/{year}/{month}/{day}/{id}/{slug}"),
        ("/world/storm-over-{w}-{n}", "/world/{slug}-{number}"),
        ("/{w}/asia/storm-over-{w}-{n}.html", "/{path*}/{slug}-{number}.html"),
        ("/news/{n}-storm-{w}", "/news/{number}-{slug}"),
        ("/2026-08-{d}/{n}", "/{year}-{month}-{day}/{id}"),
        ("/story/{n}/storm-{w}/", "/story/{id}/{slug}"),
    ],
)
def test_what_a_feeds_items_have_in_common_is_the_template(pattern: str, expected: str) -> None:
    assert infer_template(ORIGIN, made(pattern), [], []).pattern == expected


def test_ten_links_are_enough_where_all_are_a_feeds_and_all_fit() -> None:
    items = made("/Detail/2026/08/{d}/{n}/storm-{w}", 10)
    assert infer_template(ORIGIN, items, [], []).pattern
    assert not infer_template(ORIGIN, items[:9], [], []).pattern
    assert not infer_template(ORIGIN, [*items[:9], f"{ORIGIN}/video/storm"], [], []).pattern
    assert not infer_template(ORIGIN, [], items, []).pattern


@pytest.mark.parametrize(
    ("items", "others", "why"),
    [
        (made("/a/storm-{n}")[:7] + made("/video/{w}")[:7], [], "fits 7 of 14"),
        ([f"{ORIGIN}/{word}-2024" for word in "abcdefghijklmn"], [], "would be one article"),
        (made("/a/storm-{n}"), [f"{ORIGIN}/a/page-{n}" for n in range(10_000, 10_005)], "links to sections"),
        (made("/{w}"), [], "tells no article apart"),
    ],
)
def test_it_is_left_out_with_the_reason(items: Sequence[str], others: Sequence[str], why: str) -> None:
    finding = infer_template(ORIGIN, items, [], others)
    assert finding.pattern == ""
    assert why in finding.why_not


def test_a_path_without_a_number_is_of_use_only_where_sections_are_read() -> None:
    links = made("/news/2026/08/{d}/storm-{w}")
    assert infer_template(ORIGIN, links, [], []).pattern == ""
    assert infer_template(ORIGIN, links, [], [], sections=True).pattern == "/news/{year}/{month}/{day}/{key}"


paths = st.lists(
    st.lists(st.sampled_from(["news", "a", "b", "2026", "08", "15", "774416", "x-774417", "774418-y", "story.html"]),
             min_size=1, max_size=5).map("/".join), min_size=12, max_size=30, unique=True,
)  # fmt: skip


@given(paths)
def test_no_template_ever_gives_one_key_to_two_paths(parts: list[str]) -> None:
    links = [f"{ORIGIN}/{part}" for part in parts]
    finding = infer_template(ORIGIN, links, [], [], sections=True)
    if finding.pattern:
        urls = SourceUrls.of([(ORIGIN, finding.pattern)])
        read = [canonicalize(link, urls) for link in links]
        keys = [each.key for each in read if each.is_article]
        assert len(set(keys)) == len(keys)
