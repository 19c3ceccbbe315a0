"""A mirror is scheme, host and port."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.settings import Mirror
from crawler.settings.mistakes import Mistake


@pytest.mark.parametrize(
    ("text", "origin", "name", "port"),
    [
        ("https://www.presstv.ir", "https://www.presstv.ir", "www.presstv.ir", 443),
        ("HTTPS://WWW.PressTV.ir:443/", "https://www.presstv.ir", "www.presstv.ir", 443),
        ("http://a.example:8080", "http://a.example:8080", "a.example:8080", 8080),
        ("http://a.example:443", "http://a.example:443", "a.example:443", 443),
        ("https://новости.example", "https://xn--b1amnebsh.example", "xn--b1amnebsh.example", 443),
        ("http://127.0.0.1:8001", "http://127.0.0.1:8001", "127.0.0.1:8001", 8001),
        ("http://[::1]:8001", "http://[::1]:8001", "[::1]:8001", 8001),
        ("http://localhost", "http://localhost", "localhost", 80),
    ],
)
def test_a_mirror_has_one_spelling(text, origin, name, port):
    mirror = Mirror.parse(text)
    assert (mirror.origin, mirror.name, mirror.port) == (origin, name, port)


@pytest.mark.parametrize("other", ["http://a.example", "https://www.a.example", "http://www.a.example:80/"])
def test_www_and_scheme_make_no_other_mirror(other):
    assert Mirror.parse(other).identity == Mirror.parse("https://a.example").identity


@pytest.mark.parametrize("other", ["https://a.example:8443", "https://news.a.example", "https://www.example"])
def test_port_and_host_make_another_mirror(other):
    assert Mirror.parse(other).identity != Mirror.parse("https://a.example").identity


@given(st.text() | st.text().map("https://{}".format) | st.from_regex(r"https?://[a-z0-9.:@/\[\]%-]*", fullmatch=True))
def test_any_text_is_a_mirror_of_one_spelling_or_a_mistake(text):
    with suppress(Mistake):
        mirror = Mirror.parse(text)
        assert Mirror.parse(mirror.origin) == mirror
