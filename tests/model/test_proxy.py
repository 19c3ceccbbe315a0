"""A proxy is told by where it listens, and never by who asks."""

from __future__ import annotations

from crawler.model.proxy import HTTP, SOCKS, Proxy


def test_nothing_shows_who_asks() -> None:
    proxy = Proxy(SOCKS, "127.0.0.1", 9050, user="reader", password="hunter2")
    assert proxy.name == "socks5h://127.0.0.1:9050"
    assert not any(word in f"{proxy!r} {proxy}" for word in ("reader", "hunter2"))


def test_two_that_ask_as_others_are_two_ways() -> None:
    assert Proxy(HTTP, "a.example", 3128, user="a", password="b") != Proxy(HTTP, "a.example", 3128)
