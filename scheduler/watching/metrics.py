"""Every metric that the daemon shows to Prometheus: its name, its help, its unit, its labels.

Labels are bounded: a source's id and a mirror's origin come from the configuration, all others from closed lists.
A URL of an article, a title or the text of an error is never one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    generate_latest,
    start_http_server,
)
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from crawler.context.tally import Tally
from crawler.model.errors import Refused
from crawler.model.verdict import Kind
from crawler.settings import Source

LOOPBACK = "127.0.0.1"

LAG_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
WAIT_BUCKETS = (0.01, 0.1, 1.0, 5.0, 15.0, 60.0, 300.0, 900.0)
"""Upper bounds in seconds."""


class Outcome(StrEnum):
    """How a run ended."""

    DONE = "done"
    PARTIAL = "partial"
    """Something is left to the next run."""
    EMPTY = "empty"
    """Its listings were read, and not one article was found."""
    FAILED = "failed"
    UNREACHABLE = "unreachable"
    """Nobody was heard of: our own uplink."""
    REFUSED = "refused"
    """It never began: another process holds the source, for a crawl or a removal."""


class Result(StrEnum):
    """What became of a request to a mirror."""

    OK = "ok"
    FAILED = "failed"
    """The answer, or its absence, counts against the mirror."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What is true at one moment. What could not be asked is None or absent, and is not shown.

    :ivar waiting: sources that are due and whose turn has not come
    :ivar newest: source → when its last new article came, seconds since 1970
    :ivar merged: source → due times that passed without a run of their own, ever
    :ivar up: source and mirror's origin → whether it answers
    :ivar tasks: asyncio tasks that are under way
    :ivar disk_free: bytes that are free on the state folder's disk
    :ivar replaced: how often the processes of the extraction pool broke down and new ones were started
    """

    waiting: int = 0
    newest: Mapping[str, int] = field(default_factory=dict)
    merged: Mapping[str, int] = field(default_factory=dict)
    up: Mapping[tuple[str, str], bool] = field(default_factory=dict)
    index_bytes: int | None = None
    archive_bytes: int | None = None
    tasks: int = 0
    disk_free: int | None = None
    replaced: int = 0


class Metrics:
    """The counters of a process, and the sample that the gauges are made of.

    :param clock: seconds since 1970
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self.registry = CollectorRegistry()
        self.sample = Sample()
        counter = partial(Counter, registry=self.registry)
        histogram = partial(Histogram, unit="seconds", registry=self.registry)
        self._runs = counter("mirrorfold_runs", "Runs that ended, by source and outcome.", ["source", "outcome"])
        self._verdicts = counter("mirrorfold_verdicts", "Verdicts, by source and kind.", ["source", "kind"])
        self._fetches = counter(
            "mirrorfold_fetches", "Requests of runs that ended, by mirror and result.", ["source", "mirror", "result"]
        )
        self.loop_lag = histogram(
            "mirrorfold_loop_lag", "How late the event loop woke from a sleep.", buckets=LAG_BUCKETS
        )
        self._waits = histogram(
            "mirrorfold_run_wait", "How long due sources waited for their turn.", buckets=WAIT_BUCKETS
        )
        ProcessCollector(registry=self.registry)
        self.registry.register(_Standing(self, clock))

    def written(self) -> bytes:
        """Everything in Prometheus' text format."""
        return bytes(generate_latest(self.registry))

    def expect(self, sources: tuple[Source, ...]) -> None:
        """Show zeros for what has not happened yet, so that the first time is seen as an increase."""
        for source in sources:
            for outcome in Outcome:
                self._runs.labels(source.id, outcome.value)
            for kind in Kind:
                self._verdicts.labels(source.id, kind.value)
            for mirror in source.mirrors:
                for result in Result:
                    self._fetches.labels(source.id, mirror.origin, result.value)

    def count(self, source: Source, outcome: Outcome, tally: Tally | None, waited: float = 0.0) -> None:
        """Add a run that ended.

        :param tally: what it did; None when it never began
        :param waited: seconds from when the source was due until its turn came
        """
        self._waits.observe(waited)
        self._runs.labels(source.id, outcome.value).inc()
        if tally is None:
            return
        for kind in Kind:
            self._verdicts.labels(source.id, kind.value).inc(_verdicts(tally, kind))
        for mirror in source.mirrors:
            cost = tally.mirrors.get(mirror.origin)
            if cost is not None:
                failed = min(cost.failures, cost.requests)
                self._fetches.labels(source.id, mirror.origin, Result.OK.value).inc(cost.requests - failed)
                self._fetches.labels(source.id, mirror.origin, Result.FAILED.value).inc(cost.failures)


def _verdicts(tally: Tally, kind: Kind) -> int:
    """A page that is no article is counted by its reason, not among the other verdicts."""
    return tally.quarantined.total() if kind is Kind.QUARANTINED else tally.verdicts[kind.value]


class _Standing(Collector):
    """The gauges of the latest sample; sources and mirrors that left the configuration leave with it."""

    def __init__(self, metrics: Metrics, clock: Callable[[], float]) -> None:
        self._metrics, self._clock = metrics, clock

    def collect(self) -> Iterator[Metric]:
        sample, now = self._metrics.sample, self._clock()
        yield GaugeMetricFamily(
            "mirrorfold_runs_waiting", "Due sources whose turn has not come.", value=float(sample.waiting)
        )
        yield GaugeMetricFamily("mirrorfold_tasks", "Asyncio tasks under way.", value=float(sample.tasks))
        yield CounterMetricFamily(
            "mirrorfold_pool_replacements",
            "How often the processes that read pages broke down and new ones were started.",
            value=float(sample.replaced),
        )
        age = GaugeMetricFamily(
            "mirrorfold_last_new_article_age",
            "Time since the last new article, by source; absent before the first.",
            labels=["source"],
            unit="seconds",
        )
        for source, newest in sample.newest.items():
            age.add_metric([source], max(0.0, now - newest))
        merged = CounterMetricFamily(
            "mirrorfold_runs_merged", "Due times that passed without a run of their own, by source.", labels=["source"]
        )
        for source, number in sample.merged.items():
            merged.add_metric([source], number)
        up = GaugeMetricFamily(
            "mirrorfold_mirror_up",
            "Whether a mirror answers: 1, or 0 when down or seized.",
            labels=["source", "mirror"],
        )
        for (source, mirror), answers in sample.up.items():
            up.add_metric([source, mirror], float(answers))
        yield from (age, merged, up, *_sizes(sample))


def _sizes(sample: Sample) -> Iterator[Metric]:
    sizes = (
        ("mirrorfold_index", "Memory that the index's server uses.", sample.index_bytes),
        ("mirrorfold_archive", "Size of the archive.", sample.archive_bytes),
        ("mirrorfold_disk_free", "Free room on the state folder's disk.", sample.disk_free),
    )
    for name, purpose, size in sizes:
        if size is not None:
            yield GaugeMetricFamily(name, purpose, value=float(size), unit="bytes")


@contextmanager
def serve_metrics(metrics: Metrics, port: int) -> Iterator[None]:
    """Answer Prometheus on a loopback port for as long as the body runs.

    :raises Refused: when the port is taken
    """
    try:
        server, thread = start_http_server(port, LOOPBACK, metrics.registry)
    except OSError as error:
        what = f"The metrics cannot be served ({error.strerror})"
        raise Refused(what, where=f"{LOOPBACK}:{port}", cure="Set metrics.port to a free port, or to 0") from error
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
