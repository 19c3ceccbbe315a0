"""``mirrorfold stats --days``: what happened day by day."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result

from scheduler.reports.counts.day_figures import load_articles_by_source
from scheduler.reports.counts.series import load_series, load_series_by_source
from tests.reports.conftest import DAY, IR, UK, Newsroom, Told

Days = Callable[..., dict[str, Any]]


@pytest.fixture
def days(mirrorfold: Callable[..., Result]) -> Days:
    def ask(*arguments: str) -> dict[str, Any]:
        result = mirrorfold("stats", "--json", *arguments)
        assert result.exit_code == 0, result.output
        told: dict[str, Any] = json.loads(result.stdout)
        return told

    return ask


def test_the_days_of_all_add_up_to_the_statistics(days: Days, told: Told) -> None:
    whole, series = days()["total"], days("--days", "30")["total"]
    assert len(series["days"]) == 30
    for name in ("articles", "stories", "requests_saved", "requests", "bytes", "failures"):
        assert sum(series[name]) == whole[name], name
    assert {kind: sum(numbers) for kind, numbers in series["runs"].items()} == whole["runs"]
    assert sum(map(sum, series["sightings"].values())) == whole["sightings"]
    for kind in ("new", "mirror", "revision", "copy", "near_duplicate"):
        assert sum(series["verdicts"][kind]) == whole["verdicts"][kind]


def test_each_source_has_its_own_stories(days: Days, told: Told) -> None:
    whole, series = days()["sources"], days("--days", "30")["sources"]
    assert set(series) <= set(whole)
    for source, numbers in series.items():
        assert sum(numbers["stories"]) == whole[source]["stories"], source
        assert sum(numbers["articles"]) == whole[source]["articles"], source


def test_a_day_before_the_span_is_left_out(days: Days, told: Told) -> None:
    assert sum(days("--days", "8")["total"]["articles"]) == 4
    assert "tribune" not in days("--days", "8")["sources"]


def test_one_source_is_told_alone(days: Days, told: Told) -> None:
    assert list(days("herald", "--days", "7")["sources"]) == ["herald"]


def test_mirrors_are_told_by_who_was_first_and_how_late_the_others_were(room: Newsroom, told: Told) -> None:
    today = room.now // DAY
    series = room.archive.read(load_series, "herald", today - 29, today)
    assert set(series.lag) <= {IR, UK}
    assert sum(map(sum, series.first.values())) + sum(map(sum, series.tied.values())) > 0


def test_the_articles_of_all_sources_are_the_same_by_the_short_way(room: Newsroom, told: Told) -> None:
    today = room.now // DAY
    by_source = room.archive.read(load_series_by_source, today - 29, today)
    short = room.archive.read(load_articles_by_source, today - 29, today)
    assert {name: each.articles for name, each in by_source.items()} == short


def test_on_a_terminal_each_source_has_a_line_of_bars(
    mirrorfold: Callable[..., Result], told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.cli.terminal.on_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "200")
    lines = mirrorfold("stats", "--days", "14").stdout.splitlines()
    herald = next(line for line in lines if line.startswith("The Herald"))
    assert "█" in herald
    assert lines[-1].startswith("total")


def test_elsewhere_the_figures_are_told_in_words(mirrorfold: Callable[..., Result], told: Told) -> None:
    lines = mirrorfold("stats", "--days", "14").stdout.splitlines()
    assert lines[-1].startswith("total: 5 articles")
    assert not any("█" in line for line in lines)


def test_days_and_a_span_at_once_are_refused(mirrorfold: Callable[..., Result], told: Told) -> None:
    assert mirrorfold("stats", "--days", "3", "--since", "24h").exit_code == 2
