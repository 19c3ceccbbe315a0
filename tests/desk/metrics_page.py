"""A daemon's metrics as Prometheus reads them."""

from __future__ import annotations

import socket
import urllib.request  # noqa: TID251 - a monitor is another program
from collections.abc import Mapping

from prometheus_client.parser import text_string_to_metric_families

Labels = frozenset[tuple[str, str]]
Scrape = Mapping[tuple[str, Labels], float]

A_SAMPLE = 40
"""Seconds within which the stores were looked at after anything."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def scrape(port: int) -> Scrape:
    url = f"http://127.0.0.1:{port}/metrics"
    with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: TID251 - a monitor is another program
        text = answer.read().decode()
    families = text_string_to_metric_families(text)
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in families
        for sample in family.samples
    }


def value(scraped: Scrape, name: str, **labels: str) -> float | None:
    return scraped.get((f"mirrorfold_{name}", frozenset(labels.items())))
