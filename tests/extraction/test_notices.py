"""Whole notices, as agencies, providers, networks and registrars send them, are known; news about them is news."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.notices import REASONS, Sample, samples
from crawler.extraction.answer_notice import notice_in
from crawler.mirrors.health.state import counts_against_mirror
from crawler.model.article import Article, Reason, Rejection

SAMPLES = list(samples())
URL = "https://www.gazette.example/Detail/2022/01/27/675634/talks"


def label(sample: Sample) -> str:
    return sample.label


@pytest.mark.parametrize("sample", SAMPLES, ids=label)
def test_a_notice_in_an_articles_place_is_rejected_and_counts_against_its_mirror(sample: Sample, read: Any) -> None:
    said = read(sample.body, url=URL, content_type=sample.headers.get("content-type", ""))
    assert isinstance(said, Rejection)
    if sample.status < 400 or said.reason is not Reason.EMPTY:  # a silent captcha is told by its refusal alone
        assert said.reason is sample.reason
        assert counts_against_mirror(said)


@pytest.mark.parametrize("sample", SAMPLES, ids=label)
def test_a_notice_under_any_status_is_known_without_a_reading(sample: Sample) -> None:
    for status in (sample.status, 403, 503):
        said = notice_in(sample.body, headers=sample.headers, status=status, url=URL)
        assert said is not None
        assert said.reason is sample.reason
        assert said.evidence


@pytest.mark.parametrize("sample", [sample for sample in SAMPLES if sample.kind == "challenge"], ids=label)
def test_a_challenge_is_known_by_its_body_alone(sample: Sample) -> None:
    said = notice_in(sample.body, headers={}, status=403, url=URL)
    assert said is not None
    assert said.reason is sample.reason


@pytest.mark.parametrize("kind", REASONS)
def test_every_kind_has_samples_that_were_held_back(kind: str) -> None:
    assert {sample.held for sample in SAMPLES if sample.kind == kind} == {True, False}


@pytest.mark.parametrize(
    ("status", "headers", "evidence"),
    [
        (403, {"cf-mitigated": "challenge"}, "cloudflare"),
        (202, {"x-amzn-waf-action": "challenge"}, "aws"),
        (403, {"server": "ddos-guard"}, "ddosguard"),
        (429, {"x-vercel-mitigated": "challenge"}, "vercel"),
        (451, {"link": '<https://court.example/order/7>; rel="blocked-by"'}, "https://court.example/order/7"),
        (451, {"link": '<https://a.example/>; rel=next, <https://b.example/>; title="x"; rel=blocked-by'}, "b.example"),
    ],
)
def test_a_header_is_a_sign_even_without_a_body(status: int, headers: dict[str, str], evidence: str) -> None:
    said = notice_in(b"", headers=headers, status=status, url=URL)
    assert said is not None
    assert evidence in said.evidence


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (451, {}, b""),
        (403, {"server": "cloudflare", "cf-ray": "8b96971bcef66608-FRA"}, b""),
        (403, {"content-type": "text/html"}, b"<html><title>403 Forbidden</title><h1>Forbidden</h1><hr>nginx</html>"),
        (404, {"content-type": "text/html"}, b"<html><title>Page not found</title><p>Page not found.</p></html>"),
        (200, {"server": "ddos-guard"}, b"<html><title>The Gazette</title><p>Ferries run again.</p></html>"),
        (503, {"retry-after": "30"}, b"Service temporarily unavailable"),
        (401, {"www-authenticate": "Basic"}, b"<html><body>Please log in to read.</body></html>"),
        (403, {"link": '<https://court.example/>; rel="next"'}, b"{}"),
        (403, {}, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        (500, {}, b"\0\xff\xfe<<<<"),
    ],
)
def test_a_bare_refusal_or_error_is_no_notice(status: int, headers: dict[str, str], body: bytes) -> None:
    assert notice_in(body, headers=headers, status=status, url=URL) is None


def test_the_harmless_scripts_of_a_network_are_no_challenge(read: Any) -> None:
    scripts = (
        '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>'
        '<script src="/_Incapsula_Resource?SWJIYLWA=719d34d31c8e3a6e"></script>'
        '<script src="https://js.datadome.co/tags.js"></script><script>window._pxAppId = "PX1";</script>'
    )
    text = "<h1>Ferries run again</h1><p>The ferries run again, the council said on Friday.</p>"
    assert isinstance(read(f"<html><head><title>Ferries</title></head><body>{text}{scripts}</body></html>"), Article)


def test_a_picture_that_is_all_of_a_page_is_known_by_its_name_and_beside_a_text_it_is_not(read: Any) -> None:
    picture = '<img src="/img/drugs-seized-in-port.jpg">'
    said = read(f"<html><head><title>gazette.example</title></head><body>{picture}</body></html>")
    assert isinstance(said, Rejection)
    text = "<h1>Customs at work</h1><p>Officers found two tons in a container on Tuesday, the customs office said.</p>"
    assert isinstance(read(f"<html><head><title>Customs</title></head><body>{picture}{text}</body></html>"), Article)


@pytest.mark.slow
def test_the_table_of_signs_counts_every_sample_and_no_article() -> None:
    from benchmarks.signs import mistaken, sums, table

    rows = sums(table())
    assert {row.kind for row in rows} == set(REASONS)
    assert sum(row.pages for row in rows) == sum(row.recognised for row in rows) == len(SAMPLES)
    assert mistaken()["taken for a notice"] == 0
