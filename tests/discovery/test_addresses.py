"""Addresses of listings: what is plain already stays as it is, and comes out as the URL standard would write it."""

from __future__ import annotations

from ada_url import URL
from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical.url_parsing import parse
from crawler.discovery.parsed_listing import absolute

HOSTS = st.sampled_from(
    [
        "a.example",
        "www.a.co.uk",
        "127.0.0.1",
        "1.2",
        "0x7f.1",
        "xn--a.example",
        "a-b.example",
        "a.1",
        "b.c0",
        "a--b.example",
        "-a.example",
        "256.1.1.1",
        "01.2.3.4",
        "1.2.3.4.example",
    ]
)
PORTS = st.sampled_from(["", ":80", ":443", ":8080", ":65535", ":65536", ":00080", ":59999", ":"])
PIECES = st.lists(
    st.sampled_from(
        ["/", ".", "..", "%2e", "%2E", "%D8%a7", "a", "-b", "~", "?", "&", "=", "#", "%", "\\", " ", "é", "@", ":"]
    )
)


@given(st.sampled_from(["http", "https"]), HOSTS, PORTS, PIECES.map("".join))
def test_an_address_in_full_is_read_as_the_standard_reads_it(scheme, host, port, rest):
    written = f"{scheme}://{host}{port}/{rest}"
    read = absolute(written, "https://b.example/")
    if read is not None:
        parse(written)
        assert read == URL(written).href.partition("#")[0]
