"""Run every benchmark and print what was measured, on what."""

from __future__ import annotations

import json

from benchmarks import crawl, empty_run, extraction, neardup, signs
from benchmarks.machine import machine


def main() -> None:
    print(json.dumps({"machine": machine()}, indent=1))
    print(json.dumps({"a run with nothing new": empty_run.measure()}, indent=1))
    print(json.dumps({"crawl": crawl.compare()}, indent=1))
    print(json.dumps({"near-duplicates": neardup.compare()}, indent=1))
    print(json.dumps({"near-duplicates as the index grows": neardup.grow(100_000)}, indent=1))
    print(json.dumps({"extraction": extraction.compare()}, indent=1))
    print(json.dumps({"signs of notices": signs.compare()}, indent=1))


if __name__ == "__main__":
    main()
