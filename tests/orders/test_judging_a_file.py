"""``mirrorfold dedup``: rows judged together get the answers that they get one after the other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from scheduler.cli import main
from scheduler.orders import judge_file as dedup
from tests.desk.corpus import texts
from tests.desk.fetched_pages import words


def rows() -> list[dict[str, Any]]:
    """The corpus, a text that comes back under its URL, edited, another that takes a URL over, and short ones."""
    found = [{"id": text.id, "text": text.text, "source": text.source} for text in texts()]
    flood = {"url": "/live", "title": "Flood", "published": "2026-08-01"}
    found.insert(3, {"id": "live-1", "text": words("live")} | flood)
    found.insert(9, {"id": "live-2", "text": words("live") + " more"} | flood)
    found.insert(
        12, {"id": "other", "text": words("other"), "title": "Bees", "published": "2026-08-09", "url": "/live"}
    )
    found += [{"id": number, "text": "More to follow."} for number in range(3)]
    return [*found, {"id": "late", "text": words("other"), "source": "gazette"}]


def judged(file: Path) -> list[dict[str, Any]]:
    result = CliRunner().invoke(main, ["dedup", str(file)])
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_rows_judged_together_are_judged_as_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows()))
    together = judged(file)
    monkeypatch.setattr(dedup, "BATCH", 1)
    assert judged(file) == together
    assert [one["id"] for one in together] == [row["id"] for row in rows()]
    verdicts = {one["id"]: one["verdict"] for one in together}
    assert [verdicts[name] for name in ("live-1", "live-2", "other", "late")] == ["new", "revision", "new", "copy"]
