"""A mirror under a path: its keys are those below it."""

from __future__ import annotations

import pytest

from crawler.canonical.canonical_url import SourceUrls, canonicalize
from crawler.canonical.mirror_urls import MirrorUrls, check_origin

TEMPLATE = "/Detail/{year}/{month}/{day}/{id}/{slug}"
PRESS = SourceUrls.of(
    [
        ("https://www.presstv.ir", TEMPLATE),
        ("https://archive.example/presstv", TEMPLATE),
        ("https://archive.example/presstv/old", TEMPLATE),
        ("https://other.example", TEMPLATE),
    ],
    variants=["/amp/", "/amp", "?print=1", "m."],
)
PATH = "/Detail/2026/08/15/774416/calm-at-sea"


@pytest.mark.parametrize(
    ("url", "mirror"),
    [
        (f"https://www.presstv.ir{PATH}", "https://www.presstv.ir"),
        (f"http://www.archive.example/presstv{PATH}?utm_source=x#top", "https://archive.example/presstv"),
        (f"https://archive.example/presstv/old{PATH}", "https://archive.example/presstv/old"),
        (f"https://archive.example/x/../presstv{PATH}", "https://archive.example/presstv"),
        (f"https://archive.example/presstv/amp{PATH}", "https://archive.example/presstv"),
        (f"https://archive.example/presstv{PATH}/amp?print=1", "https://archive.example/presstv"),
        (f"https://m.archive.example/presstv{PATH}", "https://archive.example/presstv"),
    ],
)
def test_keys_are_equal_with_and_without_a_folder(url: str, mirror: str) -> None:
    read = canonicalize(url, PRESS)
    assert (read.mirror, read.key, read.is_article) == (mirror, "/Detail/2026/08/15/774416/", True)
    assert read.canonical_url == mirror + PATH
    assert canonicalize(str(read.canonical_url), PRESS).canonical_url == read.canonical_url


@pytest.mark.parametrize("path", [PATH, f"/presstv2{PATH}", f"/PRESSTV{PATH}", "/", f"/presstv%2F..{PATH}"])
def test_what_lies_outside_of_it_is_not_the_mirror_s(path: str) -> None:
    read = canonicalize(f"https://archive.example{path}", PRESS)
    assert (read.mirror, read.key) == (None, None)


def test_without_a_template_the_key_is_the_path_below_it() -> None:
    plain = SourceUrls.of([("https://a.example", None), ("https://b.example/mirrors/a", None)])
    one, two = (canonicalize(url, plain) for url in ("https://a.example/news/7", "https://b.example/mirrors/a/news/7/"))
    assert one.key == two.key
    assert canonicalize("https://b.example/mirrors/a", plain).canonical_url == "https://b.example/mirrors/a/"


def test_a_host_may_be_a_mirror_and_have_another_in_a_folder() -> None:
    both = SourceUrls.of([("https://a.example", "/{id}"), ("https://a.example/copy", "/{id}")])
    assert [canonicalize(f"https://a.example{path}", both).mirror for path in ("/7", "/copy/7")] == [
        "https://a.example",
        "https://a.example/copy",
    ]


def test_an_origin_has_one_spelling() -> None:
    for wrong in ("https://a.example/x/", "https://a.example/x?y", "https://a.example/x/../y"):
        with pytest.raises(ValueError, match="is not the origin of a mirror"):
            check_origin(wrong)
    with pytest.raises(ValueError, match="two mirrors are one"):
        SourceUrls((MirrorUrls("https://a.example/x"), MirrorUrls("http://www.a.example/x")))
