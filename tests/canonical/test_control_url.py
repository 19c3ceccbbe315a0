"""An address that cannot exist has the shape of articles and is none of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical.canonical_url import SourceUrls, canonicalize
from crawler.canonical.control_url import make_control_url

SHAPES = {
    "/Detail/{year}/{month}/{day}/{id}/{slug}": [
        f"/Detail/2026/08/{d}/{n}/storm-{n}" for d, n in ((15, 774416), (16, 9))
    ],
    "/{slug}-{id}": ["/storm-hits-coast-17", "/calm-at-sea-18"],
    "/news.php?id={id}": ["/news.php?id=101", "/news.php?id=102"],
}


@pytest.mark.parametrize("template", SHAPES)
def test_it_has_the_shape_of_articles(template: str) -> None:
    source = SourceUrls.of([("https://m1.example", template)])
    made = make_control_url([f"https://m1.example{path}" for path in SHAPES[template]], "seed")
    assert made is not None
    assert canonicalize(made, source).is_article


@given(
    paths=st.lists(st.from_regex(r"(/[a-z0-9-]{1,12}){1,4}(\.html)?/?", fullmatch=True), min_size=1, max_size=5),
    seed=st.text(max_size=8),
)
def test_it_is_none_of_the_articles_and_another_one_each_time(paths: list[str], seed: str) -> None:
    urls = [f"https://m1.example{path}" for path in paths]
    made = make_control_url(urls, seed)
    assert made not in urls
    assert made is not None
    assert made.startswith("https://m1.example/")
    assert make_control_url(urls, f"{seed} again") != made


def test_without_a_known_address_there_is_no_shape() -> None:
    assert make_control_url([], "seed") is None
