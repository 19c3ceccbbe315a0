"""Surveys of many addresses in one child process: what ``source add`` finds, a JSON line each, with the seconds.

``python -m tests.survey.surveying CONFIG STATE URL…``
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

REQUESTS = 30


async def _main(config: Path, state: Path, urls: Sequence[str]) -> None:
    from crawler.settings import load
    from scheduler.orders.survey_sources import survey_sources
    from scheduler.service.services import open_services

    loaded = load(config, {})
    async with open_services(loaded, state) as shared:
        for url in urls:
            began = time.monotonic()
            facts = await survey_sources([url], shared, loaded.sources, lambda *_: None, REQUESTS)
            print(json.dumps(facts | {"seconds": time.monotonic() - began}), flush=True)


if __name__ == "__main__":
    asyncio.run(_main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]))
