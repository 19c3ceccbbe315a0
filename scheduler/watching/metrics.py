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
    disable_created_metrics,
    generate_latest,
    start_http_server,
)
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from crawler.context.tally import Tally
from crawler.model.errors import Refused
from crawler.model.verdict import Kind
from crawler.settings import Source
from scheduler.reports.hooks.load_hooks import HookStanding
from scheduler.watching.hook_metrics import measure_hooks

disable_created_metrics()  # type: ignore[no-untyped-call]  # they double the page, and Prometheus asks for them nowhere

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

    :ivar leads: whether this process speaks for its whole installation; one that only works, or stands by, does not
    :ivar waiting: sources that are due and whose turn has not come
    :ivar newest: source → when its last new article came, seconds since 1970
    :ivar merged: source → due times that passed without a run of their own, ever
    :ivar up: source and mirror's origin → whether it answers
    :ivar tasks: asyncio tasks that are under way
    :ivar disk_free: bytes that are free on the state folder's disk
    :ivar replaced: how often the processes of the extraction pool broke down and new ones were started
    :ivar hooks: how it stands with each hook
    :ivar retried: how often a transaction gave way to another one and was tried again
    """

    leads: bool = True
    waiting: int = 0
    newest: Mapping[str, int] = field(default_factory=dict)
    merged: Mapping[str, int] = field(default_factory=dict)
    up: Mapping[tuple[str, str], bool] = field(default_factory=dict)
    index_bytes: int | None = None
    archive_bytes: int | None = None
    tasks: int = 0
    disk_free: int | None = None
    replaced: int = 0
    retried: int = 0
    hooks: tuple[HookStanding, ...] = ()


class Metrics:
    """The counters of a process, and the sample that the gauges are made of.

    :param clock: seconds since 1970
    :param by_source: whether sources and mirrors have series of their own; otherwise all are counted together
    :param worker: the label of what this process counts, where several share an archive; empty where it is alone
    """

    def __init__(self, clock: Callable[[], float], *, by_source: bool = True, worker: str = "") -> None:
        self.registry = CollectorRegistry()
        self.sample = Sample()
        self.by_source = by_source
        self._expected: set[tuple[str, ...]] = set()
        own = CollectorRegistry()
        counter = partial(Counter, registry=own)
        histogram = partial(Histogram, unit="seconds", registry=own)
        of_source, of_mirror = (["source"], ["source", "mirror"]) if by_source else ([], [])
        self._runs = counter("mirrorfold_runs", "Runs that ended, by source and outcome.", [*of_source, "outcome"])
        self._verdicts = counter("mirrorfold_verdicts", "Verdicts, by source and kind.", [*of_source, "kind"])
        self._fetches = counter(
            "mirrorfold_fetches", "Requests of runs that ended, by mirror and result.", [*of_mirror, "result"]
        )
        self.loop_lag = histogram(
            "mirrorfold_loop_lag", "How late the event loop woke from a sleep.", buckets=LAG_BUCKETS
        )
        self._waits = histogram(
            "mirrorfold_run_wait", "How long due sources waited for their turn.", buckets=WAIT_BUCKETS
        )
        self._errors = counter("mirrorfold_errors", "Exceptions that nobody expected; the log has the trace of each.")
        self._proxy_failures = counter("mirrorfold_proxy_failures", "Requests that a proxy of ours failed at.")
        ProcessCollector(registry=own)
        own.register(_OfProcess(self))
        self.registry.register(_Labelled(own, {"worker": worker} if worker else {}))
        self.registry.register(_OfInstallation(self, clock))

    def written(self) -> bytes:
        """Everything in Prometheus' text format."""
        return bytes(generate_latest(self.registry))

    def count_error(self, _: str) -> None:
        """Add an exception that nobody expected, of whatever kind: that is in the log, and no label."""
        self._errors.inc()

    def expect(self, sources: tuple[Source, ...]) -> None:
        """Show zeros for what has not happened yet, so that the first time is seen as an increase."""
        for source in sources:
            of_source = self._name(source)
            if of_source not in self._expected:
                self._expected.add(of_source)
                for outcome in Outcome:
                    self._runs.labels(*of_source, outcome.value)
                for kind in Kind:
                    self._verdicts.labels(*of_source, kind.value)
            for mirror in source.mirrors:
                of_mirror = self._name(source, mirror.origin)
                if of_mirror not in self._expected:
                    self._expected.add(of_mirror)
                    for result in Result:
                        self._fetches.labels(*of_mirror, result.value)

    def _name(self, source: Source, *mirror: str) -> tuple[str, ...]:
        """The labels of a source, or of a mirror of it; none where all are counted together."""
        return (source.id, *mirror) if self.by_source else ()

    def count(self, source: Source, outcome: Outcome, tally: Tally | None, waited: float = 0.0) -> None:
        """Add a run that ended.

        :param tally: what it did; None when it never began
        :param waited: seconds from when the source was due until its turn came
        """
        of_source = self._name(source)
        self._waits.observe(waited)
        self._runs.labels(*of_source, outcome.value).inc()
        if tally is None:
            return
        for kind in Kind:
            if number := _verdicts(tally, kind):
                self._verdicts.labels(*of_source, kind.value).inc(number)
        self._proxy_failures.inc(tally.proxy_failures.total())
        for mirror in source.mirrors:
            cost = tally.mirrors.get(mirror.origin)
            if cost is not None:
                of_mirror, failed = self._name(source, mirror.origin), min(cost.failures, cost.requests)
                self._fetches.labels(*of_mirror, Result.OK.value).inc(cost.requests - failed)
                self._fetches.labels(*of_mirror, Result.FAILED.value).inc(cost.failures)


def _verdicts(tally: Tally, kind: Kind) -> int:
    """A page that is no article is counted by its reason, not among the other verdicts."""
    return tally.quarantined.total() if kind is Kind.QUARANTINED else tally.verdicts[kind.value]


class _Labelled(Collector):
    """The series of a registry, with labels that all of them have."""

    def __init__(self, registry: CollectorRegistry, labels: Mapping[str, str]) -> None:
        self._registry, self._labels = registry, labels

    def collect(self) -> Iterator[Metric]:
        for family in self._registry.collect():
            family.samples = [
                sample._replace(labels={**self._labels, **sample.labels}) if self._labels else sample
                for sample in family.samples
            ]
            yield family


class _OfProcess(Collector):
    """What is true of this process at the latest sample."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def collect(self) -> Iterator[Metric]:
        sample = self._metrics.sample
        yield GaugeMetricFamily("mirrorfold_tasks", "Asyncio tasks under way.", value=float(sample.tasks))
        yield CounterMetricFamily(
            "mirrorfold_pool_replacements",
            "How often the processes that read pages broke down and new ones were started.",
            value=float(sample.replaced),
        )
        yield CounterMetricFamily(
            "mirrorfold_archive_retries",
            "How often the archive's server ended a transaction because of another one, and it was tried again.",
            value=float(sample.retried),
        )
        yield from _size("mirrorfold_disk_free", "Free room on the state folder's disk.", sample.disk_free)


class _OfInstallation(Collector):
    """What is true of all processes together, told by the one that leads.

    Sources and mirrors that left the configuration leave with it.
    """

    def __init__(self, metrics: Metrics, clock: Callable[[], float]) -> None:
        self._metrics, self._clock = metrics, clock

    def collect(self) -> Iterator[Metric]:
        sample, now = self._metrics.sample, self._clock()
        if not sample.leads:
            return
        yield GaugeMetricFamily(
            "mirrorfold_runs_waiting", "Due sources whose turn has not come.", value=float(sample.waiting)
        )
        mirrors = GaugeMetricFamily("mirrorfold_mirrors", "Mirrors that answer, and that do not.", labels=["up"])
        for up in (True, False):
            mirrors.add_metric([str(int(up))], sum(answers is up for answers in sample.up.values()))
        yield mirrors
        yield from self._of_sources(sample, now) if self._metrics.by_source else self._together(sample, now)
        yield from _size("mirrorfold_index", "Memory that the index's server uses.", sample.index_bytes)
        yield from _size("mirrorfold_archive", "Size of the archive.", sample.archive_bytes)
        yield from measure_hooks(sample.hooks, now)

    def _of_sources(self, sample: Sample, now: float) -> Iterator[Metric]:
        age = GaugeMetricFamily(*_AGE, labels=["source"], unit="seconds")
        for source, newest in sample.newest.items():
            age.add_metric([source], max(0.0, now - newest))
        merged = CounterMetricFamily(*_MERGED, labels=["source"])
        for source, number in sample.merged.items():
            merged.add_metric([source], number)
        up = GaugeMetricFamily(
            "mirrorfold_mirror_up",
            "Whether a mirror answers: 1, or 0 when down or seized.",
            labels=["source", "mirror"],
        )
        for (source, mirror), answers in sample.up.items():
            up.add_metric([source, mirror], float(answers))
        yield from (age, merged, up)

    def _together(self, sample: Sample, now: float) -> Iterator[Metric]:
        if sample.newest:
            yield GaugeMetricFamily(*_AGE, value=max(0.0, now - max(sample.newest.values())), unit="seconds")
        yield CounterMetricFamily(*_MERGED, value=sum(sample.merged.values()))


_AGE = "mirrorfold_last_new_article_age", "Time since the last new article, by source; absent before the first."
_MERGED = "mirrorfold_runs_merged", "Due times that passed without a run of their own, by source."


def _size(name: str, purpose: str, size: int | None) -> Iterator[Metric]:
    """A gauge of bytes; none where they are not known."""
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
