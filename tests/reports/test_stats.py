"""``mirrorfold stats``: what was found, what it cost, and what folding saved."""

from __future__ import annotations

import asyncio
import json
import time

import numpy as np
import pytest

from crawler.canonical.known_key import Known
from crawler.index import keys
from crawler.index.client import Index
from crawler.index.embedded import EmbeddedIndex
from crawler.index.known_keys import remember_keys
from crawler.index.packed_postings import Entry
from crawler.index.postings import Postings

IR, UK = "https://www.herald.example", "https://herald-mirror.example"


@pytest.fixture
def stats(mirrorfold, told):
    def run(*arguments: str) -> dict:
        result = mirrorfold("stats", "--json", *arguments)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    return run


def test_the_total_counts_every_article_once_whatever_was_folded_into_it(stats):
    total = stats()["total"]
    assert (total["articles"], total["stories"], total["sightings"]) == (5, 3, 10)
    assert (total["pending"], total["unjudged"]) == (1, 1)
    assert total["verdicts"] == {
        "new": 3, "unchanged": 0, "mirror": 2, "revision": 1, "divergent": 0, "copy": 1, "near_duplicate": 1,
        "quarantined": 2,
    }  # fmt: skip


def test_the_total_adds_up_what_the_closed_runs_cost(stats):
    total = stats()["total"]
    assert (total["bodies_fetched"], total["revisits"], total["requests"], total["bytes"]) == (8, 3, 18, 5600)
    assert total["runs"] == {"done": 2, "partial": 1, "interrupted": 1, "open": 1}
    assert (total["failures"], total["known"]) == (1, 2)


def test_a_sighting_that_was_never_fetched_is_a_request_saved(stats):
    herald = stats()["sources"]["herald"]
    assert herald["requests_saved"] == 1
    assert (herald["mirrors"][IR]["requests_saved"], herald["mirrors"][UK]["requests_saved"]) == (0, 1)


def test_each_mirror_has_figures_of_its_own(stats):
    mirrors = stats()["sources"]["herald"]["mirrors"]
    assert list(mirrors) == [IR, UK]
    assert (mirrors[IR]["sightings"], mirrors[UK]["sightings"]) == (5, 3)
    assert mirrors[UK]["verdicts"]["mirror"] == 1
    assert (mirrors[UK]["requests"], mirrors[UK]["bytes"], mirrors[UK]["failures"]) == (5, 1100, 1)
    assert (mirrors[UK]["bodies_fetched"], mirrors[UK]["revisits"]) == (1, 2)


def test_quarantined_pages_are_counted_by_reason(stats):
    told = stats()
    assert told["total"]["quarantined"] == {"empty": 1, "seized": 1}
    assert told["sources"]["herald"]["mirrors"][UK]["quarantined"] == {"seized": 1}


def test_what_can_be_added_up_over_mirrors_and_sources_adds_up(stats):
    told = stats()
    for name in ("sightings", "requests_saved", "bodies_fetched", "revisits", "requests", "bytes", "failures", "new"):
        for source in told["sources"].values():
            assert source[name] == sum(mirror[name] for mirror in source["mirrors"].values()), name
        assert told["total"][name] == sum(source[name] for source in told["sources"].values()), name


def test_a_span_leaves_out_what_happened_before(stats):
    told = stats("--since", "24h")
    total = told["total"]
    assert (total["articles"], total["new"], total["sightings"]) == (2, 2, 5)
    assert (total["requests"], total["known"]) == (12, 2)
    assert total["verdicts"]["new"] == 0
    assert told["sources"]["tribune"]["articles"] == 0
    assert told["since"] is not None


def test_a_longer_span_takes_in_more(stats):
    assert stats("--since", "4d")["total"]["articles"] == 4
    assert stats("--since", "30d")["total"]["articles"] == 5


@pytest.mark.parametrize("span", ["1w", "24", "-1h", "0s", "", "999999d"])
def test_a_span_that_is_none_ends_with_exit_code_2_and_the_cure(mirrorfold, told, span):
    result = mirrorfold("stats", "--since", span)
    assert result.exit_code == 2
    assert "Write a number and s, m, h or d" in result.stderr


@pytest.mark.parametrize("name", ["herald", "The Herald", "HERALD"])
def test_one_source_can_be_asked_for_by_id_or_name(stats, name):
    told = stats(name)
    assert list(told["sources"]) == ["herald"]
    assert told["total"]["articles"] == told["sources"]["herald"]["articles"] == 3


def test_a_source_that_is_no_longer_configured_can_still_be_asked_for(stats):
    assert stats("tribune")["total"]["articles"] == 1


def test_an_unknown_source_ends_with_exit_code_7(mirrorfold, told):
    result = mirrorfold("stats", "times")
    assert result.exit_code == 7
    assert 'there is no source "times"' in result.stderr


def test_without_a_terminal_the_figures_are_told_in_words(mirrorfold, told):
    lines = mirrorfold("stats").stdout.splitlines()
    assert lines[:4] == [
        "all sources",
        "  articles    5 in 3 stories",
        "  found       5 new, 2 already known",
        "  sightings   10, 1 request saved by folding",
    ]
    assert "The Herald (herald)" in lines
    assert "tribune (no longer configured)" in lines
    assert any(line.startswith(f"  {UK}: 3 sightings; ") for line in lines)


def test_nothing_new_says_how_much_was_known(mirrorfold, room):
    room.begin("herald")
    assert "  found       0 new, 0 already known" in mirrorfold("stats", "herald").stdout.splitlines()


def test_on_a_terminal_the_figures_stand_in_a_table(mirrorfold, told, monkeypatch):
    monkeypatch.setattr("scheduler.cli.terminal.on_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "200")
    lines = mirrorfold("stats").stdout.splitlines()
    assert lines[0].split()[:4] == ["articles", "stories", "sightings", "saved"]
    total = next(line.split() for line in lines if line.startswith("total"))
    assert total == ["total", "5", "3", "10", "1", "5", "2", "8", "3", "18", "5.6", "kB", "1", "2", "1"]


def test_a_terminal_too_narrow_for_the_table_gets_words_and_nothing_is_cut(mirrorfold, told, monkeypatch):
    in_words = mirrorfold("stats").stdout
    monkeypatch.setattr("scheduler.cli.terminal.on_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    assert mirrorfold("stats").stdout == in_words


def test_a_configured_source_that_was_never_crawled_counts_nothing(mirrorfold, room):
    told = json.loads(mirrorfold("stats", "--json").stdout)
    assert set(told["sources"]) == {"gazette", "herald"}
    assert told["total"]["articles"] == 0
    assert told["total"]["verdicts"]["new"] == 0


@pytest.mark.parametrize("command", [("stats",), ("runs",), ("explain", "1"), ("export",)])
def test_without_an_archive_there_is_a_sentence_and_none_is_made(mirrorfold, state, command):
    result = mirrorfold(*command)
    assert result.exit_code == 7
    assert "There is no archive in this state folder" in result.stderr
    assert "mirrorfold crawl SOURCE" in result.stderr
    assert not state.exists()


def test_the_index_is_told_of_as_not_running_when_it_is_not(mirrorfold, stats):
    assert "runs only while" in stats()["index"]["unavailable"]
    assert mirrorfold("stats").stdout.splitlines()[-1].startswith("index: not known: the embedded index runs only")


def test_an_index_that_runs_is_measured(state, stats, mirrorfold):
    sketch = np.arange(0, 8 * 26, 8, dtype=np.uint64)

    async def fill(url: str) -> None:
        index = Index.at(url)
        await index.mark([*keys.posting_partitions(), keys.source_partition("herald")])
        await remember_keys(index, "herald", {f"/{number}": Known(number) for number in range(1, 101)})
        entries = [Entry(n, sketch + np.uint64(1000 * n), 400, int(time.time())) for n in range(1, 101)]
        await index.execute(Postings(index, 45).publish_commands(entries), [])
        await index.close()

    with EmbeddedIndex(state) as server:
        asyncio.run(fill(server.url))
        told, line = stats()["index"], mirrorfold("stats").stdout.splitlines()[-1]
    assert (told["keys"], told["entries"]) == (100, 2600)
    assert 26 * 11 + 27 <= told["bytes_per_article"] <= 800
    assert told["server_bytes"] > told["key_bytes"] + told["entry_bytes"]
    assert line.startswith(f"index: 100 keys, 2,600 entries of near-duplicates, {told['bytes_per_article']} bytes per")


def test_an_index_that_does_not_answer_is_told_of(stats, monkeypatch):
    monkeypatch.setenv("MIRRORFOLD_REDIS__URL", "unix:///nowhere/valkey.sock")
    assert "does not answer" in stats()["index"]["unavailable"]
