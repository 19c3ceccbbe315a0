"""URLs that nobody here wrote: the cases of the URL standard and a real feed's links."""

from __future__ import annotations

import json
import os
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import pytest

from crawler.canonical.canonical_url import SourceUrls, canonicalize

BESIDE = Path(__file__).parents[3] / "shared" / "data"
MOST_ACCEPTED_FAILURES = 0


def of_others(name: str) -> Path:
    path = Path(os.environ.get("MIRRORFOLD_SHARED_DATA", BESIDE)) / name
    if not path.exists():
        pytest.skip(f"no {path}: set MIRRORFOLD_SHARED_DATA to the folder that has {name}")
    return path


@pytest.fixture(scope="module")
def cases() -> list[dict[str, str]]:
    rows = json.loads(of_others("urls/urltestdata.json").read_text(encoding="utf-8"))
    return [row for row in rows if isinstance(row, dict)]


@pytest.mark.scorecard
def test_what_must_fail_is_refused(cases: list[dict[str, str]]):
    failing = [case for case in cases if case.get("failure")]
    accepted = [c["input"] for c in failing if canonicalize(c["input"], base=c["base"]).canonical_url]
    assert len(failing) >= 250
    assert len(accepted) <= MOST_ACCEPTED_FAILURES, accepted


@pytest.mark.scorecard
def test_every_case_is_read_without_an_exception_and_folds_once(cases: list[dict[str, str]]):
    for case in cases:
        for base in (None, case["base"]):
            found = canonicalize(case["input"], base=base).canonical_url
            assert found is None or canonicalize(found).canonical_url == found, case


def test_real_links_on_the_bare_host_have_keys_and_dates():
    template = "/Detail/{year}/{month}/{day}/{id}/{slug}"
    source = SourceUrls.of([("https://www.presstv.ir", template), ("https://www.presstv.co.uk", template)])
    items = ET.parse(of_others("presstv/rss.xml")).iter("item")
    found = [canonicalize(item.findtext("link", ""), source) for item in items]
    keys = [each.key for each in found]
    assert len(keys) == len(set(keys)) == 10
    assert keys[0] == "/Detail/2026/08/15/774416/"
    assert (found[-1].key, found[-1].date) == ("/Detail/2026/08/12/774228/", date(2026, 8, 12))
    assert all(each.is_article and each.date and "www" in each.rules for each in found)
