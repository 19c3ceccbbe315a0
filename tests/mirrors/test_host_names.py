"""Which hosts are one site, which bear one name, and which serve everybody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.mirrors.hosts.host_names import (
    DEPARTMENTS,
    GENERIC,
    PUBLIC_HOSTS,
    are_alike,
    brand,
    host_of,
    is_public_host,
    is_same_site,
    named_in,
    site_of,
)

LABEL = st.sampled_from(
    ["www", "m", "gazette", "gazette2", "gazete", "herald", "en", "co", "127", "xn--80ak6aa92e", ""]
)
HOST = (
    st.lists(LABEL, min_size=1, max_size=4)
    .map(".".join)
    .flatmap(lambda name: st.sampled_from([f"{name}.test", f"{name}.com", f"{name}.co.uk:8001", name]))
)


@given(url=st.text(max_size=40) | HOST.map("https://{}/a".format), base=st.none() | st.text(max_size=20))
def test_no_text_raises_and_a_host_is_read_the_same_again(url, base):
    host = host_of(url, base)
    assert host is None or host_of(f"http://{host}/") in (host, host.removesuffix(":80"))


@given(host=HOST, other=HOST)
def test_one_site_and_one_name_are_the_same_both_ways(host, other):
    assert is_same_site(host, other) == is_same_site(other, host)
    assert are_alike(host, other) == are_alike(other, host)
    assert is_same_site(host, host)
    assert are_alike(host, host) == bool(brand(host))


@given(host=HOST)
def test_what_is_one_site_bears_one_name(host):
    subdomain = f"news.{host}"
    if site_of(host) is not None and brand(host):
        assert is_same_site(host, subdomain)
        assert brand(subdomain) == brand(host)
        assert named_in(subdomain, f"Read us on {brand(host).upper()}!")


@pytest.mark.parametrize(
    ("host", "other"),
    [
        ("gazette.test", "gazette.com"),
        ("gazette.test", "gazette-news.test"),
        ("gazette.com", "gazzette.net"),
        ("gazette.com", "g4zette.net"),
        ("gazette.com", "my-gazette24.net"),
    ],
)
def test_a_name_made_of_another_is_alike(host, other):
    assert are_alike(host, other)


@pytest.mark.parametrize(
    ("host", "other"),
    [
        ("gazette.test", "herald.test"),
        ("bbc.com", "bbc.net"),
        ("127.0.0.1", "127.0.0.1"),
        (f"{min(GENERIC)}.com", f"{min(GENERIC)}.net"),
    ],
)
def test_short_names_names_of_everybody_and_addresses_are_like_no_other(host, other):
    assert not are_alike(host, other)


@pytest.mark.parametrize("host", sorted(PUBLIC_HOSTS))
def test_a_host_that_serves_everybody_does_so_under_each_of_its_names(host):
    assert is_public_host(host)
    assert is_public_host(f"www.{host}")
    assert is_public_host(f"gazette.{host}:443")


@pytest.mark.parametrize("host", ["notfacebook.com", "facebook.com.gazette.test", "gazette.test", "127.0.0.1:8001"])
def test_a_host_that_only_looks_like_one_of_everybody_s_may_be_a_mirror(host):
    assert not is_public_host(host)


@pytest.mark.parametrize("department", sorted(DEPARTMENTS))
def test_a_department_of_a_publisher_is_no_mirror(department):
    assert is_public_host(f"{department}.gazette.test")
    assert is_public_host(f"gazette-{department}.test")
