"""Registered domains, without a look at the network."""

from __future__ import annotations

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical.registered_domain import registered_domain


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("presstv.ir", "presstv.ir"),
        ("www.presstv.ir", "presstv.ir"),
        ("french.presstv.ir", "presstv.ir"),
        ("www.presstv.co.uk", "presstv.co.uk"),
        ("WWW.PressTV.IR.", "presstv.ir"),
        ("www.xn--mnchen-3ya.de", "xn--mnchen-3ya.de"),
        ("somebody.blogspot.com", "somebody.blogspot.com"),
        ("somebody.github.io", "somebody.github.io"),
    ],
)
def test_a_host_belongs_to_its_registered_domain(host: str, domain: str):
    assert registered_domain(host) == domain


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "::1", "localhost", "co.uk", "com", "", "newsroom"])
def test_an_address_or_a_bare_suffix_has_none(host: str):
    assert registered_domain(host) is None


def test_the_network_is_never_asked(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object) -> None:
        raise AssertionError("somebody opened a socket")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    from crawler.canonical import registered_domain as domains

    domains._extract.cache_clear()
    assert registered_domain("www.presstv.ir") == "presstv.ir"


@given(st.text())
def test_no_text_raises(host: str):
    domain = registered_domain(host)
    assert domain is None or domain
