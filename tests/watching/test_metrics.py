"""What the daemon shows to Prometheus."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from typing import Any

import pytest

from crawler.model.errors import Refused
from crawler.model.verdict import Kind
from scheduler.watching.metrics import Metrics, Outcome, Result, Sample, serve_metrics
from tests.desk.daemons import every
from tests.desk.desk import Desk, OpenRoom, wait_until
from tests.desk.metrics_page import A_SAMPLE, Scrape, free_port, scrape, value

BOUNDED = {"outcome": set(Outcome), "kind": set(Kind), "result": set(Result), "source": {"room"}, "up": {"0", "1"}}
"""Label → all that it may say, on a desk with one source."""


def measured(desk: Desk, more: str = "") -> int:
    """Let the desk's daemon show its metrics; return the port."""
    port = free_port()
    source = every(desk, "1h").read_text()
    settings = f"[metrics]\nport = {port}\n{more}[mirrors]\nfailures_until_down = 1\n"
    desk.configure(settings=settings, source=source)
    return port


def test_a_run_is_counted_with_all_that_it_did(open_room: OpenRoom, start_daemon: Any) -> None:
    desk = open_room(articles=5, mirrors=2, faults=["m2:5xx:502"])
    port = measured(desk)
    daemon = start_daemon(desk)
    good, bad = desk.room.origins
    down = lambda: value(scrape(port), "mirror_up", source="room", mirror=bad) == 0  # noqa: E731
    wait_until(down, "the bad mirror is down", A_SAMPLE)
    seen = scrape(port)
    ended = {outcome: value(seen, "runs_total", source="room", outcome=outcome) for outcome in Outcome}
    assert ended == {"done": 0, "partial": 1, "empty": 0, "failed": 0, "unreachable": 0, "refused": 0}
    assert value(seen, "verdicts_total", source="room", kind="new") == 5
    requests = {row["mirror"]: row["requests"] for row in _costs(desk)}
    assert value(seen, "fetches_total", source="room", mirror=good, result="ok") == requests[good]
    assert (value(seen, "fetches_total", source="room", mirror=bad, result="failed") or 0) >= 1
    assert value(seen, "mirror_up", source="room", mirror=good) == 1
    assert (value(seen, "mirrors", up="1"), value(seen, "mirrors", up="0")) == (1, 1)
    assert 0 <= (value(seen, "last_new_article_age_seconds", source="room") or 0) < 60
    assert value(seen, "runs_waiting") == 0
    assert value(seen, "runs_merged_total", source="room") == 0
    assert (value(seen, "index_bytes") or 0) > 100_000
    assert (value(seen, "archive_bytes") or 0) > 10_000
    assert (value(seen, "loop_lag_seconds_count") or 0) > 0
    assert (value(seen, "run_wait_seconds_count") or 0) == 1
    assert (value(seen, "tasks") or 0) >= 1
    assert (value(seen, "disk_free_bytes") or 0) > 0
    assert seen["process_open_fds", frozenset()] > 0
    _assert_bounded(seen, {"mirror": {good, bad}})
    assert daemon.stop() == 0
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0, "the server ends with the daemon"


def _costs(desk: Desk) -> list[dict[str, Any]]:
    return [
        {"mirror": mirror, "requests": requests}
        for mirror, requests in desk.ask("select mirror, requests from run_mirrors")
    ]


def _assert_bounded(scraped: Scrape, more: Mapping[str, set[str]]) -> None:
    for _, labels in scraped:
        for name, said in labels:
            assert name == "le" or said in {**BOUNDED, **more}[name]


def test_a_run_that_failed_is_counted_with_its_requests(open_room: OpenRoom, start_daemon: Any) -> None:
    desk = open_room(articles=1, mirrors=1, faults=["m1:5xx:502"])
    port = measured(desk)
    start_daemon(desk)
    wait_until(
        lambda: value(scrape(port), "runs_total", source="room", outcome="failed") == 1, "the failure is counted"
    )
    (mirror,) = desk.room.origins
    assert (value(scrape(port), "fetches_total", source="room", mirror=mirror, result="failed") or 0) >= 1


def test_all_sources_are_counted_together_where_that_is_set(open_room: OpenRoom, start_daemon: Any) -> None:
    desk = open_room(articles=3, mirrors=2)
    port = measured(desk, "by_source = false\n")
    start_daemon(desk)
    wait_until(lambda: value(scrape(port), "runs_total", outcome="done") == 1, "the run is counted")
    assert value(scrape(port), "verdicts_total", kind="new") == 3
    wait_until(lambda: value(scrape(port), "mirrors", up="1") == 2, "its mirrors are counted", A_SAMPLE)
    seen = scrape(port)
    assert not {name for _, labels in seen for name, _ in labels} & {"source", "mirror"}
    assert (value(seen, "last_new_article_age_seconds") or 0) >= 0
    assert value(seen, "runs_merged_total") == 0


def test_two_servers_in_one_process_share_nothing_and_a_taken_port_is_told_with_its_cure() -> None:
    port = free_port()
    first, second = Metrics(lambda: 100.0), Metrics(lambda: 100.0)
    first.sample = Sample(waiting=3, newest={"room": 40})
    with serve_metrics(first, port):
        assert value(scrape(port), "runs_waiting") == 3
        assert value(scrape(port), "last_new_article_age_seconds", source="room") == 60
        with pytest.raises(Refused, match="metrics cannot be served") as refusal, serve_metrics(second, port):
            pass
        assert "metrics.port" in str(refusal.value)
    with serve_metrics(second, port):
        assert value(scrape(port), "runs_waiting") == 0


def test_what_one_of_several_processes_counts_bears_its_name_and_only_the_one_that_leads_speaks_for_all() -> None:
    metrics = Metrics(lambda: 100.0, worker="host/worker-1")
    metrics.sample = Sample(waiting=3, tasks=7, disk_free=5, index_bytes=2)
    metrics.count_error("")
    ask = metrics.registry.get_sample_value
    assert ask("mirrorfold_errors_total", {"worker": "host/worker-1"}) == 1
    assert ask("mirrorfold_tasks", {"worker": "host/worker-1"}) == 7
    assert ask("mirrorfold_disk_free_bytes", {"worker": "host/worker-1"}) == 5
    assert (ask("mirrorfold_runs_waiting"), ask("mirrorfold_index_bytes")) == (3, 2)
    metrics.sample = Sample(leads=False, waiting=3, tasks=7, index_bytes=2)
    assert ask("mirrorfold_tasks", {"worker": "host/worker-1"}) == 7
    assert ask("mirrorfold_runs_waiting") is ask("mirrorfold_index_bytes") is None


def test_a_source_that_left_leaves_the_gauges() -> None:
    metrics = Metrics(lambda: 100.0)
    metrics.sample = Sample(newest={"room": 40}, merged={"room": 1}, up={("room", "http://a.example"): True})
    assert (
        metrics.registry.get_sample_value("mirrorfold_mirror_up", {"source": "room", "mirror": "http://a.example"}) == 1
    )
    metrics.sample = Sample()
    assert (
        metrics.registry.get_sample_value("mirrorfold_mirror_up", {"source": "room", "mirror": "http://a.example"})
        is None
    )
