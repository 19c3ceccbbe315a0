"""What a redirect's target says of the mirror that sent it."""

from __future__ import annotations

import pytest

from crawler.mirrors.hosts.landing_hosts import HOSTS, reason_of_landing
from crawler.model.article import MIRROR_REASONS, Reason


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("https://www.fbi.gov/", Reason.SEIZED),
        ("https://usgovseized.gov/gazette.example", Reason.SEIZED),
        ("http://10.10.34.34/?type=Invalid%20Site", Reason.BLOCKED),
        ("http://internetpositif.uzone.id/?w=gazette.example", Reason.BLOCKED),
        ("https://blocked.provider.example/page", Reason.BLOCKED),
        ("http://zapret.provider.example/", Reason.BLOCKED),
        ("https://provider.example/blocked.html?url=x", Reason.BLOCKED),
        ("https://geo.captcha-delivery.com/captcha/?initialCid=x", Reason.CHALLENGE),
        ("https://gazette.example/.well-known/sgcaptcha/?r=%2F", Reason.CHALLENGE),
        ("https://www.hugedomains.com/domain_profile.cfm?d=gazette.example", Reason.PARKED),
        ("http://ww16.gazette.example/?sub1=20240101", Reason.PARKED),
        ("https://dan.com./buy-domain/gazette.example", Reason.PARKED),
        ("https://host.example/cgi-sys/suspendedpage.cgi", Reason.PARKED),
    ],
)
def test_a_known_landing_page_is_told_by_its_address(location: str, reason: Reason) -> None:
    assert reason_of_landing(location) is reason


@pytest.mark.parametrize(
    "location",
    [
        "https://www.gazette.example/Detail/2022/01/27/675634/talks",
        "https://jordan.com/",
        "https://notfbi.gov.example/",
        "https://ww2.gazette.example/",
        "https://block.example/",
        "https://gazette.example/news/blocked-sites-return",
        "/relative/path",
        "",
        "https://[::1",
        "mailto:editor@gazette.example",
    ],
)
def test_any_other_target_says_nothing(location: str) -> None:
    assert reason_of_landing(location) is None


@pytest.mark.parametrize(("reason", "host"), [(reason, host) for reason, hosts in HOSTS.items() for host in hosts])
def test_every_host_of_the_table_counts_with_its_subdomains(reason: Reason, host: str) -> None:
    assert reason in MIRROR_REASONS
    assert host == host.lower().strip(".")
    assert reason_of_landing(f"https://{host}/any?x=1") is reason
