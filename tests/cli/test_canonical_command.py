"""``mirrorfold canonical``, as it is typed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from scheduler.cli import main

HERALD = """
name = "The Herald"
mirrors = ["https://www.herald.example", "https://herald.test"]
feeds = ["/rss.xml"]
articles = "/news/{id}-{slug}"
"""


@pytest.fixture
def canonical(tmp_path: Path) -> Callable[..., Result]:
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "herald.toml").write_text(HERALD, encoding="utf-8")

    def run(*arguments: str, stdin: str | bytes = "") -> Result:
        return CliRunner().invoke(main, ["--config", str(tmp_path), "canonical", *arguments], input=stdin)

    return run


def rows(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_row_for_each_url_in_order(canonical: Callable[..., Result]):
    first, second = rows(canonical("--source", "herald", "http://herald.example/news/7-a#b", "https://x.test/"))
    assert first == {
        "url": "http://herald.example/news/7-a#b",
        "key": "/news/7-",
        "canonical_url": "https://www.herald.example/news/7-a",
        "rules": ["fragment", "scheme", "www", "slug"],
    }
    assert second == {"url": "https://x.test/", "key": None, "canonical_url": "https://x.test/", "rules": []}


def test_an_unusable_url_is_a_row_with_its_reason(canonical: Callable[..., Result]):
    (row,) = rows(canonical("mailto:desk@herald.example"))
    assert row["canonical_url"] is row["key"] is None
    assert row["reason"] == "it is neither http nor https"


def test_a_dash_reads_urls_from_stdin(canonical: Callable[..., Result]):
    stdin = b"https://herald.test/news/7-a\n\nhttps://herald.test/news/8\xff\r\n"
    found = rows(canonical("--source", "The Herald", "-", stdin=stdin))
    assert [row["key"] for row in found] == ["/news/7-", None]


def test_without_a_source_there_is_no_key(canonical: Callable[..., Result]):
    (row,) = rows(canonical("https://www.herald.example/news/7-a?utm_source=x"))
    assert (row["key"], row["canonical_url"]) == (None, "https://www.herald.example/news/7-a")


def test_an_unknown_source_ends_with_exit_code_7(canonical: Callable[..., Result]):
    assert canonical("--source", "nobody", "https://herald.test/").exit_code == 7
