"""Pages that are nothing but a way to another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction.refresh import LONGEST, find_refresh


@pytest.mark.parametrize(
    ("content", "target"),
    [
        ("0;url=/news/1", "/news/1"),
        ("0; URL='/news/1'", "/news/1"),
        ('5 , url = "https://a.example/1" ', "https://a.example/1"),
        ("0;/news/1", "/news/1"),
        ("; url=/news/1", "/news/1"),
        ("0.5; url=/news/1", "/news/1"),
        ("0; url=\n/news/1", "/news/1"),
        ("300; url=/", None),
        ("0", None),
        ("", None),
        ("0; url=", None),
    ],
)
def test_a_refresh_leads_where_browsers_go(content, target):
    quoted = content.replace('"', "&quot;")
    assert find_refresh(f'<html><head><meta HTTP-EQUIV="Refresh" content="{quoted}"></head></html>'.encode()) == target


def test_a_page_with_content_sends_nobody_away():
    head = b'<html><head><meta http-equiv="refresh" content="0;url=/news/1"></head><body>'
    assert find_refresh(head + b"<p>You are being redirected. If nothing happens, <a href='/1'>click here</a>.</p>")
    assert find_refresh(head + b"<p>" + b"The council met on Monday. " * 8 + b"</p>") is None
    assert find_refresh(head + b" " * LONGEST) is None


def test_what_is_meant_for_readers_without_scripts_is_not_followed():
    assert find_refresh(b'<noscript><meta http-equiv="refresh" content="0;url=/plain"></noscript><p>Calm') is None


@given(st.text(max_size=60))
def test_no_page_raises(text):
    page = f'<meta http-equiv="refresh" content="{text}">'.encode("utf-8", "replace")
    assert find_refresh(page) is None or find_refresh(page).strip()
