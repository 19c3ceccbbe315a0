"""The metrics of hooks. A label is a hook's name, which the configuration gives it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric

from scheduler.reports.hooks.load_hooks import HookStanding

_DELIVERED = "mirrorfold_hooks_delivered", "Events that a hook took, ever."
_WAITING = "mirrorfold_hooks_waiting", "Events that wait for a hook."
_DEAD = "mirrorfold_hooks_dead", "Events that were given up because a hook did not take them: dead letters."
_FAILURES = "mirrorfold_hooks_failures", "Tries of a hook that failed in a row."
_OLDEST = "mirrorfold_hooks_oldest_age", "How long the oldest event waits for a hook; absent where none does."


def measure_hooks(hooks: Sequence[HookStanding], now: float) -> Iterator[Metric]:
    """The metrics of the hooks of a sample."""
    delivered = CounterMetricFamily(*_DELIVERED, labels=["hook"])
    waiting, dead, failures = (GaugeMetricFamily(*named, labels=["hook"]) for named in (_WAITING, _DEAD, _FAILURES))
    oldest = GaugeMetricFamily(*_OLDEST, labels=["hook"], unit="seconds")
    for hook in hooks:
        delivered.add_metric([hook.name], hook.delivered)
        waiting.add_metric([hook.name], hook.waiting)
        dead.add_metric([hook.name], hook.dead)
        failures.add_metric([hook.name], hook.failures)
        if hook.waits_since is not None:
            oldest.add_metric([hook.name], max(0.0, now - hook.waits_since))
    yield from (delivered, waiting, dead, failures, oldest)
