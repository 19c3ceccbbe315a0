"""Folders of any number in front of an article: what is matched before and behind them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical.template_expression import PathMatcher

PART = st.text("ab7-", min_size=1, max_size=5)


@given(st.lists(PART, max_size=5), PART)
def test_folders_are_all_parts_between_what_stands_before_and_behind(folders: list[str], last: str):
    matcher = PathMatcher.of("/en/{path}/{key}")
    path = "/".join(["/en", *folders, last])
    assert matcher.match(path) == {"path": "/".join(folders), "key": last}
    assert matcher.match(path.replace("/en", "/fr", 1)) is None
