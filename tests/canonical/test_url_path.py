"""What of a path says nothing about the article."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical.url_path import drop_index_page, drop_session, list_path_rules, path_key

PATHS = st.text("ab/.;()=SindexhtmljoD", max_size=40).map("/{}".format)


@given(PATHS)
def test_dropping_twice_drops_no_more(path: str):
    once = drop_index_page(path).rstrip("/")
    assert path_key(path_key(path)) in (path_key(path), path_key(once or "/"))
    assert drop_session(path).startswith("/")


@pytest.mark.parametrize(
    ("target", "rules"),
    [("/a", ()), ("/a/", ("trailing_slash",)), ("/a/index.html?x=1", ("index_page",)), ("/", ()), ("/?id=7", ())],
)
def test_what_was_left_out_of_a_key_is_named(target: str, rules: tuple[str, ...]):
    assert list_path_rules(target) == rules
    assert (path_key(target) == target) == (not rules)
