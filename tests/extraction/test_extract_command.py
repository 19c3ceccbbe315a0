"""``mirrorfold extract``: one row a page, in the order of the files, and never a crash."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from scheduler.cli import main

FIELDS = ["file", "url", "title", "text", "caption", "published", "published_found", "authors", "section", "image",
          "language", "rejected", "mirror_evidence"]  # fmt: skip


def run(*arguments: object) -> list[dict[str, Any]]:
    result = CliRunner().invoke(main, ["extract", *map(str, arguments)])
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def pages(tmp_path: Path, own_page: bytes) -> Path:
    html = own_page
    (tmp_path / "plain.html").write_bytes(html)
    (tmp_path / "packed.html.gz").write_bytes(gzip.compress(html))
    (tmp_path / "empty.html").write_bytes(b"")
    (tmp_path / "broken.html.gz").write_bytes(b"\x1f\x8bnot gzip")
    (tmp_path / "cut.html.gz").write_bytes(gzip.compress(html)[:-20])
    (tmp_path / "seized.html").write_text("<html><title>This domain has been seized</title><p>x</p></html>")
    return tmp_path


def test_every_file_is_a_row_and_every_failure_a_reason(pages: Path, own_article: Any) -> None:
    names = [
        "plain.html",
        "empty.html",
        "packed.html.gz",
        "broken.html.gz",
        "cut.html.gz",
        "seized.html",
        "missing.html",
    ]
    rows = run(*(pages / name for name in names), "--url", "https://www.gazette.example/Detail/1/x")
    assert [Path(row["file"]).name for row in rows] == names
    assert all(list(row) == FIELDS for row in rows)
    assert [bool(row["rejected"]) for row in rows] == [False, True, False, True, True, True, True]
    assert rows[0]["title"] == rows[2]["title"] == own_article.title
    assert rows[0]["text"].splitlines()[0] == own_article.paragraphs[0]
    assert rows[0]["published"] == "2022-01-27T16:06:00+00:00"
    assert rows[1]["rejected"].startswith("empty: ")
    assert rows[5]["rejected"].startswith("seized: ")
    assert rows[6]["rejected"] == "unreadable: No such file or directory"


def test_a_manifest_names_files_relative_to_itself(pages: Path) -> None:
    manifest = pages / "manifest.jsonl"
    manifest.write_text('{"file": "plain.html", "url": "https://a.example/1/x"}\n\n{"file": "empty.html"}\n')
    rows = run("--manifest", manifest)
    assert [(row["file"], row["url"]) for row in rows] == [("plain.html", "https://a.example/1/x"), ("empty.html", "")]
    assert rows[0]["title"]


@pytest.mark.parametrize("line", ["nonsense", "[]", '{"url": "x"}', "5"])
def test_a_manifest_that_is_not_understood_says_where(line: str, tmp_path: Path) -> None:
    manifest = tmp_path / "m.jsonl"
    manifest.write_text(f'{{"file": "a.html"}}\n{line}\n')
    result = CliRunner().invoke(main, ["extract", "--manifest", str(manifest)])
    assert result.exit_code == 3
    assert "m.jsonl:2" in result.stderr


def test_a_time_zone_that_there_is_not_is_told(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["extract", "--timezone", "Mars", str(tmp_path / "a.html")])
    assert result.exit_code == 2
    assert "Asia/Tehran" in result.stderr


def test_a_missing_manifest_and_no_file_at_all_say_so(tmp_path: Path) -> None:
    missing = CliRunner().invoke(main, ["extract", "--manifest", str(tmp_path / "none")])
    assert (missing.exit_code, "cannot be read" in missing.stderr) == (7, True)
    assert CliRunner().invoke(main, ["extract"]).exit_code == 2
